"""Readability: LIX, C. H. Björnsson, "Läsbarhet" (1968): words in a sentence + per cent of words over six letters.

In: pages. Out: a number for each (under 30 very easy, 40–50 medium, 50–60 difficult, over 60 very difficult), and
problems.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.markdown import statements
from corpus.page import Page
from corpus.problem import Problem, problem_at

WORD = re.compile(r"[^\W\d_]+(?:[-'’:][^\W\d_]+)*|\d+(?:[ .,:]\d+)*")
LONG = 6  # letters; a longer word is a long word
# The bundled pages for residents reach 54 (median 39), those for staff 55 (median 46), by `python -m corpus check` in
# November 2026. Residents' pages stay out of the upper half of "difficult"; staff pages may use it, but go no further.
HIGHEST = {"invånare": 55, "alla": 55, "medarbetare": 60}


def lix(markdown: str) -> float:
    """A statement counts as a sentence, so a short list or a table row is one."""
    return lix_of(statements(markdown))


def lix_of(said: Sequence[str]) -> float:
    """Args:
    said: the sentences.
    """
    words = [word for statement in said for word in WORD.findall(statement)]
    if not words:
        return 0.0
    return len(words) / len(said) + 100 * sum(len(word) > LONG for word in words) / len(words)


def check_readability(pages: Sequence[Page]) -> Iterator[Problem]:
    for page in pages:
        value, highest = lix(page.text), HIGHEST[page.audience]
        if value > highest:
            yield problem_at(page, f"LIX är {value:.0f}; en sida för {page.audience} ska ha högst {highest}")
