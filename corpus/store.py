"""Store: chunks and statements with their vectors in Chroma, and where a version's store is: in a folder or on a server.

The embedded Chroma may be used by one process at a time while it is written: another keeps an old view of it, or meets half of
it. So `Folders` gives each version a store of its own, which is written aside, closed, and then only read.

A Chroma server takes many readers while it is written. So on `Server` all versions share one store: a new version adds what it
lacks, readers leave out what their version does not list, and what no kept version lists is removed when readers have been
given the new one. A run that was killed leaves things that nobody lists; the next one uses or removes them.
"""

import json
import secrets
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.disk import write_whole
from corpus.embedded import Embedded
from corpus.markdown import statements
from corpus.page import Chunk

BATCH = 64  # chunks embedded and stored at a time: what an interrupted run embeds again at most
STATEMENTS = 16  # asked for at a time of each chunk; few have more
SAMPLE = 10_000  # statements; the mean of so many is that of all
DATABASE = "chroma.sqlite3"
KINDS = ("chunks", "statements")

# Chroma's approximate search (HNSW, Malkov & Yashunin 2018), set so wide that at a municipality's size it finds what an exact one
# would: the same question gets the same pages in every process.
NEIGHBOURS = {"space": "cosine", "ef_construction": 400, "max_neighbors": 32, "ef_search": 800}


class StoreUnreachable(RuntimeError):
    """The Chroma server does not answer, or lacks what a version should have there: says what to do."""


