import pytest

from bot.contextualise import contextualise
from bot.evidence import Candidate, choose
from bot.retrieve import fuse
from corpus.page import Chunk

CHUNK = Chunk("p", "https://x", "T", "falun", "invånare", "K", (), "", 0)


def candidate(text: str, number: int, score: float) -> Candidate:
    return Candidate(text, CHUNK, number, {}, score)


def test_fusion_prefers_what_several_searches_find() -> None:
    fused = fuse({"dense": ["a", "b"], "keyword": ["b", "c"]}, {"dense": 1.0, "keyword": 1.0})
    assert max(fused, key=lambda id_: fused[id_]) == "b"


def test_evidence_stays_within_its_budget_and_in_reading_order() -> None:
    ranked = [candidate("C" * 40, 2, 3.0), candidate("A" * 40, 0, 2.0), candidate("B" * 40, 1, 1.0)]
    chosen = choose(ranked, budget=90)
    assert [(one.number, one.text[0]) for one in chosen] == [(1, "A"), (2, "C")]


def test_one_statement_is_always_chosen() -> None:
    assert len(choose([candidate("C" * 400, 0, 3.0)], budget=90)) == 1


def test_a_statement_that_leans_brings_the_one_before() -> None:
    ranked = [candidate("Den gäller inte familjedaghem.", 1, 3.0), candidate("Platsgarantin gäller förskola.", 0, -3.0)]
    assert [one.text for one in choose(ranked)] == ["Platsgarantin gäller förskola.", "Den gäller inte familjedaghem."]


@pytest.mark.parametrize(
    ("question", "history", "whole"),
    [
        ("och för syskon då?", ["Vad kostar förskolan?"], "Vad kostar förskolan? och för syskon då?"),
        ("Vad kostar det?", ["Hur söker jag bygglov?"], "Hur söker jag bygglov? Vad kostar det?"),
        ("Vad kostar sophämtningen i Falun?", ["Hur söker jag bygglov?"], "Vad kostar sophämtningen i Falun?"),
        (
            "och sen?",
            ["Hur söker jag bygglov?", "och hur lång tid tar det?"],
            "Hur söker jag bygglov? och hur lång tid tar det? och sen?",
        ),
        ("och för syskon då?", [], "och för syskon då?"),
    ],
)
def test_a_followup_is_made_whole(question: str, history: list[str], whole: str) -> None:
    assert contextualise(question, history) == whole
