"""An embedding model behind any server with OpenAI's interface: Text Embeddings Inference, llama-server, vLLM, a shared GPU server.

In: the server's address. Out: LangChain Embeddings. The prefixes are put on and the vectors normalised here, since servers differ in
what they do themselves.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

from bot.models import ModelError
from bot.server import base_address

BATCH = 32  # texts a request: what servers take at least
AT_ONCE = 4  # requests, so that the server never waits for the network
SECONDS = 60.0  # for a request, which is tried three times


class ServerEmbeddings(Embeddings):
    def __init__(self, url: str, name: str, key: str, query_prefix: str, passage_prefix: str) -> None:
        """Args:
        url: the base address, with or without /v1.
        name: the model's name at the server.
        """
        from openai import OpenAI

        self._url, self._name = url, name
        self._query_prefix, self._passage_prefix = query_prefix, passage_prefix
        self._client = OpenAI(base_url=base_address(url), api_key=key or "none", timeout=SECONDS)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Raises:
        ModelError: the server does not answer, or not with one vector for each text.
        """
        prefixed = [self._passage_prefix + text for text in texts]
        batches = [prefixed[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return [vector for vectors in pool.map(self._embed, batches) for vector in vectors]

    def embed_query(self, text: str) -> list[float]:
        return self._embed([self._query_prefix + text])[0]

    def _embed(self, texts: Sequence[str]) -> list[list[float]]:
        from openai import OpenAIError

        try:
            found = self._client.embeddings.create(model=self._name, input=list(texts), encoding_format="float").data
        except OpenAIError as error:
            raise self._failed(str(error)) from error
        if sorted(one.index for one in found) != list(range(len(texts))):
            raise self._failed(f"{len(found)} vektorer för {len(texts)} texter")
        return [normalised(one.embedding) for one in sorted(found, key=lambda one: one.index)]

    def _failed(self, reason: str) -> ModelError:
        return ModelError(
            f"Inbäddningsmodellens server {self._url} svarar inte som väntat: {reason}. Kontrollera embedding_model."
        )


def normalised(vector: Any) -> list[float]:
    """Of length 1."""
    values = np.array(vector, np.float32)
    scaled: list[float] = (values / max(float(np.linalg.norm(values)), 1e-12)).tolist()
    return scaled
