"""Files -> what to put into the index, and a row of history for each file."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from corpus.page import PageError, read_page
from ingest.extract import Defaults, Reading, document_of, is_ours
from ingest.history import Seen
from ingest.website import Gathered, Progress, Read


def gather_files(
    paths: list[Path], rows: Mapping[str, Seen], defaults: Defaults, read: Read, now: str,
    progress: Progress = lambda done, total: None,
) -> Gathered:  # fmt: skip
    """Read each file.

    Args:
        rows: this source's history, by file.
        now: ISO 8601 time of the run.
    """
    gathered = Gathered()
    for number, path in enumerate(paths, 1):
        row = Seen(str(path), str(path), "page", first_seen=now, changed=now, checked=now)
        try:
            reading = read_file(path, defaults, read)
        except PageError as error:
            reason = str(error)
            gathered.failed[str(path)] = reason
            row = replace(row, outcome="unreadable", reason=reason.removeprefix(f"{path}: "))
        else:
            gathered.pages.append(reading.page)
            row = with_page(row, reading)
            if reading.warnings:
                gathered.warnings[str(path)] = reading.warnings
        gathered.seen.append(with_past(row, rows.get(row.key)))
        progress(number, len(paths))
    return gathered


def read_file(path: Path, defaults: Defaults, read: Read) -> Reading:
    """Our own Markdown pages are read here, all else in isolation.

    Raises:
        PageError: the file cannot be read as what its name says, or holds no text.
    """
    return Reading(read_page(path)) if is_ours(path) else read(document_of(path), defaults)


def with_page(row: Seen, reading: Reading) -> Seen:
    page = reading.page
    return replace(row, page=page.id, page_digest=page.digest, title=page.title, updated=page.updated,
                   language=reading.language, warnings=reading.warnings)  # fmt: skip


def with_past(row: Seen, before: Seen | None) -> Seen:
    """The row with what is known of the file since earlier runs; one that cannot be read keeps its page."""
    if before is None:
        return row
    page = row.page or before.page
    same = (row.outcome, row.page_digest) == (before.outcome, before.page_digest)
    return replace(row, page=page, first_seen=before.first_seen, changed=before.changed if same else row.changed)
