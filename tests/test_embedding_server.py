"""Embeddings from a real HTTP server on this machine that speaks OpenAI's interface."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.models import ModelError, embedding_identity, load_embeddings
from bot.settings import Settings, SettingsError
from ingest.__main__ import main as ingest
from tests.benchmarks.kills import write_pages
from tests.conftest import HashedWords


@dataclass
class Embedder:
    """What the server was asked, and how it answers."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    loses: int = 0  # vectors left out of each answer
    broken: bool = False


@pytest.fixture
def server() -> Iterator[Embedder]:
    """Gives vectors of hashed words, three times too long, in the wrong order, and shorter requests first."""
    embedder = Embedder()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 (the library's name)
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            embedder.asked.append(request)
            embedder.keys.append(self.headers["Authorization"])
            time.sleep(len(request["input"]) / 500)
            vectors = [[3 * value for value in HashedWords().embed_query(text)] for text in request["input"]]
            rows = [{"object": "embedding", "index": place, "embedding": one} for place, one in enumerate(vectors)]
            answer = {"object": "list", "model": "m", "data": rows[::-1][embedder.loses :]}
            self.answer(400 if embedder.broken or self.path != "/v1/embeddings" else 200, answer)

        def answer(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said | {"usage": {"prompt_tokens": 1, "total_tokens": 1}}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    embedder.url = f"http://127.0.0.1:{running.server_port}"
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield embedder
    running.shutdown()
    running.server_close()


def settings(server: Embedder, **more: Any) -> Settings:
    return Settings(embedding_model=server.url, embedding_model_name="e5", **more)


def test_texts_get_their_own_vectors_in_order_with_prefix(server: Embedder) -> None:
    texts = [f"text nummer {number} om gatan" for number in range(70)]
    vectors = load_embeddings(settings(server, embedding_model_key="hemlig")).embed_documents(texts)
    own = [HashedWords().embed_query(f"passage: {text}") for text in texts]
    assert np.array(vectors) == pytest.approx(np.array(own), abs=1e-6)
    assert sorted(len(one["input"]) for one in server.asked) == [6, 32, 32]
    assert {one["model"] for one in server.asked} == {"e5"} and set(server.keys) == {"Bearer hemlig"}


def test_a_question_has_its_own_prefix(server: Embedder) -> None:
    vector = load_embeddings(settings(server, query_prefix="fråga: ")).embed_query("gatan")
    assert vector == pytest.approx(HashedWords().embed_query("fråga: gatan"), abs=1e-6)


@pytest.mark.parametrize("fault", [{"loses": 1}, {"broken": True}])
def test_a_server_that_fails_is_named(server: Embedder, fault: dict[str, Any]) -> None:
    vars(server).update(fault)
    with pytest.raises(ModelError, match="Kontrollera embedding_model"):
        load_embeddings(settings(server)).embed_documents(["gatan", "skolan"])


def test_an_index_follows_the_model_and_not_its_server(server: Embedder) -> None:
    moved = Settings(embedding_model="http://annan:1", embedding_model_name="e5")
    other = Settings(embedding_model=server.url, embedding_model_name="annan")
    assert embedding_identity(settings(server)) == embedding_identity(moved) != embedding_identity(other)


def test_a_server_needs_the_name_of_its_model() -> None:
    with pytest.raises(SettingsError, match="embedding_model_name"):
        Settings(embedding_model="http://localhost:1")


def test_ingest_embeds_at_the_server_and_stops_when_it_fails(
    server: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "k.toml").write_text(f'embedding_model = "{server.url}"\nembedding_model_name = "e5"', encoding="utf-8")
    monkeypatch.setenv("KOMMUNSVAR_SETTINGS", str(tmp_path / "k.toml"))
    write_pages(tmp_path / "sidor", range(2))
    arguments = [str(tmp_path / "sidor"), "--data", str(tmp_path / "data")]
    assert ingest(arguments) == 0
    assert any("passage: " in text for one in server.asked for text in one["input"])
    server.broken = True
    write_pages(tmp_path / "sidor", range(3))
    assert ingest(arguments) == 3
    assert "Kontrollera embedding_model" in capsys.readouterr().err
