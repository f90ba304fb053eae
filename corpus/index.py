"""Index: the searchable whole. It, with store.py, is the only place that talks to Chroma and the keyword index.

In one folder:
    snapshots/VERSION/   all that a version consists of: pages.json, chunks.json, keyword/ and chroma/ over those chunks
    current              the name of the version that readers use
    next/                a version that is being written, or was when its writer was stopped: the next run begins it anew
    embedded.sqlite      the vectors that such a run had made, so that they are not made again
    place.json           where on a Chroma server the versions have their chunks, in place of chroma/ (store.py tells how)
    writer.lock          held by the one run that may write

A version is written beside the others, never changed afterwards, and becomes visible by renaming one small file, so a reader or a
crash never meets half an index. The version before is kept for the questions that are being answered.
"""

import errno
import shutil
import sqlite3
import threading
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from copy import copy
from dataclasses import asdict
from datetime import date, datetime
from functools import cached_property
from itertools import groupby, islice
from pathlib import Path

import httpx
import numpy as np
from filelock import FileLock, Timeout
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.dictionary import swedish_dictionary
from corpus.disk import flush, flush_one, write_json, write_whole
from corpus.embedded import Embedded
from corpus.keyword import KeywordIndex
from corpus.mistyped import mended
from corpus.page import Chunk, Page, digest
from corpus.snapshot import ChunkRecord, PageRecord, Scope, Snapshot, page_of, read_pages, read_snapshot
from corpus.store import Folders, Server, Store, Stores, StoreUnreachable, batches, owner

SCHEMA = "6"  # raise it when the layout, or how a passage is cut into statements, changes: everything is embedded anew
FULL = 10_000_000  # free bytes below which the disk is what failed: Chroma does not say so
LONGEST_WAIT = 6 * 3600.0  # seconds that a writer waits for another


class IndexMissing(RuntimeError):
    """There is no index, or one that this program cannot read: says how to build it."""


class IndexBusy(RuntimeError):
    """Another run has been writing for so long that this one gives up. Nothing is changed."""


class IndexUnwritable(RuntimeError):
    """The new version could not be written; readers go on with the one before."""


