"""What a run did -> a table for people, JSON lines for machines, and an exit code for cron."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from corpus.snapshot import PageRecord
from ingest.history import Run
from ingest.sync import Report
from ingest.website import Gathered

DONE, SOME_FAILED, WRONG_USE, STOPPED = 0, 1, 2, 3
SHOWN = 20  # reasons of one kind on the screen; the log and `diff` have them all


def run_of(
    report: Report, gathered: Mapping[str, Gathered], old: Mapping[str, PageRecord], now: Mapping[str, PageRecord],
    started: str, finished: str,
) -> Run:  # fmt: skip
    """Args:
    old, now: the index's pages before and after, by id.
    """
    all_pages = {**old, **now}
    warnings = {address: found for one in gathered.values() for address, found in one.warnings.items()}
    told = tuple(note for one in gathered.values() for note in one.notes)
    new, changed, removed = (
        tuple((id_, all_pages[id_].title, all_pages[id_].url) for id_ in ids)
        for ids in (report.new, report.changed, report.removed)
    )
    return Run(started, finished, tuple(gathered), report.version, new, changed, removed, len(report.unchanged),
               report.failed, warnings, told)  # fmt: skip


def show(run: Run, console: Console) -> None:
    table = Table("nya", "ändrade", "oförändrade", "borttagna", "misslyckade", title=f"Index {run.version}")
    table.add_row(*map(str, (len(run.new), len(run.changed), run.unchanged, len(run.removed), len(run.failed))))
    console.print(table)
    for line in run.notes:
        console.print(f"Obs: {escape(line)}", soft_wrap=True)
    warnings = [f"{address}: {warning}" for address, found in run.warnings.items() for warning in found]
    for title, lines in (("Misslyckade", list(run.failed.values())), ("Varningar", warnings)):
        show_some(title, lines, console)


def show_some(title: str, lines: list[str], console: Console) -> None:
    """The lines, or the first of them and how many more there are."""
    if lines:
        console.print(f"{title} ({len(lines)}):")
    for line in lines[:SHOWN]:
        console.print(f"  {escape(line)}", soft_wrap=True, highlight=False)
    if len(lines) > SHOWN:
        console.print(f"  ... och {len(lines) - SHOWN} till: python -m ingest diff visar alla")


def write_log(path: Path, run: Run) -> None:
    """Add the run to a file of JSON lines: one for each page that something happened to, one for the whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as log:
        for event in events(run):
            log.write(json.dumps({"run": run.started, **event}, ensure_ascii=False) + "\n")


def events(run: Run) -> Iterator[dict[str, object]]:
    for event, pages in (("new", run.new), ("changed", run.changed), ("removed", run.removed)):
        for id_, title, url in pages:
            yield {"event": event, "page_id": id_, "title": title, "url": url}
    for origin, reason in run.failed.items():
        yield {"event": "failed", "origin": origin, "reason": reason}
    for origin, found in run.warnings.items():
        yield {"event": "warning", "origin": origin, "reasons": found}
    yield {
        "event": "done", "finished": run.finished, "sources": run.sources, "version": run.version, "new": len(run.new),
        "changed": len(run.changed), "unchanged": run.unchanged, "removed": len(run.removed), "failed": len(run.failed),
        "notes": run.notes,
    }  # fmt: skip


def write_stop(path: Path, started: str, reason: str) -> None:
    """Add a run that was stopped and changed nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as log:
        log.write(json.dumps({"run": started, "event": "stopped", "reason": reason}, ensure_ascii=False) + "\n")
