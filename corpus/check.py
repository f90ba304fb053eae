"""Check: everything that must be true of the pages before they are shown.

In: a corpus folder (collections of pages, left_out.toml, names.txt) and, where there are any, the fact sheets.
Out: a table by category and every problem, with its file and line.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.table import Table

from corpus.contradictions import check_contacts, check_contradictions
from corpus.coverage import Coverage, check_coverage, check_sheet_names
from corpus.dictionary import swedish_dictionary
from corpus.duplicates import check_duplicates
from corpus.head import check_heads, read_pages
from corpus.page import Page
from corpus.problem import Problem
from corpus.readability import check_readability, lix
from corpus.references import check_references
from corpus.sheet import read_left_out, read_sheets
from corpus.spelling import check_names, check_spelling, read_names

CORPUS = Path(__file__).parent
FACTS = CORPUS.parent.parent / "shared" / "facts"
CHECKS = (check_heads, check_references, check_duplicates, check_contradictions, check_contacts, check_readability)


@dataclass(frozen=True)
class Report:
    pages: Sequence[Page]
    coverage: Mapping[str, Coverage]  # by sheet id; empty when skipped
    problems: Sequence[Problem]  # in the order of file and line
    skipped: Sequence[str]  # what was not checked, and why


def check(folder: Path, facts: Path) -> Report:
    """Check the pages of a corpus folder.

    Raises:
        SheetError: a fact sheet or left_out.toml cannot be read.
    """
    pages, problems = read_pages(folder)
    skipped = []
    for check_pages in CHECKS:
        problems += check_pages(pages)
    coverage: Mapping[str, Coverage] = {}
    if facts.is_dir():
        coverage, found = facts_of(pages, facts, folder / "left_out.toml")
        problems += found
    else:
        skipped.append(f"Faktatäckningen är inte kontrollerad: mappen {facts} finns inte.")
    problems += spelling_of(pages, folder / "names.txt")
    return Report(pages, coverage, sorted(set(problems)), skipped)


def facts_of(pages: Sequence[Page], facts: Path, listing: Path) -> tuple[dict[str, Coverage], list[Problem]]:
    sheets, left_out = read_sheets(facts), read_left_out(listing)
    coverage = check_coverage(pages, sheets, left_out, listing)
    found = [problem for sheet in coverage.values() for problem in sheet.problems]
    return coverage, [*found, *check_sheet_names(pages, sheets, left_out, listing)]


def spelling_of(pages: Sequence[Page], listing: Path) -> list[Problem]:
    accepts, names = swedish_dictionary(), read_names(listing)
    return [*check_spelling(pages, frozenset(names), accepts), *check_names(pages, names, accepts, listing)]


def show(report: Report, console: Console) -> None:
    table = Table("kategori", title="Sidor", title_justify="left")
    for column in ("sidor", "fakta täckta", "utelämnade", "LIX medel", "LIX högst"):
        table.add_column(column, justify="right")
    for category in sorted({page.category for page in report.pages}):
        table.add_row(category, *row([page for page in report.pages if page.category == category], report.coverage))
    table.add_section()
    table.add_row("alla", *row(report.pages, report.coverage))
    console.print(table)
    for problem in report.problems:
        print(problem)
    for reason in report.skipped:
        print(reason)
    print(f"{len(report.problems)} fel" if report.problems else "Inga fel.")


def row(pages: Sequence[Page], coverage: Mapping[str, Coverage]) -> list[str]:
    """A sheet counts for the page that has its id, so that it counts once; "–" when coverage was skipped."""
    counts = sum((Counter(coverage[page.id].counts) for page in pages if page.id in coverage), Counter())
    values = [lix(page.text) for page in pages]
    facts = [str(counts[outcome]) if coverage else "–" for outcome in ("covered", "left out")]
    return [str(len(pages)), *facts, f"{mean(values or [0]):.0f}", f"{max(values, default=0):.0f}"]
