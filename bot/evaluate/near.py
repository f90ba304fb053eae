"""Unanswerable questions + pages -> for each the statement that comes nearest to answering it, by its words.

In: questions and pages. Out: Near, for the checker to judge and a person to read.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.evaluate.questions import Question
from corpus.keyword import expand
from corpus.markdown import sections, statements
from corpus.page import Page
from corpus.snapshot import Scope
from corpus.swedish import compound_parts, stems


@dataclass(frozen=True)
class Near:
    """A statement that holds a share (0 to 1) of an unanswerable question's words."""

    question: Question
    page_id: str
    text: str
    share: float


def nearest(questions: Sequence[Question], pages: Mapping[str, Page]) -> list[Near]:
    """For each unanswerable question that is no security line, the statement open to its reader that holds most of
    its words, greatest share first."""
    made = [
        (page, text, place)
        for page in {page.id: page for page in pages.values()}.values()
        for text, place in texts_of(page)
    ]
    words = WordIndex.of([f"{place} {text}" for _, text, place in made])
    found = []
    for question in questions:
        if not question.answerable and not question.expect:
            scope = Scope(question.audience)
            seen = np.array([scope.admits(page.audience, page.collection) for page, _, _ in made])
            shares = np.where(seen, words.shares(" ".join([*question.history, question.text])), 0.0)
            best = int(shares.argmax())
            found.append(Near(question, made[best][0].id, made[best][1], float(shares[best])))
    return sorted(found, key=lambda near: -near.share)


@dataclass(frozen=True)
class WordIndex:
    """Which texts hold each stem (compounds also by their parts)."""

    places: Mapping[str, list[int]]
    known: frozenset[str]
    count: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> "WordIndex":
        plain = [stems(text) for text in texts]
        known = frozenset(word for words in plain for word in words)
        places: dict[str, list[int]] = {}
        for place, words in enumerate(plain):
            for word in set(expand(words, known)):
                places.setdefault(word, []).append(place)
        return cls(places, known, len(plain))

    def shares(self, question: str) -> NDArray[np.float64]:
        """(texts,) share of the question's words in each text, weighed by inverse document frequency (Spärck Jones
        1972)."""
        held, total = np.zeros(self.count), 0.0
        for word in dict.fromkeys(stems(question)):
            weight = math.log(1 + self.count / (1 + len(self.places.get(word, ()))))
            parts = [self._holds(part) for part in compound_parts(word, self.known)]
            held += weight * np.maximum(self._holds(word), sum(parts) / len(parts) if parts else 0.0)
            total += weight
        return held / total if total else held

    def _holds(self, word: str) -> NDArray[np.float64]:
        found = np.zeros(self.count)
        found[self.places.get(word, [])] = 1.0
        return found


def texts_of(page: Page) -> list[tuple[str, str]]:
    """(statement, title and headings) for each statement of the page."""
    return [(text, " ".join([page.title, *section.heading])) for section in sections(page.text)
            for text in statements("\n\n".join(section.blocks))]  # fmt: skip
