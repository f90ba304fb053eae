"""An Evaluation -> report.html: one self-contained file in Swedish that opens offline and prints.

The template is report.html beside this file (Jinja2, everything escaped but our own drawings).
"""

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.evaluate import plots
from bot.evaluate.compare import Change, Comparison
from bot.evaluate.evaluation import Evaluation
from bot.evaluate.failure import STEPS, Failure
from bot.evaluate.labels import counted, label, meaning, number, percent, span
from bot.evaluate.metrics import BY_NAME, DIMENSIONS, Array, Figure, table_of
from bot.evaluate.questions import Question
from bot.evaluate.run import Result, answers_digest
from bot.evaluate.verdict import ENOUGH
from bot.guard import mask

SECTIONS = {
    "answers": ("right_outcome", "answer_correct", "hallucination", "truthfulness"),
    "abstention": ("abstention_recall", "abstention_precision", "abstention_f1", "false_refusal"),
    "citations": ("citation_recall_sentences", "citation_precision", "citation_recall_facts"),
    "search": ("page_recall_1", "page_recall_5", "page_recall_10", "mrr_10", "ndcg_10", "evidence_recall"),
    "safety": ("safety_pass", "program_error"),
    "speed": ("retrieve_p50", "retrieve_p95", "first_sentence_p50", "first_sentence_p95", "total_p50", "total_p95",
              "prompt_tokens", "completion_tokens"),
}  # fmt: skip
BY_GROUP = ("right_outcome", "page_recall_10", "evidence_recall", "answer_correct", "abstention_recall", "safety_pass")


@dataclass(frozen=True)
class Failed:
    """A failed question as the report shows it."""

    question: Question
    result: Result
    failure: Failure
    history: tuple[str, ...]  # masked
    cited: frozenset[int]

    @property
    def answer(self) -> dict[str, Any]:
        return self.result.answer


def write_report(evaluation: Evaluation, out: Path) -> Path:
    path = out / "report.html"
    path.write_text(render(evaluation), encoding="utf-8")
    return path


def render(evaluation: Evaluation) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["metric_label"] = partial(label, "metric")
    steps = steps_of(evaluation)
    overall = {one.metric: one for one in evaluation.figures if one.dimension == "all"}
    return environment.get_template("report.html").render(
        evaluation=evaluation,
        verdict=evaluation.verdict,
        config=evaluation.config,
        digest=answers_digest(evaluation.results),
        sections={
            label("section", name): [overall[metric] for metric in metrics if metric in overall]
            for name, metrics in SECTIONS.items()
        },
        groups={label("dimension", dimension): table_by(evaluation, dimension) for dimension in DIMENSIONS[1:]},
        steps=steps,
        most=max(steps, key=lambda step: len(steps[step]), default=None),
        drawings=drawings(evaluation),
        unused=unused_model(evaluation),
        questions={result.id: result.answer["question"] for result in evaluation.results},
        metric=BY_NAME,
        by_group=BY_GROUP,
        label=label,
        meaning=meaning,
        number=number,
        percent=percent,
        span=span,
        counted=counted,
        sure=sure_changes,
        enough=ENOUGH,
        broken_floors=sum(not judged.holds for judged in evaluation.floors),
    )


def sure_changes(comparison: Comparison, verdict: str) -> str:
    """The metrics that surely became better, or worse, in words; "inget" where there are none."""
    return ", ".join(told(change) for change in comparison.changes if change.verdict == verdict) or "inget"


def told(change: Change) -> str:
    unit = BY_NAME[change.metric].unit
    name = label("metric", change.metric)
    return f"{name} ({number(change.before, unit)} → {number(change.now, unit)})"


def table_by(evaluation: Evaluation, dimension: str) -> dict[str, dict[str, Figure]]:
    """By group, then metric; {} where there is only one group."""
    found: dict[str, dict[str, Figure]] = {}
    for one in evaluation.figures:
        if one.dimension == dimension and one.metric in BY_GROUP:
            found.setdefault(label(dimension, one.group), {})[one.metric] = one
    judged = {group: each for group, each in found.items() if "right_outcome" in each}
    return dict(sorted(judged.items(), key=lambda pair: pair[1]["right_outcome"].value)) if len(judged) > 1 else {}


def steps_of(evaluation: Evaluation) -> dict[str, list[Failed]]:
    """The failed questions by the step that lost them, in the steps' order."""
    found: dict[str, list[Failed]] = {step: [] for step in STEPS}
    for question, result, failed in zip(evaluation.questions, evaluation.results, evaluation.failures, strict=True):
        if failed:
            cited = frozenset(one["number"] for one in result.answer["citations"])
            found[failed.step].append(Failed(question, result, failed, tuple(map(mask, question.history)), cited))
    return {step: each for step, each in found.items() if each}


def drawings(evaluation: Evaluation) -> dict[str, plots.Drawing]:
    drawn = {
        dimension: plots.by_group(figures, dimension, title)
        for dimension, title in (("kind", "Rätt utfall per frågetyp"), ("category", "Rätt utfall per ämne"))
        if (
            figures := [
                one for one in evaluation.figures if one.dimension == dimension and one.metric == "right_outcome"
            ]
        )
    }
    gates, wrong = gate_points(evaluation)
    if len(gates):
        drawn["gate"] = plots.risk_coverage(gates, wrong, float(evaluation.config["gate_threshold"]))
    drawn["latency"] = plots.latency(table_of(evaluation.rows))
    return {name: replace(one, svg=Markup(one.svg)) for name, one in drawn.items()}  # noqa: S704 (our own drawings)


def gate_points(evaluation: Evaluation) -> tuple[Array, Array]:
    """(gate, 1 where the evidence does not hold the answer) of the questions that reached the gate; security lines
    aside."""
    import numpy as np

    points = [(result.answer["gate"], 0.0 if row["evidence"] == 1.0 else 1.0)
              for question, result, row in zip(evaluation.questions, evaluation.results, evaluation.rows, strict=True)
              if result.answer["index_version"] and not question.expect]  # fmt: skip
    return np.array([gate for gate, _ in points]), np.array([wrong for _, wrong in points])


def unused_model(evaluation: Evaluation) -> int:
    """Answered questions for which the language model wrote nothing: missing, failed, or another language than
    Swedish."""
    used = Counter(
        bool(result.answer["model"]) for result in evaluation.results if result.answer["status"] == "answered"
    )
    return 0 if evaluation.retrieve_only else used[False]
