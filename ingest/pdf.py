"""A PDF -> Markdown: headings by the size of their letters, tables with header rows, and on each heading the page it is on.

Every heading names its page ("## Avgifter (sida 3)"), and is said again where its text goes on on the next one, so that a citation
can name the page.
"""

import io
import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.pdf_page import Line, Row, Table, read_sheet

if TYPE_CHECKING:
    from pypdf import PdfReader

SCANNED = 20  # characters a page; a document with fewer is pictures of text
PAGES = 2_000
PATIENCE = 30.0  # seconds, after which the pages that remain are read as plain lines
LARGER = 1.12  # times the size of most letters: a heading
LONGEST_HEADING = 120  # characters
SHORT = 40  # characters; a line with fewer fills no column
DEEPEST = 4  # levels of headings

NO_TITLE = re.compile(r"(?i)\(?(anonymous|untitled|namnlös)\)?|microsoft .*|.*\.(docx?|xlsx?|pptx?|indd|pdf)")

Sheet = list[Line | Table]


class PdfBroken(ValueError):
    """A PDF that holds no text: says what was found."""


def read_pdf(body: bytes) -> tuple[str, str]:
    """(Markdown, title or "").

    Raises:
        PdfBroken: it is scanned.
        Exception: anything that pdfplumber or pypdf raises for a file that is broken or locked.
    """
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(body))
    sheets = list(sheets_of(body, reader))
    said = (
        any(isinstance(one, Table) for sheet in sheets for one in sheet)
        or sum(len(line.text) for line in lines_of(sheets)) >= SCANNED
    )
    if not said and has_pictures(reader):
        raise PdfBroken(f"är inskannad: {len(sheets)} sidor bild men ingen text. Publicera den med text (OCR)")
    sheets = without_margins(sheets)
    return "\n\n".join(markdown(sheets)), title_of(reader.metadata and reader.metadata.title, sheets)


def sheets_of(body: bytes, reader: "PdfReader") -> Iterator[Sheet]:
    """As pdfplumber reads them; the plain lines that pypdf finds from where that takes too long or meets what it cannot read."""
    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    until, read = time.monotonic() + PATIENCE, 0
    with suppress(PdfminerException), pdfplumber.open(io.BytesIO(body)) as pdf:
        for sheet in pdf.pages[:PAGES]:
            if time.monotonic() > until:
                break
            yield read_sheet(sheet)
            read += 1
            sheet.close()
    for page in reader.pages[read:PAGES]:
        yield [Line(line, 0.0, bold=False) for line in page.extract_text().strip().splitlines()]


def lines_of(sheets: Sequence[Sheet]) -> Iterator[Line]:
    return (one for sheet in sheets for one in sheet if isinstance(one, Line))


def has_pictures(reader: "PdfReader") -> bool:
    return any("/XObject" in (page.get("/Resources") or {}) for page in reader.pages[:5])


def title_of(given: object, sheets: Sequence[Sheet]) -> str:
    """As the file says, unless a program put something there; else its largest heading."""
    if isinstance(given, str) and given.strip() and not NO_TITLE.fullmatch(given.strip()):
        return given
    levels = levels_of(sheets)
    headings = [one for one in lines_of(sheets) if level_of(one, levels)]
    return max(headings, key=lambda one: one.size).text if headings else ""


def without_margins(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Without the lines at the top and bottom that most pages share, whatever numbers are in them."""
    seen = Counter(text for sheet in sheets for text in {alike(one) for one in sheet})
    repeated = {text for text, count in seen.items() if text and count > max(2, len(sheets) / 2)}
    return [[one for one in sheet if alike(one) not in repeated] for sheet in sheets]


def alike(one: Line | Table) -> str:
    """What the lines of a margin have in common; empty for what is not in a margin."""
    return re.sub(r"\d+", "#", one.text) if isinstance(one, Line) and one.edge else ""


def markdown(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Blocks of Markdown."""
    levels = levels_of(sheets)
    level, heading = 2, ""
    header: Row | None = None
    for number, sheet in enumerate(sheets, 1):
        text: list[str] = []
        told = False  # whether a heading with this page's number stands above
        for one in sheet:
            if isinstance(one, Line) and (found := level_of(one, levels)):
                yield from paragraphs_of(text)
                text, told, header = [], True, None
                level, heading = found, one.text
                yield marked(level, heading, number)
                continue
            if not told:
                yield marked(level, heading, number)
                told = True
            if isinstance(one, Table):
                yield from paragraphs_of(text)
                text = []
                rows = headed(one.rows, header) if one is sheet[0] else one.rows
                header = rows[0]
                yield table_of(rows)
            else:
                text.append(re.sub("^• ", "- ", one.text))
                header = None
        yield from paragraphs_of(text)


def marked(level: int, heading: str, page: int) -> str:
    return f"{'#' * level} {heading} (sida {page})" if heading else f"## Sida {page}"


def levels_of(sheets: Sequence[Sheet]) -> dict[float, int]:
    """The sizes of headings, the largest first, with their levels; the size of most letters is under 0."""
    sizes = Counter[float]()
    for one in lines_of(sheets):
        sizes[round(one.size, 1)] += len(one.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted((size for size in sizes if size > LARGER * body > 0), reverse=True)
    return {0.0: 0} | {size: min(2 + place, DEEPEST) for place, size in enumerate(larger)} | {body: 0}


def level_of(line: Line, levels: dict[float, int]) -> int:
    """0 for a line that is no heading. One in bold letters of the usual size is the least of headings."""
    if (
        not 2 < len(line.text) <= LONGEST_HEADING
        or line.text.endswith((".", ",", ":", ";"))
        or line.text.startswith("• ")
    ):
        return 0
    if level := levels.get(round(line.size, 1), 0):
        return level
    return min(max(levels.values()) + 1, DEEPEST) if line.bold and line.size and line.text[0].isupper() else 0


def headed(rows: Sequence[Row], header: Row | None) -> Sequence[Row]:
    """A table that opens a page goes on from the page before when that ended with one as wide; it gets its header."""
    goes_on = header is not None and len(header) == len(rows[0]) and any(re.search(r"\d", cell) for cell in rows[0][1:])
    return (header, *rows) if header is not None and goes_on else rows


def table_of(rows: Sequence[Row]) -> str:
    """The first row is the header; one that only names the table stands above it."""
    name = ""
    if len(rows) > 2 and sum(map(bool, rows[0])) == 1:
        name, rows = next(filter(None, rows[0])) + "\n\n", rows[1:]
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in (escaped[0], ["---"] * len(escaped[0]), *escaped[1:])]
    return name + "\n".join(lines)


def paragraphs_of(lines: Sequence[str]) -> Iterator[str]:
    """A line that fills its column goes on in the next one, also before a capital letter."""
    if not lines:
        return
    full = max(0.75 * max(map(len, lines)), SHORT)
    text = lines[0]
    for before, line in pairwise(lines):
        goes_on = len(before) >= full and before[-1] not in ".:!?-" and not line.startswith("- ")
        text += f"{' ' if goes_on else chr(10)}{line}"
    yield paragraphs(text)


def paragraphs(text: str) -> str:
    """Lines joined into paragraphs: a PDF breaks lines where the paper ends, not where a sentence does."""
    joined = re.sub(r"(?<=\w)-\n(?=[a-zåäö])", "", text)
    joined = re.sub(r"(?<![.:!?])\n(?=[a-zåäö0-9(])", " ", joined)
    return re.sub(r"\n", "\n\n", joined)
