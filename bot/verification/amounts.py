"""Which words a number belongs to: it may not move to another row, column, unit or thing than it has in the quote.

Each check takes the sentence and what supports it and returns what is wrong, in Swedish, for a report.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.verification.figures import ADDRESS, NUMBER_WORDS, PHONE, YEAR, numbers, one_form, plain
from bot.verification.segments import BREAK, Segment, cells, exclusive, is_row, says, segments, value
from bot.verification.support import Check, Support
from bot.verification.wording import carries, content, covered, held_by, root

RANGE = re.compile(r"(\d+(?: \d{3})*(?:[.,]\d+)?)–(\d+(?: \d{3})*(?:[.,]\d+)?)")
SPAN = re.compile(r"\d+(?:–| och )\d+")
TOKEN = re.compile(r"\d+(?: \d{3})*(?:[.,]\d+)?|[\w-]+")


def row_problem(text: str, support: Support) -> list[str]:
    """A sentence from a table row says the row's name and what stands in a cell."""
    found = []
    for quote in filter(is_row, support.told):
        label, row = cells(quote)
        if not says(text, label):
            found.append(f"raden ”{label}” saknas")
        if not any(says(text, value(cell)) for cell in row):
            found.append(f"värdet på raden ”{label}” saknas")
    return found


def column_problem(text: str, support: Support) -> list[str]:
    """Where a row has several numbers, the sentence says which column its number stands in."""
    return [
        f"kolumnen för {number} saknas"
        for quote in filter(is_row, support.quotes)
        for own in segments([quote])
        for other in segments([quote])
        for number in sorted(numbers(text) & own.numbers - other.numbers)
        if other.numbers - own.numbers and not names_column(text, own, other)
    ]


def names_column(text: str, own: Segment, other: Segment) -> bool:
    apart = [word for word in own.words if not covered(word, other.words)]
    return not apart or any(covered(word, held_by(text)) for word in apart)


def company_problem(text: str, support: Support) -> list[str]:
    """A number stands with the words of its own segment or cell, not with those of another number's."""
    held = counted_segments(support.quotes)
    return [
        f"talet {number} hör till något annat i citatet"
        for said in segments([text])
        for number in sorted(said.numbers)
        if strays(number, said, held, text)
    ]


def counted_segments(quotes: Sequence[str]) -> list[tuple[Segment, Segment]]:
    """The segments with numbers other than years, each as it is and, in a sentence, with the numberless segments beside it."""
    found = []
    for place, quote in enumerate(quotes):
        parts = [replace(part, quote=place) for part in segments([quote])]
        for index, part in enumerate(parts):
            beside = [] if is_row(quote) else parts[max(index - 1, 0) : index + 2]
            words = part.words.union(*(one.words for one in beside if not one.numbers))
            if is_row(quote) or not all(map(YEAR.fullmatch, part.numbers)):
                found.append((part, replace(part, words=words)))
    return found


def strays(number: str, said: Segment, held: Sequence[tuple[Segment, Segment]], text: str) -> bool:
    """Whether every segment with the number has less to do with what stands beside it than some segment with another number."""
    own = [wide for _, wide in held if number in wide.numbers]
    known = frozenset[str]().union(*(one.numbers for one in own))
    others = [part for part, _ in held if part.numbers - known and not said.numbers & (part.numbers - known)]
    return bool(own) and any(all(leans(said, other, one, held_by(text)) for one in own) for other in others)


def leans(said: Segment, other: Segment, own: Segment, text: frozenset[str]) -> bool:
    """Whether what stands with the number is the other number's: more of its words, or one in place of a word of its own."""
    theirs = sum(exclusive(word, other.words, own.words) for word in said.words)
    ours = sum(exclusive(word, own.words, other.words) for word in said.words)
    apart = [word for word in own.words if not covered(word, other.words)]
    lost = any(not covered(word, text) for word in apart)
    return (theirs > ours and (bool(apart) or own.quote != other.quote)) or (theirs > 0 and lost)


def range_problem(text: str, support: Support) -> list[str]:
    """ "3 500–8 800" is not "8 800"."""
    quote = plain(" ".join(support.told))
    rest = numbers(RANGE.sub(" ", quote))
    ends = {match[0]: numbers(f"{match[1]} ; {match[2]}") - rest for match in RANGE.finditer(quote)}
    return [f"bara en ände av {found}" for found, both in ends.items() if len(both & numbers(text)) == 1 < len(both)]


def unit_problem(text: str, support: Support) -> list[str]:
    """ "40 röster inom 90 dagar" is not "90 röster"."""
    quote = " ; ".join(support.quotes)
    held: dict[str, list[str]] = {}
    for number, after in units(quote):
        held.setdefault(number, []).extend(after)
    return [
        f"”{number} {after[0]}” står inte så i citatet"
        for number, after in units(text)
        if held.get(number) and exclusive(after[0], held_by(quote), frozenset(held[number]))
    ]


def units(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(number, the one or two content words that follow it at once)."""
    for part in BREAK.split(plain(text)):
        tokens = TOKEN.findall(part)
        for place, token in enumerate(tokens):
            following = tokens[place + 1 : place + 3]
            after = content(" ".join(following))
            if is_number(token) and not YEAR.fullmatch(token) and after and carries(following[0]):
                yield figure(token), after


def context_problem(text: str, support: Support) -> list[str]:
    """A number in a sentence keeps the word before or after it ("45 av 600" is not "600 av 45"); a year moves freely."""
    held: dict[str, set[str]] = {}
    for number, beside in contexts(" ; ".join(quote for quote in support.quotes if not is_row(quote))):
        held.setdefault(number, set()).update(beside)
    rows = numbers(" ".join(filter(is_row, support.quotes)))
    return [
        f"talet {number} står inte så i citatet"
        for number, beside in contexts(text)
        if number in held and number not in rows and not beside & held[number]
    ]


def contexts(text: str) -> Iterator[tuple[str, set[str]]]:
    """(number, the stems before "<" and after ">" it), without years and the numbers of a span ("0–6", "mellan 0 och 6")."""
    tokens = TOKEN.findall(ADDRESS.sub(" ", PHONE.sub(" ", SPAN.sub(" ", plain(text)))))
    forms = ["", *(figure(token) if is_number(token) else root(token) for token in tokens), ""]
    for place, token in enumerate(tokens, 1):
        if is_number(token) and not YEAR.fullmatch(token):
            yield forms[place], {f"<{forms[place - 1]}", f">{forms[place + 1]}"}


def is_number(token: str) -> bool:
    return token[0].isdigit() or token in NUMBER_WORDS


def figure(token: str) -> str:
    return one_form(NUMBER_WORDS.get(token, token))


CHECKS: tuple[Check, ...] = (
    row_problem, column_problem, company_problem, range_problem, unit_problem, context_problem,
)  # fmt: skip