class Index:
    def __init__(self, folder: Path, model: str, embeddings: Embeddings, server: str = "") -> None:
        """Args:
        folder: where the index lies or shall lie.
        model: identifies the embedding model and its prefixes; vectors of different models are kept apart.
        server: the address of the Chroma server that holds the chunks; empty: they lie in the folder too.
        """
        self.folder = folder
        self.model = model
        self.embeddings = embeddings
        self._stores: Stores = Server(server, folder) if server else Folders()
        self._place = ["server"] if server else []
        self._snapshot: Snapshot | None = None
        self._held = False
        self._reading = threading.Lock()

    # -- reading ------------------------------------------------------------------------------------------------------

    @property
    def version(self) -> str:
        return self.snapshot().version

    def snapshot(self) -> Snapshot:
        """The current version, read again when a run has committed a newer one.

        Raises:
            IndexMissing: nothing has been ingested here, or with another embedding model.
        """
        if self._held and self._snapshot:
            return self._snapshot
        version = self._current()
        if version is None:
            raise IndexMissing(
                f"Det finns inget sökindex i {self.folder}. Bygg det: python -m ingest corpus/falun corpus/nationell"
            )
        with self._reading:
            if self._snapshot is None or self._snapshot.version != version:
                if self.outdated():
                    raise IndexMissing(
                        f"Sökindexet i {self.folder} är byggt med en annan inbäddningsmodell, på en annan plats (chroma_server) "
                        "eller med en äldre programversion. Bygg om det: python -m ingest med samma källor som förut."
                    )
                self._snapshot = self._read(version)
            return self._snapshot

    def read_in(self) -> date:
        """The day of the last run that read pages in here, also when it found nothing new.

        Raises:
            IndexMissing: nothing has been ingested here, or with another embedding model.
        """
        self.snapshot()
        return datetime.fromtimestamp((self.folder / "current").stat().st_mtime).date()

    def held(self) -> "Index":
        """The same index, which stays at the version of now: for the several searches of one question."""
        self.snapshot()
        other = copy(self)
        other._held = True
        return other

    def embed_question(self, question: str) -> list[float]:
        """float (dimensions,), L2-normalised."""
        return self.embeddings.embed_query(question)

    def embed_untrained(self, question: str) -> list[float]:
        """The same, by the embedding model itself where questions have an encoder of their own."""
        return getattr(self.embeddings, "untrained", self.embeddings).embed_query(question)

    def fits(self, text: str) -> bool:
        """Whether the embedding model reads the whole of a text, where it can tell."""
        fits = getattr(self.embeddings, "fits", None)
        return fits is None or bool(fits(text))

    def dense(self, vector: Sequence[float], scope: Scope, k: int) -> list[tuple[str, float]]:
        """(chunk id, cosine) of the k nearest chunks, best first."""
        return self.snapshot().nearest("chunks", vector, scope, k)

    def dense_statements(self, vector: Sequence[float], scope: Scope, k: int) -> list[tuple[str, float]]:
        """(chunk id, cosine of its best statement) for the chunks of the k nearest statements, best first."""
        best: dict[str, float] = {}
        for id_, score in self.snapshot().nearest("statements", vector, scope, k):
            best.setdefault(owner(id_), score)
        return list(best.items())

    def keyword(self, question: str, scope: Scope, k: int) -> list[tuple[str, float]]:
        """(chunk id, BM25) of the k best chunks that share a word with the question, best first."""
        snapshot = self.snapshot()
        scores = snapshot.keyword.scores(question)
        sharing = np.flatnonzero(scores)
        order = sharing[np.argsort(-scores[sharing], kind="stable")]
        found = ((snapshot.chunks[i], float(scores[i])) for i in order)
        admitted = ((chunk.id, score) for chunk, score in found if scope.admits(chunk.audience, chunk.collection))
        return list(islice(admitted, k))

    def mended(self, question: str) -> str:
        """The Swedish question without its typing errors."""
        return mended(question, self.snapshot().keyword, lambda word: swedish_dictionary()(word))

    def page_texts(self) -> list[Page]:
        """All pages as far as their chunks tell, with text and without headings."""
        snapshot = self.snapshot()
        made = map(Chunk.from_document, snapshot.store.documents(snapshot.by_id))
        in_order = sorted(made, key=lambda one: (one.page_id, one.position))
        return [page_of(list(some)) for _, some in groupby(in_order, key=lambda one: one.page_id)]

    def chunks(self, ids: Sequence[str]) -> list[Chunk]:
        """The chunks with these ids, in this order."""
        documents = {document.id: document for document in self.snapshot().store.documents(ids)}
        return [Chunk.from_document(documents[id_]) for id_ in ids if id_ in documents]

    def statement_vectors(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """For each chunk float32 (statements, dimensions), L2-normalised, rows in the order of `statements`."""
        return self.snapshot().store.statement_vectors(ids)

    # -- writing ------------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Held by a writer from reading `pages` to the end of `commit`; a writer that holds it may ask for it again.

        Args:
            waiting: called once when another writer must be waited for.

        Raises:
            IndexBusy: it took too long.
            IndexUnwritable: the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                waiting()
                self._lock.acquire(timeout=LONGEST_WAIT)
        except Timeout as error:
            raise IndexBusy(
                f"En annan inläsning i {self.folder.parent} har pågått i mer än {LONGEST_WAIT / 3600:.0f} timmar. Inget är "
                "ändrat; avsluta den eller vänta, och kör igen."
            ) from error
        except OSError as error:
            raise self._unwritable(str(error)) from error
        try:
            yield
        finally:
            self._lock.release()

    def pages(self) -> dict[str, PageRecord]:
        """What the current version holds, whatever model it was built with; {} where there is none."""
        version = self._current()
        return read_pages(self._version_folder(version)) if version else {}

    def outdated(self) -> bool:
        """Whether the current version was built with another model or layout, so that a commit embeds everything anew."""
        version = self._current()
        return version is not None and not version.startswith(self._version_prefix)

    def commit(
        self, pages: Mapping[str, PageRecord], chunks: Collection[Chunk], progress: Callable[[int], None]
    ) -> str:
        """Make `pages` the whole content and return the new version.

        Args:
            chunks: the chunks that the current version lacks; those it has are kept, those no page names are removed.
            progress: told how many chunks have been stored since it was last called.

        Raises:
            IndexUnwritable: the disk is full, or cannot be written.
        """
        old = self._current()
        version = self._version_prefix + digest({id_: asdict(record) for id_, record in pages.items()})[:12]
        try:
            if self._version_folder(version).is_dir():  # a version is never written again
                progress(len(chunks))
            else:
                self._write_version(version, pages, chunks, progress)
            self._make_current(version)
        except Exception as error:
            reason = why_unwritable(error, self.folder)
            shutil.rmtree(self._next, ignore_errors=True)  # which may be what fills the disk
            if reason is None:
                raise
            raise self._unwritable(reason) from error
        self._remove_all_but({version, old or version})
        return version

    def _unwritable(self, reason: str) -> IndexUnwritable:
        return IndexUnwritable(
            f"Det gick inte att skriva sökindexet i {self.folder}: {reason}. Inget är ändrat; fanns ett index används det som "
            "förut. Åtgärda felet och kör igen."
        )

    def _write_version(
        self, version: str, pages: Mapping[str, PageRecord], chunks: Collection[Chunk], progress: Callable[[int], None]
    ) -> None:
        wanted = {id_ for record in pages.values() for id_ in record.chunks}
        shutil.rmtree(self._next, ignore_errors=True)
        self._next.mkdir(parents=True)
        current = self._current()
        old = self._version_folder(current) if current and not self.outdated() else None
        if current and not old:
            chunks = [*chunks, *self._chunks_elsewhere(current, wanted - {chunk.id for chunk in chunks})]
        embedded = Embedded(self.folder / "embedded.sqlite", self._model_digest, self.embeddings)
        with closing(self._stores.begin(self._next, old, self._model_digest, embedded, wanted)) as store:
            add(store, chunks, progress)
            self._write_lists(store, pages, wanted)
        flush(self._next)
        self._version_folder(version).parent.mkdir(exist_ok=True)
        self._next.replace(self._version_folder(version))
        flush_one(self.folder / "snapshots")
        embedded.forget()

    def _write_lists(self, store: Store, pages: Mapping[str, PageRecord], wanted: set[str]) -> None:
        """Everything of a version but its store."""
        chunks = sorted(
            map(Chunk.from_document, store.documents(wanted)), key=lambda chunk: (chunk.page_id, chunk.position)
        )
        lost = wanted - {chunk.id for chunk in chunks}
        if lost:
            raise IndexMissing(
                f"{len(lost)} textstycken saknas i {self.folder}. Ta bort mappen och läs in källorna på nytt."
            )
        write_json(self._next / "pages.json", {id_: asdict(record) for id_, record in pages.items()})
        write_json(
            self._next / "chunks.json", [asdict(ChunkRecord(c.id, c.page_id, c.audience, c.collection)) for c in chunks]
        )
        titles = [" ".join([chunk.title, *chunk.heading]) for chunk in chunks]
        KeywordIndex.build([chunk.text for chunk in chunks], titles).save(self._next / "keyword")
        np.save(self._next / "centroid.npy", store.centroid(wanted))

    def _make_current(self, version: str) -> None:
        write_whole(self.folder / "current", version)

    def _chunks_elsewhere(self, version: str, wanted: set[str]) -> list[Chunk]:
        """The chunks of a version that was built with another model, layout or place, to be embedded anew."""
        before_5 = self.folder / "chroma"  # until schema 5 all versions had one store
        folder = self.folder if before_5.is_dir() else self._version_folder(version)
        server = None if (folder / "chroma").is_dir() else Server.last_used(self.folder)
        with closing((server or Folders()).open(folder, model_of(version), self.embeddings, 0)) as other:
            return [Chunk.from_document(document) for document in other.documents(wanted)]

    def _remove_all_but(self, versions: set[str]) -> None:
        """Folders first: what is not there cannot miss what the server had."""
        for folder in (self.folder / "snapshots").iterdir():
            if folder.name not in versions:
                shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(self.folder / "chroma", ignore_errors=True)  # of schema 4 and before
        if server := Server.last_used(self.folder):
            there = [version for version in versions if not (self._version_folder(version) / "chroma").is_dir()]
            keep: dict[str, set[str]] = {model_of(version): set() for version in there}
            for version in there:
                keep[model_of(version)].update(
                    *(record.chunks for record in read_pages(self._version_folder(version)).values())
                )
            with suppress(StoreUnreachable):  # the version is in use; the next run cleans up
                server.clean(keep)

    # -- storage ------------------------------------------------------------------------------------------------------

    @cached_property
    def _model_digest(self) -> str:
        return digest([SCHEMA, self.model, *self._place])[:12]

    @cached_property
    def _version_prefix(self) -> str:
        return f"{self._model_digest}-"

    @cached_property
    def _lock(self) -> FileLock:
        return FileLock(self.folder / "writer.lock")

    @property
    def _next(self) -> Path:
        return self.folder / "next"

    def _version_folder(self, version: str) -> Path:
        return self.folder / "snapshots" / version

    def _current(self) -> str | None:
        try:
            return (self.folder / "current").read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def _read(self, version: str) -> Snapshot:
        folder = self._version_folder(version)
        snapshot = read_snapshot(
            folder, lambda chunks: self._stores.open(folder, self._model_digest, self.embeddings, chunks)
        )
        # closed when the last question that uses it has been answered
        weakref.finalize(snapshot, snapshot.store.close).atexit = False
        return snapshot


def add(store: Store, chunks: Collection[Chunk], progress: Callable[[int], None]) -> None:
    """Add the chunks that the store lacks, those of like length together."""
    present = store.ids()
    missing = {chunk.id: chunk for chunk in sorted(chunks, key=lambda one: len(one.text)) if chunk.id not in present}
    progress(len(chunks) - len(missing))
    for ids in batches(list(missing)):
        store.add([missing[id_] for id_ in ids])
        progress(len(ids))


def why_unwritable(error: Exception, folder: Path) -> str | None:
    """In Swedish, or None for an error that has nothing to do with writing."""
    from chromadb.errors import ChromaError

    if not isinstance(error, OSError | sqlite3.Error | ChromaError | StoreUnreachable | httpx.HTTPError):
        return None
    full = getattr(error, "errno", None) == errno.ENOSPC or shutil.disk_usage(folder).free < FULL
    return "disken är full" if full else str(error)


def model_of(version: str) -> str:
    return version.partition("-")[0]
