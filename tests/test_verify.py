import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answer import Evidence, Sentence
from bot.verification.figures import numbers
from bot.verify import problems, quote, repeats, verify
from corpus.page import Chunk

SENTENCES = Path(__file__).parent / "questions"
CHUNK = Chunk("p", "https://x", "Platsgaranti i förskola", "falun", "invånare", "K", ("När ska du söka?",), "", 0)


def evidence(number: int, text: str) -> Evidence:
    return Evidence(number, text, CHUNK, 0.0)


GUARANTEE = evidence(1, "Platsgarantin gäller om du ansöker minst fyra månader före det datum då barnet ska börja.")
EXCEPTION = evidence(2, "Platsgarantin gäller inte familjedaghem.")
FEE = evidence(3, "År 2024 är avgiften högst 1 688 kronor i månaden för det första barnet.")
PHONE = evidence(4, "Ring Kontaktcenter på 023-830 00 eller skriv till kontaktcenter@falun.se.")


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("Platsgarantin gäller om du ansöker minst 4 månader före det datum då barnet ska börja.", GUARANTEE),
        ("Platsgarantin gäller inte familjedaghem.", EXCEPTION),
        ("Avgiften är högst 1688 kronor i månaden för första barnet 2024.", FEE),
        ("Du kan ringa Kontaktcenter på 02383000.", evidence(4, "Du kan ringa Kontaktcenter på 023-830 00.")),
    ],
)
def test_a_supported_sentence_passes(text: str, support: Evidence) -> None:
    assert problems(text, [support]) == []


@pytest.mark.parametrize(
    ("text", "support", "said"),
    [
        ("Platsgarantin gäller om du ansöker minst tre månader före barnet ska börja.", GUARANTEE, "talet 3"),
        ("Platsgarantin gäller familjedaghem.", EXCEPTION, "nekningen"),
        ("Avgiften är 1 688 kronor i månaden för det första barnet 2024.", FEE, "högst"),
        ("Avgiften är högst 1 868 kronor i månaden för det första barnet 2024.", FEE, "talet 1868"),
        ("Platsgarantin gäller om du ansöker fyra månader före det datum då barnet ska börja.", GUARANTEE, "minst"),
        ("Skriv till info@falun.se eller ring Kontaktcenter på 023-830 00.", PHONE, "adressen info@falun.se"),
        ("Ring Borlänge Kontaktcenter på 023-830 00 eller skriv till kontaktcenter@falun.se.", PHONE, "namnet"),
        ("Platsgarantin kan gälla om du ansöker minst fyra månader före datum då barnet börjar.", GUARANTEE, "kan"),
        ("Barnet får gratis lunch, utflykter och kläder hela terminen.", GUARANTEE, "ordet lunch"),
    ],
)
def test_an_unsupported_sentence_is_caught(text: str, support: Evidence, said: str) -> None:
    assert any(said in problem for problem in problems(text, [support]))


def test_what_no_evidence_supports_is_left_out() -> None:
    draft = Sentence("Platsgarantin gäller om du ansöker minst sex månader före.", (1,))
    assert verify(draft, [GUARANTEE, EXCEPTION]) is None


def test_a_wrong_number_is_mended() -> None:
    shown = verify(Sentence("Platsgarantin gäller inte familjedaghem.", (1,)), [GUARANTEE, EXCEPTION])
    assert shown == Sentence("Platsgarantin gäller inte familjedaghem.", (2,))


def test_half_a_quote_is_not_enough() -> None:
    assert problems("Du ansöker före det datum.", [GUARANTEE])


@pytest.mark.parametrize("numbers_", [(), (9,), (1, 9)])
def test_a_citation_that_does_not_exist_is_a_failure(numbers_: tuple[int, ...]) -> None:
    assert verify(Sentence("Platsgarantin gäller inte familjedaghem.", numbers_), [GUARANTEE, EXCEPTION]) is None


def test_an_unfounded_yes_is_taken_away() -> None:
    shown = verify(Sentence("Ja, platsgarantin gäller inte familjedaghem.", (2,)), [EXCEPTION])
    assert shown == Sentence("Platsgarantin gäller inte familjedaghem.", (2,))


