"""What a sentence is held against: the quotes that it cites, what it says of them, and where they stand on the page."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answer import Evidence
from bot.verification.figures import numbers
from bot.verification.markers import phrase
from bot.verification.segments import SAID, cells, is_row, says, value
from bot.verification.wording import covered, held_by, overlap, uncovered

ADDS = re.compile(
    r", (?:och|som|eftersom|vilket|så|för|alltså|varav|för att|till exempel|ofta kallat|även kallat|det vill säga)\b[^,;:•.]*"
    r"|\([^)]*\)"
)
"""What may follow a statement: a further one, a reason, an explanation."""
DOUBTS = r"inte|saknas|oklart|osäkert|eventuellt|kan ha"
DEMANDS = r"villkoren?|\w*kraven?|grupperna|om (?:du|ni|alla)"
ITEM_SAID = 0.4  # share of a list item's words; an item often goes on beyond what is asked


@dataclass(frozen=True)
class Support:
    """`quotes` as they stand, `told`: without the parts that the sentence leaves out, `places`: titles and headings, `home`:
    the collection, which is named after the municipality."""

    quotes: tuple[str, ...]
    told: tuple[str, ...]
    places: str
    home: str

    @classmethod
    def of(cls, text: str, cited: Sequence[Evidence]) -> "Support":
        quotes = tuple(one.text for one in cited)
        places = " ".join(" ".join([one.chunk.title, *one.chunk.heading]) for one in cited)
        return cls(quotes, tuple(relevant(text, quote) for quote in quotes), places, cited[0].chunk.collection)

    @property
    def said(self) -> str:
        """What is told, in one text; what introduces every item of a list once."""
        return joined(self.told)

    @property
    def held(self) -> str:
        """All words that the sentence may use: the quotes, of a table row only the cells that are told."""
        return joined([told if is_row(quote) else quote for quote, told in zip(self.quotes, self.told, strict=True)])


Check = Callable[[str, Support], list[str]]
"""Sentence, support -> what is wrong, in Swedish, for a report."""


def joined(quotes: Sequence[str]) -> str:
    first, *rest = quotes
    introduction = first.partition(": ")[0] + ": "
    return " ".join([first, *(one.removeprefix(introduction) for one in rest)])


def relevant(text: str, quote: str) -> str:
    """The quote without the cells, explanations and list items that the sentence leaves out; demands are kept whole."""
    if is_row(quote):
        label, row = cells(quote)
        kept = [cell for cell in row if says(text, value(cell))]
        return f"{label} – {', '.join(kept or row)}"
    short = ADDS.sub(lambda found: found[0] if is_told(text, quote, found[0]) else "", quote)
    introduction, *items = short.split(" • ")
    if phrase(introduction, DEMANDS):
        return short
    return " • ".join([introduction, *(item for item in items if overlap(item, text) >= ITEM_SAID)])


def is_told(text: str, quote: str, addition: str) -> bool:
    """Whether the sentence takes up what is added, by a number or the words that only the addition has; a doubt always belongs."""
    own = uncovered(addition, held_by(quote.replace(addition, "")))
    said = held_by(text)
    needed = phrase(addition, DOUBTS) or bool(numbers(addition) & numbers(text))
    return needed or sum(covered(word, said) for word in own) >= SAID * max(len(own), 1)
