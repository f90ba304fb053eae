"""Feedback: what readers think of an answer, kept in a database with the masked question, the answer and its versions.

Residents share one session identity, so nothing here says who gave it. Old rows go after the days that the settings name,
and a reader's own goes at once when the reader takes it back.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.answer import Answer
from bot.database import Database, DatabaseError
from bot.guard import mask, tidy

LONGEST = 500  # characters of a reason
DAY = 24 * 60 * 60  # seconds


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
TABLE = ", ".join(f"{name} {'boolean' if name == 'helpful' else 'text'}" for name in COLUMNS)
REPLACED = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS)


class FeedbackStore:
    """Each method raises DatabaseError where the database fails."""

    def __init__(self, database: Database, days: int) -> None:
        self.database, self.days = database, days
        self._made = False

    def save(self, feedback: Feedback) -> None:
        """Keep it in place of an earlier one with its id, and forget what is too old."""
        self.delete(feedback.id)
        marks = ", ".join([self.database.mark] * len(COLUMNS))
        with self._open() as database:
            database.execute(
                f"INSERT INTO feedback VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {REPLACED}", astuple(feedback)
            )
        self.forget_old()

    def delete(self, id: str) -> bool:
        """Whether it was there."""
        return self._delete("id =", id)

    def forget_old(self) -> None:
        self._delete("given <", (datetime.now(UTC) - timedelta(days=self.days)).isoformat(timespec="minutes"))

    def latest(self, most: int = 200) -> list[Feedback]:
        self.forget_old()
        with self._open() as database:
            rows = database.execute(
                f"SELECT {', '.join(COLUMNS)} FROM feedback ORDER BY given DESC LIMIT {self.database.mark}", (most,)
            ).fetchall()
        return [Feedback(**{**dict(zip(COLUMNS, row, strict=True)), "helpful": bool(row[3])}) for row in rows]

    def _delete(self, which: str, value: str) -> bool:
        with self._open() as database:
            count: int = database.execute(f"DELETE FROM feedback WHERE {which} {self.database.mark}", (value,)).rowcount
        if count:
            self.database.erase()
        return count > 0

    @contextmanager
    def _open(self) -> Iterator[Any]:
        """One transaction; the first also makes the table where there is none."""
        with self.database.open() as database:
            if not self._made:
                database.execute(f"CREATE TABLE IF NOT EXISTS feedback ({TABLE}, PRIMARY KEY (id))")
            yield database
        self._made = True


def forget_daily(store: FeedbackStore) -> None:
    """Old feedback goes also when nobody gives or reads any; the first time, the operator hears of a database that fails."""
    while True:
        try:
            store.forget_old()
        except DatabaseError as error:
            print(f"Omdömen kan inte sparas eller läsas just nu: {error}", flush=True)
        time.sleep(DAY)
