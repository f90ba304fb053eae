"""Numbers, units, phones, addresses and names of a Swedish text, each in one form, so that two wordings can be compared.

"1 547 kr" and "1547 kronor", "fyra" and "4", "kl. 08" and "klockan 8", "023-830 00" and "02383000" become equal.
"""

import re
from functools import lru_cache

from corpus.swedish import MONTHS, normalise, words

COUNTED = (
    "noll - två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton tjugo"
)
TENS = "trettio fyrtio femtio sextio sjuttio åttio nittio hundra"
ORDINALS = "tredje fjärde femte sjätte sjunde åttonde nionde tionde"
NUMBER_WORDS = (
    {word: str(value) for value, word in enumerate(COUNTED.split())}
    | {word: str(value) for value, word in zip(range(30, 101, 10), TENS.split(), strict=True)}
    | {word: str(value) for value, word in enumerate(ORDINALS.split(), 3)}
)  # "en" and "ett" are articles more often than numbers, "första" and "andra" other words
NUMBER = re.compile(r"\d+(?:[ ]\d{3})*(?:[.,]\d+)?|\d+")
ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+|\b(?:[\w-]+\.)+(?:se|nu|com|eu|org|uk)\b")
PHONE = re.compile(r"\b0\d{1,3}[-/ ]?\d[\d ]{3,}\d|\b(?:112|1177|114 ?14|113 ?13)\b")
NAME = re.compile(r"(?<=[a-zåäö,;:)] )[A-ZÅÄÖ][\w-]+|\b[A-ZÅÄÖ]{2,}\b|(?<=[ ,])[A-Z]\b")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
ISO_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
SHORT = (
    (re.compile(r"(?<=\d) ?kr\b\.?"), " kronor"),
    (re.compile(r"(?<=\d) ?%"), " procent"),
    (re.compile(r"(?<=\d) ?(?:m²|m2|kvm)(?!\w)"), " kvadratmeter"),
    (re.compile(r"(?<=\d) ?km\b"), " kilometer"),
    (re.compile(r"(?<=\d) ?m\b(?!\.)"), " meter"),
    (re.compile(r"\bkl\b\.?"), "klockan"),
    (re.compile(r"\bca\b\.?"), "cirka"),
    (re.compile(r"(?<=\d):[ea]\b"), ""),
    (re.compile(r"\bt\.? ?ex\b\.?"), "till exempel"),
    (re.compile(r"\bbl\.? ?a\b\.?"), "bland annat"),
    (re.compile(r"\bd\.?v\.?s\b\.?"), "det vill säga"),
    (re.compile(r"\binkl\b\.?"), "inklusive"),
    (re.compile(r"\bexkl\b\.?"), "exklusive"),
    (re.compile(r"\bfr\.? ?o\.? ?m\b\.?"), "från och med"),
    (re.compile(r"\bt\.? ?o\.? ?m\b\.?"), "till och med"),
)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case, with units and dates written out."""
    found = ISO_DATE.sub(lambda date: f"{int(date[3])} {MONTHS[int(date[2]) % 13 - 1]} {date[1]}", normalise(text))
    for short, long in SHORT:
        found = short.sub(long, found)
    return found


def numbers(text: str) -> set[str]:
    """Every number, a phone as one: "1 547" and "1547", "fyra" and "4", "2,5" and "2.5", "023-830 00" and "02383000"."""
    bare = ADDRESS.sub(" ", plain(text))
    phones = {re.sub(r"\D", "", found) for found in PHONE.findall(bare)}
    bare = PHONE.sub(" ", bare)
    found = {one_form(number) for number in NUMBER.findall(bare)}
    return phones | found | {NUMBER_WORDS[word] for word in words(bare) if word in NUMBER_WORDS}


def new_numbers(text: str, quote: str) -> set[str]:
    """The numbers of the text that the quote lacks; "1 timme" is "en timme"."""
    ones = {f"1 {word}" for word in re.findall(r"\bett? (\w+)|\ben (\w+)", plain(quote)) for word in word if word}
    added = numbers(text) - numbers(quote)
    counted = re.search(r"(?<![\d.,])1 (\w+)", plain(text))
    return added - {"1"} if counted and counted[0] in ones else added


def one_form(number: str) -> str:
    """ "05.30" and "5.30", "6.00" and "6" (a clock), "1 547" and "1547"."""
    figure = number.replace(" ", "").replace(",", ".").lstrip("0") or "0"
    return figure.removesuffix(".00")


def addresses(text: str) -> set[str]:
    return {found.rstrip(".,;:)").casefold() for found in ADDRESS.findall(text)}


def names(text: str) -> set[str]:
    """Words with a capital inside the sentence, abbreviations and single letters in capitals; in lower case."""
    return {word for found in NAME.findall(text) for word in words(found)}
