"""An HTML element -> Markdown that keeps headings, lists, tables and accordions.

In: an lxml element whose menus and scripts are gone. Out: Markdown blocks. The parser has limited the depth (libxml2: 256).
"""

import re
from collections.abc import Iterator
from typing import Any

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
     "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", *HEADINGS)
)  # fmt: skip
SILENT = frozenset(
    ("script", "style", "noscript", "template", "svg", "canvas", "video", "audio", "object", "head", "select", "textarea",
     "math", "map")
)  # fmt: skip
WIDEST = 60  # columns of a table; more is no table for readers
LONGEST = 5_000  # rows


def to_markdown(element: Any) -> str:
    return "\n\n".join(Writer().blocks(element))


class Writer:
    """Knows the level of the last heading, so that an accordion's button becomes a heading under it."""

    def __init__(self) -> None:
        self.level = 1
        self.button_level: int | None = None

    def blocks(self, element: Any) -> Iterator[str]:
        """The blocks of an element's content; text and inline elements between blocks become paragraphs."""
        inline: list[str] = [element.text or ""]
        for child in element:
            if not isinstance(child.tag, str):
                inline.append(child.tail or "")
                continue
            if self.is_block(child):
                yield from paragraph(inline)
                inline = []
                yield from self.block(child)
            elif child.tag not in SILENT:
                inline.append(inline_text(child))
            inline.append(child.tail or "")
        yield from paragraph(inline)

    def is_block(self, element: Any) -> bool:
        return element.tag in BLOCKS or opens_panel(element) or any(child.tag in BLOCKS for child in element.iter())

    def block(self, element: Any) -> Iterator[str]:
        if element.tag in SILENT:
            return
        if element.tag in HEADINGS:
            yield from self.heading(int(element.tag[1]), element)
        elif element.tag == "summary" or opens_panel(element):
            yield from self.button(element)
        elif element.tag in ("ul", "ol") and not holds_blocks(element):
            yield from listed(element)
        elif element.tag == "table" and not is_layout(element):
            yield from table(element)
        elif element.tag == "dl":
            yield from definitions(element)
        else:
            yield from self.blocks(element)

    def heading(self, level: int, element: Any) -> Iterator[str]:
        title = plain(element)
        if title:
            self.level, self.button_level = level, None
            yield f"{'#' * level} {title}"

    def button(self, element: Any) -> Iterator[str]:
        """An accordion's button: all of one group stand on the same level, under the heading before them."""
        heading = next((child for child in element.iter(*HEADINGS)), None)
        if heading is not None:
            yield from self.heading(int(heading.tag[1]), heading)
            return
        self.button_level = self.button_level or min(self.level + 1, 6)
        if title := plain(element):
            yield f"{'#' * self.button_level} {title}"


def opens_panel(element: Any) -> bool:
    """A button that shows and hides a panel (WAI-ARIA accordion or disclosure), outside any heading."""
    return bool(
        (element.get("aria-expanded") and (element.get("aria-controls") or element.get("data-target")))
        and all(parent.tag not in HEADINGS for parent in element.iterancestors())
    )


def holds_blocks(element: Any) -> bool:
    """Whether a list is a list of cards or accordions rather than of items."""
    return any(child.tag in (*HEADINGS, "table", "details", "summary", "article") or opens_panel(child)
               for child in element.iter() if isinstance(child.tag, str))  # fmt: skip


def paragraph(parts: list[str]) -> Iterator[str]:
    """One paragraph; a line break within it stays one."""
    lines = [fold(line) for line in "".join(parts).split("\r")]
    text = "\n".join(line for line in lines if line)
    if text:
        yield re.sub(r"(?m)^([#>+|=-]|\d+(?=[.)]\s))", escape_start, text)


def escape_start(found: re.Match[str]) -> str:
    """What would make a line a heading, a list or a table."""
    return f"{found.group()}\\" if found.group().isdigit() else f"\\{found.group()}"


