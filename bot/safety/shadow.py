"""A text -> its shadow: equally long, with every digit, dash, space and full-width sign in its plain form.

Patterns for personal data read the shadow, so that they need to know one form of each sign; what they find, a Span, is replaced in the
text itself.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

Span = tuple[int, int, str]  # from, to, what it is: "personnummer"

DASHES = dict.fromkeys("‐‑‒–—―−﹣－⁃", "-")
LIKE_DIGITS = {"O": "0", "o": "0", "l": "1", "I": "1"}  # typed for the digit, or to get past a filter
LIKE_DIGIT = re.compile(r"(?<=\d)[OoIl](?=[\dOoIl\-+ ]*\d)|(?<![^\W\d])[OoIl](?=\d)")
AMOUNT = (
    r"\s?(?:kr\b|kronor|:-|%|procent|sek\b|euro|€|tkr|mkr|miljon|tusen)"  # after a number: it is no number of somebody
)


SAID = (
    r"(?:noll|ett|en|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton|tjugo|"
    r"trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio|hundra|tusen)"
)
SAID_DIGITS = rf"{SAID}{{1,5}}(?:[ ,.\-]{{1,2}}(?:{SAID}{{1,5}}|streck)){{4,}}\b"  # a number said in words, in groups: "åttiofem noll tre tolv"


def shadow(text: str) -> str:
    """Each character stays in its place."""
    return LIKE_DIGIT.sub(lambda found: LIKE_DIGITS[found[0]], "".join(map(plain_character, text)))


def plain_character(character: str) -> str:
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    folded = unicodedata.normalize("NFKC", character)
    return DASHES.get(character) or (" " if character.isspace() else folded if len(folded) == 1 else character)


def spans(pattern: re.Pattern[str], text: str, name: str) -> Iterator[Span]:
    """Where the pattern's group "it", or all of it, stands."""
    group = "it" if "it" in pattern.groupindex else 0
    yield from ((*found.span(group), name) for found in pattern.finditer(text))


def replaced(text: str, found: Iterable[Span]) -> str:
    """The text with each span replaced by what it is, in brackets; spans that overlap are one, named by the one found first."""
    parts, end = [], 0
    for start, stop, name in joined(list(found)):
        parts += [text[end:start], f"[{name}]"]
        end = stop
    return "".join([*parts, text[end:]])


def joined(found: list[Span]) -> list[Span]:
    """Spans in order of place, none overlapping another."""
    groups: list[list[int]] = []
    for number in sorted(range(len(found)), key=lambda number: found[number][0]):
        if groups and found[number][0] < max(found[other][1] for other in groups[-1]):
            groups[-1].append(number)
        else:
            groups.append([number])
    return [(found[group[0]][0], max(found[one][1] for one in group), found[min(group)][2]) for group in groups]


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def luhn(number: str) -> bool:
    """The check digit of ISO/IEC 7812-1, annex B."""
    from stdnum import luhn as checker

    return bool(checker.is_valid(number))
