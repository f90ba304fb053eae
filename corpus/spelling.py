"""Spelling: every Swedish word on a page is in the dictionary, a compound of words that are, or a listed name or term.

In: pages and corpus/names.txt (names and terms, one a line, sorted). Out: problems.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from pathlib import Path

from corpus.dictionary import Accepts
from corpus.markdown import sections, statements
from corpus.page import Page
from corpus.problem import Problem, problem_at
from corpus.swedish import compound_parts, stem

ADDRESS = re.compile(r"\S+@\S+|https?://\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:se|com|eu|org|dk|no|nl|uk|law|lat|de)\b\S*")
WORD = re.compile(r"[^\W\d_]+(?:[-'’:][^\W\d_]+)*")
ENDINGS = ("s", ":s", "n", "ns", "en", "ens", "et", "ets", "er", "erna")  # Diggs, IMY:s, policyn


def read_names(path: Path) -> list[str]:
    """Names and terms in the order of the file; none when there is no file."""
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def check_spelling(pages: Sequence[Page], names: Collection[str], accepts: Accepts) -> Iterator[Problem]:
    said = {page.id: words_of(page) for page in pages}
    vocabulary = set(chain.from_iterable(said.values()))
    unknown = {word for word in vocabulary if not is_known(word, names, accepts)}
    known = frozenset(stem(word.casefold()) for word in vocabulary - unknown)
    misspelt = {word for word in unknown if not compound_parts(stem(word.casefold()), known)}
    for page in pages:
        for word in said[page.id]:
            if word in misspelt:
                yield problem_at(page, f"okänt ord: {word} (rätta det, eller för in det i names.txt)", word)


def check_names(pages: Sequence[Page], names: Sequence[str], accepts: Accepts, listing: Path) -> Iterator[Problem]:
    """The list is sorted and holds nothing that the pages do without. Args: listing: the file of the names."""
    parts = {part for page in pages for word in words_of(page) for part in parts_of(word, accepts)}
    needed = {form for part in parts if not accepts(part) for form in forms(part)}
    for line, name in enumerate(names, 1):
        if name not in needed:
            yield Problem(listing, line, f"{name} behövs inte i listan")
    if list(names) != sorted(set(names), key=lambda name: (name.casefold(), name)):
        yield Problem(listing, 1, "listan ska vara sorterad, med varje namn en gång")


def words_of(page: Page) -> list[str]:
    """The words that a reader sees, each once, addresses left out."""
    headings = [title for section in sections(page.text) for title in section.heading]
    contact = [page.contact.name, page.contact.hours or ""] if page.contact else []
    service = [page.e_service.name] if page.e_service else []
    seen = "\n".join([page.title, page.note or "", *contact, *service, *headings, *statements(page.text)])
    return list(dict.fromkeys(WORD.findall(ADDRESS.sub(" ", seen))))


def parts_of(word: str, accepts: Accepts) -> list[str]:
    """The word, or what stands between its hyphens when the dictionary does not have it whole."""
    return [word] if accepts(word) else [part for part in word.split("-") if part]


def is_known(word: str, names: Collection[str], accepts: Accepts) -> bool:
    return all(accepts(part) or any(form in names for form in forms(part)) for part in parts_of(word, accepts))


def forms(word: str) -> set[str]:
    """What the list may call the word: as it stands or without an ending, with or without its capital letter."""
    bare = {word, *(word.removesuffix(ending) for ending in ENDINGS)}
    return bare | {form[:1].lower() + form[1:] for form in bare}
