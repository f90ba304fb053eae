"""Passages -> Evidence: the statements that answer, best first within a budget, with what they lean on.

The ranker reads each passage with the question; its log-odds for a statement and a few plain features are weighed by a logistic model
(bot/calibration.py).
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.answer import Evidence, RetrievedPage
from bot.calibration import QUOTE_MARGIN, RANK_BIAS, RANK_WEIGHTS
from bot.ranker import Rank, Readable
from bot.retrieve import Retrieved
from bot.safety.instruction import instructions
from bot.verify import repeats
from corpus.index import Index
from corpus.markdown import statements
from corpus.page import Chunk

BUDGET = 900  # characters of evidence: some 280 tokens, 6 s of reading for the language model on 2 cores
MOST = 8  # statements
LOWEST = -12.0  # log-odds; that of a statement which the ranker had no room to read
LEANS = re.compile(r"(?:Den|Det|De|Detta|Dessa|Denna|Då|Dessutom|Annars|Där|Också|Därefter|Undantag)\b")
POINTS = re.compile(
    r"(?i)\bläs (?:mer|om)\b|kan du läsa|\b(?:står|finns) på sidan\b|\bpå sidan om\b|\bpå den här sidan\b"
)
OTHERS = re.compile(r"Andra kommuner\b|I ([A-ZÅÄÖ]\w+)")


@dataclass(frozen=True)
class Candidate:
    """A statement with its place and features; `score` is the log-odds that it answers."""

    text: str
    chunk: Chunk
    number: int  # place in the chunk
    features: dict[str, float]
    score: float


def candidates(index: Index, rank: Rank, question: str, retrieved: Retrieved) -> list[Candidate]:
    """Every statement of the passages, best first."""
    read = [readable(passage.chunk) for passage in retrieved.passages]
    odds = rank(question, read)
    vectors = index.statement_vectors([passage.chunk.id for passage in retrieved.passages])
    asked = np.array(retrieved.vector, np.float32)
    found = []
    for passage, page, logits in zip(retrieved.passages, read, odds, strict=True):
        near = cosines(vectors[passage.chunk.id], asked)
        planted = instructions(page.statements)
        for number, (text, cosine, logit) in enumerate(zip(page.statements, near, logits, strict=True)):
            if number in planted:
                continue
            features = {
                "ranker": max(float(logit), LOWEST),
                "cosine": cosine,
                "fused": passage.fused,
                "elsewhere": float(is_elsewhere(text, passage.chunk)),
            }
            found.append(Candidate(text, passage.chunk, number, features, log_odds(features)))
    return sorted(found, key=lambda candidate: -candidate.score)


def is_elsewhere(text: str, chunk: Chunk) -> bool:
    """Whether a statement sends the reader to another page, or tells what other municipalities do."""
    other = OTHERS.match(text)
    place = (other[1] or "").casefold() if other else ""
    return bool(POINTS.search(text)) or (bool(other) and not place.startswith(chunk.collection.casefold()[:4]))


def readable(chunk: Chunk) -> Readable:
    return Readable(" – ".join([chunk.title, *chunk.heading]), tuple(statements(chunk.text)))


def pages_by_answer(ranked: Sequence[Candidate], found: Sequence[RetrievedPage]) -> tuple[RetrievedPage, ...]:
    """The found pages by the probability of their best statement; those that the ranker did not read follow as they were, with 0."""
    best: dict[str, float] = {}
    for candidate in ranked:
        best.setdefault(candidate.chunk.page_id, round(1 / (1 + math.exp(-candidate.score)), 5))
    read = [replace(page, score=best[page.page_id]) for page in found if page.page_id in best]
    rest = [replace(page, score=0.0) for page in found if page.page_id not in best]
    return (*sorted(read, key=lambda page: -page.score), *rest)


def cosines(vectors: NDArray[np.float32], asked: NDArray[np.float32]) -> list[float]:
    return [float(value) for value in vectors @ asked] if len(vectors) else []


def log_odds(features: dict[str, float]) -> float:
    return RANK_BIAS + sum(RANK_WEIGHTS[name] * value for name, value in features.items())


def choose(ranked: Sequence[Candidate], budget: int = BUDGET) -> tuple[Evidence, ...]:
    """The best statements within the budget (characters), numbered; those of one passage stand together in reading order."""
    chosen: dict[tuple[str, int], Candidate] = {}
    used = 0
    texts: set[str] = set()
    by_place = {(candidate.chunk.id, candidate.number): candidate for candidate in ranked}
    for candidate in ranked:
        new = [one for one in (before(candidate, by_place), candidate)
               if one and (one.chunk.id, one.number) not in chosen and one.text not in texts]  # fmt: skip
        size = sum(len(one.text) for one in new)
        if not new or (chosen and (used + size > budget or len(chosen) + len(new) > MOST)):
            continue
        chosen |= {(one.chunk.id, one.number): one for one in new}
        texts |= {one.text for one in new}
        used += size
    first = {id_: place for place, (id_, _) in reversed(list(enumerate(chosen)))}
    ordered = sorted(chosen.values(), key=lambda one: (first[one.chunk.id], one.number))
    return tuple(Evidence(number, one.text, one.chunk, one.score) for number, one in enumerate(ordered, 1))


def before(candidate: Candidate, by_place: dict[tuple[str, int], Candidate]) -> Candidate | None:
    """The statement before one that leans on it ("Den gäller ...")."""
    return by_place.get((candidate.chunk.id, candidate.number - 1)) if leans(candidate.text) else None


def leans(text: str) -> bool:
    """Whether a statement cannot be understood without the one before it."""
    return bool(LEANS.match(text))


def near_best(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The statements that the ranker holds nearly as good as the best, best first, without those that repeat a better one."""
    ranked = by_score(evidence)
    near = [one for one in ranked if one.score >= ranked[0].score - QUOTE_MARGIN]
    return [one for place, one in enumerate(near) if not any(repeats(one.text, better.text) for better in near[:place])]


def by_score(evidence: Sequence[Evidence]) -> list[Evidence]:
    return sorted(evidence, key=lambda one: -one.score)


def in_reading_order(chosen: Sequence[Evidence], evidence: Sequence[Evidence]) -> list[Evidence]:
    """The chosen statements as they stand on the page, each that leans on the one before ("Den gäller ...") with that one."""
    numbers = {one.number for one in chosen}
    led = {
        one.number
        for one, following in pairwise(evidence)
        if following in chosen and leans(following.text) and one.chunk == following.chunk
    }
    return [one for one in evidence if one.number in numbers | led]
