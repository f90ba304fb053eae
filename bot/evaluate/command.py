"""python -m bot evaluate: question files -> a folder with the answers, the figures and the report.

config.json results.jsonl           what was asked and answered; an interrupted run goes on from here
report.html summary.json *.csv      what it says
"""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.assistant import Assistant
from bot.evaluate.config import config_of
from bot.evaluate.evaluation import Evaluation, evaluate
from bot.evaluate.export import export
from bot.evaluate.floors import FloorError, read_floors
from bot.evaluate.labels import label, number, span
from bot.evaluate.metrics import BY_NAME
from bot.evaluate.questions import Question, QuestionError, read_gold
from bot.evaluate.report import write_report
from bot.evaluate.run import RunError, Trace, categories_of, read_config, run, start, unfinished
from bot.models import ModelError
from bot.settings import Settings
from bot.weights import WeightsError

WRONG_USE = (QuestionError, FloorError, RunError)
Open = Callable[[Settings, Trace], Assistant]


def run_evaluation(
    paths: Sequence[Path], settings: Settings, open_assistant: Open, *,
    out: Path | None = None, baseline: Path | None = None, retrieve_only: bool = False,
) -> int:  # fmt: skip
    """Ask, score, report. Returns 0, 1 when a figure is below its floor, or 130 when interrupted from the keyboard.

    Args:
        out: where to write, or the interrupted run to go on with; without it a new folder under the data folder, unless
            the newest interrupted run there is of the same questions, settings and code.

    Raises:
        QuestionError, FloorError, RunError, IndexMissing: before anything is asked.
    """
    from bot.ask import ask

    questions = read_gold(paths)
    floors = read_floors(path.parent for path in paths)
    if baseline:
        read_config(baseline)
    trace = Trace()
    assistant = open_assistant(settings, trace)
    config = config_of(settings, paths, len(questions), assistant.index.version, retrieve_only)
    out = out or folder_of(settings.data / "evaluations", config)
    config = start(out, config)
    print(f"Skriver till {out}", file=sys.stderr)

    def asked(question: Question) -> Any:
        return ask(assistant, question, (), retrieve_only)

    names = [page for question in questions for page in question.pages]
    categories = categories_of(assistant.index, names)
    try:
        results = run(questions, asked, lambda: warm_up(assistant, retrieve_only), trace, categories, out)
    except KeyboardInterrupt:
        print(f"\nAvbruten. Svaren hittills ligger i {out}; samma kommando fortsätter därifrån.", file=sys.stderr)
        return 130
    evaluation = evaluate(config, questions, results, floors, baseline)
    export(evaluation, out)
    write_report(evaluation, out)
    show(evaluation, out)
    return 0 if all(judged.holds for judged in evaluation.floors) else 1


def warm_up(assistant: Assistant, retrieve_only: bool) -> None:
    try:
        assistant.warm_up(retrieve_only=retrieve_only)
    except (ModelError, WeightsError) as error:
        print(f"Språkmodellen kan inte användas, svaren blir citat: {error}", file=sys.stderr)


def folder_of(evaluations: Path, config: dict[str, Any]) -> Path:
    return unfinished(evaluations, config) or evaluations / datetime.now().strftime("%Y-%m-%d-%H%M%S")


def show(evaluation: Evaluation, out: Path) -> None:
    """The verdict, the figures, and what fell, on the terminal."""
    print(evaluation.verdict.headline, *evaluation.verdict.sentences, sep="\n")
    for one in evaluation.figures:
        if one.dimension == "all":
            unit = BY_NAME[one.metric].unit
            spread = span(one.low, one.high, unit)
            print(f"  {label('metric', one.metric):<38}{number(one.value, unit):>9}   {spread:<22} n={one.n}")
    for change in evaluation.comparison.changes if evaluation.comparison else ():
        if change.verdict != "unsure":
            unit = BY_NAME[change.metric].unit
            told = "Säkert bättre" if change.verdict == "better" else "Säkert sämre"
            print(
                f"{told}: {label('metric', change.metric)} {number(change.before, unit)} → {number(change.now, unit)}"
            )
    for step, before, now in evaluation.comparison.steps if evaluation.comparison else ():
        print(f"  Fel i steget {label('step', step)}: {before} → {now}")
    for judged in evaluation.floors:
        if not judged.holds:
            floor = judged.floor
            print(f"UNDER GOLVET: {floor.file} {floor.metric}: {judged.value:.3f}, golv {floor.limit:.3f}")
    if not evaluation.floors:
        print("Inga golv är satta för de här frågorna (floors.toml bredvid frågefilen).")
    print(f"Rapport: {out / 'report.html'}")
