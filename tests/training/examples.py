"""Question sets -> Examples: a question with one passage, and which of its statements answer.

Reading sets (../shared/data, README there): SQuAD 2.0 in Swedish, NorQuAD, cross-lingual questions, SweQUAD-MC's train part.
Our own (this folder): questions on the bundled pages, and on invented municipalities' pages. No question of tests/questions is among
them. Every set keeps a part aside (`held_out`) that is never trained on.
"""

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.keyword import KeywordIndex
from corpus.markdown import statements
from corpus.page import Page, read_page
from corpus.swedish import sentences
from ingest.chunk import CHUNK_CHARACTERS, chunk

HERE = Path(__file__).parent
SETS = Path("../shared/data")
PAGES = (Path("corpus/falun"), Path("corpus/nationell"))
AGAIN = 0.25  # share of our own questions that is read a second time
OTHERS = 2  # passages of other pages beside one that answers
NEGATIVE = 0.7  # chance that a question gets a second passage, one that does not answer
ALIKE = 0.6  # share of words from which two statements say the same


@dataclass(frozen=True)
class Passage:
    id: str
    page: str
    place: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """`right` and `unsure` are places of statements; `answers` are texts inside the right ones ("" where not known)."""

    question: str
    passage: Passage
    right: frozenset[int] = frozenset()
    unsure: frozenset[int] = frozenset()
    answers: tuple[str, ...] = ()
    group: int = 0  # examples of one question share it; 0: alone


class Passages:
    """Passages that can be searched by words, for negatives that look right."""

    def __init__(self, passages: Sequence[Passage], *, invented: bool = False) -> None:
        """Args: invented: whether nothing that a question asks for stands on a page but its own, unless it is named."""
        self.all = list(passages)
        self.invented = invented
        self.by_page: dict[str, list[Passage]] = {}
        for passage in self.all:
            self.by_page.setdefault(passage.page, []).append(passage)

    @cached_property
    def keyword(self) -> KeywordIndex:
        return KeywordIndex.build([" ".join(one.statements) for one in self.all], [one.place for one in self.all])

    def vectors(self, embeddings: Embeddings) -> NDArray[np.float64]:
        """float (passages, dimensions)"""
        return np.array(embeddings.embed_documents([f"{one.place}\n{' '.join(one.statements)}" for one in self.all]))

    def nearest_in_meaning(
        self, questions: Sequence[str], vectors: NDArray[np.float64], embeddings: Embeddings, count: int
    ) -> list[list[Passage]]:
        """Args: vectors: of the passages."""
        cosines = np.array([embeddings.embed_query(one) for one in questions]) @ vectors.T
        return [[self.all[number] for number in row[:count]] for row in (-cosines).argsort(axis=1, kind="stable")]

    def nearest(self, question: str, count: int) -> list[Passage]:
        return [self.all[number] for number in (-self.keyword.scores(question)).argsort(kind="stable")[:count]]


def held_out(page: str) -> bool:
    """One page in twelve, by its name."""
    return crc32(page.encode()) % 12 == 0


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def alike(one: str, other: str) -> bool:
    first, second = words(one), words(other)
    return len(first & second) >= ALIKE * max(1, min(len(first), len(second)))


def windows(page: str, place: str, parts: Sequence[str]) -> list[Passage]:
    """Statements grouped as a chunk would hold them."""
    groups: list[list[str]] = [[]]
    for part in parts:
        if groups[-1] and sum(map(len, groups[-1])) + len(part) > CHUNK_CHARACTERS:
            groups.append([])
        groups[-1].append(part)
    return [Passage(f"{page}/{place}/{n}", page, place, tuple(group)) for n, group in enumerate(groups) if group]


# -- reading sets -------------------------------------------------------------------------------------------------------


def squad_windows() -> dict[str, list[Passage]]:
    rows = rows_of(SETS / "reading/squad_v2_sv_passages.jsonl")
    return {row["id"]: windows(row["id"], row["title"].replace("_", " "), sentences(row["text"])) for row in rows}


def squad(rng: random.Random, share: float = 1.0) -> Iterator[Example]:
    """SQuAD 2.0 in Swedish, and the questions in English, German and Arabic on the same passages."""
    found = squad_windows()
    for name in ("squad_v2_sv_questions", "crosslingual_questions"):
        for row in rows_of(SETS / f"reading/{name}.jsonl"):
            if rng.random() < share:
                yield from read(row, found[row["passage"]])


