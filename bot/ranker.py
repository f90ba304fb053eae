"""Question + passages -> for each statement the log-odds that it answers.

In: the ranker that the settings name. Bundled: our own cross-encoder (bot/ranker_network.py), the embedding model's lower
layers with trained upper layers from bot/ranker.npz. Else any sentence-transformers CrossEncoder.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.models import ModelError, bundled_embedding_folder
from bot.settings import BUNDLED, Settings

WEIGHTS = Path(__file__).with_name("ranker.npz")


@dataclass(frozen=True)
class Readable:
    """A passage as the ranker reads it: where it stands (title and headings) and what it states."""

    place: str
    statements: tuple[str, ...]


Rank = Callable[[str, Sequence[Readable]], list[NDArray[np.float32]]]
"""(question, passages) -> for each passage float32 (statements,): log-odds that the statement answers."""


def load_ranker(settings: Settings) -> Rank:
    """The ranker that the settings name, loaded when it is first asked.

    Raises (when asked):
        ModelError, WeightsError: the model cannot be had.
    """

    @lru_cache(maxsize=1)
    def load() -> Rank:
        if settings.ranking_model == BUNDLED:
            return bundled(bundled_embedding_folder(settings.models))
        return published(settings.ranking_model)

    return lambda question, passages: load()(question, passages)


def bundled(folder: Path) -> Rank:
    """Our own ranker over the embedding model's folder; a passage too long for it is cut, and what is cut off gets -inf."""
    import torch
    from transformers import AutoTokenizer

    from bot.ranker_network import Encoded, encode, in_bfloat16, load_network, most, padded, statement_logits

    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    network = load_network(folder, WEIGHTS)
    if network.fast:
        in_bfloat16(network)

    def rank(question: str, passages: Sequence[Readable]) -> list[NDArray[np.float32]]:
        """One passage at a time: read together, the short ones would be filled up to the longest, two fifths of it in vain."""
        return [odds(encode(tokenizer, question, one.place, one.statements)) for one in passages]

    def odds(one: Encoded) -> NDArray[np.float32]:
        ids, mask, owners = padded([one], tokenizer.pad_token_id)
        with torch.inference_mode():
            tokens, nothing = network(ids, mask)
            found = statement_logits(tokens, owners, most([one])) - nothing.unsqueeze(1)
        of_statements: NDArray[np.float32] = found.numpy()[0, : one.statements]
        return of_statements

    return rank


def published(name: str) -> Rank:
    """A CrossEncoder of sentence-transformers, which reads one statement at a time with its place.

    Raises:
        ModelError: no such model.
    """
    import torch
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(name, device="cpu", activation_fn=torch.nn.Identity())
    except (OSError, ValueError) as error:
        raise ModelError(
            f"Kunde inte läsa ranking_model {name}: {error}. Ange en CrossEncoder eller ”{BUNDLED}”."
        ) from error

    def rank(question: str, passages: Sequence[Readable]) -> list[NDArray[np.float32]]:
        pairs = [(question, f"{one.place}: {statement}") for one in passages for statement in one.statements]
        odds = (
            np.asarray(model.predict(pairs, show_progress_bar=False), np.float32) if pairs else np.zeros(0, np.float32)
        )
        ends = np.cumsum([len(one.statements) for one in passages])
        return np.split(odds, ends)[: len(passages)]

    return rank
