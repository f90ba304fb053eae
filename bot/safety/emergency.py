"""A question -> the phrase that answers an emergency (danger, suicide, violence, child, poison), or None.

Rules (bot/safety/emergency.toml), no model: an emergency is answered at once, also when no model is there. Typing errors in the words
that matter are corrected first. What no rule foresaw is left to bot/safety/likelihood.py.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from bot.safety.rule import Rules, fold, read_rules

FILE = Path(__file__).with_name("emergency.toml")
LONG = 9  # letters from which a word may have two typing errors


def emergency(text: str) -> str | None:
    """The name of the first rule that holds."""
    return rules().first(corrected(text))


def is_everyday(text: str) -> bool:
    """Whether it holds a word of an errand or a general question."""
    return rules().is_everyday(text)


@lru_cache(maxsize=1)
def rules() -> Rules:
    return read_rules(FILE)


def corrected(text: str) -> str:
    """The folded text, with mistyped alarm words put right ("brineer" as "brinner")."""
    return re.sub(r"\w{5,}", lambda found: corrected_word(found[0]), fold(text))


@lru_cache(maxsize=10_000)
def corrected_word(word: str) -> str:
    """The alarm word that begins alike and is one typing error away (two for a long one): a letter too many, too few, wrong, or two swapped."""
    from rapidfuzz.distance import OSA

    known, real = typing_words()
    if word in known or word in real:
        return word
    near = [
        other for other in known
        if other[0] == word[0] and OSA.distance(word, other, score_cutoff=2) <= (2 if len(other) >= LONG else 1)
    ]  # fmt: skip
    return near[0] if near else word


@lru_cache(maxsize=1)
def typing_words() -> tuple[tuple[str, ...], frozenset[str]]:
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))["typing"]
    return tuple(table["words"]), frozenset(table["real"])
