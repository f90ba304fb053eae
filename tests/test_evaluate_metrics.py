import numpy as np
import pytest

from bot.evaluate.metrics import METRICS, Figure, figure_of, figures, interval, ratio, statistic_of, table_of, wilson
from bot.evaluate.questions import Question
from bot.evaluate.run import Result
from bot.evaluate.score import score
from tests.small_run import nothing, question, result


def figures_of(pairs: list[tuple[Question, Result]]) -> dict[tuple[str, str], Figure]:
    """By (metric, group)."""
    questions, results = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return {(one.metric, one.group): one for one in figures(questions, results, score(questions, results, False))}


def test_shares_over_the_questions_to_which_they_apply() -> None:
    found = figures_of([
        (question("a"), result("a")), (question("b"), result("b", status="no_evidence")),
        (nothing("c"), result("c", status="no_evidence")), (nothing("d"), result("d")),
    ])  # fmt: skip
    values = {
        name: (found[name, ""].value, found[name, ""].n)
        for name in (
            "answer_correct",
            "abstention_precision",
            "abstention_recall",
            "abstention_f1",
            "false_refusal",
            "hallucination",
        )
    }
    assert values == {"answer_correct": (0.5, 2), "abstention_precision": (0.5, 2), "abstention_recall": (0.5, 2),
                      "abstention_f1": (0.5, 3), "false_refusal": (0.5, 2), "hallucination": (0.25, 4)}  # fmt: skip


def test_figures_by_kind_audience_category_and_language() -> None:
    found = figures_of(
        [(question("a"), result("a")), (question("b", kind="typo", lang="en"), result("b", status="no_evidence"))]
    )
    assert [found["answer_correct", group].value for group in ("direct", "typo", "en", "invånare", "Bygga & bo")] == [
        1,
        0,
        0,
        0.5,
        0.5,
    ]


def test_a_metric_that_does_not_apply_has_no_figure() -> None:
    found = figures_of([(question("a"), result("a"))])
    assert ("safety_pass", "") not in found and ("abstention_recall", "") not in found


def test_the_interval_holds_the_value_and_is_the_same_each_time() -> None:
    column = np.array([1.0] * 70 + [0.0] * 30)
    low, high = interval(ratio, (column,))
    assert 0.58 < low < 0.64 and 0.76 < high < 0.82
    assert (low, high) == interval(ratio, (column,))


def test_where_all_are_alike_wilsons_interval_stands() -> None:
    found = figures_of([(question(str(i)), result(str(i))) for i in range(20)])["answer_correct", ""]
    assert (found.low, found.high) == pytest.approx(wilson(1.0, 20)) and 0.8 < found.low < 0.9


def test_a_quantile_of_seconds() -> None:
    rows = score([question(str(i)) for i in range(3)], [result(str(i), index_version=None) for i in range(3)], False)
    for row, seconds in zip(rows, (1.0, 2.0, 9.0), strict=True):
        row["total_s"] = seconds
    median = next(metric for metric in METRICS if metric.name == "total_p50")
    found = figure_of(median, table_of(rows))
    assert found and found.value == 2.0 and statistic_of(median)(np.array([1.0, 3.0]), axis=-1) == 2.0
