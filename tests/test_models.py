"""Other models than the bundled ones: a path, a hub, a server; the last two spoken to by their real client libraries."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from bot.models import ModelError, Usage, embedding_identity, language_model_file, load_language_model
from bot.settings import Settings

CONTENT = b"GGUF" + b"x" * 1000
COMMIT = "a" * 40


class Quiet(BaseHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Hub(Quiet):
    """The part of the Hugging Face hub's protocol that a file download uses."""

    def do_HEAD(self) -> None:  # noqa: N802
        self.do_GET()

    def do_GET(self) -> None:  # noqa: N802
        known = {f"/kommun/modell/resolve/{revision}/liten.gguf" for revision in ("main", "v1", COMMIT)}
        if self.path in known:
            self.reply(200, CONTENT, ETag='"abc123"', X_Repo_Commit=COMMIT)
        else:
            self.reply(404, b"{}", X_Error_Code="EntryNotFound", X_Error_Message="Entry not found")


class Server(Quiet):
    """An OpenAI-compatible server; remembers what it was asked."""

    asked: list[dict[str, object]] = []  # noqa: RUF012
    fail = False

    def do_GET(self) -> None:  # noqa: N802
        self.reply(200, json.dumps({"object": "list", "data": [{"id": "stor-modell", "object": "model"}]}).encode(),
                   Content_Type="application/json")  # fmt: skip

    def do_POST(self) -> None:  # noqa: N802
        Server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        if Server.fail:
            self.reply(503, b'{"error": {"message": "upptagen"}}', Content_Type="application/json")
            return
        parts = [{"choices": [{"index": 0, "delta": {"content": text}}]} for text in ("Gratis", " [1].")]
        parts.append({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 2, "total_tokens": 9}})
        events = "".join(
            f"data: {json.dumps({'id': 'x', 'object': 'chat.completion.chunk', **part})}\n\n" for part in parts
        )
        self.reply(200, f"{events}data: [DONE]\n\n".encode(), Content_Type="text/event-stream")


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def fetched_from_hub(name: str, cache: Path, endpoint: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: the hub's client reads its endpoint when it is imported."""
    code = (
        "from bot.models import language_model_file, ModelError; from bot.settings import Settings\n"
        f"try: print(language_model_file(Settings(language_model={name!r})))\nexcept ModelError as error: print('FEL', error)"
    )
    environment = {
        "HF_ENDPOINT": endpoint,
        "KOMMUNSVAR_MODELS": str(cache),
        "PATH": "/usr/bin:/bin",
        "HOME": str(cache),
    }
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


def test_a_path_is_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "egen.gguf").write_bytes(CONTENT)
    assert language_model_file(Settings(language_model=str(tmp_path / "egen.gguf"))) == tmp_path / "egen.gguf"


def test_a_path_that_does_not_exist_says_what_can_be_given() -> None:
    with pytest.raises(ModelError, match="ägare/namn:fil.gguf@version"):
        language_model_file(Settings(language_model="saknas.gguf"))


def test_a_file_that_is_no_gguf_is_named(tmp_path: Path) -> None:
    (tmp_path / "fel.gguf").write_bytes(b"inte en modell")
    with pytest.raises(ModelError, match=r"fel\.gguf"):
        load_language_model(Settings(language_model=str(tmp_path / "fel.gguf")))


def test_a_hub_file_is_fetched_once_and_then_used_without_the_network(tmp_path: Path) -> None:
    with served(Hub) as endpoint:
        first = fetched_from_hub("kommun/modell:liten.gguf@v1", tmp_path, endpoint).stdout.strip()
    assert Path(first).read_bytes() == CONTENT
    assert fetched_from_hub("kommun/modell:liten.gguf@v1", tmp_path, "http://127.0.0.1:9").stdout.strip() == first


def test_a_hub_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with served(Hub) as endpoint:
        said = fetched_from_hub("kommun/modell:annan.gguf", tmp_path, endpoint).stdout
    assert "FEL Kunde inte hämta annan.gguf från kommun/modell" in said


def test_a_server_is_asked_in_its_protocol() -> None:
    Server.asked.clear()
    with served(Server) as url:
        model = load_language_model(Settings(language_model=url))
        said = list(model.generate([SystemMessage("Svara kort."), HumanMessage("Vad kostar det?")], "root ::= x"))
    assert (model.name, said) == ("stor-modell", ["Gratis", " [1].", Usage(7, 2)])
    assert Server.asked[0]["messages"] == [
        {"role": "system", "content": "Svara kort."}, {"role": "user", "content": "Vad kostar det?"}]  # fmt: skip


def test_a_server_that_breaks_off_is_a_model_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "fail", True)
    with served(Server) as url:
        model = load_language_model(Settings(language_model=f"{url}/v1", language_model_name="m"))
        with pytest.raises(ModelError, match="avbröt"):
            list(model.generate([HumanMessage("Hej")], ""))


def test_a_server_that_does_not_answer_says_so() -> None:
    with pytest.raises(ModelError, match="svarar inte som väntat"):
        load_language_model(Settings(language_model="http://127.0.0.1:9"))


def test_the_index_knows_which_embedding_model_made_it() -> None:
    made = {embedding_identity(settings) for settings in
            (Settings(), Settings(embedding_model="KBLab/sentence-bert"), Settings(query_prefix="fråga: "))}  # fmt: skip
    assert len(made) == 3
