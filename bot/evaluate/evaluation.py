"""Evaluation: a run with everything that was made of it, and how it is made from questions and results."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluate.compare import Comparison, compare
from bot.evaluate.config import differing
from bot.evaluate.failure import Failure, failure
from bot.evaluate.floors import Floor, Judged, judge_floors
from bot.evaluate.metrics import Figure, figures
from bot.evaluate.questions import Question
from bot.evaluate.run import Result, read_config, read_results
from bot.evaluate.score import Row, score
from bot.evaluate.verdict import Verdict, verdict


@dataclass(frozen=True)
class Evaluation:
    """`questions`, `results`, `rows` and `failures` belong together, one for each question."""

    config: dict[str, Any]
    questions: tuple[Question, ...]
    results: tuple[Result, ...]
    rows: tuple[Row, ...]
    failures: tuple[Failure | None, ...]
    figures: tuple[Figure, ...]
    verdict: Verdict
    floors: tuple[Judged, ...]
    comparison: Comparison | None

    @property
    def retrieve_only(self) -> bool:
        return bool(self.config["retrieve_only"])


def evaluate(
    config: dict[str, Any],
    questions: Sequence[Question],
    results: Sequence[Result],
    floors: Sequence[Floor],
    baseline: Path | None,
) -> Evaluation:
    """
    Raises:
        RunError: the baseline folder holds no run.
    """
    alone = bool(config["retrieve_only"])
    rows = score(questions, results, alone)
    found = figures(questions, results, rows)
    earlier = None
    if baseline:
        before = read_config(baseline)
        earlier = compare(questions, results, read_results(baseline), alone or bool(before["retrieve_only"]),
                          differing(before, config))  # fmt: skip
    return Evaluation(
        config, tuple(questions), tuple(results), tuple(rows),
        tuple(failure(question, result, alone) for question, result in zip(questions, results, strict=True)),
        tuple(found), verdict(found, alone),
        tuple(judge_floors(floors, {question.file for question in questions}, found)), earlier,
    )  # fmt: skip
