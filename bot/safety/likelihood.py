"""A question -> how likely it is an emergency or to be refused, by bot/safety/alarm.py, which reads it whole and, where it is long, in parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.safety.alarm import EMERGENCIES, REFUSALS, Embed, probabilities
from bot.safety.emergency import corrected, is_everyday
from bot.safety.rule import SENTENCE_END

# By cross-validation (tests/training/alarm.py), with the rules: 0.947 of 1,033 emergencies are found, and 42 of 11,980 everyday questions
# stopped, one of the 255 of the dev parts. 32 of the 11,980 are refused, none of the dev parts.
SURE = 0.45  # probability from which a question is taken for an emergency
SURE_ERRAND = 0.7  # ... where it holds a word of an errand or a general question
SURE_PART = 0.93  # ... where it is a part of a longer question that says so
UNSURE = 0.2  # probability from which the answer is preceded by a word of caution
REFUSE = 0.6  # probability from which a question is refused; what slips through still meets the gate
LONG = 150  # characters from which a question is read in parts too
PARTS = 8  # at most
FOLLOW_UP = re.compile(r"(?i)(?:och|men|eller|även)\b(?:\W+\w+){1,6}\W*")  # "och om jag flyttar då?"


@dataclass(frozen=True)
class Likelihood:
    """The phrases that the model is for, or ""."""

    emergency: str = ""
    refusal: str = ""
    caution: str = ""


def likelihood(text: str, embed: Embed | None = None) -> Likelihood:
    if is_bare(text) or FOLLOW_UP.fullmatch(text):
        return Likelihood()
    whole = odds(text, embed)
    kind, alarm = likeliest(whole, EMERGENCIES)
    parts = [likeliest(odds(part, embed), EMERGENCIES) for part in parts_of(text)]
    part, loudest = max(parts, key=lambda one: one[1], default=(kind, 0.0))
    refused, no = likeliest(whole, REFUSALS)
    sure = alarm >= (SURE_ERRAND if is_everyday(text) else SURE)
    return Likelihood(
        kind if sure else part if loudest >= SURE_PART else "",
        refused if no >= REFUSE else "",
        kind if alarm >= UNSURE else part if loudest >= SURE else "",
    )


def odds(text: str, embed: Embed | None) -> dict[str, float]:
    read = corrected(text)
    return probabilities(read, embed(read) if embed else None)


def likeliest(odds: dict[str, float], kinds: Sequence[str]) -> tuple[str, float]:
    """(the likeliest of these kinds, the probability that it is one of them)"""
    return max(kinds, key=lambda kind: odds[kind]), sum(odds[kind] for kind in kinds)


def is_bare(text: str) -> bool:
    """One word, or letters with spaces between: nothing to tell a kind by."""
    words = re.findall(r"\w+", text)
    return sum(len(word) > 1 for word in words) <= max(1, len(words) // 2)


def parts_of(text: str) -> list[str]:
    """Each two sentences that follow each other in a long question, the last ones where they are too many."""
    sentences = [one.strip() for one in SENTENCE_END.split(text) if one.strip()]
    if len(text) < LONG or len(sentences) < 3:
        return []
    return [f"{one}. {following}" for one, following in zip(sentences, sentences[1:], strict=False)][-PARTS:]
