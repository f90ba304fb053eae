"""Store: the chunks and statements of one version, with their vectors, in a Chroma folder of their own.

Chroma may be used by one process at a time while it is written: another keeps an old view of it, or meets half of it. So a store is
written aside, closed, and then only read.
"""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.markdown import statements
from corpus.page import Chunk

BATCH = 64  # chunks embedded and stored at a time: what an interrupted run embeds again at most
DATABASE = "chroma.sqlite3"

# Chroma's approximate search (HNSW, Malkov & Yashunin 2018), set so wide that at a municipality's size it finds what an exact one
# would: the same question gets the same pages in every process.
NEIGHBOURS = {"space": "cosine", "ef_construction": 400, "max_neighbors": 32, "ef_search": 800}


class Store:
    def __init__(self, folder: Path, model: str, embeddings: Embeddings) -> None:
        """Open the store in the folder, or make one.

        Args:
            model: digest of what the vectors depend on; those of different models are kept apart.
        """
        import chromadb
        from langchain_chroma import Chroma

        folder.mkdir(parents=True, exist_ok=True)
        settings = chromadb.Settings(anonymized_telemetry=False)
        self._client = chromadb.PersistentClient(path=str(folder), settings=settings)
        self.chunks, self.statements = (
            Chroma(f"{kind}-{model}", embeddings, client=self._client, collection_configuration={"hnsw": NEIGHBOURS})
            for kind in ("chunks", "statements")
        )

    def ids(self) -> set[str]:
        return set(self.chunks.get(include=[])["ids"])

    def documents(self, ids: Iterable[str] | None = None) -> list[Document]:
        """The chunks with these ids, or all, in no order; those that are not here are left out."""
        if ids is None:
            return self.documents(self.ids())
        return [document for some in batches(sorted(ids)) for document in self.chunks.get_by_ids(some)]

    def vectors(self, ids: Iterable[str]) -> Iterator[tuple[str, NDArray[np.float32]]]:
        """What was embedded of the chunks with these ids and of their statements, each with its vector."""
        seen = ["documents", "embeddings"]
        for some in batches(sorted(ids)):
            for found in (
                self.chunks.get(ids=some, include=seen),
                self.statements.get(where={"chunk_id": {"$in": some}}, include=seen),
            ):
                yield from zip(found["documents"], found["embeddings"], strict=True)

    def add(self, chunks: Sequence[Chunk]) -> None:
        for collection, documents in (
            (self.statements, [document for chunk in chunks for document in statement_documents(chunk)]),
            (self.chunks, [chunk.to_document() for chunk in chunks]),
        ):
            if documents:
                collection.add_documents(documents, ids=[document.id for document in documents])

    def remove(self, ids: Iterable[str]) -> None:
        for some in batches(sorted(ids)):
            self.chunks.delete(ids=some)
            self.statements.delete(where={"chunk_id": {"$in": some}})

    def close(self) -> None:
        self._client.close()


def batches(ids: Sequence[str]) -> Iterable[list[str]]:
    return (list(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))


def copy_store(old: Path, new: Path) -> None:
    """Copy a store that others may be reading: its database by SQLite's own backup, the vectors as files."""
    shutil.copytree(old, new, ignore=lambda folder, names: [name for name in names if name.startswith(DATABASE)])
    with closing(sqlite3.connect(old / DATABASE)) as source, closing(sqlite3.connect(new / DATABASE)) as target:
        source.backup(target)


def statement_documents(chunk: Chunk) -> list[Document]:
    """What is embedded of each statement: title and heading, then the statement."""
    context = " – ".join([chunk.title, *chunk.heading[-1:]])
    seen = {"chunk_id": chunk.id, "audience": chunk.audience, "collection": chunk.collection}
    return [
        Document(f"{context}: {text}", id=f"{chunk.id}:{number}", metadata={**seen, "number": number})
        for number, text in enumerate(statements(chunk.text))
    ]
