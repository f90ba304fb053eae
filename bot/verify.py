"""Draft sentence + evidence -> the sentence with the numbers of what supports it, or nothing.

Checked: citation numbers exist; every number, date, amount, time, phone, address and name of the sentence stands in the quote;
its content words are covered; negation, obligation and limits are kept. The rules prefer to leave out a good sentence rather than to
show an unsupported one: the answer is filled up with quotes, which are always supported.
"""

import re
from collections.abc import Collection, Sequence

from bot.answer import Evidence, Sentence
from corpus.swedish import compound_parts, normalise, stem, stems, words

KEPT = 0.5  # share of the quotes' content words that the sentence must keep
COVERED = 0.8  # share of the content words that must stand in the cited quotes, titles or headings
COUNTED = (
    "noll - två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton tjugo"
)
TENS = "trettio fyrtio femtio sextio sjuttio åttio nittio hundra"
NUMBER_WORDS = {word: str(value) for value, word in enumerate(COUNTED.split())} | {
    word: str(value) for value, word in zip(range(30, 101, 10), TENS.split(), strict=True)
}  # "en" and "ett" are articles more often than numbers
NUMBER = re.compile(r"\d+(?:[ ]\d{3})*(?:[.,]\d+)?|\d+")
ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+|\b[\w-]+\.(?:se|nu|com|eu|org)\b")
PHONE = re.compile(r"\b0\d{1,3}[-/ ]?\d[\d ]{4,}\d|\b(?:112|1177|114 ?14|113 ?13)\b")
NAME = re.compile(r"(?<=[a-zåäö,;:)] )[A-ZÅÄÖ][\w-]+|\b[A-ZÅÄÖ]{2,}\b")
NEGATIONS = frozenset(["inte", "ej", "aldrig", "ingen", "inga", "inget", "varken", "ingenting", "utan", "icke"])
DUTIES = (frozenset(["måste", "ska", "skall", "krävs", "behöver", "skyldig", "obligatoriskt"]), frozenset(["får", "kan", "möjligt", "tillåtet"]),
          frozenset(["bör", "rekommenderas", "lämpligt"]))  # fmt: skip
LIMITS = ("minst", "lägst", "högst", "max", "som mest", "upp till", "senast", "tidigast", "endast", "bara", "enbart", "före",
          "efter", "under", "över", "inom", "om", "utom", "förutom", "såvida", "undantag", "ungefär", "cirka", "omkring",
          "preliminärt", "normalt", "oftast", "vanligtvis")  # fmt: skip
YES_NO = re.compile(r"^(?:Ja|Nej|Jo)(?:[,.]| det| du| ni)\s*", re.I)


def verify(draft: Sentence, evidence: Sequence[Evidence]) -> Sentence | None:
    """The draft with the numbers of the evidence that supports it, or None when none does.

    A draft that names the wrong number but is supported by another is cited right. A number that does not exist is a failure.
    """
    cited = [one for one in evidence if one.number in draft.citations]
    if not cited or len(cited) != len(draft.citations):
        return None
    text = YES_NO.sub("", draft.text)
    text = text[:1].upper() + text[1:]
    for support in (cited, *([one] for one in evidence)):
        if not problems(text, support):
            numbers_ = tuple(one.number for one in support if supports(text, one))
            return Sentence(text, numbers_ or tuple(one.number for one in support))
    return None


def quote(evidence: Evidence) -> Sentence:
    """The evidence's own words as a sentence."""
    text = evidence.text.strip()
    return Sentence(text if text[-1:] in ".!?" else f"{text}.", (evidence.number,))


def problems(text: str, cited: Sequence[Evidence]) -> list[str]:
    """What the cited quotes do not support, in words for a report; [] for a supported sentence."""
    quotes = " ".join(one.text for one in cited)
    places = " ".join(" ".join([one.chunk.title, *one.chunk.heading]) for one in cited)
    return [
        *(f"talet {number} står inte i citatet" for number in sorted(numbers(text) - numbers(quotes))),
        *(f"adressen {found} står inte i citatet" for found in sorted(addresses(text) - addresses(quotes))),
        *(f"namnet {found} står inte i citatet" for found in sorted(names(text) - all_words(f"{quotes} {places}"))),
        *coverage_problem(text, quotes, places),
        *negation_problem(text, quotes),
        *duty_problem(text, quotes),
        *limit_problem(text, cited),
        *part_problem(text, quotes),
    ]


