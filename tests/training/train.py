"""Train the ranker (bot/ranker_network.py) from the bundled embedding model's own encoder, on the CPU.

    make train        (python -m tests.training.train [--out var/training])

Stages: reading (learning rate up, then held), the field (down to nothing), then four of passages against each other (ACROSS).
An interrupted run goes on where it stopped (run.py). The lowest FROZEN layers and the word embeddings stay as they are. Last, the trained layers
are written as bot/ranker.npz, 8 bits a weight. The digests of all data stand in the log and in the file.
"""

import argparse
import random
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import torch
from sklearn.metrics import roc_auc_score

from bot.models import bundled_embedding_folder, load_sentence_transformer
from bot.ranker import WEIGHTS
from bot.ranker_network import Encoded, Network, encode, most, padded, statement_logits
from bot.settings import load_settings
from bot.trained_weights import save_trained
from tests.training import examples as sets
from tests.training.examples import Example, across_stage, domain_stage, held_out, reading_stage
from tests.training.run import Rate, Run, digests, falling, falling_from, held_at, rising

SEED = 20261124
FROZEN = 4  # layers, of 12
BATCH_TOKENS = 3600
RATE = 1.2e-4
READING = 600  # steps of the first stage: all reading sets hold some 780
INDEPENDENT = 0.3  # weight of each statement against "nothing" beside the choice among all
SPAN = 0.3  # weight of the answer's own words, where they are known
INFINITE = float("-inf")
Batch = list[tuple[Example, Encoded]]


def loss_of(network: Network, tokenizer: Any, batch: Batch) -> torch.Tensor:
    """Mean over the batch of: the choice among all statements and "nothing" (negative log of the right ones' share); each sure
    statement against "nothing"; where the answer's words are known, their share among all tokens."""
    ids, mask, owners = padded([one for _, one in batch], tokenizer.pad_token_id)
    tokens, nothing = network(ids, mask)
    logits = statement_logits(tokens, owners, most([one for _, one in batch]))
    right = torch.zeros(logits.shape, dtype=torch.bool)
    unsure = torch.zeros(logits.shape, dtype=torch.bool)
    for row, (example, _) in enumerate(batch):
        right[row, list(example.right)] = True
        unsure[row, list(example.unsure)] = True
    seen = torch.isfinite(logits)
    right &= seen
    among = torch.cat([nothing.unsqueeze(1), logits.masked_fill(unsure & ~right, INFINITE)], dim=1).logsumexp(1)
    chosen = torch.where(right.any(1), logits.masked_fill(~right, INFINITE).logsumexp(1), nothing)
    choice = (among - chosen).mean()
    against = torch.nn.functional.binary_cross_entropy_with_logits(
        (logits - nothing.unsqueeze(1)).masked_fill(~seen, 0),
        right.float(),
        weight=(seen & ~unsure).float(),
        reduction="sum",
    )
    loss = choice + INDEPENDENT * against / len(batch)
    loss = loss + between(logits - nothing.unsqueeze(1), right, seen, [example.group for example, _ in batch])
    span = span_mask(tokenizer, batch, ids.shape)
    known = span.any(1)
    if known.any():
        words = tokens.masked_fill(owners < 0, INFINITE)
        total = torch.cat([nothing.unsqueeze(1), words], dim=1).logsumexp(1)
        loss = loss + SPAN * ((total - tokens.masked_fill(~span, INFINITE).logsumexp(1))[known]).sum() / len(batch)
    return loss


def between(odds: torch.Tensor, right: torch.Tensor, seen: torch.Tensor, groups: Sequence[int]) -> torch.Tensor:
    """Mean over the groups: the negative log of the right statements' share among all statements of a question's passages."""
    losses = []
    for group in sorted(set(groups) - {0}):
        rows = [row for row, one in enumerate(groups) if one == group]
        values, correct = odds[rows][seen[rows]], right[rows][seen[rows]]
        if correct.any():
            losses.append(values.logsumexp(0) - values[correct].logsumexp(0))
    return torch.stack(losses).mean() if losses else odds.new_zeros(())


def span_mask(tokenizer: Any, batch: Batch, shape: torch.Size) -> torch.Tensor:
    """bool (batch, tokens): the tokens of the answer's words inside the right statements."""
    mask = torch.zeros(shape, dtype=torch.bool)
    for row, (example, encoded) in enumerate(batch):
        for number in example.right if example.answers else ():
            if number not in encoded.owners:
                continue
            first = encoded.owners.index(number) + 1  # after the mark that opens the statement
            text = example.passage.statements[number]
            offsets = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
            for answer in example.answers:
                start = text.find(answer)
                for place, (left, until) in enumerate(offsets):
                    inside = start >= 0 and left < start + len(answer) and until > start
                    if inside and first + place < len(encoded.owners) and encoded.owners[first + place] == number:
                        mask[row, first + place] = True
    return mask


def batches_of(examples: Sequence[Example], tokenizer: Any, rng: random.Random) -> list[Batch]:
    """Batches of like length, in random order."""
    encoded = [(one, encode(tokenizer, one.question, one.passage.place, one.passage.statements)) for one in examples]
    found: list[Batch] = []
    for start in range(0, len(encoded), 600):
        pool = sorted(encoded[start : start + 600], key=lambda pair: len(pair[1].ids))
        batch: Batch = []
        made = []
        for pair in pool:
            if batch and (len(batch) + 1) * len(pair[1].ids) > BATCH_TOKENS:
                made.append(batch)
                batch = []
            batch.append(pair)
        made.append(batch)
        rng.shuffle(made)
        found += made
    return found


