"""Evidence -> the calibrated probability that it answers the question. The language model is never asked whether it knows."""

import math
from collections.abc import Sequence

from bot.calibration import GATE_BIAS, GATE_WEIGHTS
from bot.evidence import Candidate
from bot.retrieve import Retrieved
from corpus.index import Index

READ = 4  # statements whose words count as held


def probability(index: Index, question: str, ranked: Sequence[Candidate], retrieved: Retrieved) -> float:
    """0 where nothing was found."""
    if not ranked:
        return 0.0
    looked_at = features(index, question, ranked, retrieved)
    return 1 / (1 + math.exp(-GATE_BIAS - sum(GATE_WEIGHTS[name] * value for name, value in looked_at.items())))


def features(index: Index, question: str, ranked: Sequence[Candidate], retrieved: Retrieved) -> dict[str, float]:
    """What the gate looks at: how near the best statement and passage are, what the ranker says of the best statement, and how
    much of the question the best few statements hold and the corpus knows at all."""
    keyword = index.snapshot().keyword
    best = " ".join(" ".join([one.text, one.chunk.title, *one.chunk.heading]) for one in ranked[:READ])
    return {
        "cosine": max(one.features["cosine"] for one in ranked),
        "dense": max(passage.dense for passage in retrieved.passages),
        "best": ranked[0].score,
        "held": keyword.coverage(question)(best),
        "known": keyword.known_share(question),
    }
