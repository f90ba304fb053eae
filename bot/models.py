"""The models that the settings name: where they come from and how they are loaded.

In: Settings. Out: LangChain Embeddings, and a LanguageModel (a name and a Generate function). Heavy libraries are imported
when a model is first used.
"""

import hashlib
import os
import re
import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock
from langchain_core.embeddings import Embeddings
from langchain_core.messages import BaseMessage

from bot.settings import BUNDLED, Settings, is_server
from bot.weights import EMBEDDING_MODEL, LANGUAGE_MODEL, fetch, sha256_of
from corpus.index import Index

if TYPE_CHECKING:
    from langchain_huggingface import HuggingFaceEmbeddings

    from bot.query_encoder import DualEncoder

for quiet in ("ANONYMIZED_TELEMETRY=False", "HF_HUB_DISABLE_TELEMETRY=1", "TOKENIZERS_PARALLELISM=false",
              "HF_HUB_DISABLE_PROGRESS_BARS=1", "LANGSMITH_TRACING=false"):  # fmt: skip
    os.environ.setdefault(*quiet.split("="))


@dataclass(frozen=True)
class Usage:
    """Tokens read and written, the last thing that a Generate yields."""

    prompt_tokens: int
    completion_tokens: int


Pieces = Generator[str | Usage, None, None]
Generate = Callable[[Sequence[BaseMessage], str], Pieces]
"""(messages, GBNF grammar) -> pieces of text as they come (empty ones while the prompt is read), then one Usage; closing it stops
the model."""


class ModelError(RuntimeError):
    """A model cannot be loaded or has failed: says what to do. Without the language model answers are made of quotes."""


@dataclass(frozen=True)
class LanguageModel:
    name: str
    generate: Generate


class LazyEmbeddings(Embeddings):
    """An embedding model that is loaded when the first text must be embedded; one thread at a time, since tokenizers cannot be shared."""

    def __init__(self, load: Callable[[], Embeddings]) -> None:
        self._load = load
        self._loading = threading.Lock()
        self._reading = threading.Lock()
        self._model: Embeddings | None = None

    def _loaded(self) -> Embeddings:
        with self._loading:
            self._model = self._model or self._load()
            return self._model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        with self._reading:
            return self._loaded().embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        with self._reading:
            return self._loaded().embed_query(text)

    def sentence_transformer(self) -> Any:
        """What langchain-huggingface keeps to itself."""
        return self._loaded()._client  # type: ignore[attr-defined]

    def fits(self, text: str) -> bool:
        """Whether the model reads the whole of a passage, by its own tokenizer; that of a server is not known."""
        from langchain_huggingface import HuggingFaceEmbeddings

        model = self._loaded()
        if not isinstance(model, HuggingFaceEmbeddings):
            return True
        transformer = self.sentence_transformer()
        read = transformer.tokenizer(model.encode_kwargs["prompt"] + text, truncation=False, verbose=False)["input_ids"]
        return bool(len(read) <= transformer.max_seq_length)


def embedding_identity(settings: Settings) -> str:
    """What the vectors of an index depend on: the model and its prefixes, not the server that has it."""
    named = settings.embedding_model
    name = EMBEDDING_MODEL.sha256 if named == BUNDLED else settings.embedding_model_name if is_server(named) else named
    return f"{name}|{settings.query_prefix}|{settings.passage_prefix}"


def load_embeddings(settings: Settings) -> "LazyEmbeddings | DualEncoder":
    named = settings.embedding_model
    passages = LazyEmbeddings(lambda: load_embedding_server(settings) if is_server(named) else
                              load_sentence_transformer(settings))  # fmt: skip
    if named != BUNDLED:
        return passages
    from bot.query_encoder import DualEncoder, load_query_encoder

    return DualEncoder(
        passages, LazyEmbeddings(lambda: load_query_encoder(passages.sentence_transformer(), settings.query_prefix))
    )


