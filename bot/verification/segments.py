"""A quote in parts that belong together: the cells of a table row, or what stands between commas, "och" and "men"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.verification.figures import numbers, plain
from bot.verification.wording import content, covered, overlap

BREAK = re.compile(r"[,;:•()]\s|\s(?:och|men|samt|medan)\s|\. ")
SAID = 0.5  # share of a part's words that the sentence holds when it says it


@dataclass(frozen=True)
class Segment:
    """Content words and numbers of a part; `quote` tells which of the quotes it stands in."""

    words: frozenset[str]
    numbers: frozenset[str]
    quote: int = 0

    @property
    def all(self) -> frozenset[str]:
        return self.words | self.numbers


def segments(quotes: Sequence[str]) -> list[Segment]:
    return [segment(part, place) for place, quote in enumerate(quotes) for part in parts(quote)]


def segment(text: str, quote: int = 0) -> Segment:
    return Segment(frozenset(content(text)), frozenset(numbers(text)), quote)


def parts(quote: str) -> list[str]:
    """A row's cells, each with the row's name; of other quotes what stands between the breaks."""
    if is_row(quote):
        label, row = cells(quote)
        return [f"{label} {cell}" for cell in row]
    return [part for part in BREAK.split(plain(quote)) if part.strip()]


def is_row(quote: str) -> bool:
    """A table row as corpus.markdown writes it, "name – header: cell, header: cell"; it has no verb."""
    return " – " in quote


def cells(quote: str) -> tuple[str, list[str]]:
    """(the row's name, its "header: cell" parts)."""
    label, _, rest = quote.partition(" – ")
    return label, re.split(r", (?=[A-ZÅÄÖ][^:]*: )", rest)


def value(cell: str) -> str:
    return cell.rpartition(": ")[2]


def core(quote: str) -> str:
    """A row's name and values without its headers; other quotes whole."""
    if not is_row(quote):
        return quote
    label, row = cells(quote)
    return " ".join([label, *map(value, row)])


def says(text: str, part: str) -> bool:
    """Whether the sentence has the part's numbers and half of its words."""
    return numbers(part) <= numbers(text) and overlap(part, text) >= SAID


def exclusive(word: str, one: frozenset[str], other: frozenset[str]) -> bool:
    return covered(word, one) and not covered(word, other)
