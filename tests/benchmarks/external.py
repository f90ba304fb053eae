"""Other people's Swedish question sets through our own chunking, search and gate, beside the published figures.

    make evaluate-external        (python -m tests.benchmarks.external [--sets ../shared/data] [--data var])

Sets and licences: README.md in the sets' folder. Each set of passages gets an index of its own under DATA/external,
kept for the next time. A set that is not there is skipped, and the output says so. No language model is used.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, Success, nDCG
from tqdm import tqdm

from bot.answer import Answer, Status
from bot.ask import ask
from bot.assistant import Assistant
from bot.evaluate.labels import span
from bot.evaluate.metrics import interval, ratio
from bot.evaluate.questions import Question
from bot.models import embedding_identity, load_embeddings, open_index
from bot.ranker import load_ranker
from bot.settings import Settings, load_settings
from corpus.index import Index, IndexMissing
from corpus.page import Page
from ingest.sync import sync
from tests.training.examples import held_out

SAMPLE = 300  # questions of each kind from SQuAD-sv, so that the run takes minutes
SEED = 20261122
NOTHING = "ingen jämförbar siffra är publicerad"
SWEFAQ = (
    "e5-small 0,712, e5-base 0,753, bge-m3 0,766, e5-large 0,800, saga-embed_v1 0,851 (hela den officiella uppgiften; "
    "110 dev-frågor här)"
)


@dataclass(frozen=True)
class Line:
    """One figure of one set."""

    set: str
    measure: str
    values: list[float]  # one for each question
    published: str


Rows = list[dict[str, Any]]


def rows_of(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def open_set(folder: Path, passages: Rows, settings: Settings) -> Assistant:
    """An Assistant over one page for each passage; what is indexed already is not embedded again."""
    pages = [
        Page(row["id"], f"https://example.org/{row['id']}", row.get("title", ""), "prov", "alla", "prov", row["text"])
        for row in passages
    ]
    index = Index(folder, embedding_identity(settings), load_embeddings(settings))
    with tqdm(desc=f"Läser in {folder.name}", unit=" stycken", disable=None) as bar:
        sync(index, {folder.name: pages}, {}, lambda stored, total: advance(bar, stored, total))
    return Assistant(index, settings, load_ranker(settings), no_model)


def advance(bar: "tqdm[None]", stored: int, total: int) -> None:
    bar.total = total
    bar.update(stored)


def no_model() -> Any:
    raise AssertionError("no language model is used here")


def answers(assistant: Assistant, rows: Rows, name: str) -> list[Answer]:
    questions = [Question(row["question"], "invånare", id=row["id"]) for row in rows]
    return [ask(assistant, question, (), True) for question in tqdm(questions, desc=name, disable=None, mininterval=1)]


def ranking(name: str, rows: Rows, found: Sequence[Answer], measures: dict[Any, str]) -> list[Line]:
    """Args: measures: ir-measures' measure and the published figures."""
    qrels = [ir_measures.Qrel(row["id"], page, 1) for row in rows for page in row["positives"]]
    run = [
        ir_measures.ScoredDoc(str(answer.id), page.page_id, -rank)
        for answer in found
        for rank, page in enumerate(answer.retrieved)
    ]
    values: dict[str, dict[str, float]] = {str(measure): {} for measure in measures}
    for one in ir_measures.iter_calc(list(measures), qrels, run):
        values[str(one.measure)][one.query_id] = one.value
    return [Line(name, str(measure), [values[str(measure)].get(row["id"], 0.0) for row in rows], published)
            for measure, published in measures.items()]  # fmt: skip


def swefaq(sets: Path, settings: Settings) -> list[Line]:
    rows = rows_of(sets / "swefaq/questions_dev.jsonl")
    assistant = open_set(settings.data / "external/swefaq", rows_of(sets / "swefaq/corpus.jsonl"), settings)
    return ranking("SweFAQ dev, 219 svar", rows, answers(assistant, rows, "SweFAQ"),
                   {nDCG @ 10: SWEFAQ, Success @ 1: NOTHING, Success @ 10: NOTHING})  # fmt: skip


