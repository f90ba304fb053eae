"""What ingest remembers between runs, beside the index: each web address it has seen, and what each run did.

One SQLite file. It is written in one transaction after the index has been committed, so a crash leaves at worst a history
that is older than the index; the next run then asks for those pages without condition and finds them unchanged.
"""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

RUNS = 400  # kept: more than a year of nights
SCHEMA = """
CREATE TABLE IF NOT EXISTS seen (source TEXT, key TEXT, row TEXT NOT NULL, PRIMARY KEY (source, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (number INTEGER PRIMARY KEY, row TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Seen:
    """One address of one source. Times are ISO 8601, UTC, to the second."""

    key: str  # what its twins have in common
    address: str
    outcome: str  # page, twin, unreadable, or the Visit's outcome
    reason: str = ""
    page: str = ""  # id of the page that it gives
    page_digest: str = ""  # ... as it was put into the index
    text: str = ""  # digest of title and text
    body: str = ""  # digest of what was fetched
    made_by: str = ""  # extractor version, collection and audience
    validators: dict[str, str] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    depth: int = 0  # links from the start page
    title: str = ""
    updated: str | None = None
    language: str | None = None
    warnings: tuple[str, ...] = ()
    first_seen: str = ""
    changed: str = ""
    checked: str = ""
    fetched: str = ""  # last given whole, not only called unchanged


@dataclass(frozen=True)
class Run:
    """What one run did; pages as (id, title, url)."""

    started: str
    finished: str
    sources: tuple[str, ...]
    version: str
    new: tuple[tuple[str, str, str], ...] = ()
    changed: tuple[tuple[str, str, str], ...] = ()
    removed: tuple[tuple[str, str, str], ...] = ()
    unchanged: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    number: int = 0


Row = TypeVar("Row", "Seen", "Run")


class History:
    def __init__(self, path: Path) -> None:
        self.path = path

    def seen(self, source: str) -> dict[str, Seen]:
        """By key; {} for a source that was never crawled."""
        rows = self._rows("SELECT row FROM seen WHERE source = ?", source)
        return {row["key"]: from_json(Seen, row) for row in rows}

    def sources(self) -> list[str]:
        return [name for (name,) in self._query("SELECT DISTINCT source FROM seen ORDER BY source")]

    def runs(self, latest: int = 1) -> list[Run]:
        """The latest runs, newest first."""
        rows = self._query("SELECT number, row FROM runs ORDER BY number DESC LIMIT ?", latest)
        return [from_json(Run, {**json.loads(row), "number": number}) for number, row in rows]

    def record(self, seen: dict[str, list[Seen]], run: Run) -> None:
        """Replace what is known of these sources, and add the run; all or nothing."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as database, database:
            for source, rows in seen.items():
                database.execute("DELETE FROM seen WHERE source = ?", (source,))
                entries = ((source, row.key, to_json(row)) for row in rows)
                database.executemany("INSERT INTO seen VALUES (?, ?, ?)", entries)
            database.execute("INSERT INTO runs (row) VALUES (?)", (to_json(run),))
            database.execute("DELETE FROM runs WHERE number <= (SELECT max(number) FROM runs) - ?", (RUNS,))

    def _rows(self, query: str, *values: Any) -> Iterable[dict[str, Any]]:
        return [json.loads(row) for (row,) in self._query(query, *values)]

    def _query(self, query: str, *values: Any) -> list[Any]:
        if not self.path.exists():
            return []
        with closing(self._connect()) as database:
            return database.execute(query, values).fetchall()

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=60)
        database.executescript(SCHEMA)
        return database


def to_json(row: Seen | Run) -> str:
    return json.dumps(asdict(row), ensure_ascii=False)


def from_json(kind: type[Row], row: dict[str, Any]) -> Row:
    """The row; fields that another version of this program wrote are left out, lists become tuples."""
    known = {one.name for one in fields(kind)}
    return kind(**{name: frozen(value) for name, value in row.items() if name in known})


def frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(frozen(one) for one in value)
    return value
