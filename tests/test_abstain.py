from dataclasses import replace

import pytest

from bot.abstain import TOPICS, abstain, topics
from bot.answer import Answer, Status
from bot.calibration import CLARIFY_FROM, NEAR_FROM
from bot.evidence import Candidate
from corpus.page import Contact
from ingest.chunk import chunk
from tests.conftest import make_page

ASKED = Answer("Vad kostar en plats?", Status.ANSWERED)
DESK = Contact("Kontaktcenter", "023-830 00", "", "")
UNIT = Contact("Förskolekontoret", "023-830 01", "", "")


def candidate(title: str, score: float, contact: Contact | None = None) -> Candidate:
    (passage,) = chunk(replace(make_page(title, "En plats kostar pengar."), title=title, contact=contact))
    return Candidate(passage.text, passage, 0, {}, score)


SEVERAL = [candidate("Förskola", -1.0, UNIT), candidate("Fritidshem", -1.5), candidate("Bad", -9.0)]


def test_just_below_the_threshold_the_reader_chooses_between_topics() -> None:
    answer = abstain(replace(ASKED, gate=CLARIFY_FROM), SEVERAL, DESK, "sv")
    assert (answer.status, answer.choices) == (
        Status.CLARIFY, ("Förskola: Vad kostar en plats?", "Fritidshem: Vad kostar en plats?"),
    )  # fmt: skip
    assert answer.sentences == () and answer.note


def test_a_topic_that_the_question_names_is_not_asked_about_again() -> None:
    assert topics("Förskola: Vad kostar en plats?", SEVERAL) == ("Fritidshem: Förskola: Vad kostar en plats?",)
    answer = abstain(replace(ASKED, question="Förskola: Vad kostar en plats?", gate=CLARIFY_FROM), SEVERAL, DESK, "sv")
    assert answer.status == Status.NO_EVIDENCE


def test_no_more_topics_than_a_reader_can_weigh() -> None:
    many = [candidate(f"Sida {number}", -1.0) for number in range(TOPICS + 2)]
    assert len(topics("Vad kostar det?", many)) == TOPICS


def test_near_a_page_its_own_unit_is_named() -> None:
    answer = abstain(replace(ASKED, gate=NEAR_FROM), SEVERAL, DESK, "sv")
    assert (answer.status, answer.contact) == (Status.NO_EVIDENCE, UNIT)
    assert "Förskolekontoret, 023-830 01" in answer.note


@pytest.mark.parametrize("ranked", [SEVERAL, []])
def test_far_from_all_pages_it_says_what_the_service_is_for(ranked: list[Candidate]) -> None:
    answer = abstain(replace(ASKED, gate=0.0), ranked, DESK, "sv")
    assert (answer.status, answer.contact) == (Status.NO_EVIDENCE, DESK)
    assert "kommunens service och riktlinjer" in answer.note and "023-830 00" in answer.note


def test_what_was_said_before_stays_before() -> None:
    answer = abstain(replace(ASKED, note="Skriv inga personuppgifter här."), [], DESK, "sv")
    assert answer.note.startswith("Skriv inga personuppgifter här. Jag hittar")
