import pytest

from corpus.markdown import list_parts, sections, statements

TABLE = "| Barn | Avgift |\n|---|---|\n| Första barnet | 3 procent |\n| Andra barnet | 2 procent |"


def test_sections_carry_their_heading_path() -> None:
    found = sections("Ingress.\n\n## Avgifter\n\nText.\n\n### Rabatt\n\nMer.\n\n## Kö\n\nSist.")
    assert [section.heading for section in found] == [(), ("Avgifter",), ("Avgifter", "Rabatt"), ("Kö",)]


def test_a_heading_without_text_makes_no_section() -> None:
    assert [section.heading for section in sections("## Tom\n\n## Full\n\nText.")] == [("Full",)]


def test_a_table_row_carries_its_header() -> None:
    assert statements(TABLE) == ["Första barnet – Avgift: 3 procent", "Andra barnet – Avgift: 2 procent"]


def test_a_short_list_is_quoted_with_its_introduction() -> None:
    assert statements("Ta med:\n\n1. pass\n2. foto") == ["Ta med: 1. pass 2. foto"]


def test_a_long_list_is_quoted_item_by_item() -> None:
    items = [f"punkt nummer {number} med ganska många ord för att bli lång nog" for number in range(8)]
    found = statements("Du behöver:\n\n" + "\n".join(f"- {item}" for item in items))
    assert found == [f"Du behöver: {item}" for item in items]


def test_links_and_emphasis_become_plain_text() -> None:
    assert statements("Läs om **[förskolan Ugglevägen](x.md)** här.") == ["Läs om förskolan Ugglevägen här."]


def test_html_stays_text() -> None:
    assert statements("Se &lt;script&gt; här.") == ["Se <script> här."]


def test_an_introduction_before_a_paragraph_is_kept() -> None:
    assert statements("Så här:\n\nGör det.") == ["Så här:", "Gör det."]


@pytest.mark.parametrize(
    ("markdown", "introduction", "items"),
    [
        ("Gör så här:\n\n1. Ansök.\n2. Betala 2. kvartalet.\n3. Vänta.", "Gör så här:", ["1. Ansök.", "2. Betala 2. kvartalet.", "3. Vänta."]),
        ("Ta med:\n\n- pass\n- foto", "Ta med:", ["• pass", "• foto"]),
        ("Vi har öppet den 1. och 2. maj: välkommen.", "Vi har öppet den 1. och 2. maj: välkommen.", []),
        ("Avgiften är 1. en avgift.", "Avgiften är 1. en avgift.", []),
    ],
)  # fmt: skip
def test_a_list_that_is_quoted_whole_can_be_shown_as_a_list(markdown: str, introduction: str, items: list[str]) -> None:
    [statement] = statements(markdown)
    assert list_parts(statement) == (introduction, items)