def norquad(rng: random.Random, share: float) -> Iterator[Example]:
    texts = {row["id"]: row["text"] for row in rows_of(SETS / "reading/norquad_passages.jsonl")}
    parts = {id_: [one for line in text.split("\n") for one in sentences(line)] for id_, text in texts.items()}
    found = {id_: windows(id_, part[0][:100], part) for id_, part in parts.items()}
    for row in rows_of(SETS / "reading/norquad_questions.jsonl"):
        if rng.random() < share:
            yield from read(row, found[row["passage"]])


def read(row: dict[str, Any], passages: Sequence[Passage]) -> Iterator[Example]:
    """The window with the answer; for an unanswerable question, the first. A text that stands in several statements makes none
    of them surely right, but surely one of them."""
    if not row["answerable"]:
        yield Example(row["question"], passages[0])
        return
    for passage in passages:
        right = [n for n, one in enumerate(passage.statements) if any(answer in one for answer in row["answers"])]
        if right:
            unsure = frozenset(right) if len(right) > 1 else frozenset()
            yield Example(row["question"], passage, frozenset(right), unsure, tuple(row["answers"]))
            return


def swequad(rng: random.Random) -> Iterator[Example]:
    texts = {row["id"]: row["text"] for row in rows_of(SETS / "swequad_mc/corpus.jsonl")}
    pages = {id_: page_passages(Page(id_, "", "", "prov", "alla", "", text)) for id_, text in texts.items()}
    every = Passages([passage for found in pages.values() for passage in found])
    for row in rows_of(SETS / "swequad_mc/questions_train.jsonl"):
        answer = " ".join(row["answers"][0].split())
        page = row["positives"][0]
        holding = [one for one in pages[page] if any(answer in text for text in one.statements)]
        for passage in holding[:1]:
            right = [n for n, text in enumerate(passage.statements) if answer in text]
            unsure = frozenset(right) if len(right) > 1 else frozenset()
            yield Example(row["question"], passage, frozenset(right), unsure, (answer,))
        others = [one for one in every.nearest(row["question"], 6) if answer not in " ".join(one.statements)]
        if holding and others:
            yield Example(row["question"], rng.choice(others))


def page_passages(page: Page) -> list[Passage]:
    found = ((one, tuple(statements(one.text))) for one in chunk(page))
    return [Passage(one.id, one.page_id, " – ".join([one.title, *one.heading]), parts) for one, parts in found if parts]


# -- our own ------------------------------------------------------------------------------------------------------------


def bundled_pages() -> Passages:
    files = [file for folder in PAGES for file in sorted(folder.glob("*.md"))]
    return Passages([passage for file in files for passage in page_passages(read_page(file))])


def invented_pages() -> Passages:
    return Passages([
        passage for row in rows_of(HERE / "invented-pages.jsonl") for part in row["parts"]
        for passage in windows(row["page"], " – ".join(filter(None, [row["title"], part["heading"]])), part["statements"])
    ], invented=True)  # fmt: skip


def own(name: str, pages: Passages, rng: random.Random, *, strangers: bool) -> Iterator[Example]:
    """Each question with a passage that answers it (or, unanswerable, its page's nearest), and often one that does not.

    Args:
        strangers: whether an unanswerable question is also asked of other pages, which is right only where no other page answers.
    """
    for row in rows_of(HERE / name):
        answers, conditions = row["answers"], row["conditions"]
        asked, own_page = row["question"], pages.by_page[row["page"]]
        holding = [one for one in own_page if any(answer in one.statements for answer in answers)]
        for passage in holding:
            right = frozenset(n for n, text in enumerate(passage.statements) if text in answers)
            unsure = frozenset(n for n, text in enumerate(passage.statements) if text in conditions)
            yield Example(asked, passage, right, unsure - right)
        rest = [
            one for one in own_page if one not in holding and not any(text in conditions for text in one.statements)
        ]
        if not answers:
            yield Example(asked, max(rest, key=lambda one: len(words(asked) & words(" ".join(one.statements)))))
        if rng.random() < NEGATIVE:
            near = [one for one in pages.nearest(asked, 8) if one.page != row["page"]] if answers or strangers else []
            near = [
                one for one in near if not any(alike(text, answer) for text in one.statements for answer in answers)
            ]
            others = near[:3] + rest[:3]
            if others:
                yield Example(asked, rng.choice(others))


