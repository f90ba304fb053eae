"""Where feedback is kept: a SQLite file, or PostgreSQL by its address. Both take the same SQL, with their own mark for a value."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

log = logging.getLogger(__name__)


class DatabaseError(OSError):
    """The database could not be reached, or refused: says which and why, without its password."""


class Database(Protocol):
    @property
    def mark(self) -> str:
        """What stands for a value in a statement."""

    def open(self) -> AbstractContextManager[Any]:
        """A connection (PEP 249) of its own for one transaction, so that any thread may ask.

        Raises:
            DatabaseError: it cannot be reached, or what was asked failed.
        """

    def erase(self) -> None:
        """Make what has been deleted from the table feedback unreadable in the database's files."""


class SQLite:
    mark = "?"

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def open(self) -> Iterator[Any]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            database = sqlite3.connect(self.path, timeout=10)
            try:
                database.execute("PRAGMA secure_delete = ON")
                with database:
                    yield database
            finally:
                database.close()
        except sqlite3.Error as error:
            raise DatabaseError(f"{self.path}: {error}") from error

    def erase(self) -> None:
        """Nothing is left to do: secure_delete overwrites at once."""


class PostgreSQL:
    mark = "%s"

    def __init__(self, address: str) -> None:
        self.address = address

    @contextmanager
    def open(self, *, autocommit: bool = False) -> Iterator[Any]:
        import psycopg

        try:
            with psycopg.connect(self.address, connect_timeout=5, autocommit=autocommit) as database:
                yield database
        except psycopg.Error as error:
            raise DatabaseError(f"PostgreSQL: {error}") from error

    def erase(self) -> None:
        """The table is written anew: PostgreSQL leaves a deleted row in its file until then.

        Where another, such as a backup, reads the table for long, it is done after the next deletion.
        """
        try:
            with self.open(autocommit=True) as database:
                database.execute("SET lock_timeout = '2s'")
                database.execute("VACUUM FULL feedback")
        except DatabaseError as error:
            log.warning("raderade omdömen finns kvar i databasens filer till nästa radering: %s", error)


def open_database(address: str, file: Path) -> Database:
    """PostgreSQL where the settings give its address, else the file."""
    return PostgreSQL(address) if address else SQLite(file)
