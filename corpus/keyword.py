"""Keyword index: BM25 over Swedish stems and the parts of compounds, saved as memory-mapped arrays.

BM25 is Lucene's variant (Kamphuis et al. 2020) by the library bm25s.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from corpus.swedish import compound_parts, stems

TITLE_WEIGHT = 2  # a word of title or heading counts as often


class KeywordIndex:
    """Scores every passage against a question; passages are known by their place in the list they were built from."""

    def __init__(self, retriever: bm25s.BM25, known: frozenset[str]) -> None:
        self._retriever = retriever
        self._known = known

    @classmethod
    def build(cls, texts: Sequence[str], titles: Sequence[str]) -> "KeywordIndex":
        """Args: texts and titles (title with heading path), one of each for every passage; at least one."""
        plain = [stems(text) + TITLE_WEIGHT * stems(title) for text, title in zip(texts, titles, strict=True)]
        known = frozenset(stem for document in plain for stem in document)
        retriever = bm25s.BM25(method="lucene")
        retriever.index([expand(document, known) for document in plain], show_progress=False)
        return cls(retriever, known)

    def save(self, folder: Path) -> None:
        self._retriever.save(str(folder), show_progress=False)
        (folder / "known.json").write_text(json.dumps(sorted(self._known), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "KeywordIndex":
        known = json.loads((folder / "known.json").read_text(encoding="utf-8"))
        return cls(bm25s.BM25.load(str(folder), mmap=True), frozenset(known))

    def scores(self, question: str) -> NDArray[np.float32]:
        """float32 (passages,), 0 where no word is shared."""
        vocabulary = self._retriever.vocab_dict
        tokens = [token for token in expand(stems(question), self._known) if token in vocabulary]
        if not tokens:
            return np.zeros(self._retriever.scores["num_docs"], np.float32)
        scores: NDArray[np.float32] = self._retriever.get_scores(tokens)
        return scores


def expand(document: Iterable[str], known: frozenset[str]) -> list[str]:
    """The stems and, after each compound, its parts."""
    return [part for word in document for part in (word, *compound_parts(word, known))]
