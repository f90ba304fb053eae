"""python -m ingest SOURCE... [--collection falun] [--audience invånare] [--data DIR]
python -m ingest status | diff [--data DIR]

Makes the index hold the pages of these sources: web sites, folders, or single files. `--help` lists the options.
Exit codes: 0 done; 1 some page could not be read (the rest is done); 2 wrong use; 3 stopped, nothing changed: the site could
not be reached, or would lose more than a third of its pages, the disk is full, or another run never came to its end.
"""

import argparse
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from tqdm import tqdm

from bot.models import ModelError, open_index
from bot.settings import Settings, SettingsError, load_settings
from bot.weights import WeightsError
from corpus.index import Index, IndexBusy, IndexMissing, IndexUnwritable
from corpus.page import PageError
from corpus.snapshot import PageRecord
from corpus.store import StoreUnreachable
from ingest.address import Site, is_address
from ingest.crawl import Crawl, SiteUnreachable
from ingest.download import Downloader
from ingest.extract import Defaults
from ingest.fetch import SourceError, files_of
from ingest.files import gather_files
from ingest.history import History, Run
from ingest.isolation import Isolation
from ingest.options import COMMANDS, ingest_parser, limits_of, pace_of, report_parser
from ingest.report import DONE, SOME_FAILED, STOPPED, WRONG_USE, run_of, show, write_log, write_stop
from ingest.status import contradicted, show_diff, show_status, write_csv
from ingest.sync import TooMuchRemoved, sync
from ingest.website import Gathered, Read, gather, known, name_of


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    if given and given[0] in COMMANDS:
        return tell(given[0], report_parser(given[0]).parse_args(given[1:]))
    options, started = ingest_parser().parse_intermixed_args(given), now()
    try:
        run = ingest(options, load_settings(options.data), started)
    except (SourceError, PageError, SettingsError, WeightsError, IndexMissing) as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except (SiteUnreachable, TooMuchRemoved, IndexBusy, IndexUnwritable, ModelError, StoreUnreachable) as error:
        reason = str(error)
        say(reason)
        log(options.log, lambda path: write_stop(path, started, reason))
        return STOPPED
    show(run, Console(stderr=True))
    log(options.log, lambda path: write_log(path, run))
    return SOME_FAILED if run.failed else DONE


def log(path: Path | None, write: Callable[[Path], None]) -> None:
    try:
        if path:
            write(path)
    except OSError as problem:
        say(f"Loggen kunde inte skrivas: {problem}")


def ingest(options: argparse.Namespace, settings: Settings, started: str) -> Run:
    """Gather from every source, then put it all into the index at once, then remember it; one run at a time."""
    index = open_index(settings)
    with index.writing(lambda: say(f"En annan inläsning i {settings.data} pågår. Väntar tills den är klar.")):
        if index.outdated():
            say(
                "Inbäddningsmodellen eller indexets form är ny: alla sidor bäddas in igen. Det gamla indexet ersätts när det är klart."
            )
        return ingest_alone(options, settings, index, started)


def ingest_alone(options: argparse.Namespace, settings: Settings, index: Index, started: str) -> Run:
    history, old = History(settings.data / "history.sqlite"), index.pages()
    with Isolation() as isolation:
        gathered = gather_all(options, settings, history, old, isolation.read)
    check_ids(gathered)
    failed = {origin: reason for one in gathered.values() for origin, reason in one.failed.items()}
    kept = {id_ for one in gathered.values() for id_ in one.kept}
    guarded = [] if options.force else [source for source in gathered if is_address(source)]
    with tqdm(desc="Läser in", unit=" stycken", disable=None) as bar:
        report = sync(index, {source: one.pages for source, one in gathered.items()}, failed,
                      lambda stored, total: advance(bar, stored, total), kept, guarded)  # fmt: skip
    run = run_of(report, gathered, old, index.pages(), started, now())
    try:
        history.record({source: one.seen for source, one in gathered.items()}, run)
    except sqlite3.Error as error:
        lost = f"Sidorna är inlästa, men historiken i {history.path} kunde inte sparas ({error}). Nästa inläsning hämtar dem på nytt."
        return replace(run, failed={**run.failed, str(history.path): lost})
    return run