def off_topic(pages: Passages, rng: random.Random, count: int) -> Iterator[Example]:
    """Encyclopedic questions asked of municipal pages."""
    rows = rows_of(SETS / "reading/squad_v2_sv_questions.jsonl")
    for row in rng.sample(rows, count):
        yield Example(row["question"], rng.choice(pages.nearest(row["question"], 5)))


# -- the three stages -----------------------------------------------------------------------------------------------------


def reading_stage(seed: int) -> list[Example]:
    """What teaches reading: whichever statement answers, and that often none does."""
    rng = random.Random(seed)
    return shuffled([*squad(rng), *norquad(rng, 0.6)], rng)


def domain_stage(seed: int) -> list[Example]:
    """What teaches the field: residents' and employees' questions on municipal pages, some of them twice with other negatives."""
    rng = random.Random(seed)
    bundled, invented = bundled_pages(), invented_pages()
    found: list[Example] = []
    for share in (1.0, AGAIN):
        passed = [*own("bundled-questions.jsonl", bundled, rng, strangers=False),
                  *own("invented-questions.jsonl", invented, rng, strangers=True)]  # fmt: skip
        found += rng.sample(passed, int(share * len(passed)))
    found += [*swequad(rng), *off_topic(bundled, rng, 300), *squad(rng, 0.1)]
    return shuffled(found, rng)


def across_stage(
    seed: int, embeddings: Embeddings, shares: Mapping[str, float], *, own_page: bool = True, nearest: int = 0
) -> list[list[Example]]:
    """What teaches to compare passages: a question with a passage that answers it and OTHERS that the search finds but that do not.

    Args:
        shares: name of a question file -> the share of its questions to take.
        own_page: whether the others may be of the same page too, and whether unanswerable questions are asked.
        nearest: how many of the others are the nearest ones; the rest are drawn.
    """
    rng, groups = random.Random(seed), list[list[Example]]()
    kinds = {"bundled": bundled_pages(), "invented": invented_pages()}
    vectors = {kind: pages.vectors(embeddings) for kind, pages in kinds.items()}
    for name, share in shares.items():
        kind = next(kind for kind in kinds if kind in name)
        pages = kinds[kind]
        rows = [row for row in rows_of(HERE / f"{name}.jsonl") if own_page or row["answers"]]
        rows = rng.sample(rows, int(share * len(rows)))
        found = pages.nearest_in_meaning([row["question"] for row in rows], vectors[kind], embeddings, 6)
        for row, near in zip(rows, found, strict=True):
            every = near + pages.nearest(row["question"], 3)
            alone = pages.invented or name.endswith("-pairs")
            wrong = others(row, every, own_page=own_page, alone=alone)
            chosen = wrong[:nearest] + rng.sample(wrong[nearest:], min(OTHERS, len(wrong)) - len(wrong[:nearest]))
            groups.append(across(row, pages, chosen, len(groups) + 1, own_page=own_page))
    rng.shuffle(groups)
    return [group for group in groups if group]


def others(row: dict[str, Any], near: Sequence[Passage], *, own_page: bool, alone: bool) -> list[Passage]:
    """The near passages that do not answer. Other pages' are left out for an unanswerable question, which one of them may answer, unless
    it is known to stand `alone`."""
    answers, conditions = row["answers"], row["conditions"]

    def is_wrong(one: Passage) -> bool:
        if one.page == row["page"]:
            return own_page and not any(text in answers or text in conditions for text in one.statements)
        return (bool(answers) or alone) and not any(
            alike(text, answer) for text in one.statements for answer in answers
        )

    return [one for one in dict.fromkeys(near) if is_wrong(one)]


def across(
    row: dict[str, Any], pages: Passages, wrong: Sequence[Passage], group: int, *, own_page: bool
) -> list[Example]:
    """One question's passages: one that answers and those that do not."""
    asked, answers, conditions = row["question"], row["answers"], row["conditions"]
    holding = [one for one in pages.by_page[row["page"]] if any(answer in one.statements for answer in answers)][:1]
    right = [frozenset(n for n, text in enumerate(one.statements) if text in answers) for one in holding]
    unsure = [frozenset(n for n, text in enumerate(one.statements) if text in conditions) for one in holding]
    return [
        *(Example(asked, one, places, maybe - places if own_page else frozenset(), group=group)
          for one, places, maybe in zip(holding, right, unsure, strict=True)),
        *(Example(asked, one, group=group) for one in wrong),
    ]  # fmt: skip


def shuffled(examples: Sequence[Example], rng: random.Random) -> list[Example]:
    mixed = list(examples)
    rng.shuffle(mixed)
    return mixed
