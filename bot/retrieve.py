"""Question -> ranked chunks and pages: dense, statement-dense and keyword search, fused.

Fusion is reciprocal rank fusion (Cormack, Clarke & Buettcher, SIGIR 2009).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answer import RetrievedPage
from bot.calibration import FUSION_K, FUSION_WEIGHTS
from corpus.index import Index
from corpus.page import Chunk
from corpus.snapshot import Scope

DEPTH = 40  # chunks taken from each search
READ = 8  # chunks that the ranker reads
PAGES = 20  # pages reported


@dataclass(frozen=True)
class Passage:
    """A chunk with what the searches said of it; a score is 0 where a search did not find it."""

    chunk: Chunk
    fused: float
    dense: float  # cosine
    keyword: float  # BM25


@dataclass(frozen=True)
class Retrieved:
    vector: list[float]  # of the question, L2-normalised
    untrained: list[float]  # ... by the embedding model itself
    passages: tuple[Passage, ...]  # the best, to be read
    pages: tuple[RetrievedPage, ...]  # best first


def retrieve(index: Index, question: str, scope: Scope) -> Retrieved:
    """Search with the whole question; only what the scope admits is found."""
    vector = index.embed_question(question)
    dense = index.dense(vector, scope, DEPTH)
    keyword = index.keyword(question, scope, DEPTH)
    searches = {"dense": dense, "statements": index.dense_statements(vector, scope, DEPTH), "keyword": keyword}
    fused = fuse({name: [id_ for id_, _ in found] for name, found in searches.items()}, FUSION_WEIGHTS)
    ranked = sorted(fused, key=lambda id_: -fused[id_])
    scores = {"dense": dict(dense), "keyword": dict(keyword)}
    chunks = index.chunks(ranked[:READ])
    passages = tuple(
        Passage(chunk, fused[chunk.id], scores["dense"].get(chunk.id, 0.0), scores["keyword"].get(chunk.id, 0.0))
        for chunk in chunks
    )
    return Retrieved(vector, index.embed_untrained(question), passages, pages_of(index, ranked, fused))


def fuse(rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float]) -> dict[str, float]:
    """Weighted reciprocal rank fusion: for each id the sum of weight / (k + rank), rank from 1."""
    fused: dict[str, float] = {}
    for name, ranking in rankings.items():
        for rank, id_ in enumerate(ranking, 1):
            fused[id_] = fused.get(id_, 0.0) + weights[name] / (FUSION_K + rank)
    return fused


def pages_of(index: Index, ranked: Sequence[str], fused: Mapping[str, float]) -> tuple[RetrievedPage, ...]:
    """The pages of ranked chunks; a page scores as its best chunk."""
    snapshot = index.snapshot()
    best: dict[str, float] = {}
    for id_ in ranked:
        best.setdefault(snapshot.by_id[id_].page_id, round(fused[id_], 5))
    return tuple(RetrievedPage(id_, snapshot.pages[id_].url, score) for id_, score in list(best.items())[:PAGES])
