"""Feedback: what readers think of an answer, kept in SQLite with the masked question, the answer and its versions.

Residents share one session identity, so nothing here says who gave it. Old rows go after the days that the settings name,
and a reader's own goes at once when the reader takes it back.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.answer import Answer
from bot.guard import mask, tidy

LONGEST = 500  # characters of a reason


@dataclass(frozen=True)
class Feedback:
    id: str
    given: str  # UTC, ISO 8601, to the minute
    audience: str
    helpful: bool
    reason: str
    question: str
    answer: str
    pages: str  # addresses of the cited pages, one a line
    status: str
    model: str
    index_version: str

    @classmethod
    def of(cls, id: str, answer: Answer, audience: str, *, helpful: bool, reason: str) -> "Feedback":
        pages = "\n".join(dict.fromkeys(citation.url for citation in answer.citations))
        given = datetime.now(UTC).isoformat(timespec="minutes")
        return cls(
            id, given, audience, helpful, mask(tidy(reason))[:LONGEST], mask(answer.question), answer.text, pages,
            str(answer.status), answer.model or "", answer.index_version or "",
        )  # fmt: skip


COLUMNS = [field.name for field in fields(Feedback)]


class FeedbackStore:
    def __init__(self, path: Path, days: int) -> None:
        self.path, self.days = path, days
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as database:
            database.execute(f"CREATE TABLE IF NOT EXISTS feedback ({', '.join(COLUMNS)}, PRIMARY KEY (id))")

    def save(self, feedback: Feedback) -> None:
        """Keep it in place of an earlier one with its id, and forget what is too old."""
        marks = ", ".join("?" * len(COLUMNS))
        with self._open() as database:
            database.execute(f"INSERT OR REPLACE INTO feedback VALUES ({marks})", astuple(feedback))
        self.forget_old()

    def delete(self, id: str) -> None:
        with self._open() as database:
            database.execute("DELETE FROM feedback WHERE id = ?", (id,))

    def forget_old(self) -> None:
        oldest = (datetime.now(UTC) - timedelta(days=self.days)).isoformat(timespec="minutes")
        with self._open() as database:
            database.execute("DELETE FROM feedback WHERE given < ?", (oldest,))

    def latest(self, most: int = 200) -> list[Feedback]:
        self.forget_old()
        with self._open() as database:
            rows = database.execute(
                f"SELECT {', '.join(COLUMNS)} FROM feedback ORDER BY given DESC LIMIT ?", (most,)
            ).fetchall()
        return [Feedback(**{**dict(zip(COLUMNS, row, strict=True)), "helpful": bool(row[3])}) for row in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own for each step, so that any thread may ask; what is deleted is overwritten."""
        database = sqlite3.connect(self.path, timeout=10)
        try:
            database.execute("PRAGMA secure_delete = ON")
            with database:
                yield database
        finally:
            database.close()
