"""Train the encoder of questions (bot/query_encoder.py): the embedding model's upper layers, against passages whose vectors stay.

    make train        (python -m tests.training.query_encoder [--out var/training])

A question shall lie nearest to the statements that answer it among all statements of its library (the bundled pages, the invented ones, or
the reading sets' texts), and nearest to their passages among all passages; as softmax over cosines / TEMPERATURE. With the passages
fixed, every one of them is a negative at no cost. An interrupted run goes on where it stopped (run.py). Last, what was trained is
averaged with the model's own weights, which keeps it good at what it was not trained on (Wortsman et al., "Robust fine-tuning of
zero-shot models", CVPR 2022), and written as bot/query_encoder.npz, 8 bits a weight.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from bot.models import bundled_embedding_folder, load_sentence_transformer
from bot.query_encoder import WEIGHTS
from bot.settings import load_settings
from bot.trained_weights import save_trained
from tests.training import examples as sets
from tests.training.examples import Passage, Passages, bundled_pages, held_out, invented_pages, rows_of, squad_windows
from tests.training.run import Run, digests, falling

SEED = 20261124
FROZEN = 6  # layers, of 12
EPOCHS = 3
BATCH = 64  # questions
RATE = 1e-4
TEMPERATURE = 0.02
PASSAGES = 0.5  # weight of the passages beside the statements
TRAINED = 0.85  # weight of what was trained in the average
DROPOUT = 0.1  # of attention
QUESTION_TOKENS = 96
INFINITE = float("-inf")


@dataclass(frozen=True)
class Library:
    """Passages with the vectors of all that a question may lie near. `places` is (passage id, statement) -> row of `statements`."""

    name: str
    places: dict[tuple[str, str], int]
    passage_of: torch.Tensor  # int (statements,)
    statements: torch.Tensor  # float32 (statements, dimensions)
    passages: torch.Tensor  # float32 (passages, dimensions)


@dataclass(frozen=True)
class Asked:
    """A question and the rows of its library's statements that answer it, or may."""

    question: str
    page: str
    right: tuple[int, ...]
    unsure: tuple[int, ...] = ()


Batch = tuple[Library, list[Asked]]


# -- what is asked of what ------------------------------------------------------------------------------------------------


def library(name: str, passages: Sequence[Passage], embeddings: Embeddings, out: Path) -> Library:
    """Vectors are kept in `out`, so that an interrupted run need not make them again."""
    every = [(number, one, text) for number, one in enumerate(passages) for text in one.statements]
    texts = [f"{context(one.place)}: {text}" for _, one, text in every]
    whole = [f"{one.place}\n{' '.join(one.statements)}" for one in passages]
    vectors = torch.from_numpy(kept(out / f"{name}.npy", [*texts, *whole], embeddings))
    return Library(
        name,
        {(one.id, text): row for row, (_, one, text) in enumerate(every)},
        torch.tensor([number for number, _, _ in every]),
        vectors[: len(texts)],
        vectors[len(texts) :],
    )


def context(place: str) -> str:
    """Title and last heading, as the index embeds them (corpus/store.py)."""
    parts = place.split(" – ")
    return " – ".join([parts[0], *parts[1:][-1:]])


def kept(path: Path, texts: Sequence[str], embeddings: Embeddings) -> NDArray[np.float32]:
    if not path.is_file():
        np.save(path, np.array(embeddings.embed_documents(list(texts)), np.float32))
    vectors: NDArray[np.float32] = np.load(path)
    if len(vectors) != len(texts):
        raise ValueError(f"{path} har {len(vectors)} vektorer, men texterna är {len(texts)}: ta bort filen.")
    return vectors


def own(names: Sequence[str], pages: Passages, places: dict[tuple[str, str], int]) -> Iterator[Asked]:
    for name in names:
        for row in rows_of(sets.HERE / f"{name}.jsonl"):
            found = [
                tuple(
                    places[one.id, text]
                    for one in pages.by_page[row["page"]]
                    for text in one.statements
                    if text in row[key]
                )
                for key in ("answers", "conditions")
            ]
            yield Asked(row["question"], row["page"], found[0], tuple(set(found[1]) - set(found[0])))


def reading(texts: Passages, places: dict[tuple[str, str], int]) -> Iterator[Asked]:
    for name in ("squad_v2_sv_questions", "crosslingual_questions"):
        for row in rows_of(sets.SETS / f"reading/{name}.jsonl"):
            yield Asked(row["question"], row["passage"], tuple(
                places[one.id, text] for one in texts.by_page[row["passage"]] for text in one.statements
                if row["answerable"] and any(answer in text for answer in row["answers"])
            ))  # fmt: skip


def everything(embeddings: Embeddings, out: Path) -> list[tuple[Library, list[Asked]]]:
    """The libraries, each with its answerable questions."""
    found: list[tuple[Library, list[Asked]]] = []
    for name, pages in (("bundled", bundled_pages()), ("invented", invented_pages())):
        one = library(name, pages.all, embeddings, out)
        found.append((one, list(own([f"{name}-questions", f"{name}-direct"], pages, one.places))))
    texts = Passages([passage for found in squad_windows().values() for passage in found])
    read = library("reading", texts.all, embeddings, out)
    found.append((read, list(reading(texts, read.places))))
    return [(one, [asked for asked in questions if asked.right]) for one, questions in found]