def supports(text: str, one: Evidence) -> bool:
    """Whether this quote carries something of the sentence: a shared number, or half of the content words."""
    return bool(numbers(text) & numbers(one.text)) or overlap(text, one.text) >= 0.5


def numbers(text: str) -> set[str]:
    """Numbers in one form: "1 547" and "1547", "fyra" and "4", "2,5" and "2.5", "023-830 00" and "02383000"."""
    plain = ADDRESS.sub(" ", normalise(text))
    phones = {re.sub(r"\D", "", found) for found in PHONE.findall(plain)}
    plain = PHONE.sub(" ", plain)
    found = {re.sub(r"[ ]", "", number).replace(",", ".").lstrip("0") or "0" for number in NUMBER.findall(plain)}
    return phones | found | {NUMBER_WORDS[word] for word in words(plain) if word in NUMBER_WORDS}


def addresses(text: str) -> set[str]:
    return {found.rstrip(".,;:)").casefold() for found in ADDRESS.findall(text)}


def names(text: str) -> set[str]:
    """Words with a capital inside the sentence, and abbreviations in capitals, by stem."""
    return {stem(word) for found in NAME.findall(text) for word in words(found)}


def all_words(text: str) -> set[str]:
    held = {stem(word) for word in words(text)}
    return held | {part for word in held for part in word.split("-")}


def overlap(text: str, quotes: str) -> float:
    """Share of the sentence's content words that the quotes hold, a compound also by its parts (0 to 1)."""
    wanted = [word for word in stems(text) if not word[0].isdigit() and word not in NUMBER_WORDS]
    held = set(stems(quotes))
    return sum(covered(word, held) for word in wanted) / len(wanted) if wanted else 1.0


def covered(word: str, held: Collection[str]) -> bool:
    if word in held or any(
        len(word) > 5 and (other.startswith(word) or word.startswith(other)) for other in held if len(other) > 4
    ):
        return True
    return bool(compound_parts(word, held)) or any(
        word in compound_parts(other, {word, other[len(word) :]}) for other in held
    )


def coverage_problem(text: str, quotes: str, places: str) -> list[str]:
    """Words of titles and headings count, but the quotes themselves must carry half."""
    share = overlap(text, f"{quotes} {places}")
    if share < COVERED or overlap(text, quotes) < 0.5:
        return [f"bara {share:.0%} av orden täcks"]
    return []


def part_problem(text: str, quotes: str) -> list[str]:
    """A sentence that carries little of its quotes has lost their point, or half of a sentence."""
    return [] if overlap(quotes, text) >= KEPT else ["det mesta av citatet saknas"]


def negation_problem(text: str, quotes: str) -> list[str]:
    said, written = negated(text), negated(quotes)
    return [] if said == written else ["nekningen skiljer sig från citatets"]


def negated(text: str) -> bool:
    return bool(NEGATIONS & set(words(text)))


def duty_problem(text: str, quotes: str) -> list[str]:
    """ "måste" may not become "kan", nor "bör" "måste"; "behöver inte" is negation's matter."""
    said, written = set(words(text)), set(words(quotes))
    return [
        f"{', '.join(sorted(said & group))} står inte i citatet"
        for group in DUTIES
        if said & group and not written & group
    ]


def limit_problem(text: str, cited: Sequence[Evidence]) -> list[str]:
    """A limit that stands with a number or rule in the quote must stay ("minst", "senast", "om", "endast")."""
    said = f" {' '.join(words(text))} "
    lost = []
    for one in cited:
        written = f" {' '.join(words(one.text))} "
        if numbers(text) & numbers(one.text) or len(cited) == 1:
            lost += [limit for limit in LIMITS if f" {limit} " in written and f" {limit} " not in said]
    return [f"villkoret {limit!r} saknas" for limit in lost]
