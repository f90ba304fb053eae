"""Contradictions: two pages that state the same amount, deadline or telephone number differently.

In: pages. Out: problems.
Statements are compared by the cosine of their stems' TF-IDF weights with amounts and dates taken out; two that are
alike must not have different values of the same unit. A statement that has more values than the other says more, and
contradicts nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from corpus.markdown import statements
from corpus.match import MONTHS, NUMBER, number, written_out
from corpus.page import Contact, Page
from corpus.problem import Problem, problem_at
from corpus.swedish import stem, stems

ALIKE = 0.75  # cosine; statements that differ without contradicting each other reach 0.69 (November 2026)
AT_A_TIME = 500  # statements compared with all others: a whole site's at once would fill the memory
FEWEST_WORDS = 3  # in a statement that is compared: "Barn – Ålder: 3 år" says too little alone
UNITS = frozenset(
    stems(
        """krona kronor öre euro procent minut minuter timme timmar dygn dag dagar arbetsdagar vardagar vecka veckor
        månad månader år meter kilometer mil kvadratmeter kubikmeter hektar liter kilo kilogram ton personer poäng"""
    )
)
VALUES = rf"({NUMBER.pattern})(?:\s*(?:–|-|till|eller|och)\s*({NUMBER.pattern}))?"
QUANTITY = re.compile(rf"{VALUES}\s+([^\W\d_]+)")
YEAR = re.compile(r"(19|20)\d\d")
CLOCK = re.compile(rf"klockan\.? {VALUES}")


@dataclass(frozen=True)
class Statement:
    page: Page
    text: str

    @cached_property
    def words(self) -> list[str]:
        """Stems without numbers, units and months; years stay, for what held in 2023 does not contradict 2024."""
        held = stems(written_out(self.text))
        return [word for word in held if YEAR.fullmatch(word) or not (word[0].isdigit() or word in {*UNITS, *MONTHS})]

    @cached_property
    def quantities(self) -> dict[str, set[str]]:
        return quantities(self.text)


@dataclass(frozen=True)
class Contradiction:
    """Two statements on different pages that are alike, and the units that they have other values of."""

    one: Statement
    other: Statement
    units: tuple[str, ...]


def contradictions(pages: Sequence[Page], least: float = ALIKE) -> Iterator[Contradiction]:
    """Args: least: cosine of two statements that are compared."""
    made = [Statement(page, text) for page in pages for text in dict.fromkeys(statements(page.text))]
    counted = [statement for statement in made if statement.quantities and len(statement.words) >= FEWEST_WORDS]
    for one, other in alike(counted, least):
        units = different_units(one, other)
        if one.page.id != other.page.id and units:
            yield Contradiction(one, other, tuple(units))


def check_contradictions(pages: Sequence[Page]) -> Iterator[Problem]:
    for found in contradictions(pages):
        one, other = found.one, found.other
        message = f"säger annat ({', '.join(found.units)}) än {one.page.id}: ”{other.text}” – ”{one.text}”"
        yield problem_at(other.page, message, other.text)


def check_contacts(pages: Sequence[Page]) -> Iterator[Problem]:
    """The same contact has the same telephone number and e-mail address on every page that gives them."""
    contacts = [(page, page.contact) for page in pages if page.contact]
    for (page, one), (other_page, other) in combinations(contacts, 2):
        for key in ("phone", "email"):
            values = (getattr(one, key), getattr(other, key))
            if reached(one) == reached(other) and all(values) and values[0] != values[1]:
                message = f"{other.name} har {values[1]} här men {values[0]} på {page.id}"
                yield problem_at(other_page, message, values[1])


def reached(contact: Contact) -> str:
    """Who answers: "LSS-handläggare via Kontaktcenter" -> "Kontaktcenter"."""
    return contact.name.rpartition(" via ")[2]


def alike(made: Sequence[Statement], least: float) -> Iterator[tuple[Statement, Statement]]:
    from sklearn.feature_extraction.text import TfidfVectorizer  # heavy

    if len(made) < 2:
        return
    weights = TfidfVectorizer(analyzer=lambda statement: statement.words).fit_transform(made)
    for start in range(0, len(made), AT_A_TIME):
        cosines = (weights[start : start + AT_A_TIME] @ weights.T).tocoo()
        near = cosines.data >= least
        for row, column in zip(cosines.row[near] + start, cosines.col[near], strict=True):
            if row < column:
                yield made[row], made[column]


def different_units(one: Statement, other: Statement) -> list[str]:
    """Units that each has a value of that the other lacks."""
    first, second = one.quantities, other.quantities
    shared = first.keys() & second.keys()
    return sorted(unit for unit in shared if first[unit] - second[unit] and second[unit] - first[unit])


def quantities(text: str) -> dict[str, set[str]]:
    """Values by the stem of their unit; dates as "datum", hours as "klockan" ("7–9 kr" -> {"kron": {"7", "9"}})."""
    written = written_out(text)
    found: dict[str, set[str]] = {}
    for first, last, word in QUANTITY.findall(written):
        unit = "datum" if word in MONTHS else stem(word)
        suffix = f" {word}" if word in MONTHS else ""
        if suffix or unit in UNITS:
            found.setdefault(unit, set()).update(number(value) + suffix for value in (first, last) if value)
    for hours in CLOCK.findall(written):
        found.setdefault("klockan", set()).update(number(value) for value in hours if value)
    return found
