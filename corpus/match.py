"""Match: does a page say what a fact notes in telegram style?

In: a fact and the text of a page. Out: the numbers that the page lacks, and the share of the fact's content words that
it has, as stems, as parts of compounds or with the same beginning. Tolerant: it finds what was forgotten, not what was
said badly.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from corpus.swedish import compound_parts, normalise, stems

SOURCE_MARK = re.compile(r"\[S\d+[^\]]*\]|\(slutsats\)")
ISO_DATE = re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])-(\d\d)\b")
SHORT_YEAR = re.compile(r"\b(20)(\d\d)([–/-])(\d\d)\b(?!\d|-)")  # 2023–24, 2024/25
NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.:,]\d+)*")
LETTERS = re.compile(r"%|m3\b|[^\W\d_]+")
BEGINNING = 5  # letters that related words share at least ("ansöka", "ansökan"), all but TAIL in a longer word
TAIL = 3
AGE_WORD = re.compile(r"\b(ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv)(åri)")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
NUMBER_WORDS = {
    word: str(value)
    for value, forms in enumerate(
        ("en ett första", "två andra", "tre tredje tredjedel tredjedelar", "fyra fjärde", "fem femte", "sex sjätte",
         "sju sjunde", "åtta åttonde", "nio nionde", "tio tionde", "elva elfte", "tolv tolfte"), 1)
    for word in forms.split()
}  # fmt: skip
SHORT_FORMS = {
    "kr": "kronor", "mnkr": "miljoner kronor", "mkr": "miljoner kronor", "mdkr": "miljarder kronor", "kl": "klockan",
    "åk": "årskurs", "mån": "månader", "tim": "timmar", "h": "timmar", "min": "minuter", "tel": "telefon",
    "%": "procent", "v": "vecka", "max": "högst", "kap": "kapitlet", "inkl": "inklusive", "kvm": "kvadratmeter",
    "kbm": "kubikmeter", "m3": "kubikmeter", "jan": "januari", "feb": "februari", "apr": "april", "aug": "augusti",
    "sep": "september", "sept": "september", "okt": "oktober", "nov": "november", "dec": "december",
    "vt": "vårterminen", "ht": "höstterminen", "uhm": "upphandlingsmyndigheten",
}  # fmt: skip
EMPTY_WORDS = frozenset(
    stem
    for stem in stems(
        """annan annat andra annars bara bl både bör ca cirka då därefter efter enl enligt ev eventuellt ex fl före får
        genom ges ger gäller gör hos ihop inga ingen inget innan krav krävs kräver lag lagen minst högst mellan mer mm
        mot måste möjlig möjligt nationell nationellt nr ofta olika osv per på resp respektive samma samt sedan senast
        sin sina ska ske sker skulle st så tidigare tills under upp utan utifrån utom utanför vid via viss även äldre
        över"""
    )
)


@dataclass(frozen=True)
class Held:
    """What a text holds."""

    numbers: frozenset[str]
    stems: frozenset[str]  # with the parts of compounds


def held_by(text: str, known: Collection[str]) -> Held:
    """Args: known: stems that compounds may be made of."""
    written = written_out(text)
    found = frozenset(stems(written))
    spoken = {NUMBER_WORDS[word] for word in LETTERS.findall(written) if word in NUMBER_WORDS}
    parts = frozenset(part for stem in found for part in compound_parts(stem, known))
    return Held(numbers(written) | spoken, found | parts)


def missing(fact: str, held: Held, known: Collection[str]) -> tuple[list[str], float]:
    """(numbers of the fact that are not held, share of its content words that are held; 1.0 for a fact without any)."""
    written = written_out(SOURCE_MARK.sub(" ", fact))
    content = content_stems(written)
    share = sum(holds(held, stem, known) for stem in content) / len(content) if content else 1.0
    return sorted(numbers(written) - held.numbers), share


def written_out(text: str) -> str:
    """Lower case; dates and short forms as words, years whole ("2024-03-01, 3 tim" -> "1 mars 2024, 3 timmar")."""
    text = ISO_DATE.sub(lambda date: f"{int(date[3])} {MONTHS[int(date[2]) - 1]} {date[1]}", normalise(text))
    text = AGE_WORD.sub(r"\1 \2", SHORT_YEAR.sub(r"\1\2\3\1\4", text))
    return LETTERS.sub(lambda match: SHORT_FORMS.get(match[0], match[0]), text)


def numbers(text: str) -> frozenset[str]:
    """Every number in one form: no thousand spaces or leading zeros, clock times with a full stop ("08:00" -> "8")."""
    return frozenset(number(written) for written in NUMBER.findall(text))


def number(written: str) -> str:
    return written.replace(" ", "").replace(":", ".").removesuffix(".00").lstrip("0") or "0"


def content_stems(text: str) -> list[str]:
    return [
        stem for stem in dict.fromkeys(stems(text))
        if len(stem) > 2 and not stem[0].isdigit() and stem not in EMPTY_WORDS and stem not in NUMBER_WORDS
    ]  # fmt: skip


def holds(held: Held, stem: str, known: Collection[str]) -> bool:
    """The stem itself, both parts of the compound that it is, or a word with the same beginning."""
    parts = compound_parts(stem, known)
    if stem in held.stems or (parts and held.stems.issuperset(parts)):
        return True
    beginning = stem[: max(BEGINNING, len(stem) - TAIL)]
    return len(stem) >= BEGINNING and any(other.startswith(beginning) for other in held.stems)
