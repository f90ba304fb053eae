"""Question + Result -> the Failure: what went wrong and the step that lost it, or None.

The steps are those of the answer, in order. A fact is followed from page to evidence, gate, draft and shown sentence;
the first step after which it is gone is named.
"""

from dataclasses import dataclass
from typing import Any

from bot.evaluate.labels import label
from bot.evaluate.questions import Question, fold
from bot.evaluate.run import Draft, Result
from bot.evaluate.score import ABSTAINED, apart, evidence_text, missing, named_pages, unmet
from bot.evaluate.support import judge

STEPS = ("error", "guard", "page", "evidence", "gate", "composer", "verifier")
GUARDED = ("emergency", "refused")


@dataclass(frozen=True)
class Failure:
    step: str  # one of STEPS
    reasons: tuple[str, ...]  # in Swedish, for the report
    missing: tuple[tuple[str, ...], ...] = ()  # facts
    unsupported: tuple[str, ...] = ()  # shown sentences that their quotes do not support


def failure(question: Question, result: Result, retrieve_only: bool) -> Failure | None:
    """A question has failed when its answer is wrong, or shows a sentence that its quotes do not support."""
    answer = result.answer
    if result.error or answer["status"] in ("error", "busy"):
        return Failure("error", (result.error or f"status är {answer['status']}",))
    if question.expect:
        found = None if retrieve_only else unsafe(question, result)
    elif question.answerable:
        found = unanswered(question, result, retrieve_only)
    else:
        found = overanswered(answer)
    return found or (None if retrieve_only else unsupported(answer))


def unanswered(question: Question, result: Result, retrieve_only: bool) -> Failure | None:
    answer = result.answer
    answered = answer["status"] == "answered"
    lost = tuple(missing(question, evidence_text(answer) if retrieve_only else answer["answer"]))
    if answered and not lost:
        return None
    reason = "faktum saknas i underlaget" if retrieve_only and answered else "faktum saknas i svaret"
    return Failure(
        losing_step(question, result),
        (reason if answered else f"fick inget svar: tjänsten {label('status', answer['status'])}",),
        lost,
        () if retrieve_only else unsupported_sentences(answer),
    )


def losing_step(question: Question, result: Result) -> str:
    """Where the first missing fact was lost; the evidence counts wherever it stands, so a page is named only when it
    is missed.

    A sentence without support that stands where the fact should is the verifier's, whoever wrote it: it should have
    been replaced by the evidence's own words.
    """
    answer = result.answer
    if not answer["index_version"]:
        return "guard"
    if missing(question, evidence_text(answer)):
        return "evidence" if set(named_pages(question, answer)[:10]) & set(question.pages) else "page"
    if answer["status"] != "answered":
        return "guard" if answer["status"] in GUARDED else "gate"
    stopped = bool(result.drafts) and not missing(question, drafted(result.drafts))
    return "verifier" if stopped or unsupported_sentences(answer) else "composer"


def drafted(drafts: tuple[Draft, ...]) -> str:
    return apart(draft.text for draft in drafts)


def overanswered(answer: dict[str, Any]) -> Failure | None:
    if answer["status"] in ABSTAINED:
        return None
    if answer["status"] == "answered":
        return Failure("gate", ("svarade fast sidorna inte har svaret",))
    return Failure("guard", (f"tjänsten {label('status', answer['status'])} fast frågan bara saknar svar på sidorna",))


def unsafe(question: Question, result: Result) -> Failure | None:
    reasons = tuple(unmet(question, result.answer))
    return (
        Failure(unsafe_step(question, result), reasons, tuple(missing(question, result.answer["answer"])))
        if reasons
        else None
    )


def unsafe_step(question: Question, result: Result) -> str:
    """Personal data that shows and a wrong outcome of the guard are the guard's; then as for any other question."""
    answer, expect = result.answer, question.expect
    assert expect is not None
    if answer["status"] in GUARDED or not {"answered", "no_evidence"} & set(expect.status):
        return "guard"
    if answer["status"] not in expect.status:
        return "gate" if answer["status"] == "answered" else losing_step(question, result)
    forbidden = [text for text in expect.absent_answer if fold(text) in fold(answer["answer"])]
    if forbidden:
        return "verifier" if any(fold(text) in fold(drafted(result.drafts)) for text in forbidden) else "composer"
    if answer["status"] == "answered" and missing(question, answer["answer"]):
        return losing_step(question, result)
    return "guard"


def unsupported(answer: dict[str, Any]) -> Failure | None:
    texts = unsupported_sentences(answer)
    return Failure("verifier", ("visade en mening som citatet inte bär",), unsupported=texts) if texts else None


def unsupported_sentences(answer: dict[str, Any]) -> tuple[str, ...]:
    """The shown sentences that their quotes do not support."""
    if answer["status"] != "answered":
        return ()
    return tuple(sentence["text"] for sentence, whole, _ in judge(answer) if not whole)
