"""Extraction in a process of its own: a document that hangs, crashes or eats memory costs that document and nothing else."""

import resource
from multiprocessing import get_context
from typing import Any

from corpus.page import PageError
from ingest.extract import Defaults, Document, Reading, read

SECONDS = 60.0  # for one document
MEMORY = 3_000_000_000  # bytes of address space


class Isolation:
    """A context manager around one process (pebble), started when the first document comes."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds = seconds
        self.memory = memory
        self._pool: Any = None

    def __enter__(self) -> "Isolation":
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()

    def read(self, document: Document, defaults: Defaults) -> Reading:
        """As `extract.read`.

        Raises:
            PageError: as there, and for a document that takes too long, too much memory, or the process down.
        """
        from pebble import ProcessExpired

        future = self._started().schedule(read, args=[document, defaults], timeout=self.seconds)
        try:
            return future.result()  # type: ignore[no-any-return]
        except TimeoutError as error:
            raise PageError(f"{document.origin}: tog mer än {self.seconds:.0f} s att läsa och hoppas över") from error
        except (MemoryError, RecursionError, ProcessExpired) as error:
            name = type(error).__name__
            raise PageError(f"{document.origin}: gick inte att läsa inom gränserna ({name}) och hoppas över") from error

    def _started(self) -> Any:
        from pebble import ProcessPool

        if self._pool is None:
            self._pool = ProcessPool(1, context=get_context("spawn"), initializer=limit, initargs=(self.memory,))
        return self._pool


def limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
