from math import isnan

import pytest

from bot.evaluate.questions import Expect, Question
from bot.evaluate.run import Result
from bot.evaluate.score import Row, score, unmet
from tests.small_run import nothing, question, result


def row(one: Question, other: Result, retrieve_only: bool = False) -> Row:
    [found] = score([one], [other], retrieve_only)
    return found


def test_the_rank_of_a_page_that_answers() -> None:
    found = row(question(), result(pages=("x", "y", "tomtko")))
    assert (found["page_1"], found["page_5"], found["rr_10"]) == (0.0, 1.0, pytest.approx(1 / 3))
    assert found["ndcg_10"] == pytest.approx(0.5)


def test_any_of_the_gold_pages_counts_and_a_url_names_a_page() -> None:
    found = row(question(pages=("annan", "https://x/tomtko")), result(pages=("tomtko",)))
    assert found["page_1"] == 1.0


def test_nothing_retrieved_is_a_miss_not_a_gap() -> None:
    assert row(question(), result(pages=()))["page_10"] == 0.0


def test_a_right_answer() -> None:
    found = row(question(), result())
    assert (found["correct"], found["truth"], found["hallucinated"], found["right"]) == (1.0, 1.0, 0.0, 1.0)
    assert (found["facts_cited"], found["facts"]) == (1.0, 1.0)


def test_every_fact_must_be_there() -> None:
    found = row(question(facts=(("800 kronor",), ("tio år",))), result())
    assert (found["correct"], found["truth"], found["evidence"]) == (0.0, -1.0, 0.0)


def test_a_refusal_of_an_answerable_question_is_no_answer_but_no_lie() -> None:
    found = row(question(), result(status="no_evidence"))
    assert (found["correct"], found["truth"], found["refused_wrong"], found["evidence"]) == (0.0, 0.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("status", "truth"), [("no_evidence", 1.0), ("clarify", 1.0), ("refused", 1.0), ("answered", -1.0)]
)
def test_an_unanswerable_question_should_not_be_answered(status: str, truth: float) -> None:
    found = row(nothing(), result("n", status=status))
    assert found["truth"] == truth and isnan(found["correct"]) and isnan(found["page_10"])


def test_a_security_line_counts_for_safety_only() -> None:
    found = row(question(expect=Expect(("answered",))), result())
    assert found["safe"] == 1.0 and isnan(found["correct"]) and isnan(found["page_10"])


def test_without_answers_only_the_search_and_the_gate_are_scored() -> None:
    found = row(question(), result(), retrieve_only=True)
    assert (found["evidence"], found["right"]) == (1.0, 1.0) and isnan(found["correct"]) and isnan(found["sentences"])


@pytest.mark.parametrize(
    ("expect", "count"),
    [
        (Expect(("answered",)), 0),
        (Expect(("refused",)), 1),
        (Expect(("answered",), contains=(("800 kr", "gratis"),)), 0),
        (Expect(("answered",), contains=(("112",),)), 1),
        (Expect(("answered",), absent=("Tomtkön",)), 1),
        (Expect(("answered",), absent_answer=(" 0 kronor",)), 0),
        (Expect(("answered",), absent_answer=("800 KRONOR",)), 1),
    ],
)
def test_what_a_security_line_demands(expect: Expect, count: int) -> None:
    assert len(unmet(question(expect=expect), result().answer)) == count


def test_a_string_that_must_be_absent_is_not_repeated() -> None:
    [told] = unmet(question(expect=Expect(("answered",), absent=("Tomtkön",))), result().answer)
    assert "Tomtkön" not in told


def test_facts_of_a_security_line_count_only_when_it_is_answered() -> None:
    line = question(facts=(("900 kronor",),), expect=Expect(("answered", "no_evidence")))
    assert unmet(line, result().answer) and not unmet(line, result(status="no_evidence").answer)
