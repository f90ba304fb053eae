"""The ranker's network: question + one passage, read together -> for each statement the log-odds that it answers.

A cross-encoder (Nogueira & Cho, "Passage Re-ranking with BERT", 2019) that reads a whole passage at once and scores all its
statements, as an extractive reader scores spans against "no answer" (Devlin et al. 2019, for SQuAD 2.0). Each token gets a logit;
a statement's is the log-sum-exp of its tokens'; that of "nothing here answers" is read at the first token.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from torch import nn

from bot.trained_weights import load_trained

QUESTION_TOKENS, PLACE_TOKENS, STATEMENT_TOKENS, MOST_TOKENS = 72, 40, 160, 500
OUTSIDE = -1  # owner of a token that belongs to no statement


@dataclass(frozen=True)
class Encoded:
    """One question with one passage. `owners` names each token's statement; a statement that found no room owns none."""

    ids: list[int]
    owners: list[int]
    statements: int


class Network(nn.Module):
    def __init__(self, bert: Any) -> None:
        """Args: bert: the embedding model's own BertModel; its word embeddings are used as they are."""
        super().__init__()
        self.bert = bert
        self.token = nn.Linear(bert.config.hidden_size, 1)
        self.nothing = nn.Linear(bert.config.hidden_size, 1)
        self.fast = False  # whether the encoder computes in bfloat16

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(batch, tokens) integers -> float32 logits (batch, tokens) of the tokens and (batch,) of "nothing answers"."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.fast):
            hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        return self.token(hidden).squeeze(-1), self.nothing(hidden[:, 0]).squeeze(-1)


def encode(tokenizer: Any, question: str, place: str, statements: Sequence[str]) -> Encoded:
    """`<s> question </s></s> place` and then each statement opened by `</s>`, cut to what the network can read."""
    texts = tokenizer([question, place, *statements], add_special_tokens=False)["input_ids"]
    asked, placed, parts = texts[0][:QUESTION_TOKENS], texts[1][:PLACE_TOKENS], texts[2:]
    start, stop = tokenizer.cls_token_id, tokenizer.sep_token_id
    ids = [start, *asked, stop, stop, *placed]
    owners = [OUTSIDE] * len(ids)
    for number, part in enumerate(parts):
        piece = [stop, *part[:STATEMENT_TOKENS]]
        if len(ids) + len(piece) > MOST_TOKENS:
            break
        ids += piece
        owners += [number] * len(piece)
    return Encoded([*ids, stop], [*owners, OUTSIDE], len(statements))


def padded(batch: Sequence[Encoded], pad: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """ids, mask and owners, each (batch, tokens)."""
    width = max(len(one.ids) for one in batch)
    ids = torch.tensor([one.ids + [pad] * (width - len(one.ids)) for one in batch])
    mask = torch.tensor([[1] * len(one.ids) + [0] * (width - len(one.ids)) for one in batch])
    owners = torch.tensor([one.owners + [OUTSIDE] * (width - len(one.ids)) for one in batch])
    return ids, mask, owners


def statement_logits(tokens: torch.Tensor, owners: torch.Tensor, count: int) -> torch.Tensor:
    """(batch, tokens) -> (batch, count): log-sum-exp over each statement's tokens; -inf where it owns none."""
    of = owners.unsqueeze(1) == torch.arange(count).view(1, count, 1)
    return torch.logsumexp(tokens.unsqueeze(1).masked_fill(~of, float("-inf")), dim=2)


def most(batch: Sequence[Encoded]) -> int:
    return max(chain((one.statements for one in batch), [1]))


def load_network(folder: Path, path: Path) -> Network:
    """The embedding model of `folder` with the trained weights of `path` in place of its own, ready to read."""
    from transformers import BertModel
    from transformers.utils import logging

    logging.set_verbosity_error()
    network = Network(BertModel.from_pretrained(folder, add_pooling_layer=False))
    load_trained(network, path)
    network.fast = has_bfloat16()
    return network.eval()


def has_bfloat16() -> bool:
    """Whether this processor multiplies in bfloat16 itself, which halves the time; elsewhere it would be slower."""
    return bool(torch.cpu._is_avx512_bf16_supported()) or bool(torch.cpu._is_amx_tile_supported())
