"""A question -> its vector, by an encoder of its own: the embedding model with upper layers that we trained on residents' questions.

In: the bundled embedding model's folder and bot/query_encoder.npz. The passages keep the model's own vectors, so that other weights
need no new index. Training the question's side alone against fixed passages: Lee et al., "Learning Dense Representations of Phrases at
Scale" (ACL 2021), section 4.3.
"""

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

if TYPE_CHECKING:
    from bot.models import LazyEmbeddings

WEIGHTS = Path(__file__).with_name("query_encoder.npz")


class DualEncoder(Embeddings):
    """Passages and questions through encoders of their own. `untrained` is the model itself, for both."""

    def __init__(self, untrained: "LazyEmbeddings", questions: Embeddings) -> None:
        self.untrained, self._questions = untrained, questions
        self.fits = untrained.fits

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self.untrained.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._questions.embed_query(text)


class QueryEncoder(Embeddings):
    """A sentence-transformers model that embeds questions only."""

    def __init__(self, model: Any, prompt: str) -> None:
        self._model, self._prompt = model, prompt

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise TypeError("Frågornas modell kodar inga sidor: deras vektorer skulle inte stämma med indexets.")

    def embed_query(self, text: str) -> list[float]:
        """float (dimensions,), L2-normalised."""
        vector: list[float] = self._model.encode(
            text, prompt=self._prompt, normalize_embeddings=True, show_progress_bar=False
        ).tolist()
        return vector


def load_query_encoder(untrained: Any, prompt: str, weights: Path = WEIGHTS) -> QueryEncoder:
    """Args:
    untrained: the sentence-transformers model itself, whose word embeddings, four fifths of its memory, are shared.
    prompt: what the model wants before a question ("query: ").
    """
    from bot.trained_weights import load_trained

    words = untrained[0].auto_model.embeddings
    model = deepcopy(untrained, {id(words): words})
    load_trained(model[0].auto_model, weights)
    return QueryEncoder(model, prompt)