def test_only_numbers_that_support_stay() -> None:
    shown = verify(Sentence("Platsgarantin gäller inte familjedaghem.", (2, 3)), [EXCEPTION, FEE])
    assert shown is not None and shown.citations == (2,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 547 kr", "1547 kronor"),
        ("fyra", "4"),
        ("023-830 00", "02383000"),
        ("2,5", "2.5"),
        ("1\u00a0547", "1547"),
        ("kl. 08", "kl. 8"),
    ],
)
def test_numbers_have_one_form(one: str, other: str) -> None:
    assert numbers(one) == numbers(other)


def test_a_quote_ends_like_a_sentence() -> None:
    assert quote(evidence(1, "Första barnet – Avgift: 3 procent")).text == "Första barnet – Avgift: 3 procent."


def held(text: str, *quotes: str, title: str = "Sidan", heading: str = "Rubrik") -> list[str]:
    """The problems of a sentence that cites the quotes, on a page with that title and heading."""
    chunk = Chunk("p", "https://x", title, "falun", "invånare", "K", (heading,), "", 0)
    return problems(text, [Evidence(number, quote, chunk, 0.0) for number, quote in enumerate(quotes, 1)])


CONTACT = "Avgiften är 1 547 kronor. Ring 023-830 00 klockan 08.00 eller läs mer på service.falun.se."
FEES = "Barn 1 – Avgift i förskola: 3 procent, Avgift i fritidshem: 2 procent"
SEASONS = "Fakturan för höstterminen kommer i oktober och fakturan för vårterminen i mars."
TRAVELLER = "Barn mellan 0 och 6 år åker gratis tillsammans med en betalande resenär."


@pytest.mark.parametrize(
    ("text", "quote_"),
    [
        ("Kortet gäller i fyra år.", "Kortet gäller i 4 år."),
        ("Resan ska bokas minst 1 timme före.", "Resan ska bokas minst en timme före."),
        ("Taket är 30 m² och 40 % av hyran.", "Taket är 30 kvadratmeter och 40 procent av hyran."),
        ("Det gäller från den 1 juli 2026.", "Det gäller från 2026-07-01."),
        ("Om du får avslag kan du överklaga inom tre veckor.", "Får du avslag kan du överklaga inom tre veckor."),
        ("Grön signal får bara bilar, t.ex. bussar.", "Grön signal får bara bilar, till exempel bussar."),
        ("I oktober kommer fakturan för höstterminen och i mars fakturan för vårterminen.", SEASONS),
        ("Avgiften för barn 1 är 3 procent i förskola.", FEES),
        ("Nämnden har en egen plan.", "Nämnden har en egen plan, och den ses över varje vår."),
        ("Du ska mäta i minst två rum.", "Mät i minst två rum."),
        ("I Falun är det gratis.", "Det är gratis i Falun."),
    ],
)  # fmt: skip
def test_another_wording_of_the_same_passes(text: str, quote_: str) -> None:
    assert held(text, quote_) == []


@pytest.mark.parametrize(
    ("text", "quote_", "said"),
    [
        ("Läs mer på minasidor.falun.se.", CONTACT, "adressen minasidor.falun.se"),
        ("Kortet gäller i 4 månader.", "Kortet gäller i 4 år.", "ordet månad"),
        ("Det gäller från den 1 maj 2026.", "Det gäller från den 1 juli 2026.", "ordet maj"),
        ("Avgiften för barn 1 är 3 procent i fritidshem.", FEES, "talet 3 hör till"),
        ("Avgiften är 3 procent.", FEES, "raden"),
        ("Priset är omkring 8 800 kronor.", "Priset är omkring 3 500–8 800 kronor.", "bara en ände"),
        ("Det krävs 90 röster inom 40 dagar.", "Det krävs 40 röster inom 90 dagar.", "röst"),
        ("Bara 600 av 45 är rustade.", "Bara 45 av 600 är rustade.", "talet"),
        ("I mars kommer fakturan för höstterminen och i oktober fakturan för vårterminen.", SEASONS, "bytt plats"),
        ("Barn mellan 0 och 6 år åker gratis.", TRAVELLER, "villkoret"),
        ("Kortet är gratis.", "Kortet är gratis när du visar legitimation.", "villkoret"),
        ("Alla väljare får rösta.", "Väljare får rösta.", "ordet all"),
        ("Du måste bo på orten.", "Du kan bo på orten.", "måste"),
        ("Du bör bo på orten.", "Du måste bo på orten.", "bör"),
        ("Felet är lagat.", "Felet är troligen lagat.", "troligen"),
        ("Du ansöker efter kursstart.", "Du ansöker före kursstart.", "efter"),
        ("Avgiften är 200 kronor.", "Avgiften var 200 kronor 2019.", "året 2019"),
        ("Följderna är små.", "Följderna är små, enligt en blogg.", "vem som säger"),
        ("Två vittnen ska vara med.", "I Mora ska två vittnen vara med.", "orten Mora"),
        ("Du betalar kontant men inte med kort.", "Du betalar inte kontant men med kort.", "nekningen"),
        ("Skolan är en nämnd i stället för en förening.", "Skolan är en förening i stället för en nämnd.", "i_stället_för"),
        ("Länsstyrelsen övervakar nämnden.", "Nämnden övervakar länsstyrelsen.", "bytt plats"),
        ("Du kontaktar rektorn.", "Rektorn kontaktar dig.", "läsaren"),
        ("Rådet avgör när nämndens arbete är klart.", "Nämnden avgör när rådets arbete är klart.", "ägare"),
        ("Du bestrider avgiften först och betalar den sedan.", "Du betalar avgiften först och bestrider den sedan.", "ordningen"),
        ("Pengarna går till skola.", "Pengarna går till skola, vård och omsorg.", "uppräkningen"),
    ],
)  # fmt: skip
def test_what_changes_the_claim_is_caught(text: str, quote_: str, said: str) -> None:
    assert any(said in problem for problem in held(text, quote_))


