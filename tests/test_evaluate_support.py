import pytest

from bot.evaluate.support import judge, supported
from tests.small_run import result

QUOTE = "Platsgarantin gäller om du söker minst fyra månader i förväg."


@pytest.mark.parametrize(
    "text",
    [
        QUOTE,
        "Sök minst fyra månader i förväg så gäller platsgarantin.",
        "Platsgarantin gäller om du söker minst 4 månader i förväg.",
    ],
)
def test_what_the_quote_says_is_supported(text: str) -> None:
    assert supported(text, [QUOTE], ["Ansök om plats i förskola"])


@pytest.mark.parametrize(
    "text",
    [
        "Platsgarantin gäller om du söker minst fem månader i förväg.",
        "Platsgarantin gäller om du söker minst 6 månader i förväg.",
        "Platsgarantin gäller om du söker hos Skolverket minst fyra månader i förväg.",
        "Familjedaghem omfattas också av platsgarantin.",
    ],
)
def test_another_number_name_or_content_is_not(text: str) -> None:
    assert not supported(text, [QUOTE], ["Ansök om plats i förskola"])


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("1547 kronor", "1 547 kronor"),
        ("klockan 8", "klockan 8–16"),
        ("023-83000", "023-830 00"),
        ("20 procent", "tjugo procent"),
    ],
)
def test_numbers_are_compared_without_their_separators(said: str, written: str) -> None:
    assert supported(said, [written], [""])


def test_a_number_in_the_title_does_not_support() -> None:
    assert not supported("Avgiften är 300 kronor.", ["Avgiften betalas i förväg."], ["Avgift 300 kronor"])


def test_a_citation_that_neither_helps_nor_is_enough_is_wrong() -> None:
    answer = result(text=QUOTE, evidence=QUOTE, cites=(1, 2)).answer
    answer["citations"].append(answer["citations"][0] | {"number": 2, "quote": "Bastun är öppen på lördagar."})
    assert [(whole, each) for _, whole, each in judge(answer)] == [(True, [True, False])]


def test_an_unknown_number_supports_nothing() -> None:
    [(_, whole, each)] = judge(result(text=QUOTE, evidence=QUOTE, cites=(7,)).answer)
    assert not whole and each == [False]
