"""What must be on the disk: files that are there whole or not at all, also after a power cut."""

import json
import os
from pathlib import Path
from typing import Any


def flush(path: Path) -> None:
    """Have all of a folder on the disk: after a power cut a name must not be there without its content."""
    for one in [*path.rglob("*"), path]:
        flush_one(one)


def flush_one(path: Path) -> None:
    """The file's content, or the folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def write_whole(path: Path, text: str) -> None:
    """Replace a file that others may be reading."""
    aside = path.with_name(f"{path.name}.new")
    aside.write_text(text, encoding="utf-8")
    flush_one(aside)
    aside.replace(path)
    flush_one(path.parent)


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
