"""PDFs as municipalities publish them, made with reportlab: headings, fees in tables, columns, running heads."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from pdfplumber.utils.exceptions import PdfminerException
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from corpus.markdown import statements
from corpus.page import Chunk
from ingest.chunk import chunk
from ingest.extract import Defaults, Document, read
from ingest.pdf import read_pdf
from ingest.pdf_page import Row, cleaned

STYLES = getSampleStyleSheet()
FEES = [["Storlek", "Avgift", "Tid"], ["Liten", "350 kr", "2 veckor"], ["Stor", "1 200 kr", "6 veckor"]]
GRID = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
BETWEEN_ROWS = [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black")]
PARAGRAPH = "Du ansöker om torgplats hos kommunen senast den 3 maj varje år, och betalar avgiften mot faktura. " * 3


def made(*parts: Any, head: str = "", **values: Any) -> bytes:
    """A document of these parts, each page with a running head and its number."""
    out = io.BytesIO()

    def running(canvas: Canvas, _: Any) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, A4[1] - 40, head)
        canvas.drawString(500, 30, f"{canvas.getPageNumber()} (9)" if head else "")

    SimpleDocTemplate(out, pagesize=A4, **values).build(list(parts), onFirstPage=running, onLaterPages=running)
    return out.getvalue()


def text(words: str = PARAGRAPH, style: str = "Normal") -> Paragraph:
    return Paragraph(words, STYLES[style])


def table(rows: Sequence[Sequence[str]], style: list[Any] = GRID, **values: Any) -> Table:
    return Table([list(row) for row in rows], style=style, **values)


def chunks(body: bytes) -> list[Chunk]:
    document = Document("https://x.se/taxa.pdf", "https://x.se/taxa.pdf", ".pdf", body, "x.se/taxa.pdf")
    return chunk(read(document, Defaults("falun", "invånare")).page)


@pytest.mark.parametrize("style", [GRID, BETWEEN_ROWS])
def test_a_fees_table_keeps_its_header_and_each_row_is_a_statement(style: list[Any]) -> None:
    [*_, last] = chunks(made(text("Taxa för torgplats", "Heading1"), text(), table(FEES, style)))
    assert "| Storlek | Avgift | Tid |\n| --- | --- | --- |\n| Liten | 350 kr | 2 veckor |" in last.text
    assert statements(last.text)[-1] == "Storlek: Stor – Avgift: 1 200 kr, Tid: 6 veckor" or (
        "Avgift: 1 200 kr, Tid: 6 veckor" in statements(last.text)[-1]
    )


def test_headings_have_levels_by_size_and_name_their_page() -> None:
    body = made(
        text("Taxa 2026", "Heading1"),
        text(),
        text("Torg", "Heading2"),
        text(),
        PageBreak(),
        text("Mark", "Heading3"),
        text(),
    )
    assert [one.heading for one in chunks(body)] == [
        ("Taxa 2026 (sida 1)",),
        ("Taxa 2026 (sida 1)", "Torg (sida 1)"),
        ("Taxa 2026 (sida 1)", "Torg (sida 1)", "Mark (sida 2)"),
    ]


def test_a_section_that_goes_on_names_the_next_page() -> None:
    body = made(text("Torg", "Heading1"), text(), PageBreak(), text("Platsen städas av dig. " * 9))
    assert [one.heading for one in chunks(body)] == [("Torg (sida 1)",), ("Torg (sida 2)",)]


def test_bold_lines_of_the_usual_size_are_headings() -> None:
    body = made(text(), text("<b>Så överklagar du</b>"), text(), text("Betala <b>före</b> den 3 maj"))
    assert [one.heading for one in chunks(body)] == [("Sida 1",), ("Så överklagar du (sida 1)",)]


def test_a_table_that_goes_on_has_its_header_on_each_page() -> None:
    rows = [FEES[0], *([f"Storlek {number}", f"{number}00 kr", "2 veckor"] for number in range(1, 80))]
    found = chunks(made(text("Taxa", "Heading1"), table(rows), head="Exempelkommun, taxor"))
    assert {place for one in found for place in one.heading} == {"Taxa (sida 1)", "Taxa (sida 2)", "Taxa (sida 3)"}
    assert all(one.text.startswith("| Storlek | Avgift | Tid |") for one in found)
    assert sum(one.text.count("veckor") for one in found) == 79


def test_running_heads_and_page_numbers_are_left_out() -> None:
    body = made(*(part for page in range(4) for part in (text(f"Sidans text nummer {page} står här."), PageBreak())),
                head="Exempelkommun, antagen 2025-11-03")  # fmt: skip
    assert "antagen" not in read_pdf(body)[0] and "(9)" not in read_pdf(body)[0]
    assert "nummer 3 står här" in read_pdf(body)[0]


def test_columns_are_read_one_after_the_other() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for left, words in ((72, "vänster"), (320, "höger")):
        for number in range(4):
            canvas.drawString(left, 700 - 14 * number, f"rad {number} i {words} spalt")
    canvas.save()
    markdown = read_pdf(out.getvalue())[0]
    assert markdown.index("rad 3 i vänster") < markdown.index("rad 0 i höger")
    assert "spalt rad 0 i höger" not in markdown.replace("rad 3 i vänster spalt rad 0 i höger", "")


def test_words_are_parted_where_the_file_has_gaps_for_spaces() -> None:
    """As TeX and InDesign set them."""
    out = io.BytesIO()
    canvas, left = Canvas(out, pagesize=A4), 72.0
    canvas.setFont("Helvetica", 10)
    for word in ("Du", "betalar", "avgiften", "mot", "faktura."):
        canvas.drawString(left, 700, word)
        left += canvas.stringWidth(word, "Helvetica", 10) + 2.2
    canvas.save()
    assert "Du betalar avgiften mot faktura." in read_pdf(out.getvalue())[0]


def test_a_sentence_that_goes_on_with_a_capital_letter_is_one() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for number, line in enumerate(("Du ansöker om torgplats hos nämnden som ansvarar för", "Tekniska kontoret senast den 3 maj.",
                                   "Exempelkommun", "Torget 1")):  # fmt: skip
        canvas.drawString(72, 700 - 14 * number, line)
    canvas.save()
    assert (
        "ansvarar för Tekniska kontoret senast den 3 maj.\n\nExempelkommun\n\nTorget 1" in read_pdf(out.getvalue())[0]
    )


def test_a_frame_around_text_is_no_table() -> None:
    assert "|" not in read_pdf(made(table([["Observera att kontoret är stängt."], ["Ring i stället."]])))[0]


def test_bullets_are_list_items() -> None:
    body = made(text("Ta med:"), text("• legitimation"), text("• kvitto"))
    assert "- legitimation" in read_pdf(body)[0] and "- kvitto" in read_pdf(body)[0]


@pytest.mark.parametrize(
    ("rows", "clean"),
    [
        ([["a", None, "b"], ["c", "", "d\ne"]], (("a", "b"), ("c", "d e"))),
        ([["Barn", "a"], [None, "b"], ["", "c"]], (("Barn", "a"), ("Barn", "b"), ("", "c"))),
        ([["a", "b"], ["", None]], None),
        ([["a"], ["b"]], None),
        ([], None),
    ],
)
def test_empty_and_merged_cells(rows: list[list[str | None]], clean: tuple[Row, ...] | None) -> None:
    table = cleaned(rows)
    assert (table and table.rows) == clean


def test_a_row_that_names_the_table_stands_above_it() -> None:
    spanned = [("SPAN", (0, 0), (-1, 0)), *GRID]
    markdown = read_pdf(made(text(), table([["Avgifter 2026", "", ""], *FEES], spanned)))[0]
    assert "Avgifter 2026\n\n| Storlek | Avgift | Tid |" in markdown


@pytest.mark.parametrize(
    ("given", "title"),
    [("Taxor 2026", "Taxor 2026"), ("Microsoft Word - taxa.docx", "Taxa för torg"), ("", "Taxa för torg")],
)
def test_a_title_that_a_program_put_there_is_none(given: str, title: str) -> None:
    assert read_pdf(made(text("Taxa för torg", "Heading1"), text(), title=given))[1] == title


def test_what_pdfplumber_cannot_read_is_read_as_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise PdfminerException("trasig")

    monkeypatch.setattr("pdfplumber.page.Page.extract_words", fail)
    assert "ansöker om torgplats" in read_pdf(made(text()))[0]


def test_a_document_that_takes_long_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.pdf.PATIENCE", 0.0)
    assert "ansöker om torgplats" in read_pdf(made(text()))[0]
