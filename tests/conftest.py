"""What tests share: small pages, an embedding model that needs no weights, and a language model that is a queue of replies."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.messages import BaseMessage
from numpy.typing import NDArray

from bot.models import LanguageModel, Usage
from bot.ranker import Readable
from corpus.index import Index
from corpus.page import Chunk, Page
from corpus.snapshot import PageRecord
from corpus.swedish import stems
from ingest.chunk import chunk

if TYPE_CHECKING:
    from playwright import sync_api

DIMENSIONS = 256


class HashedWords(Embeddings):
    """Each stem is a direction: texts that share words are near. Counts what it embeds."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = [1e-3] * DIMENSIONS
        for stem in stems(text):
            vector[int(hashlib.sha256(stem.encode()).hexdigest(), 16) % DIMENSIONS] += 1.0
        length = math.sqrt(sum(value * value for value in vector))
        return [value / length for value in vector]


class MockModel:
    """A queue of replies; `asked` holds the messages it was given."""

    def __init__(self, *replies: str | Exception) -> None:
        self.replies = list(replies)
        self.asked: list[Sequence[BaseMessage]] = []

    def generate(self, messages: Sequence[BaseMessage], grammar: str) -> Iterator[str | Usage]:
        self.asked.append(messages)
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        for start in range(0, len(reply), 7):  # pieces that cut through words and marks
            yield reply[start : start + 7]
        yield Usage(100, len(reply) // 4)

    def load(self) -> LanguageModel:
        return LanguageModel("mock", self.generate)


def word_rank(question: str, passages: Sequence[Readable]) -> list[NDArray[np.float32]]:
    """A ranker that counts: -4 for a statement that shares no word with the question, 4 for one that shares all."""
    asked = set(stems(question))
    share = [[len(asked & set(stems(text))) / max(1, len(asked)) for text in one.statements] for one in passages]
    return [np.array([8 * value - 4 for value in row], np.float32) for row in share]


def make_page(id: str, text: str, **values: str) -> Page:
    known = {"title": id.capitalize(), "collection": "falun", "audience": "invånare", "category": "Test"}
    return Page(id=id, url=f"https://www.falun.se/{id}.html", text=text, **{**known, **values})


def fill(index: Index, *pages: Page) -> str:
    """Make these pages the whole index."""
    chunks: list[Chunk] = [made for page in pages for made in chunk(page)]
    records = {
        page.id: PageRecord(page.digest, "test", page.origin, page.url, page.title,
                            tuple(one.id for one in chunks if one.page_id == page.id))
        for page in pages
    }  # fmt: skip
    return index.commit(records, chunks, lambda stored: None)


@pytest.fixture
def embeddings() -> HashedWords:
    return HashedWords()


@pytest.fixture
def index(tmp_path: Path, embeddings: HashedWords) -> Index:
    return Index(tmp_path / "index", "hashed-words", embeddings)


# -- the browser tests; a module that needs other settings has its own `address` ----------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings and data of the module's chat server."""
    return tmp_path_factory.mktemp("chat")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The chat page with an assistant that needs no model (tests/fake_chat.py)."""
    from tests.chat_page import serving

    settings = folder / "kommunsvar.toml"
    settings.touch()
    with serving("tests.fake_chat", settings, "--data", str(folder)) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> "Iterator[sync_api.Browser]":
    from tests.chat_page import chromium

    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: "sync_api.Browser", address: str) -> "Iterator[sync_api.Page]":
    from tests.chat_page import opened

    with opened(browser, address) as shown:
        yield shown
