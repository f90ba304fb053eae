"""Feedback in both databases: a SQLite file, and a real PostgreSQL server (tests/postgresql.py)."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from bot import feedback
from bot.answer import Answer, Sentence, Status
from bot.database import DatabaseError, PostgreSQL, SQLite, open_database
from bot.feedback import Feedback, FeedbackStore, forget_daily
from tests.postgresql import PASSWORD, postgresql

ANSWER = Answer("Vad kostar det? Ring [telefonnummer]", Status.ANSWERED, sentences=(Sentence("Det är gratis.", (1,)),),
                model="m", index_version="v", done=True)  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Path]]:
    with postgresql() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FeedbackStore]:
    """An empty one."""
    address = request.getfixturevalue("server")[0] if request.param == "postgresql" else ""
    yield FeedbackStore(open_database(address, tmp_path / "new" / "feedback.sqlite3"), days=30)
    if address:
        with psycopg.connect(address) as database:
            database.execute("DROP TABLE feedback")


def files(store: FeedbackStore, request: pytest.FixtureRequest) -> bytes:
    """Everything in the database's own files; PostgreSQL's after a checkpoint, without its log for recovery."""
    if isinstance(store.database, SQLite):
        return b"".join(path.read_bytes() for path in store.database.path.parent.iterdir())
    address, folder = request.getfixturevalue("server")
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("CHECKPOINT")
    return b"".join(path.read_bytes() for path in (folder / "base").rglob("*") if path.is_file())


def given(id: str = "a", *, helpful: bool = True, reason: str = "") -> Feedback:
    return Feedback.of(id, ANSWER, "invånare", helpful=helpful, reason=reason)


OLD = replace(given("gammal"), given="2020-01-01T00:00+00:00")


def test_feedback_is_kept_with_what_it_is_about(store: FeedbackStore) -> None:
    store.save(given(reason="Bra!"))
    [kept] = store.latest()
    assert (kept.helpful, kept.reason, kept.answer, kept.model) == (True, "Bra!", "Det är gratis [1].", "m")


def test_a_changed_mind_replaces_and_a_deleted_one_is_gone_from_the_files(
    store: FeedbackStore, request: pytest.FixtureRequest
) -> None:
    store.save(given(reason="alldeles utmärkt"))
    store.save(given(helpful=False, reason="fel avgift angiven"))
    assert [one.helpful for one in store.latest()] == [False]
    written = files(store, request)
    assert b"fel avgift angiven" in written and "alldeles utmärkt".encode() not in written
    assert store.delete("a") and not store.delete("a")
    assert store.latest() == [] and b"fel avgift angiven" not in files(store, request)


def test_what_another_reads_for_long_is_erased_at_the_next_deletion(
    server: tuple[str, Path], request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    store = FeedbackStore(PostgreSQL(server[0]), days=30)
    store.save(given("a", reason="fel avgift angiven"))
    store.save(given("b"))
    with psycopg.connect(server[0]) as backup, caplog.at_level(logging.WARNING):
        backup.execute("LOCK TABLE feedback IN ACCESS SHARE MODE")
        assert store.delete("a")
    assert [one.id for one in store.latest()] == ["b"] and "nästa radering" in caplog.text
    store.delete("b")
    assert b"fel avgift angiven" not in files(store, request)


def test_many_at_once_are_all_kept(store: FeedbackStore) -> None:
    store.latest()  # the table is there
    threads = [threading.Thread(target=store.save, args=(given(f"{number % 8}"),)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.id for one in store.latest()} == {f"{number}" for number in range(8)}


def test_personal_data_in_a_reason_is_masked_and_it_is_short() -> None:
    assert given(reason="Ring mig på 070-123 45 67").reason == "Ring mig på [telefonnummer]"
    assert len(given(reason="a" * 9000).reason) == 500


def test_old_feedback_is_forgotten(store: FeedbackStore) -> None:
    store.save(OLD)
    store.save(given("ny"))
    assert [one.id for one in store.latest()] == ["ny"]


def test_a_file_of_an_earlier_version_is_read_on(tmp_path: Path) -> None:
    old = SQLite(tmp_path / "feedback.sqlite3")
    with old.open() as database:
        database.execute(f"CREATE TABLE feedback ({', '.join(feedback.COLUMNS)}, PRIMARY KEY (id))")
    store = FeedbackStore(old, days=30)
    store.save(given())
    store.save(given(helpful=False))
    assert [one.helpful for one in store.latest()] == [False]


def test_a_database_that_is_down_is_an_error_that_keeps_the_password(server: tuple[str, Path], tmp_path: Path) -> None:
    closed = urlsplit(server[0])._replace(netloc=f"kommunsvar:{PASSWORD}@127.0.0.1:1").geturl()
    wrong = server[0].replace(PASSWORD, "fel")
    (tmp_path / "feedback.sqlite3").write_text("inte en databas")
    for database in (PostgreSQL(closed), PostgreSQL(wrong), SQLite(tmp_path / "feedback.sqlite3")):
        with pytest.raises(DatabaseError) as caught:
            FeedbackStore(database, days=30).save(given())
        assert PASSWORD not in str(caught.value)


def test_old_feedback_goes_daily_and_the_operator_hears_of_a_database_that_is_down(
    store: FeedbackStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store.latest()
    with store.database.open() as database:
        marks = ", ".join([store.database.mark] * len(feedback.COLUMNS))
        database.execute(f"INSERT INTO feedback VALUES ({marks})", feedback.astuple(OLD))
    run_twice(monkeypatch, store)
    with store.database.open() as database:
        assert database.execute("SELECT count(*) FROM feedback").fetchone() == (0,)
    run_twice(monkeypatch, FeedbackStore(PostgreSQL("postgresql://127.0.0.1:1/x"), days=30))
    assert capsys.readouterr().out.startswith("Omdömen kan inte sparas eller läsas just nu: PostgreSQL")


def run_twice(monkeypatch: pytest.MonkeyPatch, store: FeedbackStore) -> None:
    naps = iter([None])
    monkeypatch.setattr(feedback.time, "sleep", lambda seconds: next(naps))
    with pytest.raises(StopIteration):
        forget_daily(store)