class Store:
    def __init__(
        self, client: Any, names: Sequence[str], embeddings: Embeddings | None, *, make: bool = True, url: str = ""
    ) -> None:
        """Open the collections of chunks and of statements, or make them.

        Args:
            names: of the two collections.
            make: whether to make those that are not there; else they are an error.
            url: of the server, where it is one.
        """
        from langchain_chroma import Chroma

        self._client = client
        self._url = url
        self.chunks, self.statements = (
            Chroma(name, embeddings, client=client, create_collection_if_not_exists=make,
                   collection_configuration={"hnsw": NEIGHBOURS})
            for name in names
        )  # fmt: skip
        self._searched = {kind: client.get_collection(name) for kind, name in zip(KINDS, names, strict=True)}

    def count(self) -> int:
        return int(self._searched["chunks"].count())

    def ids(self) -> set[str]:
        return set(self.chunks.get(include=[])["ids"])

    def statement_ids(self) -> list[str]:
        return list(self.statements.get(include=[])["ids"])

    def documents(self, ids: Iterable[str]) -> list[Document]:
        """The chunks with these ids, in no order; those that are not here are left out."""
        with reaching(self._url):
            return [document for some in batches(sorted(ids)) for document in self.chunks.get_by_ids(some)]

    def nearest(
        self, kind: str, vector: Sequence[float], k: int, where: dict[str, Any] | None = None
    ) -> list[tuple[str, float]]:
        """(id, cosine) of the k nearest chunks or statements, best first; a statement's id is CHUNK:NUMBER."""
        query = self._searched[kind].query
        with reaching(self._url):
            found = query(query_embeddings=[list(vector)], n_results=k, where=where, include=["distances"])
        return [(id_, 1 - float(far)) for id_, far in zip(found["ids"][0], found["distances"][0], strict=True)]

    def statement_vectors(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """For each chunk float32 (statements, dimensions), L2-normalised, rows in the order of `statements`."""
        found: dict[str, list[Any]] = {id_: [] for id_ in ids}
        for some in batches(ids):
            first = 0
            while some:  # by their ids: a search for all of a chunk takes a time that grows with the store
                held = self._vectors([f"{id_}:{first + more}" for id_ in some for more in range(STATEMENTS)])
                for id_ in some:
                    numbers = range(first, first + STATEMENTS)
                    found[id_] += [held[f"{id_}:{number}"] for number in numbers if f"{id_}:{number}" in held]
                first += STATEMENTS
                some = [id_ for id_ in some if len(found[id_]) == first]
        return {id_: np.array(vectors, np.float32) for id_, vectors in found.items()}

    def _vectors(self, ids: list[str]) -> dict[str, Any]:
        with reaching(self._url):
            found = self.statements.get(ids, include=["embeddings"])
        return dict(zip(found["ids"], found["embeddings"], strict=True))

    def centroid(self, chunks: Collection[str]) -> NDArray[np.float32]:
        """float32 (dimensions,): the mean of the vectors of these chunks' statements, of at most SAMPLE of them; empty of none."""
        ids = sorted(id_ for id_ in self.statement_ids() if owner(id_) in chunks)
        some = ids[:: 1 + len(ids) // SAMPLE]
        vectors = [vector for ids in batches(some) for vector in self._vectors(ids).values()]
        return np.mean(vectors, axis=0, dtype=np.float32) if vectors else np.zeros(0, np.float32)

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
        """Statements first: a chunk that is here has all of its own."""
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

    def remove_all_but(self, ids: Collection[str]) -> None:
        """Also statements without their chunk, which a removal that was interrupted leaves."""
        self.remove((self.ids() | set(map(owner, self.statement_ids()))) - set(ids))

    def close(self) -> None:
        self._client.close()


class Stores(Protocol):
    """Where the stores of an index's versions are. `model` is the digest of what vectors depend on, `version` a version's folder."""

    def open(self, version: Path, model: str, embeddings: Embeddings, chunks: int) -> Store:
        """To read. Args: chunks: how many it has at least."""

    def begin(self, new: Path, old: Path | None, model: str, embeddings: Embedded, wanted: Collection[str]) -> Store:
        """To write the next version: holds what there is already of the wanted chunks. Args: old: the one before, of the same model."""


class Folders:
    """Each version's store in its own folder, and removed with it."""

    def open(self, version: Path, model: str, embeddings: Embeddings, chunks: int) -> Store:
        return self._store(version / "chroma", model, embeddings)

    def begin(self, new: Path, old: Path | None, model: str, embeddings: Embedded, wanted: Collection[str]) -> Store:
        if old:
            copy_store(old / "chroma", new / "chroma")
        store = self._store(new / "chroma", model, embeddings)
        gone = store.ids() - set(wanted)
        embeddings.remember(store.vectors(gone))  # another date, or one more section: the same text for the most part
        store.remove(gone)
        return store

    def _store(self, folder: Path, model: str, embeddings: Embeddings) -> Store:
        import chromadb

        folder.mkdir(parents=True, exist_ok=True)
        client = chromadb.PersistentClient(str(folder), chromadb.Settings(anonymized_telemetry=False))
        return Store(client, [f"{kind}-{model}" for kind in KINDS], embeddings)


class Server:
    """One store for all versions on a Chroma server, where other indexes may have theirs.

    All methods raise StoreUnreachable.
    """

    def __init__(self, url: str, folder: Path) -> None:
        """Args:
        folder: the index's own. place.json in it has the name that its collections bear on the server, so it may be moved.
        """
        self.url = url
        self._place = folder / "place.json"

    @classmethod
    def last_used(cls, folder: Path) -> "Server | None":
        """The server where the index in the folder has a version, or had."""
        place = folder / "place.json"
        return cls(json.loads(place.read_text(encoding="utf-8"))["url"], folder) if place.exists() else None

    def open(self, version: Path, model: str, embeddings: Embeddings, chunks: int) -> Store:
        from chromadb.errors import NotFoundError

        client = self._client()
        try:
            store = Store(client, self._names(model), embeddings, make=False, url=self.url)
        except NotFoundError as error:
            raise self._lost() from error
        if store.count() < chunks:
            raise self._lost()
        return store

    def begin(self, new: Path, old: Path | None, model: str, embeddings: Embedded, wanted: Collection[str]) -> Store:
        name = self._name() or secrets.token_hex(6)
        write_whole(self._place, json.dumps({"name": name, "url": self.url}))
        store = Store(self._client(), self._names(model), embeddings, url=self.url)
        embeddings.remember(store.vectors(store.ids() - set(wanted)))
        return store

    def clean(self, keep: Mapping[str, Collection[str]]) -> None:
        """Keep these chunks, by the digest of their model, and nothing else."""
        with closing(self._client()) as client, reaching(self.url):
            ours = {one.name for one in client.list_collections() if one.name.endswith(f"-{self._name()}")}
            kept = {model: self._names(model) for model in keep if ours.issuperset(self._names(model))}
            for name in ours.difference(*kept.values()):
                client.delete_collection(name)
            for model, names in kept.items():
                Store(client, names, None, make=False).remove_all_but(keep[model])

    def _client(self) -> Any:
        import chromadb

        address = urlsplit(self.url)
        settings = chromadb.Settings(anonymized_telemetry=False)
        try:
            return chromadb.HttpClient(
                str(address.hostname), address.port or 8000, ssl=address.scheme == "https", settings=settings
            )
        except (ValueError, httpx.HTTPError) as error:
            raise unreachable(self.url, error) from error

    def _names(self, model: str) -> list[str]:
        return [f"{kind}-{model}-{self._name()}" for kind in KINDS]

    def _name(self) -> str:
        return str(json.loads(self._place.read_text(encoding="utf-8"))["name"]) if self._place.exists() else ""

    def _lost(self) -> StoreUnreachable:
        return StoreUnreachable(
            f"Chroma-servern {self.url} saknar textstycken som sökindexet i {self._place.parent} har där. Återställ servern, "
            "eller ta bort mappen och läs in källorna på nytt."
        )


@contextmanager
def reaching(url: str) -> Iterator[None]:
    """Raise StoreUnreachable where a server does not answer. Args: url: empty for a store in a folder."""
    try:
        yield
    except httpx.HTTPError as error:
        raise unreachable(url, error) from error


def unreachable(url: str, error: Exception) -> StoreUnreachable:
    return StoreUnreachable(f"Chroma-servern {url} svarar inte som väntat ({error}). Kontrollera chroma_server.")


def owner(statement_id: str) -> str:
    """The chunk of a statement."""
    return statement_id.partition(":")[0]


def batches(ids: Sequence[str]) -> Iterator[list[str]]:
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
