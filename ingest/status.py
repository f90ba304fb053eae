"""python -m ingest status | diff: what the index holds and what the last run changed, for a web editor."""

from collections import Counter
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from corpus.index import PageRecord
from ingest.address import key
from ingest.history import History, Run, Seen


def show_status(pages: Mapping[str, PageRecord], history: History, console: Console, everything: bool = False) -> None:
    """A table of the sources, then for each web source what an editor may want to mend."""
    last = next(iter(history.runs()), None)
    console.print(f"{len(pages)} sidor i indexet; senaste inläsning {last.finished if last else 'okänd'} (UTC)")
    table = Table("källa", "sidor", "stycken", "senast kontrollerad")
    counts = Counter(record.source for record in pages.values())
    rows = {source: history.seen(source) for source in history.sources()}
    for source, count in sorted(counts.items()):
        chunks = sum(len(record.chunks) for record in pages.values() if record.source == source)
        checked = max((row.checked for row in rows.get(source, {}).values()), default="")
        table.add_row(escape(source), str(count), str(chunks), checked or "–")
    console.print(table)
    for source, seen in rows.items():
        for title, lines in findings(seen).items():
            show_list(f"{source}: {title}", lines, console, None if everything else 20)


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
