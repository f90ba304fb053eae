"""Markdown as we use it: sections with their heading path, and the statements that a section makes.

A statement is what can be quoted alone: a sentence, a table row with its header, or a list (item) with the
sentence that introduces it. In: Markdown. Out: plain text without markup.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.swedish import sentences

PARSER = MarkdownIt("commonmark").enable("table")
ENDS = ".!?…”)"
SHORT_LIST = 320  # characters; a list up to this long is quoted whole, a longer one item by item


@dataclass(frozen=True)
class Section:
    """Blocks (paragraphs, lists, tables; Markdown source) under one heading path, outermost heading first."""

    heading: tuple[str, ...]
    blocks: tuple[str, ...]


def sections(markdown: str) -> list[Section]:
    lines = markdown.splitlines()
    found: list[tuple[tuple[str, ...], list[str]]] = [((), [])]
    path: dict[int, str] = {}
    tokens = PARSER.parse(markdown)
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following is not None:
            level = int(token.tag[1:])
            path = {depth: title for depth, title in path.items() if depth < level} | {level: plain(following)}
            found.append((tuple(path[depth] for depth in sorted(path)), []))
        elif token.level == 0 and token.nesting >= 0 and token.map and not token.type.startswith("heading"):
            found[-1][1].append("\n".join(lines[token.map[0] : token.map[1]]).strip())
    return [Section(heading, tuple(blocks)) for heading, blocks in found if blocks]


def statements(markdown: str) -> list[str]:
    """The statements of a passage in reading order."""
    found: list[str] = []
    introduction = ""  # a sentence without an end, kept for the list that it introduces
    for kind, texts in blocks_of(PARSER.parse(markdown)):
        if kind in ("bullet", "ordered"):
            found.extend(list_statements(introduction, texts, numbered=kind == "ordered"))
            introduction = ""
            continue
        found.extend([introduction] if introduction else [])
        own = sentences(texts[0]) if kind == "paragraph" else list(row_statements(texts))
        introduction = own.pop() if kind == "paragraph" and own and own[-1][-1] not in ENDS else ""
        found.extend(own)
    return found + ([introduction] if introduction else [])


def blocks_of(tokens: list[Token]) -> Iterator[tuple[str, list[str]]]:
    """(kind, texts): a paragraph has one text, a list one for each item, a table one tab-separated text a row."""
    kind, texts, cells, depth = "", [""], [""], 0
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open", "table_open"):
            depth += 1
            if depth == 1:
                kind, texts = token.type.split("_")[0], []
        elif token.type in ("bullet_list_close", "ordered_list_close", "table_close"):
            depth -= 1
            if depth == 0:
                yield kind, texts
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            texts.append("\t".join(cells))
        elif token.type == "list_item_open":
            texts.append("")
        elif token.type == "inline":
            if depth == 0:
                yield "paragraph", [plain(token)]
            elif kind == "table":
                cells.append(plain(token))
            else:
                texts[-1] = f"{texts[-1]} {plain(token)}".strip()
        elif token.type in ("code_block", "fence"):
            yield "paragraph", [token.content.strip()]


def row_statements(rows: list[str]) -> Iterator[str]:
    """Each row with its header: the first cell names the row, the others follow as "header: cell"."""
    header = rows[0].split("\t") if rows else []
    for row in rows[1:]:
        name, *values = row.split("\t")
        named = [
            f"{title}: {value}" if title else value for title, value in zip(header[1:], values, strict=False) if value
        ]
        label = f"{header[0]}: {name}" if header[0] and not values else name
        yield " – ".join(part for part in (label, ", ".join(named)) if part)


def list_statements(introduction: str, items: list[str], *, numbered: bool) -> Iterator[str]:
    marked = (
        [f"{number}. {item}" for number, item in enumerate(items, 1)] if numbered else [f"• {item}" for item in items]
    )
    whole = " ".join(filter(None, [introduction, *marked]))
    if introduction and len(whole) <= SHORT_LIST:
        yield whole
        return
    for item in items:
        yield f"{introduction} {item}" if introduction else item


def list_parts(statement: str) -> tuple[str, list[str]]:
    """The introduction and items of a list that is quoted whole, each item with its mark ("1. ", "• "); no items for other statements."""
    marks = [found.start() for found in re.finditer(r"(?<=[:\w.,)”!?] )• ", statement)] or numbered_places(statement)
    if not marks or ":" not in statement[: marks[0]]:
        return statement, []
    parts = [statement[start:end].strip() for start, end in pairwise([0, *marks, len(statement)])]
    return parts[0], parts[1:]


def numbered_places(statement: str) -> list[int]:
    """Where "1. ", "2. " and so on begin; [] for fewer than two."""
    places: list[int] = []
    while (place := statement.find(f" {len(places) + 1}. ", places[-1] if places else 0)) >= 0:
        places.append(place + 1)
    return places if len(places) > 1 else []


def plain(inline: Token) -> str:
    """The text of an inline token without markup; white space folded."""
    parts = (child.content if child.type in ("text", "code_inline") else " " if "break" in child.type else ""
             for child in inline.children or ())  # fmt: skip
    return re.sub(r"\s+", " ", "".join(parts)).strip()
