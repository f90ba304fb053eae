"""Page -> Chunks: passages under one heading path that the embedding model can read whole.

A passage is never cut inside a sentence; a list or table is cut between items or rows, and every part of a table
repeats the table's header. A row or item that is longer than a passage may be becomes several: one for each cell, or for some sentences.
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from corpus.markdown import Section, sections
from corpus.page import Chunk, Page
from corpus.swedish import sentences

CHUNK_CHARACTERS = 900  # some 280 tokens of multilingual-e5's tokenizer, which reads 512 with title and heading
SMALLEST = 60  # characters; a passage is cut no smaller, whatever the embedding model reads
LONGEST_HEADING = 200  # characters; a longer one is a paragraph marked as a heading
MARK = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+")

Fits = Callable[[str], bool]
"""Whether the embedding model reads the whole of a text."""
Wanted = Callable[[str], bool]
"""Whether a block belongs to the page."""


def chunk(
    page: Page, limit: int = CHUNK_CHARACTERS, fits: Fits = lambda text: True, wanted: Wanted = lambda block: True
) -> list[Chunk]:
    """The page's chunks in reading order; at least one for a page with text that is wanted."""

    def made(heading: tuple[str, ...], text: str, position: int = 0) -> Chunk:
        return Chunk(
            page_id=page.id, url=page.url, title=page.title, collection=page.collection, audience=page.audience,
            category=page.category, heading=heading, text=text, position=position, updated=page.updated,
            note=page.note, e_service=page.e_service, contact=page.contact,
        )  # fmt: skip

    def fits_below(heading: tuple[str, ...], text: str) -> bool:
        return fits(made(heading, text).to_document().page_content)

    found = [
        (section.heading, text)
        for section in map(with_short_headings, sections(page.text))
        for text in passages(filter(wanted, section.blocks), limit, partial(fits_below, section.heading))
    ]
    return [made(heading, text, position) for position, (heading, text) in enumerate(found)]


def with_short_headings(section: Section) -> Section:
    """The section; a last heading that had to be shortened opens its text."""
    short = tuple(textwrap.shorten(heading, LONGEST_HEADING, placeholder=" …") for heading in section.heading)
    own = section.heading[-1:] if short[-1:] != section.heading[-1:] else ()
    return Section(short, (*own, *section.blocks))


def passages(blocks: Iterable[str], limit: int, fits: Fits) -> Iterator[str]:
    """The blocks joined and cut to the limit, and to smaller ones what the embedding model could not read whole."""
    for text in join((piece for block in blocks for piece in pieces(block, limit)), limit):
        if limit <= SMALLEST or fits(text):
            yield text
        else:
            yield from passages(text.split("\n\n"), limit // 2, fits)


def join(blocks: Iterable[str], limit: int) -> Iterator[str]:
    """Join blocks, a blank line between, as long as the result stays within the limit."""
    passage = ""
    for block in blocks:
        joined = f"{passage}\n\n{block}" if passage else block
        introduces = passage.endswith(":") and "\n\n" not in passage  # a list is not parted from its introduction
        if passage and len(joined) > limit and not introduces:
            yield passage
            passage = block
        else:
            passage = joined
    if passage:
        yield passage


def pieces(block: str, limit: int) -> list[str]:
    """The block itself when it fits, else its rows, items or sentences grouped to fit."""
    if len(block) <= limit:
        return [block]
    lines = block.splitlines()
    if block.startswith("|") and len(lines) > 2:
        return list(table_pieces(lines[:2], lines[2:], limit))
    if MARK.match(block):
        return group([part for line in lines for part in item_parts(line, limit)], "\n", limit)
    return group(sentence_parts(" ".join(lines), limit), " ", limit)


def table_pieces(header: list[str], rows: list[str], limit: int) -> Iterator[str]:
    """Tables of some rows each, and lists of cells for rows that are too long for a table."""
    top = "\n".join(header)
    waiting: list[str] = []
    for row in [*rows, ""]:
        if row and len(row) <= limit:
            waiting.append(row)
            continue
        yield from (f"{top}\n{some}" for some in group(waiting, "\n", limit - len(top)))
        waiting = []
        yield from group(row_items(cells(header[0]), cells(row), limit), "\n", limit)


def row_items(names: list[str], values: list[str], limit: int) -> list[str]:
    """A row as items, one for each cell: "- first cell – header: cell"."""
    named = len(values[0]) <= limit // 3
    place = f"- {values[0]} – " if named else "- "
    items = []
    for name, value in list(zip(names, values, strict=False))[named:]:
        mark = place + (f"{name[: limit // 3]}: " if name else "")
        items += [mark + part for part in group(sentence_parts(value, limit - len(mark)), " ", limit - len(mark))]
    return items


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def item_parts(item: str, limit: int) -> list[str]:
    """The item itself when it fits, else its sentences as items."""
    if len(item) <= limit:
        return [item]
    found = MARK.match(item)
    mark = found.group() if found else ""
    room = max(limit - len(mark), limit // 2)
    return [mark + part for part in group(sentence_parts(item[len(mark) :], room), " ", room)]


def sentence_parts(text: str, limit: int) -> list[str]:
    return [part for sentence in sentences(text) for part in cut(sentence, limit)]


def group(parts: Iterable[str], joint: str, limit: int) -> list[str]:
    groups: list[str] = []
    for part in parts:
        if groups and len(groups[-1]) + len(joint) + len(part) <= limit:
            groups[-1] += joint + part
        else:
            groups.append(part)
    return groups


def cut(text: str, limit: int) -> list[str]:
    """A sentence longer than any chunk may be (a page without punctuation) is cut between words."""
    return [text] if len(text) <= limit else group((word[:limit] for word in text.split()), " ", limit)
