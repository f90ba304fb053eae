"""Keyword index: BM25 over Swedish stems and the parts of compounds, saved as memory-mapped arrays.

BM25 is Lucene's variant (Kamphuis et al. 2020) by the library bm25s.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from corpus.swedish import compound_parts, stem, stems

NO_WORD = " "  # stands for a passage without words; bm25s indexes no empty list
SHORTEST_STRANGE = 4  # letters; a shorter unknown word says nothing
MISSPELT = 85  # rapidfuzz ratio from which an unknown word is a known one misspelt
LETTERS = re.compile(r"[^\W\d_]+")
TITLE_WEIGHT = 2  # a word of title or heading counts as often


class KeywordIndex:
    """Scores every passage against a question; passages are known by their place in the list they were built from."""

    def __init__(
        self, retriever: bm25s.BM25, frequency: Mapping[str, int], words: Mapping[str, int], documents: int
    ) -> None:
        """Args: frequency, words: in how many passages each stem, each word as it is written (in small letters), occurs; parts of
        compounds not counted."""
        self.words = words
        self._retriever = retriever
        self._frequency = frequency
        self._known = frozenset(frequency)
        self._documents = documents

    @classmethod
    def build(cls, texts: Sequence[str], titles: Sequence[str]) -> "KeywordIndex":
        """Args: texts and titles (title with heading path), one of each for every passage."""
        plain = [stems(text) + TITLE_WEIGHT * stems(title) for text, title in zip(texts, titles, strict=True)]
        frequency = Counter(stem for document in plain for stem in set(document))
        retriever = bm25s.BM25(method="lucene")
        documents = [expand(document, frequency) or [NO_WORD] for document in plain] or [[NO_WORD]]
        retriever.index(documents, show_progress=False)
        written = ("\n".join(both).casefold() for both in zip(texts, titles, strict=True))
        words = Counter(word for text in written for word in set(LETTERS.findall(text)))
        return cls(retriever, frequency, words, len(plain))

    def save(self, folder: Path) -> None:
        self._retriever.save(str(folder), show_progress=False)
        words = {"documents": self._documents, "frequency": self._frequency, "words": self.words}
        (folder / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "KeywordIndex":
        words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        return cls(bm25s.BM25.load(str(folder), mmap=True), words["frequency"], words["words"], words["documents"])

    def strange_share(self, question: str) -> float:
        """Share of the question's words that the corpus knows in no form: not whole, not in parts, not misspelt (0 to 1)."""
        asked = list(dict.fromkeys(stems(question)))
        return sum(map(self._is_strange, asked)) / len(asked) if asked else 0.0

    def knows(self, word: str) -> bool:
        """Whether the pages use the word in some form, or its parts."""
        return self._knows_stem(stem(word))

    def _knows_stem(self, word: str) -> bool:
        return word in self._known or bool(compound_parts(word, self._known))

    def _is_strange(self, word: str) -> bool:
        if len(word) < SHORTEST_STRANGE or word[0].isdigit() or self._knows_stem(word):
            return False
        return process.extractOne(word, self._known, scorer=fuzz.ratio, score_cutoff=MISSPELT) is None

    def scores(self, question: str) -> NDArray[np.float32]:
        """float32 (passages,), 0 where no word is shared."""
        vocabulary = self._retriever.vocab_dict
        tokens = [token for token in expand(stems(question), self._known) if token in vocabulary]
        if not tokens:
            return np.zeros(self._documents, np.float32)
        scores: NDArray[np.float32] = self._retriever.get_scores(tokens)
        return scores


def expand(document: Iterable[str], known: Collection[str]) -> list[str]:
    """The stems and, after each compound, its parts."""
    return [part for word in document for part in (word, *compound_parts(word, known))]
