"""This run against an earlier one, question by question -> what became better or worse, and what is surely so.

Paired bootstrap: the questions that both runs have are resampled together (Koehn, "Statistical Significance Tests for
Machine Translation Evaluation", EMNLP 2004). A change is sure when its 95 % interval leaves out zero.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from bot.evaluate.failure import STEPS, Failure, failure
from bot.evaluate.metrics import METRICS, Array, Metric, Statistic, interval, statistic_of, table_of
from bot.evaluate.questions import Question
from bot.evaluate.run import Result
from bot.evaluate.score import Row, score


@dataclass(frozen=True)
class Change:
    metric: str
    before: float
    now: float
    low: float  # of the difference now - before
    high: float
    n: int
    verdict: str  # "better", "worse" or "unsure"


@dataclass(frozen=True)
class Turned:
    """A question that failed only before (better) or only now (worse)."""

    id: str
    step: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    changes: tuple[Change, ...]
    better: tuple[Turned, ...]
    worse: tuple[Turned, ...]
    steps: tuple[tuple[str, int, int], ...]  # step, failures before, failures now
    common: int
    left_out: int  # questions that only one of the runs has, or that were worded otherwise then
    differs: tuple[str, ...] = ()  # keys of the config that part the runs: what can have made the difference


def compare(
    questions: Sequence[Question],
    results: Sequence[Result],
    earlier: Sequence[Result],
    retrieve_only: bool,
    differs: Sequence[str] = (),
) -> Comparison:
    """Both runs are scored by today's gold.

    Args:
        retrieve_only: of either run: then only what the search gives is compared.
        differs: keys of their configs (see config.differing).
    """
    known = {result.id: result for result in earlier}
    pairs = [(question, result, known[result.id]) for question, result in zip(questions, results, strict=True)
             if result.id in known and known[result.id].answer["question"] == result.answer["question"]]  # fmt: skip
    asked, now, before = [pair[0] for pair in pairs], [pair[1] for pair in pairs], [pair[2] for pair in pairs]
    failures = [(failure(question, old, retrieve_only), failure(question, new, retrieve_only))
                for question, new, old in pairs]  # fmt: skip
    return Comparison(
        changes_of(score(asked, before, retrieve_only), score(asked, now, retrieve_only)),
        tuple(turned(new.id, was) for new, (was, is_) in zip(now, failures, strict=True) if was and not is_),
        tuple(turned(new.id, is_) for new, (was, is_) in zip(now, failures, strict=True) if is_ and not was),
        steps_of(failures),
        len(pairs),
        len(questions) + len(earlier) - 2 * len(pairs),
        tuple(differs),
    )


def turned(id_: str, found: Failure) -> Turned:
    return Turned(id_, found.step, found.reasons)


def steps_of(failures: Sequence[tuple[Failure | None, Failure | None]]) -> tuple[tuple[str, int, int], ...]:
    before, now = (Counter(pair[side].step for pair in failures if pair[side]) for side in (0, 1))  # type: ignore[union-attr]
    return tuple((step, before[step], now[step]) for step in STEPS if before[step] or now[step])


def changes_of(before: Sequence[Row], now: Sequence[Row]) -> tuple[Change, ...]:
    one, other = table_of(before), table_of(now)
    return tuple(change for metric in METRICS if (change := change_of(metric, one, other)))


def change_of(metric: Metric, before: dict[str, Array], now: dict[str, Array]) -> Change | None:
    """The change of a metric over the questions to which it applies in both runs or, for a ratio of counts, in
    either."""
    columns = both(metric, before, now)
    if columns is None:
        return None
    half = len(columns) // 2
    statistic = statistic_of(metric)
    was, is_ = (float(statistic(*side, axis=-1)) for side in (columns[:half], columns[half:]))
    low, high = interval(difference(statistic, half), columns)
    if isnan(was) or isnan(is_):
        return None
    toward = "better" if (low > 0) != metric.lower_is_better else "worse"
    sure = not low <= 0 <= high and metric.unit != "seconds"  # times of two runs tell of the machine's other work too
    return Change(metric.name, was, is_, low, high, len(columns[0]), toward if sure else "unsure")


def both(metric: Metric, before: dict[str, Array], now: dict[str, Array]) -> tuple[Array, ...] | None:
    names = [metric.over, *filter(None, [metric.under])]
    sides = [[table[name] + (table[metric.add] if metric.add and name == metric.under else 0.0) for name in names]
             for table in (before, now)]  # fmt: skip
    held = [~np.isnan(side).any(axis=0) for side in map(np.array, sides)]
    keep = held[0] | held[1] if metric.under else held[0] & held[1]
    columns = tuple(np.nan_to_num(column[keep]) for side in sides for column in side)
    if not keep.any() or (metric.under and not (columns[1].sum() and columns[3].sum())):
        return None
    return columns


def difference(statistic: Statistic, half: int) -> Statistic:
    """The statistic of the later columns minus that of the earlier ones."""

    def of(*columns: Array, axis: int = -1) -> Array:
        with np.errstate(invalid="ignore", divide="ignore"):
            found = statistic(*columns[half:], axis=axis) - statistic(*columns[:half], axis=axis)
        return np.nan_to_num(found)

    return of
