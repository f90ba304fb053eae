from hypothesis import given
from hypothesis import strategies as st

from corpus.markdown import statements
from ingest.chunk import chunk
from tests.conftest import make_page


def test_each_section_is_a_chunk_with_its_heading() -> None:
    made = chunk(make_page("a", "Ingress.\n\n## Pris\n\nTvå kronor."))
    assert [(one.heading, one.text) for one in made] == [((), "Ingress."), (("Pris",), "Två kronor.")]


def test_a_long_table_is_cut_by_rows_that_keep_the_header() -> None:
    rows = "\n".join(f"| Rad {number} | {number} kronor |" for number in range(60))
    made = chunk(make_page("a", f"| Vad | Pris |\n|---|---|\n{rows}"), limit=300)
    assert len(made) > 3
    assert all(one.text.startswith("| Vad | Pris |\n|---|---|\n") for one in made)
    assert sum(len(statements(one.text)) for one in made) == 60


def test_a_list_is_not_parted_from_its_introduction() -> None:
    text = "Du behöver det här:\n\n" + "\n".join(f"- sak nummer {number}" for number in range(5))
    made = chunk(make_page("a", text), limit=60)
    assert made[0].text.startswith("Du behöver det här:\n\n- sak nummer 0")


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    made = chunk(make_page("a", "En mening som är lagom lång. " * 20), limit=100)
    assert all(one.text.endswith(".") and len(one.text) <= 100 for one in made)


@given(st.lists(st.text("abcåäö .:|*\n1", max_size=200), min_size=1, max_size=6))
def test_no_word_is_lost_and_no_chunk_is_too_long(parts: list[str]) -> None:
    text = "Start.\n\n" + "\n\n".join(parts)
    made = chunk(make_page("a", text), limit=120)
    assert all(len(one.text) <= 2 * 120 + 20 for one in made)
    kept = " ".join(one.text for one in made)
    assert {word for word in text.split() if word.isalpha() and len(word) <= 60} <= set(kept.split())
