"""Embedded: an embedding model that remembers in a file what it has embedded, so that nothing is embedded twice: neither what an
interrupted run had done, nor what stays on a page that changed, nor what stands on several pages.

SQLite, one transaction for each batch; deleted when the run has come to its end.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.page import digest

SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (text TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"


class Embedded(Embeddings):
    def __init__(self, path: Path, model: str, embeddings: Embeddings) -> None:
        """Args:
        model: digest of what the vectors depend on.
        """
        self._path = path
        self._model = model
        self._embeddings = embeddings

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Each text once, also one that stands in several places."""
        keys = {text: self._key(text) for text in texts}
        with closing(sqlite3.connect(self._path)) as database, database:
            database.execute(SCHEMA)
            known = {text: row[0] for text, key in keys.items()
                     if (row := database.execute("SELECT vector FROM vectors WHERE text = ?", (key,)).fetchone())}  # fmt: skip
            missing = [text for text in keys if text not in known]
            for text, vector in zip(missing, self._embeddings.embed_documents(missing) if missing else [], strict=True):
                known[text] = np.array(vector, np.float32).tobytes()
                database.execute("INSERT INTO vectors VALUES (?, ?)", (keys[text], known[text]))
        return [np.frombuffer(known[text], np.float32).tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._embeddings.embed_query(text)

    def remember(self, embedded: Iterable[tuple[str, NDArray[np.float32]]]) -> None:
        """Texts that this model has embedded before, with their vectors."""
        with closing(sqlite3.connect(self._path)) as database, database:
            database.execute(SCHEMA)
            rows = ((self._key(text), np.asarray(vector, np.float32).tobytes()) for text, vector in embedded)
            database.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)

    def _key(self, text: str) -> str:
        return digest([self._model, text])

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)