def inline_text(element: Any) -> str:
    """The text of an inline element; a line break is a carriage return, which no parsed HTML holds otherwise."""
    if element.tag == "br":
        return "\r"
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SILENT:
            parts.append(inline_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def listed(element: Any, indent: str = "") -> Iterator[str]:
    """A list as one block, lists within it indented."""
    lines = list(list_lines(element, indent))
    if lines:
        yield "\n".join(lines)


def list_lines(element: Any, indent: str) -> Iterator[str]:
    number = 0
    for item in element:
        if item.tag != "li":
            continue
        number += 1
        mark = f"{number}." if element.tag == "ol" else "-"
        text = plain(item, without=("ul", "ol"))
        if text:
            yield f"{indent}{mark} {text}"
        for inner in item.iterchildren("ul", "ol"):
            yield from list_lines(inner, indent + " " * (len(mark) + 1) if text else indent)


def definitions(element: Any) -> Iterator[str]:
    """Terms and what is said of them: "- term: text"."""
    lines: list[str] = []
    for part in element.iter("dt", "dd"):
        text = plain(part)
        if text and (part.tag == "dt" or not lines):
            lines.append(f"- {text}")
        elif text:
            lines[-1] += (": " if not lines[-1].endswith((":", ".")) else " ") + text
    if lines:
        yield "\n".join(lines)


def is_layout(element: Any) -> bool:
    """A table that only places things on the page: holds a table, headings, or a single column."""
    inner = any(child.tag in ("table", *HEADINGS) for child in element.iterdescendants())
    return element.get("role") in ("presentation", "none") or inner or max(map(len, grid(element)), default=0) < 2


def table(element: Any) -> Iterator[str]:
    """A Markdown table; without header cells the header is empty, so no row is taken for one."""
    caption = next((plain(child) for child in element.iter("caption")), "")
    if caption:
        yield caption
    rows = grid(element)
    width = max(map(len, rows))
    header = rows.pop(0) if has_header(element) else [""] * width
    lines = [header, ["---"] * width, *rows]
    yield "\n".join("| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in lines)


def grid(element: Any) -> list[list[str]]:
    """The cells' texts by row, cells that span several places repeated in each; empty rows left out."""
    rows: list[list[str]] = []
    spanning: dict[int, tuple[int, str]] = {}  # column -> (rows left, text)
    for row in list(element.iter("tr"))[:LONGEST]:
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            fill_spanned(cells, spanning)
            text = plain(cell).replace("|", "\\|")
            for _ in range(span(cell, "colspan")):
                if span(cell, "rowspan") > 1 and len(cells) < WIDEST:
                    spanning[len(cells)] = (span(cell, "rowspan") - 1, text)
                cells.append(text)
        fill_spanned(cells, spanning)
        if any(cells):
            rows.append(cells[:WIDEST])
    return rows


def fill_spanned(cells: list[str], spanning: dict[int, tuple[int, str]]) -> None:
    while left := spanning.pop(len(cells), None):
        if left[0] > 1:
            spanning[len(cells)] = (left[0] - 1, left[1])
        cells.append(left[1])


def span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(int(value), WIDEST) if value.isascii() and value.isdigit() and int(value[:9]) else 1


def has_header(element: Any) -> bool:
    """By its markup, or else by its look: words over a table that has figures."""
    first, *others = [row for row in element.iter("tr") if plain(row)][:LONGEST]
    cells = list(first.iterchildren("td", "th"))
    if all(cell.tag == "th" for cell in cells) or first.getparent().tag == "thead":
        return bool(others)
    texts = [plain(cell) for cell in cells]
    marked = any(True for _ in element.iter("th"))
    figures = any(re.search(r"\d", plain(row)) for row in others)
    return not marked and figures and all(text and not re.search(r"\d", text) for text in texts)


def plain(element: Any, without: tuple[str, ...] = ()) -> str:
    """All text below an element as one line of Markdown, blocks parted by a space."""
    return fold(" ".join(texts(element, without)))


def texts(element: Any, without: tuple[str, ...]) -> Iterator[str]:
    """Runs of inline text; a block within begins a new run."""
    run = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in (*without, *SILENT):
            if child.tag in BLOCKS:
                yield "".join(run)
                run = []
                yield from texts(child, without)
            else:
                run += [" "] if child.tag == "br" else [" ".join(texts(child, without))]
        run.append(child.tail or "")
    yield "".join(run)


def fold(text: str) -> str:
    """White space folded, invisible characters gone, what Markdown would take for markup escaped."""
    seen = re.sub(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", "", text)
    return re.sub(r"([\\`*]|<(?=[A-Za-z/!?]))", r"\\\1", re.sub(r"\s+", " ", seen).strip())
