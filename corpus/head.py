"""Head: what a page's YAML head promises beyond its form (read_page sees to that).

In: the files of a corpus folder. Out: the pages that can be read, and problems.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.page import Page, PageError, read_page
from corpus.problem import Problem, problem_at

NATIONAL = "nationell"  # the collection that speaks for no municipality, so its pages have no notice
WITHOUT_ADDRESS = "sekundär källa utan adress: "


def read_pages(folder: Path) -> tuple[list[Page], list[Problem]]:
    """The pages in the folder's subfolders, and a problem for each file that is not a page."""
    pages, problems = [], []
    for path in sorted(folder.glob("*/*.md")):
        try:
            pages.append(read_page(path))
        except PageError as error:
            problems.append(Problem(path, 1, str(error).removeprefix(f"{path}: ")))
    return pages, problems


def check_heads(pages: Sequence[Page]) -> Iterator[Problem]:
    owner: dict[str, Page] = {}
    for page in pages:
        for key, fault in faults_of(page):
            yield problem_at(page, f"{key}: {fault}", f"{key}:")
        if owner.setdefault(page.id, page) is not page:
            yield problem_at(page, f"id: {page.id!r} finns redan i {owner[page.id].origin}", "id:")


def faults_of(page: Page) -> Iterator[tuple[str, str]]:
    """(key of the head, what is wrong with it)"""
    path = Path(page.origin)
    if page.id != path.stem:
        yield "id", f"{page.id!r} är inte filens namn {path.stem!r}"
    if page.collection != path.parent.name:
        yield "collection", f"{page.collection!r} är inte mappens namn {path.parent.name!r}"
    addresses = [("url", page.url)] + ([("e_service", page.e_service.url)] if page.e_service else [])
    yield from ((key, f"{url!r} är ingen http(s)-adress") for key, url in addresses if not is_address(url))
    for source in page.sources:
        if not is_address(source) and not str(source).startswith(WITHOUT_ADDRESS):
            yield "sources", f"{source!r} är varken en http(s)-adress eller {WITHOUT_ADDRESS!r} med ord"
    if page.notice is None and page.collection != NATIONAL:
        yield "collection", "sidan ska börja med en markering (>)"
    if page.notice is not None and page.collection == NATIONAL:
        yield "collection", "sidan ska inte ha någon markering (>)"
    if not unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8")):
        yield "id", "filen är inte i Unicodes NFC-form"


def is_address(text: str) -> bool:
    return str(text).startswith(("https://", "http://"))