def swequad(sets: Path, settings: Settings) -> list[Line]:
    rows = [
        row | {"positives": row["positives_any_context"]} for row in rows_of(sets / "swequad_mc/questions_dev.jsonl")
    ]
    assistant = open_set(settings.data / "external/swequad", rows_of(sets / "swequad_mc/corpus.jsonl"), settings)
    return ranking("SweQUAD-MC dev, 543 sidor", rows, answers(assistant, rows, "SweQUAD"),
                   {RR @ 10: NOTHING, Success @ 1: NOTHING, Success @ 10: NOTHING})  # fmt: skip


def squad(sets: Path, settings: Settings) -> list[Line]:
    """The gate: with an answer in the passages it should open, without one it should not. Only the passages that the ranker was
    never trained on are asked about."""
    rows = [row for row in rows_of(sets / "reading/squad_v2_sv_questions.jsonl") if held_out(row["passage"])]
    assistant = open_set(
        settings.data / "external/squad", rows_of(sets / "reading/squad_v2_sv_passages.jsonl"), settings
    )
    drawn = random.Random(SEED)
    lines = []
    for answerable, measure in ((True, "har svar: grinden svarar"), (False, "saknar svar: grinden avstår")):
        part = [row for row in rows if row["answerable"] == answerable]
        part = drawn.sample(part, min(SAMPLE, len(part)))
        found = answers(assistant, part, "SQuAD-sv")
        opened = [float((answer.status is Status.ANSWERED) == answerable) for answer in found]
        lines.append(Line("SQuAD 2.0 på svenska, 1 024 stycken", measure, opened, NOTHING))
    return lines


def mkqa(sets: Path, settings: Settings) -> list[Line]:
    """Trivia against the bundled pages: nothing should be answered."""
    rows = rows_of(sets / "mkqa_sv/out_of_scope_dev.jsonl")
    index = open_index(settings)
    index.snapshot()
    found = answers(Assistant(index, settings, load_ranker(settings), no_model), rows, "MKQA")
    return [
        Line(
            "MKQA, utanför kommunen",
            "avstår",
            [float(answer.status is not Status.ANSWERED) for answer in found],
            NOTHING,
        )
    ]


SETS: dict[str, tuple[tuple[str, ...], Callable[[Path, Settings], list[Line]]]] = {
    "SweFAQ": (("swefaq/questions_dev.jsonl", "swefaq/corpus.jsonl"), swefaq),
    "SweQUAD-MC": (("swequad_mc/questions_dev.jsonl", "swequad_mc/corpus.jsonl"), swequad),
    "SQuAD 2.0 på svenska": (("reading/squad_v2_sv_questions.jsonl", "reading/squad_v2_sv_passages.jsonl"), squad),
    "MKQA": (("mkqa_sv/out_of_scope_dev.jsonl",), mkqa),
}


def show(line: Line) -> None:
    values = np.array(line.values)
    low, high = interval(ratio, (values,))
    spread = span(low, high, "points")
    print(
        f"{line.set:<38}{line.measure:<30}{f'{values.mean():.3f}'.replace('.', ','):>7}  ({spread}, n={len(values)})  "
        f"publicerat: {line.published}",
        flush=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.external", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--sets", type=Path, default=Path("../shared/data"), help="mapp med frågesamlingarna (../shared/data)"
    )
    parser.add_argument("--data", type=Path, help="mapp för index och tillstånd (var)")
    options = parser.parse_args()
    settings = load_settings(options.data)
    for name, (files, measure) in SETS.items():
        missing = [options.sets / file for file in files if not (options.sets / file).is_file()]
        if missing:
            print(f"HOPPAR ÖVER {name}: {missing[0]} finns inte.")
            continue
        try:
            for line in measure(options.sets, settings):
                show(line)
        except IndexMissing as error:
            print(f"HOPPAR ÖVER {name}: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
