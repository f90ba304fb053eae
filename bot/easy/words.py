"""Official words -> everyday words that say the same (words.toml)."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

DEFINITE = r"(?<!\bden )(?<!\bdet )(?<!\bde )"
"""Not after an article: "den avgiftsfria tiden" is no "den gratis tiden"."""


@lru_cache(maxsize=1)
def everyday() -> dict[str, str]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def official() -> re.Pattern[str]:
    """Any of the words, the longest first; an abbreviation's own stop belongs to it."""
    longest_first = sorted(everyday(), key=len, reverse=True)
    return re.compile(rf"(?i){DEFINITE}(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


@lru_cache(maxsize=1024)
def in_everyday_words(text: str) -> str:
    return official().sub(replaced, text)


def replaced(found: re.Match[str]) -> str:
    """The everyday word with the capital of the official one; a stop that also ends the sentence stays."""
    word = everyday()[found[0].casefold()]
    ends = found[0].endswith(".") and found.end() == len(found.string)
    return (word[0].upper() + word[1:] if found[0][0].isupper() else word) + "." * ends
