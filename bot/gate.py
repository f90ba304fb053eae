"""Evidence -> the calibrated probability that it answers the question. The language model is never asked whether it knows."""

import math
from collections.abc import Sequence

import numpy as np

from bot.calibration import GATE_BIAS, GATE_WEIGHTS
from bot.evidence import LOWEST, Candidate
from bot.phrases import language_of
from bot.retrieve import Retrieved
from corpus.index import Index


def probability(index: Index, question: str, ranked: Sequence[Candidate], retrieved: Retrieved) -> float:
    """0 where nothing was found."""
    if not ranked:
        return 0.0
    looked_at = features(index, question, ranked, retrieved)
    return 1 / (1 + math.exp(-GATE_BIAS - sum(GATE_WEIGHTS[name] * value for name, value in looked_at.items())))


def features(index: Index, question: str, ranked: Sequence[Candidate], retrieved: Retrieved) -> dict[str, float]:
    """What the gate looks at: what the ranker says of the best two statements, how near the nearest statement is, how near the
    question is to the corpus as a whole, and which share of its words the corpus knows in no form (for a question in another language
    that says nothing)."""
    snapshot = index.snapshot()
    best, second, *_ = [*sorted((one.features["ranker"] for one in ranked), reverse=True), LOWEST]
    return {
        "ranker": best,
        "second": second,
        "cosine": max(one.features["cosine"] for one in ranked),
        "common": float(np.dot(retrieved.untrained, snapshot.centroid)),
        "strange": snapshot.keyword.strange_share(question) if language_of(question) == "sv" else 0.0,
    }
