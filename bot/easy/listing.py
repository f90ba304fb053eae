"""What a sentence or table row enumerates -> a list with one thing on each line ("A: • B • C och • D")."""

import re

from bot.verification.markers import NEGATIONS, phrase
from bot.verification.segments import cells, is_row

MANY = 3  # things that make a list
LONGEST = 5  # words of a thing
ENUMERATION = re.compile(
    r"(?P<opening>[^,;:•()]+)(?P<middle>(?:, [^,;:•()]+)+) (?P<joint>och|eller|samt) (?P<last>[^,;:•()]+)$"
)
PREPOSITION = r"(?:av|för|i|inom|med|mellan|mot|om|på|till|vid|från|hos|genom|under|efter)"
VERB = r"(?:är|vara|blir|har|får|kan|arbetar|studerar|söker|behöver|bor|gäller|omfattar|innehåller|heter|erbjuder)"
ARTICLE = r"(?:en|ett|den|det|din|ditt|dina)"
BEFORE = re.compile(rf"\b(?:{PREPOSITION}|{VERB}|exempel|annat)$")
INSEPARABLE = "både|antingen|varken|mellan|såväl|dels"


def listed(body: str) -> str:
    """The sentence with its list at the end, or as it was."""
    if is_row(body):
        label, row = cells(body)
        return " • ".join([f"{label}:", *row]) if len(row) > 1 else body
    found = ENUMERATION.match(body)
    if not found or phrase(body, f"{NEGATIONS}|{INSEPARABLE}"):
        return body
    middle: list[str] = found["middle"].removeprefix(", ").split(", ")
    start = first_thing(found["opening"], [*middle, found["last"]])
    if start is None or not alike([found["opening"][start:], *middle, found["last"]]):
        return body
    head = found["opening"][:start].rstrip()
    things = [found["opening"][start:], *middle]
    return " • ".join([f"{head}:", *things[:-1], f"{things[-1]} {found['joint']}", found["last"]])


def first_thing(opening: str, others: list[str]) -> int | None:
    """Where in the sentence's opening the first thing begins: it looks like the others."""
    first = others[0].split()[0]
    if all(len(one.split()) == 1 for one in others):
        place = opening.rfind(" ") + 1
    elif re.fullmatch(ARTICLE, first):
        place = last_place(rf"\b{ARTICLE} ", opening)
    elif re.fullmatch(VERB, first):
        place = (
            last_place(rf"(?<=\bdu ){VERB}\b", opening) if all(re.match(rf"{VERB}\b", one) for one in others) else -1
        )
        return place if place > 0 else None
    elif re.fullmatch(PREPOSITION, first):
        return None
    else:
        place = last_place(rf"\b{re.escape(first)} ", opening)
    named = place > 0 and BEFORE.search(opening[:place].rstrip()) and not re.search(rf"\b{VERB}\b", opening[place:])
    return place if named else None


def last_place(pattern: str, text: str) -> int:
    return max((found.start() for found in re.finditer(pattern, text)), default=-1)


def alike(things: list[str]) -> bool:
    """Enough of them, none long, and nothing after the last that may belong to all."""
    tail = re.search(rf"\b(?:{PREPOSITION}|som|när|där|enligt|utan|per)\b", things[-1].partition(" ")[2])
    return (
        len(things) >= MANY
        and all(len(one.split()) <= LONGEST and not one.endswith("-") for one in things)
        and not (tail and not re.search(rf"\b{PREPOSITION}\b", things[0].partition(" ")[2]))
    )
