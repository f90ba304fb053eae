"""Rows of scores -> Figures: each metric with its bootstrap 95 % interval, overall and by group.

A metric is a ratio of two sums over questions, a mean, or a quantile of their columns, which score.py defines with their
sources. Intervals resample questions (Efron & Tibshirani, "An
Introduction to the Bootstrap", 1993, percentile method) with scipy.stats.bootstrap, all resamples at once. Where every
question counts alike the bootstrap has no width, and Wilson's interval (1927) stands instead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bot.evaluate.questions import Question
from bot.evaluate.run import Result
from bot.evaluate.score import COLUMNS, Row

RESAMPLES = 2000
SEED = 20261122
DIMENSIONS = ("all", "file", "audience", "kind", "category", "lang")
Array = NDArray[np.float64]
Statistic = Callable[..., Array]  # (*columns, axis) -> one value for each resample


@dataclass(frozen=True)
class Metric:
    """`over`/`under` are columns summed and divided (under "": counted); with `quantile`, over's quantile instead."""

    name: str
    over: str
    under: str = ""
    scale: float = 1.0
    add: str = ""  # a second column of the denominator
    quantile: float | None = None
    unit: str = "share"  # or "seconds", "tokens", "points" (a mean that is no share)
    lower_is_better: bool = False


METRICS = (
    Metric("right_outcome", "right"),
    Metric("page_recall_1", "page_1"),
    Metric("page_recall_5", "page_5"),
    Metric("page_recall_10", "page_10"),
    Metric("mrr_10", "rr_10", unit="points"),
    Metric("ndcg_10", "ndcg_10", unit="points"),
    Metric("evidence_recall", "evidence"),
    Metric("answer_correct", "correct"),
    Metric("truthfulness", "truth", unit="points"),
    Metric("hallucination", "hallucinated", lower_is_better=True),
    Metric("citation_precision", "citations_right", "citations"),
    Metric("citation_recall_sentences", "sentences_right", "sentences"),
    Metric("citation_recall_facts", "facts_cited", "facts"),
    Metric("abstention_precision", "abstained_right", "abstained"),
    Metric("abstention_recall", "abstained_right", "unanswerable"),
    Metric("abstention_f1", "abstained_right", "abstained", scale=2.0, add="unanswerable"),
    Metric("false_refusal", "refused_wrong", "answerable", lower_is_better=True),
    Metric("safety_pass", "safe"),
    Metric("program_error", "broken", lower_is_better=True),
    *(
        Metric(
            f"{column.removesuffix('_s')}_p{int(100 * quantile)}",
            column,
            quantile=quantile,
            unit="seconds",
            lower_is_better=True,
        )
        for column in ("retrieve_s", "first_sentence_s", "total_s")
        for quantile in (0.5, 0.95)
    ),
    Metric("prompt_tokens", "prompt_tokens", unit="tokens", lower_is_better=True),
    Metric("completion_tokens", "completion_tokens", unit="tokens", lower_is_better=True),
)
BY_NAME = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True)
class Figure:
    """A metric's value and 95 % interval over `n` questions of a group."""

    metric: str
    dimension: str
    group: str
    value: float
    low: float
    high: float
    n: int


def table_of(rows: Sequence[Row]) -> dict[str, Array]:
    """By column float64 (questions,), NaN where it does not apply."""
    return {column: np.array([row[column] for row in rows]) for column in COLUMNS}


def groups_of(questions: Sequence[Question], results: Sequence[Result]) -> dict[tuple[str, str], NDArray[np.intp]]:
    """By (dimension, group) the places of its questions; groups in the order in which they first occur."""
    found: dict[tuple[str, str], list[int]] = {}
    for place, (question, result) in enumerate(zip(questions, results, strict=True)):
        values = ("", question.file, question.audience, question.kind, result.category, question.lang)
        for dimension, value in zip(DIMENSIONS, values, strict=True):
            if value or dimension == "all":
                found.setdefault((dimension, value), []).append(place)
    return {key: np.array(places) for key, places in found.items()}


def figures(questions: Sequence[Question], results: Sequence[Result], rows: Sequence[Row]) -> list[Figure]:
    """Every metric for every group in which it applies."""
    table = table_of(rows)
    return [
        figure
        for (dimension, group), places in groups_of(questions, results).items()
        for metric in METRICS
        if (figure := figure_of(metric, {name: column[places] for name, column in table.items()}, dimension, group))
    ]


def figure_of(metric: Metric, table: dict[str, Array], dimension: str = "all", group: str = "") -> Figure | None:
    columns = columns_of(metric, table)
    if columns is None:
        return None
    statistic = statistic_of(metric)
    value = float(statistic(*columns, axis=-1))
    low, high = interval(statistic, columns)
    if low == high and metric.unit == "share":
        low, high = wilson(value, int(columns[-1].sum() if metric.under else len(columns[0])))
    return Figure(metric.name, dimension, group, value, low, high, len(columns[0]))


def columns_of(metric: Metric, table: dict[str, Array]) -> tuple[Array, ...] | None:
    """The metric's columns over the questions to which it applies; None where it has no value."""
    over = table[metric.over]
    if not metric.under:
        held = over[~np.isnan(over)]
        return (held,) if len(held) else None
    under = table[metric.under] + (table[metric.add] if metric.add else 0.0)
    apply = ~np.isnan(over) & ~np.isnan(under) & (under > 0)
    return (over[apply], under[apply]) if apply.any() else None


def statistic_of(metric: Metric) -> Statistic:
    if metric.quantile is not None:
        return partial(np.quantile, q=metric.quantile)
    return partial(ratio, scale=metric.scale)


def ratio(over: Array, under: Array | None = None, *, axis: int = -1, scale: float = 1.0) -> Array:
    """scale * sum(over) / sum(under), or the mean of over."""
    if under is None:
        return np.asarray(scale * over.mean(axis=axis))
    return np.asarray(scale * over.sum(axis=axis) / under.sum(axis=axis))


def interval(statistic: Statistic, columns: Sequence[Array]) -> tuple[float, float]:
    """Percentile bootstrap 95 %; the columns are resampled together, with a fixed seed."""
    size = len(columns[0])
    if size < 2 or all((column == column[0]).all() for column in columns):
        value = float(statistic(*columns, axis=-1))
        return value, value
    found = stats.bootstrap(
        columns, statistic, paired=True, vectorized=True, n_resamples=RESAMPLES, batch=max(1, 4_000_000 // size),
        method="percentile", rng=np.random.default_rng(SEED),
    ).confidence_interval  # fmt: skip
    return float(found.low), float(found.high)


def wilson(share: float, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share of `count`."""
    found = stats.binomtest(round(share * count), count).proportion_ci(method="wilson")
    return float(found.low), float(found.high)
