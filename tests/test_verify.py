import pytest

from bot.answer import Evidence, Sentence
from bot.verify import numbers, problems, quote, verify
from corpus.page import Chunk

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
        ("Barnet får gratis lunch, utflykter och kläder hela terminen.", GUARANTEE, "av orden"),
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
    assert any("det mesta" in problem for problem in problems("Du ansöker före det datum.", [GUARANTEE]))


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
