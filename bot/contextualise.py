"""An elliptic follow-up -> a question that stands alone, by rules, from the conversation's earlier questions."""

import re
from collections.abc import Sequence

from corpus.swedish import stems

SHORT = 4  # words with meaning; a shorter question may lean on the one before
OPENS = re.compile(r"(?i)^(?:och|men|eller|då|även|samma|gäller det|and|what about|how about|but)\b")
POINTS = re.compile(r"(?i)\b(?:det|den|dem|dom|där|dit|detta|dessa|sådan|sådant|då|också|it|that|they|them|there)\b")
REMEMBERED = 3  # earlier questions


def contextualise(question: str, history: Sequence[str]) -> str:
    """The question itself, or the nearest earlier question that stands alone followed by it.

    Args:
        history: earlier questions of the same reader, oldest first, masked.
    """
    if not history or not leans(question):
        return question
    for number, earlier in enumerate(reversed(history[-REMEMBERED:]), 1):
        if not leans(earlier) or number == min(REMEMBERED, len(history)):
            between = history[len(history) - number + 1 :]
            return " ".join([earlier, *between, question])
    return question


def leans(question: str) -> bool:
    """Whether a question cannot be understood alone: it opens with "och", or is short and points back."""
    if OPENS.search(question):
        return True
    return len(stems(question)) <= SHORT and bool(POINTS.search(question))
