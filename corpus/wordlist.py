"""Everyday and foreign words -> the words that the pages use, from the curated corpus/ordlista.toml.

A question is widened with the official words of what it mentions: "vad kostar dagis" -> "vad kostar dagis förskola".
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from corpus.swedish import stem, words

FILE = Path(__file__).with_name("ordlista.toml")
LANGUAGES = ("everyday", "en", "fi", "ar", "so")
LONGEST = 4  # words in a phrase


def official_words(question: str) -> list[str]:
    """The official words for what the question mentions in other words, in order, none that it already has."""
    known = load_wordlist()
    asked = [stem(word) for word in words(question)]
    found: dict[str, None] = {}
    for start in range(len(asked)):
        for length in range(min(LONGEST, len(asked) - start), 0, -1):
            officials = known.get(" ".join(asked[start : start + length]))
            if officials:
                found |= dict.fromkeys(officials)
                break
    held = set(asked)
    return [word for word in found if not {stem(part) for part in words(word)} <= held]


def widen(question: str) -> str:
    """The question followed by the official words that it lacks."""
    return " ".join([question, *official_words(question)])


@lru_cache(maxsize=1)
def load_wordlist() -> Mapping[str, tuple[str, ...]]:
    """Stemmed phrase -> official words."""
    table: dict[str, dict[str, None]] = {}
    for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["term"]:
        for language in LANGUAGES:
            for phrase in entry.get(language, ()):
                key = " ".join(stem(word) for word in words(phrase))
                table.setdefault(key, {})[entry["official"]] = None
    return {key: tuple(officials) for key, officials in table.items()}
