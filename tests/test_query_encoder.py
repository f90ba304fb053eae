from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from bot.e5 import convert
from bot.models import LazyEmbeddings, load_embeddings, load_sentence_transformer
from bot.query_encoder import DualEncoder, load_query_encoder
from bot.settings import Settings, load_settings
from bot.trained_weights import save_trained
from tests.test_e5 import write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    convert(write(tmp_path / "e5.bin"), tmp_path / "modell")
    return tmp_path / "modell"


def test_questions_go_through_the_trained_layers(folder: Path, tmp_path: Path) -> None:
    own = SentenceTransformer(str(folder), device="cpu")
    trained = SentenceTransformer(str(folder), device="cpu")
    bert = trained[0].auto_model
    bert.embeddings.requires_grad_(False)
    torch.manual_seed(0)
    with torch.no_grad():
        for value in bert.encoder.parameters():
            value += 0.3 * torch.randn_like(value)
    save_trained(bert, tmp_path / "vikter.npz", "om vikterna")
    encoder = load_query_encoder(own, "hej ", tmp_path / "vikter.npz")
    asked = encoder.embed_query("på dig")
    assert np.allclose(asked, trained.encode("hej på dig", normalize_embeddings=True), atol=0.05)
    assert not np.allclose(asked, own.encode("hej på dig", normalize_embeddings=True), atol=0.1)


def test_pages_keep_the_models_own_vectors(folder: Path) -> None:
    settings = Settings(embedding_model=str(folder))
    passages = LazyEmbeddings(lambda: load_sentence_transformer(settings))
    never = LazyEmbeddings(lambda: pytest.fail("frågornas modell laddades för en sida"))
    assert DualEncoder(passages, never).embed_documents(["hej på dig"]) == passages.embed_documents(["hej på dig"])


def test_the_query_encoder_refuses_pages(folder: Path, tmp_path: Path) -> None:
    own = SentenceTransformer(str(folder), device="cpu")
    save_trained(own[0].auto_model, tmp_path / "vikter.npz", "")
    with pytest.raises(TypeError, match="indexets"):
        load_query_encoder(own, "", tmp_path / "vikter.npz").embed_documents(["hej"])


def test_another_embedding_model_has_no_trained_questions(folder: Path) -> None:
    assert not isinstance(load_embeddings(Settings(embedding_model=str(folder))), DualEncoder)


@pytest.mark.model
def test_everyday_wording_comes_nearer_to_what_answers() -> None:
    settings = load_settings()
    encoder, own = load_embeddings(settings), load_sentence_transformer(settings)
    statements = [
        "Lämna avfall: Grovavfall lämnas på återvinningscentralen mot uppvisande av legitimation.",
        "Bygglov – Altan: Du behöver bygglov för en altan som är högre än 1,2 meter.",
        "Ekonomiskt bistånd – Ansök: Du ansöker om försörjningsstöd hos socialtjänsten.",
        "Parkering – Böter: Den som har fått en felparkeringsavgift kan bestrida den hos polisen.",
        "Skolmat: Maten i grundskolan är gratis.",
    ]
    passages = np.array(encoder.embed_documents(statements))
    asked = [
        "vart slänger man en gammal soffa", "får jag bygga ett högt trädäck", "har inga pengar kvar till hyran va gör man",
        "p-bot men jag hade betalat!!", "behöver man betala för lunchen i skolan",
    ]  # fmt: skip

    near = np.array([encoder.embed_query(one) for one in asked]) @ passages.T
    assert near.argmax(1).tolist() == list(range(len(asked)))
    assert not np.allclose(encoder.embed_query(asked[0]), own.embed_query(asked[0]), atol=0.02)
