"""One page of a PDF -> its lines and tables in reading order (pdfplumber).

Reading order is that of the file, which goes column by column; a table stands where its first word does.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdfplumber.page import Page as Sheet

MOST_LINES = 3_000  # drawn on a page; more is a map or a drawing, in which tables are not looked for
SAME_LINE = 3.0  # points that words of one line may differ in height
COLUMN = 3.0  # times the size of its letters; a wider gap parts two lines
FEWEST_RULES = 3  # of one width below each other: a table with lines between its rows only
SPACE = 0.15  # times the size of a letter; a wider gap parts two words, also where the file has no space
GAP = 8.0  # points without words in any of its rows, between two columns
MARGIN = 0.1  # of the height of a page, at its top and bottom

BULLET = re.compile(r"^(?:[•●▪◦‣·–-]|[\uf000-\uf0ff]|\(cid:\d+\))\s+")  # as fonts for symbols write it, too
UNKNOWN = re.compile(r"\(cid:\d+\)|[\uf000-\uf0ff]")  # a letter that the file does not name

Row = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    text: str
    size: float  # of its letters, in points
    bold: bool
    edge: bool = False  # whether it stands in the margin at the top or bottom of the page


@dataclass(frozen=True)
class Table:
    rows: tuple[Row, ...]  # at least two, all of one length, at least two


def read_sheet(sheet: "Sheet") -> list[Line | Table]:
    found = list(tables_of(sheet))
    given: set[int] = set()
    read: list[Line | Table] = []
    line: list[dict[str, Any]] = []
    for word in sheet.extract_words(use_text_flow=True, x_tolerance_ratio=SPACE, extra_attrs=["size", "fontname"]):
        place = next((place for place, (box, _) in enumerate(found) if inside(word, box)), None)
        if line and (place is not None or not follows(line[-1], word)):
            read.append(line_of(line, sheet.height))
            line = []
        if place is None:
            line.append(word)
        elif place not in given:
            given.add(place)
            read.append(found[place][1])
    return [*read, *([line_of(line, sheet.height)] if line else [])]


def tables_of(sheet: "Sheet") -> Iterator[tuple[tuple[float, ...], Table]]:
    """(box, table) of each table that has lines around its cells, or at least between its rows."""
    if len(sheet.lines) + len(sheet.rects) + len(sheet.curves) > MOST_LINES:
        return
    found = [(one.bbox, cleaned(one.extract(x_tolerance_ratio=SPACE))) for one in sheet.find_tables()]
    if not any(table for _, table in found):
        found = list(between_rules(sheet))
    yield from ((box, table) for box, table in found if table)


def between_rules(sheet: "Sheet") -> Iterator[tuple[tuple[float, ...], Table | None]]:
    """(box, table) where lines of one width stand below each other; its columns are parted by gaps in the text."""
    from pdfplumber.table import merge_edges

    rules: dict[tuple[int, int], list[float]] = {}
    for edge in merge_edges([edge for edge in sheet.edges if edge["orientation"] == "h"], 3, 3, 3, 3):
        rules.setdefault((round(edge["x0"] / 3), round(edge["x1"] / 3)), []).append(edge["top"])
    for (left, right), tops in rules.items():
        if len(tops) < FEWEST_RULES:
            continue
        tops = sorted(tops)
        tops.insert(0, tops[0] - (tops[1] - tops[0]))  # the header may stand above the first line
        box = (3.0 * left - 3, max(tops[0], 0.0), 3.0 * right + 3, tops[-1])
        words = [word for word in sheet.extract_words(x_tolerance_ratio=SPACE) if inside(word, box)]
        parts = columns(word for word in words if word["top"] > tops[1])
        if any(word["x0"] < part < word["x1"] for word in words for part in parts):  # not a header
            tops = tops[1:]
            box = (box[0], tops[0], *box[2:])
        lines = {"explicit_vertical_lines": [box[0], *parts, box[2]], "explicit_horizontal_lines": tops}
        explicit = {"vertical_strategy": "explicit", "horizontal_strategy": "explicit", "text_x_tolerance_ratio": SPACE}
        yield box, cleaned(sheet.extract_table({**explicit, **lines}) or [])


def columns(words: Iterable[dict[str, Any]]) -> list[float]:
    """Where columns are parted: the middles of the gaps that no word reaches into."""
    found, reached = list[float](), None
    for word in sorted(words, key=lambda word: float(word["x0"])):
        if reached is not None and word["x0"] - reached > GAP:
            found.append((word["x0"] + reached) / 2)
        reached = max(reached or 0.0, word["x1"])
    return found


def cleaned(rows: list[list[str | None]]) -> Table | None:
    """Without empty rows and columns; None where what is left is no table. A cell that spans rows is said in each of them."""
    cells = [[" ".join((cell or "").split()) for cell in row] for row in rows]
    for above, (row, raw) in pairwise(zip(cells, rows, strict=True)):
        if raw[0] is None:
            row[0] = above[0][0]
    columns = [number for number in range(len(cells[0]) if cells else 0) if any(row[number] for row in cells)]
    full = tuple(tuple(row[number] for number in columns) for row in cells if any(row))
    return Table(full) if len(full) > 1 and len(columns) > 1 else None


def inside(word: dict[str, Any], box: tuple[float, ...]) -> bool:
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def follows(word: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the other word goes on the line."""
    gap = other["x0"] - word["x1"]
    return bool(abs(other["bottom"] - word["bottom"]) <= SAME_LINE and -word["size"] <= gap <= COLUMN * word["size"])


def line_of(words: list[dict[str, Any]], height: float) -> Line:
    text = UNKNOWN.sub("", BULLET.sub("• ", " ".join(word["text"] for word in words)))
    bold = all("bold" in word["fontname"].casefold() for word in words)
    edge = not MARGIN * height < words[0]["bottom"] < (1 - MARGIN) * height
    return Line(text, max(word["size"] for word in words), bold, edge)