def load_embedding_server(settings: Settings) -> Embeddings:
    from bot.embedding_server import ServerEmbeddings

    return ServerEmbeddings(settings.embedding_model, settings.embedding_model_name, settings.embedding_model_key,
                            settings.query_prefix, settings.passage_prefix)  # fmt: skip


def open_index(settings: Settings) -> Index:
    return Index(
        settings.data / "index", embedding_identity(settings), load_embeddings(settings), settings.chroma_server
    )


def load_sentence_transformer(settings: Settings) -> "HuggingFaceEmbeddings":
    from langchain_huggingface import HuggingFaceEmbeddings
    from transformers.utils import logging

    logging.disable_progress_bar()
    bundled = settings.embedding_model == BUNDLED
    name = str(bundled_embedding_folder(settings.models)) if bundled else settings.embedding_model
    return HuggingFaceEmbeddings(
        model=name,
        model_kwargs={"device": "cpu", "local_files_only": bundled or Path(name).exists()},
        encode_kwargs={"prompt": settings.passage_prefix, "normalize_embeddings": True},
        query_encode_kwargs={"prompt": settings.query_prefix, "normalize_embeddings": True},
    )


def bundled_embedding_folder(cache: Path) -> Path:
    """The sentence-transformers folder made from the bundled weights, made anew when a file of it has changed."""
    folder = cache / "multilingual-e5-small"
    sums = cache / "multilingual-e5-small.sha256"
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "multilingual-e5-small.lock"):
        if not (folder.is_dir() and sums.is_file() and sums.read_text() == folder_digest(folder)):
            weight_file = fetch(EMBEDDING_MODEL, cache)
            from bot.e5 import convert

            convert(weight_file, folder)
            sums.write_text(folder_digest(folder))
    return folder


def folder_digest(folder: Path) -> str:
    """SHA-256 over the names and digests of all files in a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    rows = [f"{path.relative_to(folder)} {sha256_of(path)}" for path in files]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def load_language_model(settings: Settings) -> LanguageModel:
    """The language model that the settings name.

    Raises:
        ModelError: a file or server that is not there.
        WeightsError: the bundled model cannot be fetched.
    """
    named = settings.language_model
    if is_server(named):
        from bot.server import open_server

        return open_server(named, settings.language_model_name, settings.language_model_key)
    from bot.llama import open_gguf
    from bot.model_process import in_process

    threads = settings.threads or os.cpu_count() or 1
    return in_process(partial(open_gguf, language_model_file(settings), threads, settings.models))


def language_model_file(settings: Settings) -> Path:
    """The GGUF on this machine: bundled, from a Hugging Face repository ("owner/name:file.gguf@revision"), or a path."""
    named = settings.language_model
    if named == BUNDLED:
        return fetch(LANGUAGE_MODEL, settings.models)
    repository = re.fullmatch(r"([\w.-]+/[\w.-]+):([^@]+\.gguf)(?:@([\w.-]+))?", named)
    if repository:
        return from_hub(settings.models, *repository.groups())
    path = Path(named)
    if not path.is_file():
        raise ModelError(
            f"language_model pekar på {named}, som inte finns. Ange en GGUF-fil, ”ägare/namn:fil.gguf@version”, en adress till "
            f"en OpenAI-kompatibel server eller ”{BUNDLED}”."
        )
    return path


def from_hub(cache: Path, repository: str, file: str, revision: str | None = None) -> Path:
    """One file of a Hugging Face repository; from the cache, without the network, once it is there."""
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    folder = cache / "hub"
    try:
        return Path(hf_hub_download(repository, file, revision=revision, cache_dir=folder, local_files_only=True))
    except LocalEntryNotFoundError:
        pass
    try:
        return Path(hf_hub_download(repository, file, revision=revision, cache_dir=folder))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"Kunde inte hämta {file} från {repository}: {error}. Kontrollera namnet och nätverket."
        ) from error


def prepare(settings: Settings) -> None:
    """Fetch and convert everything that the settings name, so that nothing is fetched later."""
    if settings.embedding_model == BUNDLED:
        bundled_embedding_folder(settings.models)
    if not is_server(settings.language_model):
        language_model_file(settings)
