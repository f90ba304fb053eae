from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import load_embeddings
from bot.settings import load_settings
from corpus.markdown import statements
from corpus.page import read_page
from corpus.store import statement_documents
from ingest.chunk import chunk
from tests.benchmarks.extraction import ours
from tests.conftest import make_page
from tests.patterns import PATTERNS
from tests.subjects import subject


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


def test_a_passage_that_the_embedding_model_could_not_read_whole_is_cut_smaller() -> None:
    rows = "\n".join(f"| Rad {number} | {number} kronor |" for number in range(12))
    table = f"| Vad | Pris |\n|---|---|\n{rows}"
    made = chunk(make_page("a", f"{table}\n\n## Om\n\nKort."), fits=lambda text: len(text) <= 170)
    assert len(made) > 2 and all(len(one.to_document().page_content) <= 170 for one in made)
    assert all(one.text.startswith("| Vad | Pris |\n|---|---|\n") for one in made[:-1])
    assert [text for one in made for text in statements(one.text)] == [*statements(table), "Kort."]


def test_a_row_too_long_for_a_passage_becomes_items() -> None:
    long = "En mening som är lagom lång. " * 10
    made = chunk(
        make_page("a", f"| Vad | Pris | Om |\n|---|---|---|\n| Liten | 2 kr | ja |\n| Stor | 3 kr | {long}|"), limit=150
    )
    whole = "\n".join(one.text for one in made)
    assert whole.startswith(
        "| Vad | Pris | Om |\n|---|---|---|\n| Liten | 2 kr | ja |\n- Stor – Pris: 3 kr\n- Stor – Om: En mening"
    )
    assert all(line.startswith("- Stor – ") and line.endswith((".", "kr")) for line in whole.split("\n")[3:])
    assert whole.count("En mening som är lagom lång.") == 10 and all(len(one.text) <= 150 for one in made)


def test_an_item_too_long_for_a_passage_becomes_items_of_whole_sentences() -> None:
    made = chunk(make_page("a", f"- Kort.\n- {'En mening som är lagom lång. ' * 20}"), limit=150)
    assert all(line.startswith("- ") and line.endswith(".") for one in made for line in one.text.split("\n"))
    assert all(len(one.text) <= 150 for one in made)


def test_a_paragraph_that_begins_with_a_year_is_no_list() -> None:
    made = chunk(make_page("a", "2024 års avgifter gäller\nfrån januari och året ut. " * 8), limit=100)
    assert all(one.text.endswith("ut.") for one in made)


def test_a_paragraph_marked_as_a_heading_is_kept_as_text() -> None:
    heading = "Om " + "mycket " * 100 + "mer"
    made = chunk(make_page("a", f"# {heading}\n\nText.\n\n## Del\n\nMer."))
    assert made[0].text == f"{heading}\n\nText." and made[1].text == "Mer."
    assert all(len(part) <= 200 for one in made for part in one.heading)


@pytest.mark.model
def test_the_bundled_embedding_model_reads_every_passage_whole() -> None:
    """Of the bundled pages, of web pages in three patterns, and of one written without mercy."""
    fits = load_embeddings(load_settings()).fits
    harsh = "# " + "Kärlstorleksändringsavgiftsfråga " * 9 + "\n\n" + "å;ä:ö!1a2b3c" * 400 + "\n\n- " + "1.2,3;4 " * 600
    bundled = [read_page(path) for path in sorted(Path("corpus/falun").glob("*.md"))]
    made_up = [make_page("b", ours(render(subject(4), [], "/x"))) for render in PATTERNS.values()]
    for page in [*bundled, *made_up, make_page("a", harsh)]:
        for one in chunk(page, fits=fits):
            documents = [one.to_document(), *statement_documents(one)]
            assert [text for text in (document.page_content for document in documents) if not fits(text)] == []


@given(st.lists(st.text("abcåäö .:|*\n1", max_size=200), min_size=1, max_size=6))
def test_no_word_is_lost_and_no_chunk_is_too_long(parts: list[str]) -> None:
    text = "Start.\n\n" + "\n\n".join(parts)
    made = chunk(make_page("a", text), limit=120)
    assert all(len(one.text) <= 2 * 120 + 20 for one in made)
    kept = " ".join(one.text for one in made)
    assert {word for word in text.split() if word.isalpha() and len(word) <= 60} <= set(kept.split())
