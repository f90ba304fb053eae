"""Evidence -> the calibrated probability that it answers the question. The language model is never asked whether it knows."""

import math
from collections.abc import Sequence

from bot.calibration import GATE_BIAS, GATE_WEIGHTS
from bot.evidence import Candidate
from bot.retrieve import Retrieved


def probability(ranked: Sequence[Candidate], retrieved: Retrieved) -> float:
    """0 where nothing was found."""
    if not ranked:
        return 0.0
    log_odds = GATE_BIAS + sum(GATE_WEIGHTS[name] * value for name, value in features(ranked, retrieved).items())
    return 1 / (1 + math.exp(-log_odds))


def features(ranked: Sequence[Candidate], retrieved: Retrieved) -> dict[str, float]:
    """What the gate looks at; every feature grows with the chance of an answer."""
    top = ranked[:3]
    return {
        "best": ranked[0].score,
        "cosine": max(candidate.features["cosine"] for candidate in ranked),
        "dense": max(passage.dense for passage in retrieved.passages),
        "coverage": max(candidate.features["coverage"] + candidate.features["place"] for candidate in top),
        "keyword": max(passage.keyword for passage in retrieved.passages),
    }
