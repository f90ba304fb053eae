"""A question -> how probable each kind of emergency and of refusal is, for what no rule of bot/safety/*.toml foresaw.

Multinomial logistic regression over hashed words, word pairs and parts of words (the hashing trick of Weinberger et al., ICML 2009; parts of words
as in Bojanowski et al., TACL 2017, so that typing errors and compounds are met) and, where the bundled embedding model is there, over the
question's vector, which knows what other words mean the same and reads other languages. Its weights, bot/safety/alarm.npz, are trained by
`python -m tests.training.alarm`, which also prints what they are worth.
"""

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.safety.rule import fold

FILE = Path(__file__).with_name("alarm.npz")
EMERGENCIES = ("danger", "suicide", "violence", "child", "poison")
REFUSALS = ("threat", "politics", "decision", "person", "instruction")
KINDS = ("everyday", *EMERGENCIES, *REFUSALS)
BUCKETS = 1 << 15
PARTS = (3, 4, 5)  # letters of a part of a word
LETTERS = str.maketrans("åäö", "aao")
Embed = Callable[[str], Sequence[float]]
"""A question's vector by the embedding model of `embedding()`."""


@dataclass(frozen=True)
class Weights:
    """For kinds: of each bucket, of each dimension of a vector from which `mean` was taken, and alone."""

    words: NDArray[np.float32]
    vector: NDArray[np.float32]
    mean: NDArray[np.float32]
    bias: NDArray[np.float32]


def probabilities(text: str, vector: Sequence[float] | None = None) -> dict[str, float]:
    """For each of KINDS; they sum to 1. Without a vector the words alone are weighed."""
    weights = model("words" if vector is None else "both")
    logits = weights.bias.copy()
    for group in groups(text):
        logits += weights.words[:, list(group)].sum(axis=1) / max(1, len(group)) ** 0.5
    if vector is not None:
        logits += weights.vector @ (np.asarray(vector, np.float32) - weights.mean)
    odds = np.exp(logits - logits.max())
    return dict(zip(KINDS, (odds / odds.sum()).tolist(), strict=True))


def groups(text: str) -> tuple[set[int], set[int]]:
    """Buckets of the words and word pairs, and of the parts of words; each group has length 1 as a vector."""
    words = re.findall(r"\w+", fold(text).translate(LETTERS))
    whole = [*words, *(f"{one} {other}" for one, other in zip(["<", *words], [*words, ">"], strict=True))]
    parts = [
        f"<{word}>"[start : start + size] for word in words for size in PARTS for start in range(len(word) + 3 - size)
    ]
    return {bucket(f"w {one}") for one in whole}, {bucket(one) for one in parts}


def bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) % BUCKETS


@lru_cache(maxsize=2)
def model(reads: str) -> Weights:
    """Args:
    reads: "words", or "both" words and vector.
    """
    with np.load(FILE) as stored:
        words = stored[f"{reads}.words"].astype(np.float32) * stored[f"{reads}.scale"][:, None]
        vector = stored["both.vector"].astype(np.float32) if reads == "both" else np.zeros((len(KINDS), 0), np.float32)
        return Weights(words, vector, stored["both.mean"], stored[f"{reads}.bias"])


@lru_cache(maxsize=1)
def embedding() -> str:
    """The embedding model, with its prefixes, whose vectors the weights were trained on (bot.models.embedding_identity)."""
    with np.load(FILE) as stored:
        return str(stored["embedding"])
