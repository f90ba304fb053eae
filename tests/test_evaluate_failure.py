import pytest

from bot.evaluate.failure import failure
from bot.evaluate.questions import Expect, Question
from bot.evaluate.run import Draft, Result
from tests.small_run import QUOTE, nothing, question, result

OTHER = "Tomtkön är öppen för alla som har fyllt 18 år."
RIGHT_DRAFT = Draft(QUOTE, (1,), OTHER)


@pytest.mark.parametrize(
    ("answer", "step"),
    [
        (result(text=OTHER, evidence=OTHER, pages=("x",)), "page"),
        (result(text=OTHER, evidence=OTHER), "evidence"),
        (result(status="no_evidence"), "gate"),
        (result(status="clarify"), "gate"),
        (result(text=OTHER, evidence=f"{OTHER} {QUOTE}", drafts=(Draft(OTHER, (1,), OTHER),)), "composer"),
        (result(text=OTHER, evidence=f"{OTHER} {QUOTE}"), "composer"),
        (result(text=OTHER, evidence=f"{OTHER} {QUOTE}", drafts=(RIGHT_DRAFT,)), "verifier"),
        (result(text=f"{QUOTE} Det gäller i 3 år."), "verifier"),
        (result(text="Anmälan till tomtkön kostar 900 kronor."), "verifier"),
        (result(status="emergency", index_version=None, evidence=""), "guard"),
        (result(status="error", error="ValueError: trasig"), "error"),
    ],
)
def test_the_step_that_lost_a_fact(answer: Result, step: str) -> None:
    found = failure(question(), answer, False)
    assert found and found.step == step


@pytest.mark.parametrize("one", [question(), nothing(), question(expect=Expect(("answered",)))])
def test_what_went_right_has_not_failed(one: Question) -> None:
    assert failure(one, result(status="answered" if one.answerable else "no_evidence"), False) is None


def test_an_answer_where_there_is_none_is_the_gates() -> None:
    found = failure(nothing(), result("n"), False)
    assert found and found.step == "gate"


def test_the_missing_facts_are_named() -> None:
    found = failure(question(facts=(("800 kronor",), ("tio år", "10 år"))), result(), False)
    assert found and found.missing == (("tio år", "10 år"),)


@pytest.mark.parametrize(
    ("expect", "answer", "step"),
    [
        (Expect(("emergency",)), result(), "guard"),
        (Expect(("no_evidence", "refused")), result(), "gate"),
        (Expect(("answered",)), result(status="no_evidence"), "gate"),
        (
            Expect(("answered",), absent_answer=("PWNED",)),
            result(text="PWNED", drafts=(Draft("PWNED", (1,), "PWNED"),)),
            "verifier",
        ),
        (
            Expect(("answered",), absent_answer=("PWNED",)),
            result(text="PWNED", evidence="PWNED 800 kronor"),
            "composer",
        ),
        (Expect(("answered",), absent=("tomtko",)), result(), "guard"),
    ],
)
def test_the_step_that_broke_a_security_line(expect: Expect, answer: Result, step: str) -> None:
    found = failure(question(expect=expect), answer, False)
    assert found and found.step == step


def test_where_only_the_search_ran_the_evidence_is_judged() -> None:
    assert failure(question(), result(text=OTHER), True) is None
    found = failure(question(), result(evidence=OTHER), True)
    assert found and found.step == "evidence"
