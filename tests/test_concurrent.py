"""Several processes and one data folder: two ingests at once, and an ingest that is killed while readers ask."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus.index
from corpus.index import IndexMissing
from ingest.history import History
from tests.benchmarks.kills import compare, folder_of, run, site_of, write_pages
from tests.cheap_ingest import ingest, opened


def test_two_ingests_at_once_both_get_in(tmp_path: Path) -> None:
    data, folders = tmp_path / "data", (tmp_path / "ena", tmp_path / "andra")
    pages = write_pages(folders[0], range(10)) | write_pages(folders[1], range(10, 20))
    command = [sys.executable, "-m", "tests.cheap_ingest", "--data", str(data)]
    with opened(data).writing():  # until both have come as far as the lock
        started = [subprocess.Popen([*command, str(one)], stderr=subprocess.PIPE, text=True) for one in folders]
        said = [process.stderr.readline() for process in started if process.stderr]
    assert [process.communicate() and process.returncode for process in started] == [0, 0]
    assert said == [f"En annan inläsning i {data} pågår. Väntar tills den är klar.\n"] * 2
    assert list(compare(opened(data), pages)) == []


def test_an_ingest_that_has_waited_too_long_ends_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(corpus.index, "LONGEST_WAIT", 0.1)
    write_pages(tmp_path / "sidor", range(2))
    data, log = tmp_path / "data", tmp_path / "log.jsonl"
    with opened(data).writing():
        assert ingest([str(tmp_path / "sidor"), "--data", str(data), "--log", str(log)]) == 3
    assert "Inget är ändrat; avsluta den eller vänta" in capsys.readouterr().err
    assert "stopped" in log.read_text(encoding="utf-8")


def test_kills_at_random_moments_lose_and_double_nothing(tmp_path: Path) -> None:
    with folder_of(8, tmp_path / "sidor") as source:
        assert run(source, tmp_path / "data", kills=6, seed=1) == []


def test_kills_of_a_crawl_lose_and_double_nothing(tmp_path: Path) -> None:
    with site_of(6) as source:
        assert run(source, tmp_path / "data", kills=3, seed=1) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("en liten disk kan bara monteras av root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_leaves_the_index_as_it_was(
    small_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, source = small_disk / "data", tmp_path / "sidor"
    pages = write_pages(source, range(2))
    arguments = [str(source), "--data", str(data)]
    assert ingest(arguments) == 0
    write_pages(source, range(200))
    assert ingest(arguments) == 3
    assert "disken är full" in capsys.readouterr().err
    assert list(compare(opened(data), pages)) == []
    shutil.rmtree(source)
    pages = write_pages(source, range(1, 4))  # which fits, now that the attempt has been cleared away
    assert ingest(arguments) == 0
    assert list(compare(opened(data), pages)) == []


def test_a_history_that_cannot_be_saved_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(History, "record", fail)
    pages = write_pages(tmp_path / "sidor", range(2))
    assert ingest([str(tmp_path / "sidor"), "--data", str(tmp_path / "data")]) == 1
    assert "historiken" in capsys.readouterr().err
    assert list(compare(opened(tmp_path / "data"), pages)) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pages(tmp_path / "sidor", range(2))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "index").write_text("i vägen")
    assert ingest([str(tmp_path / "sidor"), "--data", str(tmp_path / "data")]) == 3
    assert "Det gick inte att skriva sökindexet" in capsys.readouterr().err


def test_a_changed_embedding_model_embeds_every_source_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data, settings = tmp_path / "data", tmp_path / "annan.toml"
    pages = write_pages(tmp_path / "ena", range(3)) | write_pages(tmp_path / "andra", range(3, 6))
    ingest([str(tmp_path / "ena"), str(tmp_path / "andra"), "--data", str(data)])
    old = opened(data)
    assert "bäddas in igen" not in capsys.readouterr().err
    settings.write_text('passage_prefix = "stycke: "', encoding="utf-8")
    monkeypatch.setenv("KOMMUNSVAR_SETTINGS", str(settings))
    with pytest.raises(IndexMissing, match="annan inbäddningsmodell"):
        opened(data).snapshot()
    assert ingest([str(tmp_path / "ena"), "--data", str(data)]) == 0
    assert "bäddas in igen" in capsys.readouterr().err
    assert list(compare(opened(data), pages)) == []
    with pytest.raises(IndexMissing, match="annan inbäddningsmodell"):
        old.snapshot()


def test_an_index_of_schema_4_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its versions had one store, beside them."""
    data = tmp_path / "data"
    pages = write_pages(tmp_path / "sidor", range(3))
    with monkeypatch.context() as before:
        before.setattr(corpus.index, "SCHEMA", "4")
        ingest([str(tmp_path / "sidor"), "--data", str(data)])
        [version] = (data / "index" / "snapshots").iterdir()
        (version / "chroma").replace(data / "index" / "chroma")
    write_pages(tmp_path / "andra", range(3, 5))
    assert ingest([str(tmp_path / "andra"), "--data", str(data)]) == 0
    assert list(compare(opened(data), pages | write_pages(tmp_path / "andra", range(3, 5)))) == []
    assert not (data / "index" / "chroma").exists()
