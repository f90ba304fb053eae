"""Labelled sentences -> bot/safety/alarm.npz, the weights of bot/safety/alarm.py.

    python -m tests.training.alarm [--folds 5]

Learnt from tests/questions/guard/dev.jsonl, from that with typing errors and talspråk made into it, and from thousands of everyday questions (the
ranker's). First it tells by cross-validation, in which a sentence is judged by a model that has not read it, what each threshold is
worth: the share of emergencies found, of everyday sentences that only sound alike, and of everyday questions that raise a false alarm.
"""

import argparse
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.safety.alarm import BUCKETS, FILE, KINDS, groups

ROOT = Path(__file__).parents[2]
LABELLED = ROOT / "tests" / "questions" / "guard" / "dev.jsonl"
EVERYDAY = [ROOT / "tests" / path for path in (
    "training/bundled-questions.jsonl", "training/invented-questions.jsonl", "questions/resident-dev.jsonl", "questions/staff-dev.jsonl",
)]  # fmt: skip
STRENGTH = 20.0  # inverse of the regularisation
WEIGHT = {"alarm": 6.0, "alike": 3.0, "everyday": 0.5, "misspelt": 2.0}
SPOKEN = (
    ("jag", "ja"),
    ("och", "å"),
    ("mig", "mej"),
    ("något", "nåt"),
    ("någon", "nån"),
    ("inte", "int"),
    ("är", "e"),
    ("det", "de"),
)
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)


@dataclass(frozen=True)
class Sentence:
    text: str
    kind: int  # place in KINDS
    weight: float


def read() -> tuple[list[Sentence], list[Sentence]]:
    """Labelled sentences, and everyday questions."""
    labelled = [
        Sentence(row["question"], KINDS.index(row["kind"]) if row["kind"] in KINDS else 0,
                 WEIGHT["alarm" if row["kind"] in KINDS else "alike"])
        for row in map(json.loads, LABELLED.read_text(encoding="utf-8").splitlines())
    ]  # fmt: skip
    rows = [json.loads(line) for path in EVERYDAY for line in path.read_text(encoding="utf-8").splitlines()]
    return labelled, [Sentence(row["question"], 0, WEIGHT["everyday"]) for row in rows]


def misspelt(sentence: Sentence, chance: random.Random) -> Sentence:
    """One letter swapped, dropped or doubled, and some words as they are spoken."""
    text = sentence.text
    for written, spoken in SPOKEN:
        if chance.random() < 0.5:
            text = re.sub(rf"\b{written}\b", spoken, text)
    place = chance.randrange(1, max(2, len(text) - 1))
    two = text[place - 1 : place + 1]
    text = text[: place - 1] + chance.choice([two[::-1], two[:1], two + two[-1:]]) + text[place + 1 :]
    return Sentence(text, sentence.kind, WEIGHT["misspelt"])


def matrix(texts: Sequence[str]) -> csr_matrix:
    """(texts, BUCKETS)"""
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        for group in groups(text):
            rows += [row] * len(group)
            columns += group
            values += [max(1, len(group)) ** -0.5] * len(group)
    return csr_matrix((values, (rows, columns)), shape=(len(texts), BUCKETS), dtype=np.float32)


def train(sentences: Sequence[Sentence]) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=120, tol=1e-3).fit(
        matrix([one.text for one in sentences]),
        [one.kind for one in sentences],
        sample_weight=[one.weight for one in sentences],
    )


def alarms(model: LogisticRegression, sentences: Sequence[Sentence]) -> NDArray[np.float64]:
    """(sentences,) the probability that it is an emergency of any kind."""
    return 1 - np.asarray(model.predict_proba(matrix([one.text for one in sentences])))[:, 0]


def validate(labelled: list[Sentence], everyday: list[Sentence], folds: int) -> None:
    chance = random.Random(0)
    found, alike, usual = [], [], []
    for fold in range(folds):
        kept = [one for place, one in enumerate(labelled) if place % folds != fold]
        held = [one for place, one in enumerate(labelled) if place % folds == fold]
        questions = [one for place, one in enumerate(everyday) if place % folds != fold]
        model = train([*kept, *(misspelt(one, chance) for one in kept), *questions])
        odds = alarms(model, held)
        found += [value for value, one in zip(odds, held, strict=True) if one.kind]
        alike += [value for value, one in zip(odds, held, strict=True) if not one.kind]
        usual += alarms(model, [one for place, one in enumerate(everyday) if place % folds == fold]).tolist()
    for threshold in THRESHOLDS:
        shares = [float(np.mean(np.array(values) >= threshold)) for values in (found, alike, usual)]
        print(f"threshold {threshold}: found {shares[0]:.3f}, false alarms {shares[1]:.3f} of the sentences that sound alike, "
              f"{shares[2]:.4f} of everyday questions")  # fmt: skip


def save(model: LogisticRegression) -> None:
    """int8 weights with a scale for each kind."""
    scale = np.abs(model.coef_).max(axis=1) / 127
    weights = np.round(model.coef_ / scale[:, None]).astype(np.int8)
    np.savez_compressed(FILE, weights=weights, scale=scale.astype(np.float32), bias=model.intercept_.astype(np.float32))
    print(f"{FILE}: {FILE.stat().st_size / 1024:.0f} KB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=5, help="0: do not validate")
    options = parser.parse_args()
    labelled, everyday = read()
    if options.folds:
        validate(labelled, everyday, options.folds)
    chance = random.Random(0)
    save(train([*labelled, *(misspelt(one, chance) for one in labelled), *everyday]))


if __name__ == "__main__":
    main()