def test_a_word_of_the_title_may_be_added_but_not_put_in_place_of_another() -> None:
    quote_ = "Kortet är gratis för alla."
    assert held("Kortet på biblioteket är gratis för alla.", quote_, title="Biblioteket") == []
    assert held("Biblioteket är gratis för alla.", quote_, title="Biblioteket")


def test_what_two_quotes_say_may_be_joined_but_not_mixed() -> None:
    quotes = ("Styrelsen beslutar om riktningen.", "Chefen leder arbetet.")
    assert held("Styrelsen beslutar om riktningen och chefen leder arbetet.", *quotes) == []
    assert held("Chefen beslutar om riktningen.", *quotes)


@pytest.mark.parametrize("text", [CONTACT, FEES, SEASONS, "a – Nivå: låg", "Gör så här: • Ring inte. • Skriv."])
def test_a_quote_always_passes(text: str) -> None:
    one = evidence(1, text)
    assert verify(quote(one), [one]) == quote(one)


@pytest.mark.parametrize("part", ["dev", "test"])
def test_the_labelled_sentences_can_be_judged(part: str) -> None:
    rows = [
        json.loads(line) for line in (SENTENCES / f"sentences-{part}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len({row["id"] for row in rows}) == len(rows) >= 300
    assert all(set(row["citations"]) <= set(range(1, len(row["quotes"]) + 1)) for row in rows)
    assert 0.4 < sum(row["supported"] for row in rows) / len(rows) < 0.6


def test_dev_and_test_sentences_stand_on_different_pages() -> None:
    pages = [
        {
            json.loads(line)["page"]
            for line in (SENTENCES / f"sentences-{part}.jsonl").read_text(encoding="utf-8").splitlines()
        }
        for part in ("dev", "test")
    ]
    assert not pages[0] & pages[1]


def test_a_word_alone_is_no_sentence() -> None:
    quoted = replace(
        evidence(1, "Bastun i Provbyn bokas hos vaktmästaren."), chunk=replace(CHUNK, title="Bastu i Provbyn")
    )
    assert verify(Sentence("Boka-prov.", (1,)), [quoted]) is None
    assert verify(Sentence("Bastun bokas hos vaktmästaren.", (1,)), [quoted])


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        ("Falu kommun återkopplar inom 14 dagar.", True),
        ("Barn 2 – Avgift per månad: 1 032 kronor", False),
        ("Högriskreglerna tillämpas från den 2 augusti 2028.", False),
        ("Du får inte elda.", False),
    ],
)
def test_a_sentence_repeats_what_was_said_only_with_the_same_numbers_and_denial(text: str, repeated: bool) -> None:
    said = [
        "Falu kommun återkopplar inom 14 dagar på ett klagomål.", "Barn 1 – Avgift per månad: 1 547 kronor",
        "Högriskreglerna tillämpas från den 2 december 2027.", "Du får elda.",
    ]  # fmt: skip
    assert any(repeats(text, earlier) for earlier in said) is repeated
