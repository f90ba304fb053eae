"""python -m ingest SOURCE... [--collection falun] [--audience invånare] [--data DIR]

Makes the index hold the pages of these sources: folders, or single files of .md, .html and .pdf.
Exit codes: 0 done; 1 some file could not be read (the rest is done); 2 wrong use.
"""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from bot.models import embedding_identity, load_embeddings
from bot.settings import SettingsError, load_settings
from bot.weights import WeightsError
from corpus.index import Index, IndexMissing
from corpus.page import AUDIENCES, Page, PageError
from ingest.extract import Defaults, extract
from ingest.fetch import SourceError, files_of
from ingest.sync import Report, sync


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        settings = load_settings(options.data)
        files = {source: files_of(source) for source in dict.fromkeys(options.sources)}
        pages, failed = read(files, Defaults(options.collection, options.audience))
        index = Index(settings.data / "index", embedding_identity(settings), load_embeddings(settings))
        with tqdm(desc="Läser in", unit=" stycken", disable=None) as bar:
            report = sync(index, pages, failed, lambda stored, total: advance(bar, stored, total))
    except (SourceError, PageError, SettingsError, WeightsError, IndexMissing) as error:
        print(error, file=sys.stderr)
        return 2
    show(report)
    return 1 if failed else 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m ingest", description="Läs in sidor i sökindexet.")
    made.add_argument("sources", nargs="+", metavar="SOURCE", help="en mapp eller en fil (.md, .html, .pdf)")
    made.add_argument("--collection", default="falun", help="samling för sidor som inte själva säger sin (falun)")
    made.add_argument(
        "--audience", default="invånare", choices=AUDIENCES, help="målgrupp för sidor som inte själva säger sin"
    )
    made.add_argument("--data", type=Path, help="mapp för index och tillstånd (var)")
    return made


def read(files: dict[str, list[Path]], defaults: Defaults) -> tuple[dict[str, list[Page]], dict[str, str]]:
    """(pages by source, reason by file that could not be read).

    Raises:
        PageError: two files have the same page id.
    """
    pages: dict[str, list[Page]] = {source: [] for source in files}
    failed: dict[str, str] = {}
    owner: dict[str, Path] = {}
    for source, paths in files.items():
        for path in paths:
            try:
                page = extract(path, defaults)
            except PageError as error:
                failed[str(path)] = str(error)
                continue
            if owner.setdefault(page.id, path) != path:
                raise PageError(
                    f"{path} och {owner[page.id]} har samma id: {page.id!r}. Ändra det ena. Inget är inläst."
                )
            pages[source].append(page)
    return pages, failed


def advance(bar: "tqdm[None]", stored: int, total: int) -> None:
    bar.total = total
    bar.update(stored)


def show(report: Report) -> None:
    table = Table("nya", "ändrade", "oförändrade", "borttagna", "misslyckade", title=f"Index {report.version}")
    table.add_row(*(str(len(found)) for found in
                    (report.new, report.changed, report.unchanged, report.removed, report.failed)))  # fmt: skip
    Console(stderr=True).print(table)
    for reason in report.failed.values():
        print(reason, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
