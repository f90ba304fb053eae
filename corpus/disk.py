"""What must be on the disk: files that are there whole or not at all, also after a power cut."""

import json
import os
from pathlib import Path
from typing import Any


def flush(path: Path) -> None:
    """Have the file, or all of the folder, on the disk: after a power cut a name must not be there without its content."""
    for one in [*path.rglob("*"), path]:
        descriptor = os.open(one, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def write_whole(path: Path, text: str) -> None:
    """Replace a file that others may be reading."""
    aside = path.with_name(f"{path.name}.new")
    aside.write_text(text, encoding="utf-8")
    flush(aside)
    aside.replace(path)


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