def batches_of(libraries: Sequence[tuple[Library, list[Asked]]], rng: random.Random) -> list[Batch]:
    """EPOCHS times every question that is not held out; a batch asks of one library."""
    found: list[Batch] = []
    for _ in range(EPOCHS):
        epoch: list[Batch] = []
        for one, questions in libraries:
            learnt = [asked for asked in questions if not held_out(asked.page)]
            rng.shuffle(learnt)
            epoch += [(one, learnt[start : start + BATCH]) for start in range(0, len(learnt) - BATCH + 1, BATCH)]
        rng.shuffle(epoch)
        found += epoch
    return found


# -- training -------------------------------------------------------------------------------------------------------------


def encode(bert: Any, tokenizer: Any, prompt: str, questions: Sequence[str]) -> torch.Tensor:
    """float32 (questions, dimensions), L2-normalised means of the tokens."""
    tokens = tokenizer([prompt + one for one in questions], padding=True, truncation=True,
                       max_length=QUESTION_TOKENS, return_tensors="pt")  # fmt: skip
    with torch.autocast("cpu", torch.bfloat16):
        hidden = bert(**tokens).last_hidden_state
    mask = tokens["attention_mask"].unsqueeze(-1).float()
    return torch.nn.functional.normalize((hidden.float() * mask).sum(1) / mask.sum(1), dim=-1)


def loss_of(bert: Any, tokenizer: Any, prompt: str, batch: Batch) -> torch.Tensor:
    """Mean negative log share of the right statements, and of their passages, in the softmax over the whole library."""
    one, questions = batch
    vectors = encode(bert, tokenizer, prompt, [asked.question for asked in questions])
    near, passages = vectors @ one.statements.T / TEMPERATURE, vectors @ one.passages.T / TEMPERATURE
    right, holding = torch.zeros_like(near, dtype=torch.bool), torch.zeros_like(passages, dtype=torch.bool)
    for row, asked in enumerate(questions):
        near[row, list(asked.unsure)] = INFINITE
        right[row, list(asked.right)] = True
        holding[row, one.passage_of[list(asked.right)]] = True
    return share_lost(near, right) + PASSAGES * share_lost(passages, holding)


def share_lost(logits: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    return (logits.logsumexp(1) - logits.masked_fill(~right, INFINITE).logsumexp(1)).mean()


def measure(bert: Any, tokenizer: Any, prompt: str, libraries: Sequence[tuple[Library, list[Asked]]]) -> str:
    """On questions about pages never trained on: a right statement among the nearest 1 / 3 / 8 of the library."""
    bert.eval()
    shown = []
    for one, questions in libraries:
        asked = [asked for asked in questions if held_out(asked.page)]
        with torch.no_grad():
            vectors = torch.cat([
                encode(bert, tokenizer, prompt, [each.question for each in asked[start : start + BATCH]])
                for start in range(0, len(asked), BATCH)
            ])  # fmt: skip
        nearest = (vectors @ one.statements.T).topk(8).indices.tolist()
        found = [np.mean([bool(set(row[:count]) & set(each.right)) for row, each in zip(nearest, asked, strict=True)])
                 for count in (1, 3, 8)]  # fmt: skip
        shown.append(f"{one.name} {' / '.join(f'{share:.3f}' for share in found)} (n={len(asked)})")
    bert.train()
    return ", ".join(shown)


def new_encoder(folder: Path) -> Any:
    from transformers import BertModel

    torch.manual_seed(SEED)
    bert = BertModel.from_pretrained(
        folder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=DROPOUT
    )
    for frozen in (bert.embeddings, *bert.encoder.layer[:FROZEN]):
        frozen.requires_grad_(False)
    return bert.train()


def averaged(trained: Any, own: Any) -> None:
    """Move the trained weights part of the way back to the model's own."""
    with torch.no_grad():
        for value, before in zip(trained.parameters(), own.parameters(), strict=True):
            value.lerp_(before, 1 - TRAINED)


def data() -> list[Path]:
    reading = ("squad_v2_sv_passages", "squad_v2_sv_questions", "crosslingual_questions")
    return [*sorted(sets.HERE.glob("*-pages.jsonl")), *sorted(sets.HERE.glob("*-questions.jsonl")),
            *sorted(sets.HERE.glob("*-direct.jsonl")), *(sets.SETS / f"reading/{name}.jsonl" for name in reading)]  # fmt: skip


def main() -> None:
    from transformers import AutoTokenizer

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("var/training"))
    out = parser.parse_args().out / "query_encoder"
    out.mkdir(parents=True, exist_ok=True)
    settings = load_settings()
    folder = bundled_embedding_folder(settings.models)
    tokenizer, bert = AutoTokenizer.from_pretrained(folder), new_encoder(folder)
    libraries = everything(load_sentence_transformer(settings), out)
    reads = (bert, tokenizer, settings.query_prefix)
    print(f"held out, before: {measure(*reads, libraries)}", flush=True)
    run = Run(bert, out / "checkpoint.pt", RATE)
    batches = batches_of(libraries, random.Random(SEED))
    run.stage("questions", batches, partial(loss_of, *reads), falling, partial(measure, *reads, libraries))
    averaged(bert, new_encoder(folder))
    print(f"held out, averaged: {measure(*reads, libraries)}", flush=True)
    about = ["make train (python -m tests.training.query_encoder)", f"seed {SEED}", *digests(data())]
    save_trained(bert, WEIGHTS, "\n".join(about))
    print(*about, f"{WEIGHTS}: {WEIGHTS.stat().st_size:,} bytes", sep="\n")


if __name__ == "__main__":
    main()
