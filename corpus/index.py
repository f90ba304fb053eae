"""Index: the searchable whole, and the only place that talks to Chroma and the keyword index.

In one folder:
    chroma/              vectors, texts and metadata; one pair of collections (chunks, statements) for each embedding model
    snapshots/VERSION/   what a version consists of: pages.json, chunks.json, and the keyword index over those chunks
    current              the name of the version that readers use

A new version is written beside the old one and becomes visible by renaming one small file, so a reader or a crash never
meets half an index. What Chroma holds beyond the current version is invisible to readers and removed by the next run.
"""

import json
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.keyword import KeywordIndex
from corpus.markdown import statements
from corpus.page import Chunk, digest

BATCH = 64  # chunks embedded and stored at a time: what an interrupted run loses at most
SCHEMA = "4"  # raise it when the layout, or how a passage is cut into statements, changes: everything is embedded anew


# Chroma's approximate search (HNSW, Malkov & Yashunin 2018), set so wide that at a municipality's size it finds what an exact one
# would: the same question gets the same pages in every process.
NEIGHBOURS = {"space": "cosine", "ef_construction": 400, "max_neighbors": 32, "ef_search": 800}


class IndexMissing(RuntimeError):
    """There is no index, or one that this program cannot read: says how to build it."""


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

    @cached_property
    def by_id(self) -> dict[str, ChunkRecord]:
        return {chunk.id: chunk for chunk in self.chunks}


