"""Page -> Chunks: passages under one heading path that the embedding model can read whole.

A passage is never cut inside a sentence; a list or table is cut between items or rows, and every part of a table
repeats the table's header.
"""

from collections.abc import Iterable, Iterator

from corpus.markdown import sections
from corpus.page import Chunk, Page
from corpus.swedish import sentences

CHUNK_CHARACTERS = 900  # some 280 tokens of multilingual-e5's tokenizer, which reads 512 with title and heading


def chunk(page: Page, limit: int = CHUNK_CHARACTERS) -> list[Chunk]:
    """The page's chunks in reading order; at least one for a page with text."""
    passages = [
        (section.heading, passage)
        for section in sections(page.text)
        for passage in join((piece for block in section.blocks for piece in pieces(block, limit)), limit)
    ]
    return [
        Chunk(
            page_id=page.id, url=page.url, title=page.title, collection=page.collection, audience=page.audience,
            category=page.category, heading=heading, text=text, position=position, updated=page.updated,
            note=page.note, e_service=page.e_service, contact=page.contact,
        )
        for position, (heading, text) in enumerate(passages)
    ]  # fmt: skip


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
        header = "\n".join(lines[:2])
        return [f"{header}\n{rows}" for rows in group(lines[2:], "\n", limit - len(header))]
    if lines[0].startswith(("- ", "* ", "+ ")) or lines[0][:1].isdigit():
        return group(lines, "\n", limit)
    return group([part for line in sentences(" ".join(lines)) for part in cut(line, limit)], " ", limit)


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
