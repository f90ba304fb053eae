"""Snapshot: what one version of the index holds beside its store, as its readers see it, and what a question may see of it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.keyword import KeywordIndex
from corpus.page import Chunk, Page
from corpus.store import Store, owner


@dataclass(frozen=True)
class Scope:
    """Which pages a question may see: its reader's audience and, where given, only some collections."""

    audience: str = "invånare"
    collections: tuple[str, ...] = ()

    @property
    def audiences(self) -> tuple[str, ...]:
        """Staff see everything; residents never see pages for staff only."""
        return ("invånare", "medarbetare", "alla") if self.audience == "medarbetare" else ("invånare", "alla")

    def admits(self, audience: str, collection: str) -> bool:
        return audience in self.audiences and (not self.collections or collection in self.collections)

    def where(self) -> dict[str, Any]:
        """As a Chroma filter."""
        seen: dict[str, Any] = {"audience": {"$in": list(self.audiences)}}
        return {"$and": [seen, {"collection": {"$in": list(self.collections)}}]} if self.collections else seen


@dataclass(frozen=True)
class PageRecord:
    """What a version remembers of a page: enough to tell whether it changed."""

    digest: str
    source: str  # as given to ingest
    origin: str  # the file or address it was read from
    url: str
    title: str
    chunks: tuple[str, ...]
    blocks: tuple[str, ...] = ()  # digests of the blocks of its text
    left_out: tuple[str, ...] = ()  # ... and of those that belong to another page (ingest/boilerplate.py)


@dataclass(frozen=True)
class ChunkRecord:
    id: str
    page_id: str
    audience: str
    collection: str


@dataclass(frozen=True)
class Snapshot:
    version: str
    pages: dict[str, PageRecord]
    chunks: tuple[ChunkRecord, ...]  # in the keyword index's order
    keyword: KeywordIndex
    centroid: NDArray[np.float32]  # (dimensions,): the mean of all statements' vectors
    store: Store

    @cached_property
    def by_id(self) -> dict[str, ChunkRecord]:
        return {chunk.id: chunk for chunk in self.chunks}

    def admits(self, chunk_id: str, scope: Scope) -> bool:
        """Whether it is in this version and the scope; a store on a server holds those of other versions too."""
        chunk = self.by_id.get(chunk_id)
        return chunk is not None and scope.admits(chunk.audience, chunk.collection)

    def nearest(self, kind: str, vector: Sequence[float], scope: Scope, k: int) -> list[tuple[str, float]]:
        """(id, cosine) of the k nearest chunks or statements that the scope admits, best first.

        They are among the nearest of all unless the scope is narrow; only then is Chroma given a filter, which takes it a time
        that grows with the index.
        """
        for count, where in ((4 * k, None), (16 * k, None), *((k << more, scope.where()) for more in range(32))):
            found = self.store.nearest(kind, vector, count, where)
            admitted = [(id_, score) for id_, score in found if self.admits(owner(id_), scope)]
            if len(admitted) >= k or len(found) < count:
                break
        return admitted[:k]


def read_snapshot(folder: Path, store_of: Callable[[int], Store]) -> Snapshot:
    """The version in the folder, whose name it bears.

    Args:
        store_of: opens its store, given how many chunks it has at least.
    """
    chunks = tuple(ChunkRecord(**row) for row in json.loads((folder / "chunks.json").read_text(encoding="utf-8")))
    keyword, centroid = KeywordIndex.load(folder / "keyword"), np.load(folder / "centroid.npy")
    return Snapshot(folder.name, read_pages(folder), chunks, keyword, centroid, store_of(len(chunks)))


def read_pages(folder: Path) -> dict[str, PageRecord]:
    """What the version in the folder remembers of its pages, by id."""
    rows = json.loads((folder / "pages.json").read_text(encoding="utf-8"))
    lists = ("chunks", "blocks", "left_out")
    return {
        id_: PageRecord(**{**row, **{name: tuple(row.get(name, ())) for name in lists}}) for id_, row in rows.items()
    }


def page_of(chunks: Sequence[Chunk]) -> Page:
    """What the chunks of one page hold."""
    one = chunks[0]
    return Page(
        one.page_id, one.url, one.title, one.collection, one.audience, one.category, "\n\n".join(chunk.text for chunk in chunks),
        updated=one.updated, contact=one.contact,
    )  # fmt: skip
