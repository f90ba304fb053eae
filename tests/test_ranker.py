from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertForSequenceClassification, BertModel, PreTrainedTokenizerFast

from bot.models import ModelError
from bot.ranker import Readable, alike, load_ranker
from bot.ranker_network import (
    MOST_TOKENS,
    OUTSIDE,
    Network,
    encode,
    load_network,
    padded,
    statement_logits,
)
from bot.settings import Settings, load_settings
from bot.trained_weights import save_trained

WORDS = ["<s>", "<pad>", "</s>", "<unk>", "när", "lagas", "lampan", "gata", "inom", "fjorton", "dagar"]
CONFIG = BertConfig(vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
                    max_position_embeddings=512, pad_token_id=1)  # fmt: skip


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    words = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=words, cls_token="<s>", sep_token="</s>", pad_token="<pad>", unk_token="<unk>")  # fmt: skip


def test_a_passage_is_laid_out_question_place_statements(tokenizer: Any) -> None:
    encoded = encode(tokenizer, "när lagas lampan", "gata", ["lampan lagas", "inom fjorton dagar"])
    shown = " ".join(WORDS[number] for number in encoded.ids)
    assert shown == "<s> när lagas lampan </s> </s> gata </s> lampan lagas </s> inom fjorton dagar </s>"
    assert encoded.owners == [OUTSIDE] * 7 + [0] * 3 + [1] * 4 + [OUTSIDE]


def test_what_finds_no_room_is_left_out_whole(tokenizer: Any) -> None:
    encoded = encode(tokenizer, "när", "gata", ["dagar " * 150] * 5)
    assert len(encoded.ids) <= MOST_TOKENS and set(encoded.owners) == {OUTSIDE, 0, 1, 2}
    assert encoded.statements == 5


def test_a_statement_weighs_its_own_tokens(tokenizer: Any) -> None:
    owners = torch.tensor([[OUTSIDE, 0, 0, 1]])
    logits = statement_logits(torch.tensor([[9.0, 1.0, 1.0, 3.0]]), owners, 3)
    assert logits[0, :2].tolist() == pytest.approx([1 + np.log(2), 3.0])
    assert logits[0, 2] == float("-inf")


def test_others_in_the_batch_change_nothing(tokenizer: Any) -> None:
    torch.manual_seed(0)
    network = Network(BertModel(CONFIG, add_pooling_layer=False)).eval()
    short, long = encode(tokenizer, "när", "gata", ["lampan"]), encode(tokenizer, "när", "gata", ["dagar " * 60])
    with torch.inference_mode():
        alone = network(*padded([short], 1)[:2])[0][0]
        together = network(*padded([short, long], 1)[:2])[0][0][: len(short.ids)]
    assert torch.allclose(alone, together, atol=1e-5)


def test_trained_weights_come_back_and_the_others_stay(tmp_path: Path) -> None:
    bert = BertModel(CONFIG, add_pooling_layer=False)
    bert.save_pretrained(tmp_path / "bert")
    network = Network(bert)
    bert.embeddings.requires_grad_(False)
    with torch.no_grad():
        for value in network.parameters():
            if value.requires_grad:
                value += torch.randn_like(value)
    save_trained(network, tmp_path / "ranker.npz", "om vikterna")
    loaded = load_network(tmp_path / "bert", tmp_path / "ranker.npz")
    for (name, before), (_, after) in zip(network.named_parameters(), loaded.named_parameters(), strict=True):
        assert torch.allclose(before, after, atol=before.detach().abs().max().item() / 250), name


def test_weights_of_another_network_are_an_error(tmp_path: Path) -> None:
    BertModel(CONFIG, add_pooling_layer=False).save_pretrained(tmp_path / "bert")
    np.savez(tmp_path / "ranker.npz", about="", **{"bert.pooler.weight": np.zeros(3)})
    with pytest.raises(ValueError, match="okända"):
        load_network(tmp_path / "bert", tmp_path / "ranker.npz")


def test_like_lengths_are_read_together() -> None:
    groups = alike([100, 400, 90, 380])
    assert groups == [[1, 3, 0, 2]]
    assert sorted(place for group in alike([2000] * 3) for place in group) == [0, 1, 2]
    assert len(alike([2000] * 3)) == 3


def test_a_published_cross_encoder_by_its_folder(tmp_path: Path, tokenizer: Any) -> None:
    config = BertConfig.from_dict({**CONFIG.to_dict(), "num_labels": 1})
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    rank = load_ranker(Settings(ranking_model=str(tmp_path)))
    scores = rank(
        "när lagas lampan", [Readable("gata", ("lampan lagas", "inom fjorton dagar")), Readable("gata", ("dagar",))]
    )
    assert [len(row) for row in scores] == [2, 1] and scores[0].dtype == np.float32
    assert rank("när", []) == []


def test_a_ranker_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match="/finns/inte"):
        load_ranker(Settings(ranking_model="/finns/inte"))("när", [Readable("gata", ("lampan",))])


@pytest.mark.model
def test_the_bundled_ranker_tells_the_answer_from_its_neighbours() -> None:
    rank = load_ranker(load_settings())
    lamp = Readable("Gatubelysning – Trasig lampa", (
        "Kommunen sköter omkring 14 000 gatlyktor.",
        "En trasig gatlykta lagas normalt inom fjorton dagar.",
        "Gatubelysningen är släckt mellan klockan 1 och 4 på natten.",
    ))  # fmt: skip
    answered, unanswered = (
        rank("hur länge får man vänta på att lyktan lagas", [lamp])[0],
        rank("Vad kostar simskolan?", [lamp])[0],
    )
    assert answered.argmax() == 1 and answered[1] > 0
    assert unanswered.max() < 0
