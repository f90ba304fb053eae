"""A question -> the phrase that answers an emergency (danger, suicide, violence, child, poison), or None.

Rules (bot/safety/emergency.toml) and a small linear model (bot/safety/alarm.py), no language model: an emergency is answered at once, also when no
model is there. Typing errors in the words that matter are corrected first.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from bot.safety.alarm import KINDS, probabilities
from bot.safety.rule import Rules, fold, read_rules

FILE = Path(__file__).with_name("emergency.toml")
LONG = 9  # letters from which a word may have two typing errors
SURE = 0.5  # probability from which a question is taken for an emergency: 0.3 % of everyday questions (tests/training/alarm.py)
UNSURE = 0.2  # probability from which the answer is preceded by a word of caution: 1.0 % of everyday questions


def emergency(text: str) -> str | None:
    """What a rule says; where none holds, the likeliest kind, unless the question holds a word of an errand."""
    if name := rules().first(corrected(text)):
        return name
    kind, odds = likeliest(text)
    return kind if odds >= SURE and not rules().is_everyday(text) else None


def caution(text: str) -> str | None:
    """The phrase to say before the answer to a question that may be an emergency."""
    kind, odds = likeliest(text)
    return kind if odds >= UNSURE else None


def likeliest(text: str) -> tuple[str, float]:
    """(the likeliest kind of emergency, the probability that it is one of any kind)"""
    words = re.findall(r"\w+", text)
    if sum(len(word) > 1 for word in words) <= max(1, len(words) // 2):  # one word, or letters with spaces between
        return KINDS[0], 0.0
    odds = probabilities(corrected(text))
    return max(KINDS[1:], key=lambda kind: odds[kind]), 1 - odds[KINDS[0]]


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
