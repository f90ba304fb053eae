"""No answer that we trust -> what the reader gets instead: topics to choose between, or an honest no with where to turn."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answer import Answer, Status
from bot.calibration import CLARIFY_FROM, NEAR_FROM
from bot.evidence import Candidate
from bot.phrases import phrase, turn_to
from corpus.page import Contact

TOPICS = 3
CLOSE = 2.0  # log-odds below the best page down to which a page may be what the reader means


def abstain(answer: Answer, ranked: Sequence[Candidate], contact: Contact, language: str) -> Answer:
    """The answer completed by its gate: "clarify" just below the threshold, where several pages may be meant; else "no_evidence",
    with the nearest page's own contact, or, far from all pages, with what the service is for.

    Args:
        contact: where to turn for anything.
    """
    choices = topics(answer.question, ranked)
    if answer.gate >= CLARIFY_FROM and len(choices) > 1:
        note = phrase("clarify", language)
        return replace(answer, status=Status.CLARIFY, note=f"{answer.note} {note}".strip(), choices=choices)
    near = answer.gate >= NEAR_FROM
    unit = (ranked[0].chunk.contact if near and ranked else None) or contact
    note = phrase("no_evidence" if near else "out_of_scope", language, contact=turn_to(unit, language))
    return replace(answer, status=Status.NO_EVIDENCE, note=f"{answer.note} {note}".strip(), contact=unit)


def topics(question: str, ranked: Sequence[Candidate]) -> tuple[str, ...]:
    """The question asked of each page that it may be about, best first; pages that it names already are left out."""
    best = ranked[0].score if ranked else 0.0
    titles = dict.fromkeys(one.chunk.title for one in ranked if one.score >= best - CLOSE)
    return tuple(f"{title}: {question}" for title in titles if title not in question)[:TOPICS]
