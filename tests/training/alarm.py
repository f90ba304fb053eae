"""Labelled sentences -> bot/safety/alarm.npz, the weights of bot/safety/alarm.py.

    python -m tests.training.alarm [--folds 5] [--vectors var/training/alarm-vectors.npz]

Learnt from tests/questions/guard/dev.jsonl and tests/training/alarm-train.jsonl, from both with typing errors, talspråk and letters without
dots made into them, and from everyday questions (the ranker's). First it tells by cross-validation, in which a sentence is judged by a
model that has not read it, what each threshold is worth: the share of emergencies and of refusals found, and the false alarms among
everyday sentences that only sound alike and among everyday questions. tests/training/alarm-check.jsonl is never learnt from.

The vectors are kept in the file of --vectors, so that an interrupted run goes on. The weights' file names seed and digests of the data.
"""

import argparse
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sentence_transformers import SentenceTransformer
from sklearn.linear_model import LogisticRegression

from bot.models import bundled_embedding_folder, embedding_identity
from bot.safety.alarm import BUCKETS, FILE, KINDS, LETTERS, REFUSALS, groups
from bot.safety.emergency import corrected
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
LABELLED = [ROOT / "tests" / path for path in ("questions/guard/dev.jsonl", "training/alarm-train.jsonl")]
EVERYDAY = [ROOT / "tests" / path for path in (
    "training/bundled-questions.jsonl", "training/invented-questions.jsonl", "training/bundled-direct.jsonl",
    "training/invented-direct.jsonl", "questions/resident-dev.jsonl", "questions/staff-dev.jsonl",
)]  # fmt: skip
SEED = 0
BATCH = 256  # texts embedded at a time
STRENGTH = {"words": 20.0, "both": 1.0}  # inverse of the regularisation
LENGTH = 4.0  # of a vector, so that its weights need not grow large beside those of words
WEIGHT = {"labelled": 6.0, "alike": 5.0, "everyday": 1.0, "misspelt": 2.0}
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
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True)
class Sentence:
    """`text` as the model reads it: folded, typing errors in alarm words put right."""

    text: str
    kind: int  # place in KINDS
    weight: float


def read() -> tuple[list[Sentence], list[Sentence]]:
    """Labelled sentences, and everyday questions."""
    labelled = [
        Sentence(corrected(row["question"]), KINDS.index(row["kind"] or KINDS[0]),
                 WEIGHT["labelled" if row["kind"] else "alike"])
        for row in rows(LABELLED)
    ]  # fmt: skip
    everyday = sorted({corrected(row["question"]) for row in rows(EVERYDAY)})
    return labelled, [Sentence(text, 0, WEIGHT["everyday"]) for text in everyday]


def rows(paths: Sequence[Path]) -> Iterator[dict[str, str]]:
    for path in paths:
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def misspelt(sentence: Sentence, chance: random.Random) -> Sentence:
    """One letter swapped, dropped or doubled, some words as they are spoken, and for every other one letters without dots."""
    text = sentence.text
    for written, spoken in SPOKEN:
        if chance.random() < 0.5:
            text = re.sub(rf"\b{written}\b", spoken, text)
    place = chance.randrange(1, max(2, len(text) - 1))
    two = text[place - 1 : place + 1]
    text = text[: place - 1] + chance.choice([two[::-1], two[:1], two + two[-1:]]) + text[place + 1 :]
    return Sentence(
        corrected(text.translate(LETTERS) if chance.random() < 0.5 else text), sentence.kind, WEIGHT["misspelt"]
    )


def embedded(texts: Sequence[str], file: Path) -> dict[str, NDArray[np.float32]]:
    """The vector of each text; the file keeps them."""
    known: dict[str, NDArray[np.float32]] = {}
    if file.exists():
        with np.load(file) as stored:
            known = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))
    missing = sorted({text for text in texts if text not in known}, key=len)
    settings = Settings()
    model = SentenceTransformer(str(bundled_embedding_folder(settings.models)), device="cpu")
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        vectors = model.encode(batch, prompt=settings.query_prefix, normalize_embeddings=True)
        known |= zip(batch, vectors, strict=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
        print(f"{start + BATCH} of {len(missing)} embedded", flush=True)
    return known


@dataclass(frozen=True)
class Reader:
    """Sentences -> what a model is trained on: their words, and where `vectors` holds them also these."""

    mean: NDArray[np.float32]
    vectors: dict[str, NDArray[np.float32]]

    def words(self, sentences: Sequence[Sentence]) -> csr_matrix:
        """(sentences, BUCKETS)"""
        places, columns, values = [], [], []
        for place, sentence in enumerate(sentences):
            for group in groups(sentence.text):
                places += [place] * len(group)
                columns += group
                values += [max(1, len(group)) ** -0.5] * len(group)
        return csr_matrix((values, (places, columns)), shape=(len(sentences), BUCKETS), dtype=np.float32)

    def both(self, sentences: Sequence[Sentence]) -> csr_matrix:
        """(sentences, BUCKETS + dimensions)"""
        vectors = LENGTH * (np.stack([self.vectors[one.text] for one in sentences]) - self.mean)
        return hstack([self.words(sentences), csr_matrix(vectors)]).tocsr()


def train(reader: Reader, reads: str, sentences: Sequence[Sentence]) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH[reads], max_iter=150, tol=1e-3).fit(
        getattr(reader, reads)(sentences),
        [one.kind for one in sentences],
        sample_weight=[one.weight for one in sentences],
    )


