"""Duplicates: pages that say nearly the same.

In: pages. Out: problems. Pages are compared by their shingles (Broder, "On the resemblance and containment of
documents", 1997).
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from corpus.page import Page
from corpus.problem import Problem, problem_at
from corpus.swedish import stems

SHINGLE = 4  # words
ALIKE = 0.3  # Jaccard; the bundled pages reach 0.08 (November 2026)


def check_duplicates(pages: Sequence[Page]) -> Iterator[Problem]:
    held = [(page, shingles(page)) for page in pages]
    for (one, first), (other, second) in combinations(held, 2):
        alike = len(first & second) / max(1, len(first | second))
        if alike >= ALIKE:
            yield problem_at(other, f"sidan är till {alike:.0%} lik {one.id}; slå ihop dem, eller länka mellan dem")


def shingles(page: Page) -> set[tuple[str, ...]]:
    words = stems(page.text)
    return {tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)}
