from dataclasses import replace

from bot.answer import Answer, Evidence, Sentence, Status
from bot.answer_card import callable_numbers, card, swedish_date, unbroken, web_address
from bot.phrases import phrase, turn_to
from corpus.page import Chunk, Contact

CONTACT = Contact("Växeln", "023-830 00", None, "måndag–fredag 8–16")
CHUNK = Chunk("p", "https://www.falun.se/a b.html", "Avgifter", "falun", "invånare", "K", ("Pris", "Barn"),
              "Det är billigt. Barn går gratis. Vuxna betalar 50 kronor. Pensionärer betalar 30 kronor.", 0,
              updated="2024-05-06")  # fmt: skip
EVIDENCE = (Evidence(4, "Barn går gratis.", CHUNK, 1.0), Evidence(2, "Vuxna betalar 50 kronor.", CHUNK, 2.0))
SENTENCES = (Sentence("Barn går gratis.", (4,)), Sentence("Vuxna betalar 50 kronor.", (2, 4)))
ANSWER = Answer("Vad kostar det?", Status.ANSWERED, evidence=EVIDENCE, sentences=SENTENCES, contact=CONTACT, done=True)


def test_marks_are_numbered_in_reading_order() -> None:
    shown = card(ANSWER)
    assert [sentence["marks"] for sentence in shown["sentences"]] == [[1], [2, 1]]
    assert [(one["number"], one["quote"]) for one in shown["sources"]] == [
        (1, "Barn går gratis."), (2, "Vuxna betalar 50\u00a0kronor."),
    ]  # fmt: skip


def test_in_easy_swedish_each_short_sentence_has_its_marks() -> None:
    held = (Sentence("Är du barn? Då går du gratis. Ta med: • legitimation • mössa.", (4,)),)
    shown = card(replace(ANSWER, sentences=held, easy=True))
    assert shown["easy"] is True
    assert [(one["text"], one["marks"]) for one in shown["sentences"]][:2] == [
        ("Är du barn?", [1]),
        ("Då går du gratis.", [1]),
    ]
    assert [one["items"] for one in shown["sentences"]] == [[], [], ["legitimation", "mössa."]]
    assert len(card(replace(ANSWER, sentences=held))["sentences"]) == 1


def test_a_quote_stands_in_its_passage() -> None:
    first = card(ANSWER)["sources"][0]
    assert first["before"] == ["Det är billigt."]
    assert first["after"] == ["Vuxna betalar 50 kronor.", "Pensionärer betalar 30 kronor."]
    assert first["heading"] == "Pris › Barn" and first["updated"] == "6 maj 2024"


def test_a_quote_that_its_passage_no_longer_has_stands_alone() -> None:
    moved = replace(ANSWER, evidence=(replace(EVIDENCE[0], text="Annat."), EVIDENCE[1]))
    assert card(moved)["sources"][0]["before"] == card(moved)["sources"][0]["after"] == []


def test_before_the_first_sentence_the_pages_are_shown_best_first() -> None:
    shown = card(replace(ANSWER, sentences=(), done=False))
    assert [page["title"] for page in shown["pages"]] == ["Avgifter"] and shown["sources"] == []


def test_where_to_turn_is_said_once() -> None:
    note = phrase("no_evidence", "sv", contact=turn_to(CONTACT, "sv"))
    shown = card(replace(ANSWER, status=Status.NO_EVIDENCE, sentences=(), note=note))
    assert shown["note"] == [{"text": "Jag hittar inget svar på det på de sidor jag har.", "tel": None}]
    assert shown["contact"]["tel"] == "tel:02383000" and shown["nearby"][0]["title"] == "Avgifter"


def test_figures_in_groups_stay_on_one_line_in_the_note_too() -> None:
    assert callable_numbers("Högst 2 000 tecken.") == [{"text": "Högst 2\u00a0000 tecken.", "tel": None}]


def test_emergency_numbers_can_be_called() -> None:
    text = "Ring 112 nu. Kvinnofridslinjen på 020-50 50 50 svarar. Bris 116 111. Räkna inte 1120 eller 12-13."
    assert [piece["tel"] for piece in callable_numbers(text) if piece["tel"]] == [
        "tel:112",
        "tel:020505050",
        "tel:116111",
    ]
    assert "".join(piece["text"] for piece in callable_numbers(text)) == text


def test_only_web_addresses_are_links() -> None:
    assert web_address("https://www.falun.se/a b.html") == "https://www.falun.se/a%20b.html"
    assert web_address("javascript:alert(1)") is None and web_address("/srv/sidor/a.md") is None


def test_figures_stay_together() -> None:
    assert unbroken("högst 1 688 kronor i 12 månader") == "högst 1\u00a0688\u00a0kronor i 12 månader"


def test_dates_are_written_in_swedish() -> None:
    assert swedish_date("2024-12-01") == "1 december 2024"
    assert swedish_date("2024") == "2024" and swedish_date(None) is None


def test_steps_that_are_quoted_whole_are_shown_as_a_list() -> None:
    steps = Sentence("Gör så här: 1. Ansök. 2. Betala 50 kronor.", (4,))
    [sentence] = card(replace(ANSWER, sentences=(steps,)))["sentences"]
    assert (sentence["introduction"], sentence["ordered"]) == ("Gör så här:", True)
    assert (sentence["items"], sentence["marks"]) == (["Ansök.", "Betala 50\u00a0kronor."], [1])


def test_a_sentence_is_no_list() -> None:
    assert [sentence["items"] for sentence in card(ANSWER)["sentences"]] == [[], []]