def gather_all(
    options: argparse.Namespace, settings: Settings, history: History, old: dict[str, PageRecord], read: Read
) -> dict[str, Gathered]:
    """By the name of the source. Files first: they fail fast."""
    defaults = Defaults(options.collection, options.audience)
    sources = list(dict.fromkeys(options.sources))
    gathered = {}
    for source in (one for one in sources if not is_address(one)):
        with tqdm(desc=f"Läser {source}", unit=" filer", disable=None) as bar:
            gathered[source] = gather_files(
                files_of(source),
                history.seen(source),
                defaults,
                read,
                now(),
                lambda done, total: advance(bar, 1, total),
            )
    for source in sources:
        if is_address(source):
            gathered[name_of(source)] = gather_site(source, options, settings, history, old, defaults, read)
    return gathered


def gather_site(
    address: str, options: argparse.Namespace, settings: Settings, history: History, old: dict[str, PageRecord],
    defaults: Defaults, read: Read,
) -> Gathered:  # fmt: skip
    source = name_of(address)
    rows, held = history.seen(source), {id_: record for id_, record in old.items() if record.source == source}
    site = Site(address, frozenset(options.host), tuple(options.exclude), options.max_alike)
    with (
        Downloader(pace_of(options, options.contact or contact_in(settings))) as downloader,
        tqdm(desc=f"Besöker {source}", unit=" adresser", disable=None) as bar,
    ):
        crawl = Crawl(site, downloader, known(rows, held, defaults, now()), limits_of(options))
        return gather(crawl, rows, held, defaults, read, now(), lambda done, total: advance(bar, 1, total))


def contact_in(settings: Settings) -> str:
    """The contact of the settings file; the built-in one is no operator's."""
    return (settings.contact.email or settings.contact.phone or "") if settings.contact != Settings().contact else ""


def check_ids(gathered: dict[str, Gathered]) -> None:
    """Raise PageError where two files or addresses have the same page id."""
    owner: dict[str, str] = {}
    for page in (page for one in gathered.values() for page in one.pages):
        other = owner.setdefault(page.id, page.origin)
        if other != page.origin:
            raise PageError(f"{page.origin} och {other} har samma id: {page.id!r}. Ändra det ena. Inget är inläst.")


def tell(command: str, options: argparse.Namespace) -> int:
    try:
        settings = load_settings(options.data)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    history, console = History(settings.data / "history.sqlite"), Console()
    if command == "status":
        index = open_index(settings)
        return tell_status(index, history, console, options)
    runs = [run for run in history.runs(1 if options.run is None else 400) if options.run in (None, run.number)]
    if not runs:
        print(f"Ingen inläsning att visa i {settings.data}. Läs in något: python -m ingest SOURCE", file=sys.stderr)
        return WRONG_USE
    show_diff(runs[0], console)
    return DONE


def tell_status(index: Index, history: History, console: Console, options: argparse.Namespace) -> int:
    seen = {source: history.seen(source) for source in history.sources()}
    try:
        against = contradicted(index.page_texts()) if index.pages() else []
    except IndexMissing as error:  # of another embedding model
        say(str(error))
        against = []
    show_status(index.pages(), seen, against, history, console, options.all)
    try:
        if options.csv:
            write_csv(options.csv, index.pages(), seen, against)
    except OSError as problem:
        say(f"Tabellen kunde inte skrivas: {problem}")
        return WRONG_USE
    return DONE


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def advance(bar: "tqdm[None]", done: int, total: int) -> None:
    bar.total = total
    bar.update(done)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


if __name__ == "__main__":
    sys.exit(main())