class Index:
    def __init__(self, folder: Path, model: str, embeddings: Embeddings) -> None:
        """Args:
        folder: where the index lies or shall lie.
        model: identifies the embedding model and its prefixes; vectors of different models are kept apart.
        """
        self.folder = folder
        self.model = model
        self.embeddings = embeddings
        self._snapshot: Snapshot | None = None

    # -- reading ------------------------------------------------------------------------------------------------------

    @property
    def version(self) -> str:
        return self.snapshot().version

    def snapshot(self) -> Snapshot:
        """The current version, read again when another process has committed a newer one.

        Raises:
            IndexMissing: nothing has been ingested here, or with another embedding model.
        """
        version = self._current()
        if version is None:
            raise IndexMissing(
                f"Det finns inget sökindex i {self.folder}. Bygg det: python -m ingest corpus/falun corpus/nationell"
            )
        if self._snapshot is None or self._snapshot.version != version:
            if not version.startswith(self._version_prefix):
                raise IndexMissing(
                    f"Sökindexet i {self.folder} är byggt med en annan inbäddningsmodell eller en äldre programversion. "
                    "Bygg om det: python -m ingest med samma källor som förut."
                )
            self._snapshot = self._read(version)
        return self._snapshot

    def embed_question(self, question: str) -> list[float]:
        """float (dimensions,), L2-normalised."""
        return self.embeddings.embed_query(question)

    def dense(self, vector: Sequence[float], scope: Scope, k: int) -> list[tuple[str, float]]:
        """(chunk id, cosine) of the k nearest chunks, best first."""
        known = self.snapshot().by_id
        found = self._nearest(self._chunks, vector, scope, k)
        return [(str(document.id), score) for document, score in found if document.id in known]

    def dense_statements(self, vector: Sequence[float], scope: Scope, k: int) -> list[tuple[str, float]]:
        """(chunk id, cosine of its best statement) for the chunks of the k nearest statements, best first."""
        known = self.snapshot().by_id
        best: dict[str, float] = {}
        for document, score in self._nearest(self._statements, vector, scope, k):
            best.setdefault(str(document.metadata["chunk_id"]), score)
        return [(id_, score) for id_, score in best.items() if id_ in known]

    def keyword(self, question: str, scope: Scope, k: int) -> list[tuple[str, float]]:
        """(chunk id, BM25) of the k best chunks that share a word with the question, best first."""
        snapshot = self.snapshot()
        scores = snapshot.keyword.scores(question)
        order = np.argsort(-scores, kind="stable")
        found = ((snapshot.chunks[i], float(scores[i])) for i in order if scores[i] > 0)
        return [(chunk.id, score) for chunk, score in found if scope.admits(chunk.audience, chunk.collection)][:k]

    def chunks(self, ids: Sequence[str]) -> list[Chunk]:
        """The chunks with these ids, in this order."""
        documents = {document.id: document for document in self._chunks.get_by_ids(list(ids))} if ids else {}
        return [Chunk.from_document(documents[id_]) for id_ in ids if id_ in documents]

    def statement_vectors(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """For each chunk float32 (statements, dimensions), L2-normalised, rows in the order of `statements`."""
        if not ids:  # which Chroma takes for an error
            return {}
        found = self._statements.get(where={"chunk_id": {"$in": list(ids)}}, include=["embeddings", "metadatas"])
        rows: dict[str, list[tuple[int, Any]]] = {id_: [] for id_ in ids}
        for metadata, vector in zip(found["metadatas"], found["embeddings"], strict=True):
            rows[metadata["chunk_id"]].append((metadata["number"], vector))
        return {id_: np.array([vector for _, vector in sorted(found, key=lambda row: row[0])], np.float32)
                for id_, found in rows.items()}  # fmt: skip

    # -- writing ------------------------------------------------------------------------------------------------------

    def lock(self) -> FileLock:
        """Held by a writer from reading `pages` to the end of `commit`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self.folder / "writer.lock")

    def pages(self) -> dict[str, PageRecord]:
        """What the current version holds, whatever model it was built with; {} where there is none."""
        version = self._current()
        return self._read_pages(version) if version else {}

    def commit(
        self, pages: Mapping[str, PageRecord], chunks: Collection[Chunk], progress: Callable[[int], None]
    ) -> str:
        """Make `pages` the whole content and return the new version.

        Args:
            chunks: the chunks that the current version lacks; those it has are kept, those no page names are removed.
            progress: told how many chunks have been stored since it was last called.
        """
        wanted = {id_ for record in pages.values() for id_ in record.chunks}
        old = self._current()
        if old and not old.startswith(self._version_prefix):
            chunks = [*chunks, *self._chunks_of_other_model(old, wanted - {chunk.id for chunk in chunks})]
        self._store(chunks, progress)
        version = self._version_prefix + digest({id_: asdict(record) for id_, record in pages.items()})[:12]
        if version != old:  # what readers use is never written again
            self._write_snapshot(version, pages, wanted)
            aside = self.folder / "current.new"
            aside.write_text(version, encoding="utf-8")
            aside.replace(self.folder / "current")
        self._remove_all_but(wanted, versions={version, old})
        return version

    def _store(self, chunks: Collection[Chunk], progress: Callable[[int], None]) -> None:
        present = set(self._chunks.get(include=[])["ids"])
        missing = [chunk for chunk in chunks if chunk.id not in present]
        progress(len(chunks) - len(missing))
        missing.sort(key=lambda chunk: len(chunk.text))
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            for store, documents in (
                (self._statements, [document for chunk in batch for document in statement_documents(chunk)]),
                (self._chunks, [chunk.to_document() for chunk in batch]),  # last: a chunk in store has its statements
            ):
                if documents:  # ids make it an upsert: a batch that was cut short is stored again
                    store.add_documents(documents, ids=[document.id for document in documents])
            progress(len(batch))

    def _write_snapshot(self, version: str, pages: Mapping[str, PageRecord], wanted: set[str]) -> None:
        stored = self._chunks.get(include=["documents", "metadatas"])
        rows = zip(stored["ids"], stored["documents"], stored["metadatas"], strict=True)
        kept = (Document(text, metadata=metadata) for id_, text, metadata in rows if id_ in wanted)
        chunks = sorted(map(Chunk.from_document, kept), key=lambda chunk: (chunk.page_id, chunk.position))
        lost = wanted - {chunk.id for chunk in chunks}
        if lost:
            raise IndexMissing(
                f"{len(lost)} textstycken saknas i {self.folder}. Ta bort mappen och läs in källorna på nytt."
            )
        aside, folder = self.folder / "snapshots" / f"{version}.new", self.folder / "snapshots" / version
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        write_json(aside / "pages.json", {id_: asdict(record) for id_, record in pages.items()})
        write_json(
            aside / "chunks.json", [asdict(ChunkRecord(c.id, c.page_id, c.audience, c.collection)) for c in chunks]
        )
        titles = [" ".join([chunk.title, *chunk.heading]) for chunk in chunks]
        KeywordIndex.build([chunk.text for chunk in chunks], titles).save(aside / "keyword")
        np.save(aside / "centroid.npy", self._mean_vector(wanted))
        shutil.rmtree(folder, ignore_errors=True)
        aside.replace(folder)

    def _mean_vector(self, wanted: set[str]) -> NDArray[np.float32]:
        """(dimensions,), or (0,) for an index without statements."""
        stored = self._statements.get(include=["embeddings", "metadatas"])
        rows = zip(stored["embeddings"], stored["metadatas"], strict=True)
        vectors = [vector for vector, metadata in rows if metadata["chunk_id"] in wanted]
        return np.mean(vectors, axis=0, dtype=np.float32) if vectors else np.zeros(0, np.float32)

    def _chunks_of_other_model(self, version: str, wanted: set[str]) -> list[Chunk]:
        """The chunks of a version that was built with another model, to be embedded anew."""
        other = self._collection(f"chunks-{version.split('-')[0]}")
        return [Chunk.from_document(document) for document in other.get_by_ids(sorted(wanted))]

    def _remove_all_but(self, wanted: set[str], versions: set[str | None]) -> None:
        stale = sorted(set(self._chunks.get(include=[])["ids"]) - wanted)
        for start in range(0, len(stale), BATCH):
            ids = stale[start : start + BATCH]
            self._chunks.delete(ids=ids)
            self._statements.delete(where={"chunk_id": {"$in": ids}})
        for folder in (self.folder / "snapshots").iterdir():
            if folder.name not in versions:
                shutil.rmtree(folder, ignore_errors=True)
        for collection in self._client.list_collections():
            if not collection.name.endswith(self._model_digest):
                self._client.delete_collection(collection.name)

    # -- storage ------------------------------------------------------------------------------------------------------

    @cached_property
    def _model_digest(self) -> str:
        return digest([SCHEMA, self.model])[:12]

    @cached_property
    def _version_prefix(self) -> str:
        return f"{self._model_digest}-"

    @cached_property
    def _client(self) -> Any:
        import chromadb

        self.folder.mkdir(parents=True, exist_ok=True)
        settings = chromadb.Settings(anonymized_telemetry=False)
        return chromadb.PersistentClient(path=str(self.folder / "chroma"), settings=settings)

    @cached_property
    def _chunks(self) -> Any:
        return self._collection(f"chunks-{self._model_digest}")

    @cached_property
    def _statements(self) -> Any:
        return self._collection(f"statements-{self._model_digest}")

    def _collection(self, name: str) -> Any:
        from langchain_chroma import Chroma

        return Chroma(name, self.embeddings, client=self._client, collection_configuration={"hnsw": NEIGHBOURS})

    def _nearest(self, store: Any, vector: Sequence[float], scope: Scope, k: int) -> list[tuple[Document, float]]:
        """(document, cosine) of the k nearest that the scope admits, best first."""
        found = store.similarity_search_by_vector_with_relevance_scores(list(vector), k=k, filter=scope.where())
        return [(document, 1 - distance) for document, distance in found]

    def _current(self) -> str | None:
        try:
            return (self.folder / "current").read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def _read(self, version: str) -> Snapshot:
        folder = self.folder / "snapshots" / version
        chunks = tuple(ChunkRecord(**row) for row in json.loads((folder / "chunks.json").read_text(encoding="utf-8")))
        keyword, centroid = KeywordIndex.load(folder / "keyword"), np.load(folder / "centroid.npy")
        return Snapshot(version, self._read_pages(version), chunks, keyword, centroid)

    def _read_pages(self, version: str) -> dict[str, PageRecord]:
        rows = json.loads((self.folder / "snapshots" / version / "pages.json").read_text(encoding="utf-8"))
        return {id_: PageRecord(**{**row, "chunks": tuple(row["chunks"])}) for id_, row in rows.items()}


def statement_documents(chunk: Chunk) -> list[Document]:
    """What is embedded of each statement: title and heading, then the statement."""
    context = " – ".join([chunk.title, *chunk.heading[-1:]])
    seen = {"chunk_id": chunk.id, "audience": chunk.audience, "collection": chunk.collection}
    return [
        Document(f"{context}: {text}", id=f"{chunk.id}:{number}", metadata={**seen, "number": number})
        for number, text in enumerate(statements(chunk.text))
    ]


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
