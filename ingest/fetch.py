"""SOURCE -> files: what a folder or a single file holds that we can read. (Web addresses: crawl.py.)"""

from collections.abc import Iterator
from pathlib import Path

READABLE = (".md", ".html", ".htm", ".pdf", ".docx", ".odt", ".txt")


class SourceError(ValueError):
    """A source that cannot be read: says what was expected, what was found and what to do."""


def files_of(source: str) -> list[Path]:
    """The readable files of a folder (with sub-folders, sorted) or the one file itself.

    Raises:
        SourceError: no such file or folder, a kind that we cannot read, or a folder without a readable file.
    """
    path = Path(source)
    if path.is_file():
        if path.suffix.lower() not in READABLE:
            raise SourceError(
                f"{source}: väntade en fil av typen {', '.join(READABLE)}. Gör om filen och läs in den igen."
            )
        return [path]
    if not path.is_dir():
        raise SourceError(f"{source}: finns inte. Ange en webbadress, en mapp eller en fil ({', '.join(READABLE)}).")
    found = sorted(readable_in(path))
    if not found:
        raise SourceError(f"{source}: mappen har ingen fil av typen {', '.join(READABLE)}. Inget är ändrat i indexet.")
    return found


def readable_in(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and path.suffix.lower() in READABLE and not hidden:
            yield path
