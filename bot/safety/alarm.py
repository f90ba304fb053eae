"""A question -> how probable each kind of emergency is, for what no rule of bot/safety/emergency.toml foresaw.

Multinomial logistic regression over hashed words, word pairs and parts of words (the hashing trick of Weinberger et al., ICML 2009; parts of words
as in Bojanowski et al., TACL 2017, so that typing errors and compounds are met). Its weights, bot/safety/alarm.npz, are trained by
`python -m tests.training.alarm`, which also prints what it is worth.
"""

import re
import zlib
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.safety.rule import fold

FILE = Path(__file__).with_name("alarm.npz")
KINDS = ("everyday", "danger", "suicide", "violence", "child", "poison")
BUCKETS = 1 << 15
PARTS = (3, 4, 5)  # letters of a part of a word
LETTERS = str.maketrans("åäö", "aao")


def probabilities(text: str) -> dict[str, float]:
    """For each of KINDS; they sum to 1."""
    weights, bias = model()
    logits = bias.copy()
    for group in groups(text):
        logits += weights[:, list(group)].sum(axis=1) / max(1, len(group)) ** 0.5
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


@lru_cache(maxsize=1)
def model() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(kinds, buckets) weights and (kinds,) bias."""
    with np.load(FILE) as stored:
        return stored["weights"].astype(np.float32) * stored["scale"][:, None], stored["bias"].astype(np.float32)
