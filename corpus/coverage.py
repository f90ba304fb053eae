"""Coverage: every fact of every fact sheet stands on a page, or is left out for a reason that is written down.

In: pages, sheets and the reasons. Out: how many facts of each sheet are covered and left out, and problems.
A reason may instead show where the page has the fact: `täcks med andra ord: "quote from the page"`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.markdown import statements
from corpus.match import Held, held_by, missing
from corpus.page import Page
from corpus.problem import Problem, line_of, problem_at
from corpus.references import linked_ids
from corpus.sheet import LeftOut, Sheet
from corpus.swedish import normalise, stems

# Shares of a fact's content words, chosen on 1,198 facts and 147 pages in November 2026. From SHARE on a fact counts as
# covered: 1,118 do, and taking away the one sentence that says it best is then noticed for 72 of 100. With 0.75 it is
# 81, but 159 facts would need a quote. Facts that pages leave out reach 0.73: below SURE a listed reason is believed.
SHARE, SURE = 0.65, 0.8
IN_OTHER_WORDS = "täcks med andra ord:"
QUOTE = re.compile(r'"([^"]+)"')

Outcome = Literal["covered", "left out", "forgotten", "wrongly listed"]


@dataclass(frozen=True)
class Coverage:
    """What became of one sheet's facts."""

    counts: Mapping[Outcome, int]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Reading:
    """The pages where a sheet's facts are looked for: those that name it, then those that they link to."""

    pages: Sequence[Page]
    held: Sequence[Held]  # by the same pages
    known: frozenset[str]  # stems that compounds may be made of

    def gaps(self, fact: str) -> list[tuple[list[str], float]]:
        """(numbers lost, share of words found) for each page."""
        return [missing(fact, held, self.known) for held in self.held]

    def covers(self, fact: str, least: float = SHARE) -> bool:
        return any(not lost and share >= least for lost, share in self.gaps(fact))

    def has(self, quote: str) -> bool:
        return any(folded(quote) in folded(readable(page)) for page in self.pages)


def check_coverage(
    pages: Sequence[Page], sheets: Sequence[Sheet], left_out: LeftOut, listing: Path
) -> dict[str, Coverage]:
    """Coverage by sheet id. Args: listing: the file that left_out was read from."""
    known = frozenset(stem for page in pages for stem in stems(readable(page)) if not stem[0].isdigit())
    held = {page.id: held_by(readable(page), known) for page in pages}
    by_id = {page.id: page for page in pages}
    found = {}
    for sheet in sheets:
        naming = sorted((page.id for page in pages if sheet.id in page.sheets), key=lambda page_id: page_id != sheet.id)
        linked = [target for page_id in naming for target in linked_ids(by_id[page_id]) if target in by_id]
        looked = dict.fromkeys([*naming, *linked])
        reading = Reading([by_id[page_id] for page_id in looked], [held[page_id] for page_id in looked], known)
        found[sheet.id] = cover(sheet, reading, left_out.get(sheet.id, {}), listing)
    return found


def check_sheet_names(
    pages: Sequence[Page], sheets: Sequence[Sheet], left_out: LeftOut, listing: Path
) -> Iterator[Problem]:
    """Sheets that a page or the list names although there are none."""
    known = {sheet.id for sheet in sheets}
    for page in pages:
        for name in page.sheets:
            if name not in known:
                yield problem_at(page, f"sheets: faktabladet {name!r} finns inte", "sheets:")
    for name in left_out:
        if name not in known:
            yield listed(listing, name, None, "faktabladet finns inte")


def cover(sheet: Sheet, reading: Reading, reasons: Mapping[int, str], listing: Path) -> Coverage:
    if not reading.pages:
        unnamed = Problem(sheet.path, 1, "ingen sida nämner faktabladet i sheets")
        return Coverage({"forgotten": len(sheet.facts)}, (unnamed,))
    counts: Counter[Outcome] = Counter()
    problems = []
    for number, fact in enumerate(sheet.facts, 1):
        outcome = outcome_of(fact, reasons.get(number), reading)
        counts[outcome] += 1
        if outcome == "forgotten":
            problems.append(forgotten(sheet, number, reading))
        elif outcome == "wrongly listed":
            problems.append(listed(listing, sheet.id, number, fault_of(fact, reasons[number], reading)))
    for number in reasons:
        if not 1 <= number <= len(sheet.facts):
            problems.append(listed(listing, sheet.id, number, f"bladet har bara {len(sheet.facts)} fakta"))
    return Coverage(counts, tuple(problems))


def outcome_of(fact: str, reason: str | None, reading: Reading) -> Outcome:
    if reason is None:
        return "covered" if reading.covers(fact) else "forgotten"
    if fault_of(fact, reason, reading):
        return "wrongly listed"
    return "covered" if reason.startswith(IN_OTHER_WORDS) else "left out"


def fault_of(fact: str, reason: str, reading: Reading) -> str:
    """Why the fact should not be listed so; empty when it should."""
    if not reason.strip():
        return "skälet saknas"
    if reading.covers(fact, SURE):
        return "faktumet täcks redan av sidan; ta bort raden"
    if not reason.startswith(IN_OTHER_WORDS):
        return ""
    quotes = QUOTE.findall(reason)
    lost = [quote for quote in quotes if not reading.has(quote)]
    return f"citatet står inte på sidan: {lost[0]!r}" if lost else "" if quotes else "citatet saknas"


def forgotten(sheet: Sheet, number: int, reading: Reading) -> Problem:
    fact = sheet.facts[number - 1]
    lost, share = min(reading.gaps(fact), key=lambda gap: (gap[1] < SHARE, len(gap[0]), -gap[1]))
    why = f"talen {', '.join(lost)} saknas" if lost else f"bara {share:.0%} av orden finns"
    return problem_at(reading.pages[0], f"faktum {number} i {sheet.id} täcks inte ({why}): {fact}", "sheets:")


def listed(listing: Path, sheet: str, number: int | None, fault: str) -> Problem:
    """A problem at the sheet's table in the list, or at the fact's row in it."""
    text = listing.read_text(encoding="utf-8")
    table = line_of(text, f"[{sheet}]")
    rows = enumerate(text.splitlines()[table:], table + 1)
    line = next((place for place, row in rows if re.match(rf"\s*\"?{number}\"?\s*=", row)), table)
    return Problem(listing, line, f"{sheet}{f', faktum {number}' if number is not None else ''}: {fault}")


def readable(page: Page) -> str:
    """Everything on the page that a reader sees, markup dropped by statements and kept in the text."""
    contact = [value for value in vars(page.contact).values() if value] if page.contact else []
    service = list(vars(page.e_service).values()) if page.e_service else []
    return "\n".join([page.title, *statements(page.text), page.text, page.note or "", *contact, *service])


def folded(text: str) -> str:
    return " ".join(normalise(text).split())