def group_batches(groups: Sequence[Sequence[Example]], tokenizer: Any, rng: random.Random) -> list[Batch]:
    """Batches of whole groups of like length, in random order."""
    encoded = [
        [(one, encode(tokenizer, one.question, one.passage.place, one.passage.statements)) for one in group]
        for group in groups
    ]
    found: list[Batch] = []
    for start in range(0, len(encoded), 200):
        made: list[Batch] = [[]]
        for group in sorted(encoded[start : start + 200], key=longest):
            if made[-1] and longest(group) * (len(made[-1]) + len(group)) > BATCH_TOKENS:
                made.append([])
            made[-1] += group
        rng.shuffle(made)
        found += made
    return found


def longest(batch: Batch) -> int:
    return max(len(one.ids) for _, one in batch)


def measure(network: Network, tokenizer: Any, examples: Sequence[Example]) -> str:
    """On examples never trained on: a right statement first / among three, and how well the best log-odds parts passages that answer
    from those that do not (AUC)."""
    network.eval()
    first, three, best, labels = [], [], [], []
    for batch in batches_of(examples, tokenizer, random.Random(0)):
        ids, mask, owners = padded([one for _, one in batch], tokenizer.pad_token_id)
        with torch.no_grad():
            tokens, nothing = network(ids, mask)
        odds = statement_logits(tokens, owners, most([one for _, one in batch])) - nothing.unsqueeze(1)
        for (example, _), row in zip(batch, odds, strict=True):
            order = row.argsort(descending=True).tolist()
            best.append(float(row.max()))
            labels.append(bool(example.right))
            if example.right:
                first.append(order[0] in example.right)
                three.append(bool(example.right & set(order[:3])))
    network.train()
    return f"first {sum(first) / len(first):.3f}  three {sum(three) / len(three):.3f}  AUC {roc_auc_score(labels, best):.3f}  n={len(labels)}"


def split(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """(to train on, held out)"""
    return (
        [one for one in examples if not held_out(one.passage.page)],
        [one for one in examples if held_out(one.passage.page)],
    )


def new_network(folder: Path) -> Network:
    from transformers import BertModel

    bert = BertModel.from_pretrained(
        folder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    torch.manual_seed(SEED)
    network = Network(bert)
    for frozen in (bert.embeddings, *bert.encoder.layer[:FROZEN]):
        frozen.requires_grad_(False)
    network.fast = True
    return network


def averaged(ends: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of the stages' weights, the last one's twice: better on the dev parts than the last alone (Wortsman et al., "Model
    soups", 2022)."""
    every = [*ends, ends[-1]]
    return {name: sum(one[name] for one in every) / len(every) if value.is_floating_point() else value
            for name, value in ends[-1].items()}  # fmt: skip


class Across(NamedTuple):
    """A stage of passages against each other, see examples.across_stage."""

    name: str
    rate: Rate
    seed: int
    shares: dict[str, float]
    own_page: bool
    nearest: int = 0


ACROSS = (
    Across("across", falling_from(1 / 3), SEED, {"bundled-questions": 0.25, "invented-questions": 0.25}, False),
    Across("contrast", held_at(0.5), SEED + 1, {"bundled-questions": 0.6, "invented-questions": 0.6}, True),
    Across("direct", falling_from(0.5), SEED + 2, {"bundled-direct": 1.0, "invented-direct": 0.7,
                                                   "bundled-questions": 0.05, "invented-questions": 0.05}, True),
    Across("pairs", falling_from(0.5), SEED + 3, {"bundled-pairs": 0.7, "invented-pairs": 0.3, "bundled-questions": 0.05,
                                                  "invented-questions": 0.05, "bundled-direct": 0.05, "invented-direct": 0.05}, True, 1),
)  # fmt: skip


def data() -> list[Path]:
    folders = ((sets.HERE, "bundled-*"), (sets.HERE, "invented-*"), (sets.SETS / "reading", "*"))
    return [*(file for folder, names in folders for file in sorted(folder.glob(f"{names}.jsonl"))),
            sets.SETS / "swequad_mc/corpus.jsonl", sets.SETS / "swequad_mc/questions_train.jsonl"]  # fmt: skip


def main() -> None:
    from transformers import AutoTokenizer

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("var/training"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    settings = load_settings()
    folder = bundled_embedding_folder(settings.models)
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    network = new_network(folder)
    run = Run(network, options.out / "checkpoint.pt", RATE)

    def stage(name: str, batches: Sequence[Batch], kept: Sequence[Example], rate: Rate) -> None:
        run.stage(name, batches, partial(loss_of, network, tokenizer), rate,
                  partial(measure, network, tokenizer, kept[:800]))  # fmt: skip

    train, kept = split(reading_stage(SEED))
    stage("reading", batches_of(train, tokenizer, random.Random(SEED))[:READING], kept, rising)
    train, kept = split(domain_stage(SEED))
    stage("field", batches_of(train, tokenizer, random.Random(SEED)), kept, falling)
    embeddings = load_sentence_transformer(settings)
    ends: list[dict[str, torch.Tensor]] = []
    for one in ACROSS:
        if not run.has_ended(one.name):
            groups = across_stage(one.seed, embeddings, one.shares, own_page=one.own_page, nearest=one.nearest)
            groups = [group for group in groups if not held_out(group[0].passage.page)]
            stage(one.name, group_batches(groups, tokenizer, random.Random(one.seed)), kept, one.rate)
        ends.append(run.end_of(one.name))
    network.load_state_dict(averaged(ends))
    about = ["make train (python -m tests.training.train)", f"seed {SEED}", *digests(data())]
    save_trained(network, WEIGHTS, "\n".join(about))
    print(*about, f"{WEIGHTS}: {WEIGHTS.stat().st_size:,} bytes", sep="\n")


if __name__ == "__main__":
    main()
