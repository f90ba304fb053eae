"""Several processes and one data folder: two ingests at once, and an ingest that is killed while readers ask."""

import subprocess
import sys
from pathlib import Path

import pytest

import corpus.index
from tests.benchmarks.kills import compare, run, write_pages
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
    assert run(tmp_path, kills=6, pages=8, seed=1) == []
