"""Boilerplate: blocks of text that stand word for word on many pages of one source, and the one page that each belongs to.

In: page records. Out: which blocks each page leaves out. A notice that a site repeats on every page is embedded and found once, and
cited as one page's: the page that says least besides.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from corpus.markdown import sections
from corpus.page import Page, digest
from corpus.snapshot import PageRecord

FEWEST = 5  # pages
SHARE = 0.1  # of the source's pages


def block_digest(block: str) -> str:
    return digest(re.sub(r"\W+", " ", block).casefold())[:8]


def blocks_of(page: Page) -> tuple[str, ...]:
    """The digests of a page's blocks; its own contact details are its own, on however many pages the same contact stands."""
    own = {value for value in (page.contact.phone, page.contact.email) if value} if page.contact else set()
    found = (block for section in sections(page.text) for block in section.blocks)
    return tuple(block_digest(block) for block in found if not any(value in block for value in own))


def left_out(records: Mapping[str, PageRecord]) -> dict[str, frozenset[str]]:
    """For each page of one source, the digests of the blocks that belong to another page; pages that leave out none are not named."""
    counted = Counter(block for record in records.values() for block in set(record.blocks))
    shared = {block for block, count in counted.items() if count >= max(FEWEST, SHARE * len(records))}
    owner: dict[str, str] = {}
    for id_ in sorted(records, key=lambda id_: (len(records[id_].blocks), id_)):
        for block in records[id_].blocks:
            owner.setdefault(block, id_)
    found = {id_: frozenset(block for block in record.blocks if block in shared and owner[block] != id_)
             for id_, record in records.items()}  # fmt: skip
    return {id_: blocks for id_, blocks in found.items() if blocks and blocks < set(records[id_].blocks)}


def outdated(records: Mapping[str, PageRecord]) -> Iterator[str]:
    """Pages of one source that were put into the index when their blocks stood on more, or fewer, pages."""
    now = left_out(records)
    return (id_ for id_, record in records.items() if frozenset(record.left_out) != now.get(id_, frozenset()))