def odds(reader: Reader, reads: str, model: LogisticRegression, sentences: Sequence[Sentence]) -> NDArray[np.float64]:
    """(sentences, 2) the probability that it is an emergency of any kind, and that it is to be refused."""
    found = np.asarray(model.predict_proba(getattr(reader, reads)(sentences)))
    return np.stack([found[:, 1 : -len(REFUSALS)].sum(axis=1), found[:, -len(REFUSALS) :].sum(axis=1)], axis=1)


def validate(reader: Reader, reads: str, labelled: list[Sentence], wrong: dict[str, Sentence], everyday: list[Sentence],
             folds: int) -> None:  # fmt: skip
    judged: list[tuple[Sentence, float, float, bool]] = []
    dev = {corrected(row["question"]) for row in rows(EVERYDAY[-2:])}
    for fold in range(folds):
        kept = [one for place, one in enumerate(labelled) if place % folds != fold]
        read = [*kept, *(wrong[one.text] for one in kept), *(one for place, one in enumerate(everyday) if place % folds != fold)]  # fmt: skip
        held = [one for part in (labelled, everyday) for place, one in enumerate(part) if place % folds == fold]
        found = odds(reader, reads, train(reader, reads, read), held)
        judged += [(one, *pair, one.weight == WEIGHT["everyday"]) for one, pair in zip(held, found.tolist(), strict=True)]  # fmt: skip
    for threshold in THRESHOLDS:
        print(f"{reads}, threshold {threshold}: " + ", ".join(f"{name} {share:.4f}" for name, share in {
            "emergencies found": mean(alarm >= threshold for one, alarm, _, _ in judged if 0 < one.kind < len(KINDS) - len(REFUSALS)),
            "refusals found": mean(no >= threshold for one, _, no, _ in judged if one.kind >= len(KINDS) - len(REFUSALS)),
            "alarms for what sounds alike": mean(alarm >= threshold for one, alarm, _, usual in judged if not one.kind and not usual),
            "refusals": mean(no >= threshold for one, _, no, usual in judged if not one.kind and not usual),
            "alarms for everyday questions": mean(alarm >= threshold for _, alarm, _, usual in judged if usual),
            "alarms for dev questions": mean(alarm >= threshold for one, alarm, _, usual in judged if usual and one.text in dev),
            "refusals ": mean(no >= threshold for _, _, no, usual in judged if usual),
        }.items()))  # fmt: skip


def mean(hits: Iterator[bool]) -> float:
    return float(np.mean(list(hits)))


def save(models: dict[str, LogisticRegression], reader: Reader) -> None:
    """int8 weights of words with a scale for each kind, float16 weights of vectors."""
    stored: dict[str, NDArray[np.generic]] = {
        "both.mean": reader.mean,
        "embedding": np.array(embedding_identity(Settings())),
    }
    for reads, model in models.items():
        words, vector = np.split(model.coef_, [BUCKETS], axis=1)
        scale = np.abs(words).max(axis=1) / 127
        stored |= {f"{reads}.words": np.round(words / scale[:, None]).astype(np.int8), f"{reads}.scale": scale.astype(np.float32),
                   f"{reads}.bias": model.intercept_.astype(np.float32)}  # fmt: skip
        if reads == "both":
            stored[f"{reads}.vector"] = (LENGTH * vector).astype(np.float16)
    about = {"seed": SEED} | {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in [*LABELLED, *EVERYDAY]}  # fmt: skip
    np.savez_compressed(FILE, **stored, about=np.array(json.dumps(about)))
    print(f"{FILE}: {FILE.stat().st_size / 1024:.0f} KB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=5, help="0: do not validate")
    parser.add_argument("--vectors", type=Path, default=ROOT / "var" / "training" / "alarm-vectors.npz")
    options = parser.parse_args()
    labelled, everyday = read()
    chance = random.Random(SEED)
    wrong = {one.text: misspelt(one, chance) for one in labelled}
    vectors = embedded([one.text for one in [*labelled, *wrong.values(), *everyday]], options.vectors)
    reader = Reader(np.mean([vectors[one.text] for one in everyday], axis=0).astype(np.float32), vectors)
    models = {}
    for reads in STRENGTH:
        if options.folds:
            validate(reader, reads, labelled, wrong, everyday, options.folds)
        models[reads] = train(reader, reads, [*labelled, *wrong.values(), *everyday])
    save(models, reader)


if __name__ == "__main__":
    main()
