"""Swedish text: sentences, words, stems and the parts of compounds.

Stems are Snowball's (http://snowball.tartarus.org/algorithms/swedish/stemmer.html). Compounds are split into stems
that the corpus itself uses, the approach of Koehn & Knight, "Empirical Methods for Compound Splitting" (2003).
"""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

import Stemmer

WORD = re.compile(r"\d+(?:[ .:]\d{2,3})*|[^\W\d_]+(?:[-'][^\W\d_]+)*")
DEFINITE_A = re.compile(r"(?<=\w\w\wa)ns?$")
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
SHORTEST_PART = 4  # letters in a part of a compound
STOP_WORDS = frozenset(
    [
        "och",
        "i",
        "att",
        "det",
        "som",
        "en",
        "på",
        "är",
        "av",
        "för",
        "med",
        "till",
        "den",
        "har",
        "de",
        "inte",
        "om",
        "ett",
        "han",
        "men",
        "var",
        "jag",
        "sig",
        "från",
        "vi",
        "så",
        "kan",
        "man",
        "när",
        "nu",
        "ska",
        "du",
        "eller",
        "min",
        "mitt",
        "mina",
        "din",
        "ditt",
        "dina",
        "hur",
        "vad",
        "vem",
        "vilka",
        "vilken",
        "vilket",
        "finns",
        "får",
        "blir",
        "bli",
        "vara",
        "här",
        "där",
        "the",
        "a",
        "an",
        "is",
        "are",
        "of",
        "to",
        "in",
        "for",
        "and",
        "do",
        "does",
        "can",
        "i",
        "my",
    ]
)


SENTENCE_END = re.compile(r"[.!?…]+[”\")]*(?=\s+[\"”»(•–]?[A-ZÅÄÖÉÜ0-9])")
ABBREVIATIONS = frozenset(
    [
        "art.",
        "bl.a.",
        "ca.",
        "cirka.",
        "dr.",
        "d.v.s.",
        "dvs.",
        "e.d.",
        "e.kr.",
        "em.",
        "enl.",
        "etc.",
        "exkl.",
        "f.d.",
        "f.kr.",
        "fr.o.m.",
        "ggr.",
        "inkl.",
        "jfr.",
        "kap.",
        "kl.",
        "kr.",
        "m.fl.",
        "m.m.",
        "max.",
        "mfl.",
        "min.",
        "mm.",
        "mån.",
        "nr.",
        "o.d.",
        "o.s.v.",
        "obs.",
        "osv.",
        "p.g.a.",
        "pga.",
        "resp.",
        "s.k.",
        "s:t.",
        "sid.",
        "sk.",
        "st.",
        "str.",
        "t.ex.",
        "t.o.m.",
        "t.v.",
        "tel.",
        "tex.",
        "tfn.",
        "tom.",
        "u.a.",
        "v.",
        "vol.",
        "jan.",
        "feb.",
        "mars.",
        "apr.",
        "aug.",
        "sept.",
        "okt.",
        "nov.",
        "dec.",
        "mr.",
        "e.g.",
        "i.e.",
    ]
)


def normalise(text: str) -> str:
    """NFC, lower case, thin and no-break spaces as spaces."""
    return re.sub(r"[\u00a0\u2007\u2009\u202f]", " ", unicodedata.normalize("NFC", text)).casefold()


def words(text: str) -> list[str]:
    """Lower-case words and numbers in order; a number with thousand spaces is one word ("1 547" -> "1547")."""
    return [re.sub(r"(?<=\d)[ ](?=\d{3})", "", word) for word in WORD.findall(normalise(text))]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Snowball's stem, after the definite ending that Snowball leaves on words in -a ("gatan", "förskolans")."""
    return str(_stemmer().stemWord(DEFINITE_A.sub("", word)))


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("swedish")


def stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, hyphenated words both whole and in parts."""
    found = []
    for word in words(text):
        if word not in STOP_WORDS:
            found.append(stem(word))
            if "-" in word:
                found.extend(stem(part) for part in word.split("-") if part)
    return found


def compound_parts(word_stem: str, known: Collection[str]) -> list[str]:
    """The two known stems that a compound's stem is made of, or [] when it is none ("gatubelysning" -> gata, belysning).

    Args:
        known: stems that occur as words of their own.
    """
    if len(word_stem) < 2 * SHORTEST_PART or word_stem[0].isdigit():
        return []
    for cut in range(len(word_stem) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        tail = word_stem[cut:]
        if tail in known:
            head = head_stem(word_stem[:cut], known)
            if head:
                return [head, tail]
    return []


def head_stem(head: str, known: Collection[str]) -> str:
    """The known stem of a compound's first part, which may end in a link ("förskole" -> "förskol", "gatu" -> "gat")."""
    for candidate in (head, head.removesuffix("s"), stem(head), head[:-1]):
        if len(candidate) >= SHORTEST_PART - 1 and candidate in known:
            return candidate
    return ""


def sentences(text: str) -> list[str]:
    """Split a paragraph into sentences.

    A sentence ends at . ! ? or : before white space and a capital letter, digit, quotation mark or bracket, unless the
    word before the full stop is an abbreviation ("t.ex.", "kl.") or an ordinal before a lower-case word. A colon ends
    only the paragraph. (The library sentencex was tried and cuts at "kl." and "kr.".)
    """
    found, start = [], 0
    for match in SENTENCE_END.finditer(text):
        last_word = text[start : match.end()].split()[-1].strip('(”"').casefold()
        if last_word not in ABBREVIATIONS and not re.fullmatch(r"[a-zåäö]\.", last_word):
            found.append(text[start : match.end()].strip())
            start = match.end()
    return [*found, text[start:].strip()] if text[start:].strip() else found
