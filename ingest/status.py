"""python -m ingest status | diff: what the index holds and what the last run changed, for a web editor."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from corpus.contradictions import Contradiction, contradictions
from corpus.page import Page
from corpus.snapshot import PageRecord
from ingest.address import key
from ingest.history import History, Run, Seen

SAME_WORDS = 0.98  # cosine of the statements' words
MOST_COMPARED = 100_000  # pairs; a form letter on every page makes millions
COLUMNS = (
    "källa",
    "adress",
    "titel",
    "uppdaterad",
    "språk",
    "först sedd",
    "ändrad",
    "senast kontrollerad",
    "i indexet",
    "att rätta",
)


def show_status(
    pages: Mapping[str, PageRecord], seen: Mapping[str, Mapping[str, Seen]], against: Sequence[Contradiction], history: History,
    console: Console, everything: bool = False,
) -> None:  # fmt: skip
    """A table of the sources, then for each source what an editor may want to mend.

    Args:
        seen: the history of each source.
        against: statements that may contradict each other, over all sources.
    """
    last = next(iter(history.runs()), None)
    console.print(f"{len(pages)} sidor i indexet; senaste inläsning {last.finished if last else 'okänd'} (UTC)")
    table = Table("källa", "sidor", "stycken", "senast kontrollerad")
    counts = Counter(record.source for record in pages.values())
    for source, count in sorted(counts.items()):
        chunks = sum(len(record.chunks) for record in pages.values() if record.source == source)
        checked = max((row.checked for row in seen.get(source, {}).values()), default="")
        table.add_row(escape(source), str(count), str(chunks), checked or "–")
    console.print(table)
    most = None if everything else 20
    for source, rows in seen.items():
        for title, lines in findings(rows).items():
            show_list(f"{source}: {title}", lines, console, most)
    show_list(
        "uppgifter som kan motsäga varandra", [f"{one.one.page.url}: {said(one)}" for one in against], console, most
    )


def contradicted(pages: Sequence[Page]) -> list[Contradiction]:
    """Statements that another page makes in the same words with another amount or date, each once."""
    found: dict[tuple[str, str], Contradiction] = {}
    for one in islice(contradictions(pages, SAME_WORDS), MOST_COMPARED):
        found.setdefault((one.one.page.id, one.one.text), one)
    return list(found.values())


def said(found: Contradiction) -> str:
    return f"”{found.one.text}”, men {found.other.page.url}: ”{found.other.text}”"


def write_csv(
    path: Path,
    pages: Mapping[str, PageRecord],
    seen: Mapping[str, Mapping[str, Seen]],
    against: Sequence[Contradiction],
) -> None:
    """A line for each address and file: its history, and what to mend. In the form that Swedish spreadsheets open."""
    remarks: dict[str, list[str]] = {}
    for one in against:
        remarks.setdefault(one.one.page.id, []).append(said(one))
        remarks.setdefault(one.other.page.id, []).append(said(Contradiction(one.other, one.one, one.units)))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(COLUMNS)
        for source, rows in seen.items():
            for row in sorted(rows.values(), key=lambda row: row.address):
                held, mend = row.page in pages, [*to_mend(row, rows), *remarks.get(row.page, [])]
                table.writerow(map(harmless, (
                    source, row.address, row.title, row.updated or "", row.language or "", row.first_seen, row.changed, row.checked,
                    "ja" if held else "nej", " | ".join(mend),
                )))  # fmt: skip


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP CSV injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def to_mend(row: Seen, seen: Mapping[str, Seen]) -> list[str]:
    """What an editor may want to mend on one page."""
    page = row.page and row.outcome in ("page", "failed")
    broken = [link for link in row.links if (target := seen.get(key(link))) and target.outcome == "gone"]
    return [
        *([row.reason] if row.reason else []),
        *(["saknar datum"] if page and not row.updated else []),
        *(f"länken {link} är bruten" for link in broken),
        *row.warnings,
    ]


def findings(seen: Mapping[str, Seen]) -> dict[str, list[str]]:
    """What an editor may want to mend, by kind; each line opens with the address."""
    rows = sorted(seen.values(), key=lambda row: row.address)
    pages = [row for row in rows if row.page and row.outcome in ("page", "failed")]
    return {
        "sidor utan läsbar text": [f"{row.address}: {row.reason}" for row in rows if row.outcome == "unreadable"],
        "sidor som inte gick att hämta": [f"{row.address}: {row.reason}" for row in rows if row.outcome == "failed"],
        "brutna länkar": list(broken_links(rows, seen)),
        "sidor utan datum": [row.address for row in pages if not row.updated],
        "sidor på andra språk": [f"{row.address}: {row.language}" for row in pages if row.language not in (None, "sv")],
        "text riktad till språkmodeller": [f"{row.address}: {one}" for row in pages for one in row.warnings],
        "samma sida under flera adresser": [f"{row.address}: {row.reason}" for row in rows if row.outcome == "twin"],
    }


def broken_links(rows: Iterable[Seen], seen: Mapping[str, Seen]) -> Iterable[str]:
    """Addresses of the site that do not exist, and the pages that lead there."""
    leading: dict[str, list[str]] = {}
    for row in rows:
        for link in row.links:
            target = seen.get(key(link))
            if target and target.outcome == "gone":
                leading.setdefault(link, []).append(row.address)
    for link, pages in leading.items():
        more = f" och {len(pages) - 3} sidor till" if len(pages) > 3 else ""
        yield f"{link} finns inte, men länkas från {', '.join(pages[:3])}{more}"


def show_diff(run: Run, console: Console) -> None:
    """What one run changed, in full."""
    console.print(f"Inläsning {run.number}: {run.started} till {run.finished} (UTC), {', '.join(run.sources)}")
    for title, pages in (("Nya", run.new), ("Ändrade", run.changed), ("Borttagna", run.removed)):
        show_list(title, [f"{name} – {url}" for _, name, url in pages], console, None)
    show_list("Misslyckade", list(run.failed.values()), console, None)
    warnings = [f"{address}: {one}" for address, found in run.warnings.items() for one in found]
    show_list("Varningar", warnings, console, None)
    show_list("Gränser som nåddes", list(run.notes), console, None)
    if not (run.new or run.changed or run.removed):
        console.print("Inga sidor ändrades.")


def show_list(title: str, lines: list[str], console: Console, most: int | None) -> None:
    if not lines:
        return
    console.print(f"\n{escape(title)} ({len(lines)})", style="bold")
    for line in lines[:most]:
        console.print(f"  {escape(line)}", soft_wrap=True, highlight=False)
    if most is not None and len(lines) > most:
        console.print(f"  ... och {len(lines) - most} till: --all visar alla")
