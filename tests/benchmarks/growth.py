"""Cost of an index that grows: time of the first-stage search, memory, disk and ingest at 1,000, 10,000 and 100,000 chunks.

python -m tests.benchmarks.growth --out DIR [--pages 190 1000 1900 10000 19000] [--step 3000] [--seconds 200]

Pages are made of the bundled ones' passages, with other places, numbers and invented compounds, so that the words grow in number as
those of a real site do. They are put into one index, `--step` pages in a run; an invocation ends after the run in which its seconds are
over, and the next one goes on. At the sizes named a new process opens the index and searches with real questions.

Chroma and the keyword index hold the true number of chunks and statements. Only REAL of the vectors are made by the model, of the
bundled pages' own texts; each of the others is one of these with noise (cosine to it some 0.93), since embedding 100,000 chunks takes
two cores many hours. Questions are embedded by the model. Beside the time by the clock, `search_cpu` counts the processor's time of all
threads, which other work on the machine hardly changes (PyTorch's threads wait without spinning for that).
"""

import argparse
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from bot.evaluate.plots import BLUE, GREY, INK, RUST, figure
from bot.models import load_embeddings
from bot.retrieve import retrieve
from bot.settings import Settings
from corpus.index import Index
from corpus.page import Chunk, Page, read_page
from corpus.snapshot import Scope
from corpus.store import statement_documents
from ingest.chunk import chunk
from ingest.sync import sync
from tests.benchmarks.speed import questions, resident

REAL = 2_000
NOISE = 0.02  # standard deviation in each of 384 dimensions
QUESTIONS = 60
BEGINNINGS = (
    "Norr",
    "Söder",
    "Väster",
    "Öster",
    "Björk",
    "Gran",
    "Älv",
    "Sjö",
    "Hag",
    "Kvarn",
    "Kyrk",
    "Lind",
    "Rönn",
    "Sand",
    "Ström",
)
ENDS = ("by", "hamra", "anfors", "vik", "näs", "torp", "berg", "dal", "sund", "holm", "ås", "mo", "ryd", "stad", "åker")


@cache
def bundled() -> tuple[list[Page], list[Chunk], list[str]]:
    """Pages, their passages, and their longer words."""
    pages = [read_page(path) for path in sorted(Path("corpus").glob("*/*.md")) if path.name != "SKRIVREGLER.md"]
    chunks = [one for page in pages for one in chunk(page)]
    return pages, chunks, sorted({word for one in chunks for word in re.findall(r"[a-zåäö]{5,9}", one.text)})


def made_page(number: int) -> Page:
    """Always the same; as many passages as the bundled page whose title it has."""
    pages, chunks, _ = bundled()
    chance = random.Random(number)
    pattern = pages[number % len(pages)]
    place = chance.choice(BEGINNINGS) + chance.choice(ENDS)
    passages = chance.sample(chunks, max(1, round(len(chunks) / len(pages) + chance.gauss(0, 2))))
    text = "\n\n".join(f"## {(*one.heading, one.title)[0]}\n\n{varied(one.text, place, chance)}" for one in passages)
    return Page(f"sida-{number}", f"https://www.{place.lower()}.se/{number}", f"{pattern.title} i {place} {number}",
                "falun", pattern.audience, pattern.category, text)  # fmt: skip


def varied(text: str, place: str, chance: random.Random) -> str:
    """Other numbers, another place, and one long word in eight an invented compound."""
    words = bundled()[2]

    def other(found: re.Match[str]) -> str:
        word = found[0]
        if word.isdigit():
            return str(chance.randint(1, 10 ** len(word)))
        if word.startswith("Falu"):
            return place
        return chance.choice(words) + chance.choice(words) if len(word) > 7 and chance.random() < 0.125 else word

    return re.sub(r"\d+|[^\W\d_]+", other, text)


class Noisy(Embeddings):
    """Questions by the model; a text's vector is one of the real ones with noise, the same each time."""

    def __init__(self, model: Embeddings, real: NDArray[np.float32]) -> None:
        self._model, self._real = model, real

    def embed_query(self, text: str) -> list[float]:
        return self._model.embed_query(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._vector(text).tolist() for text in texts]

    def _vector(self, text: str) -> NDArray[np.float32]:
        chance = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))
        vector = self._real[chance.integers(len(self._real))] + NOISE * chance.standard_normal(self._real.shape[1])
        scaled: NDArray[np.float32] = (vector / np.linalg.norm(vector)).astype(np.float32)
        return scaled


def opened(out: Path) -> Index:
    model, file = load_embeddings(Settings()), out / "real.npy"
    if not file.exists():
        texts = [
            document.page_content for one in bundled()[1] for document in (one.to_document(), *statement_documents(one))
        ]
        texts = sorted(texts[:: len(texts) // REAL], key=len)
        model.embed_documents(texts[:8])
        began = time.monotonic()
        vectors = np.array(model.embed_documents(texts), np.float32)
        write(out, {"embedded": len(texts), "seconds": time.monotonic() - began})
        np.save(file, vectors)
    return Index(out / "index", "noisy", Noisy(model, np.load(file)))


def write(out: Path, row: dict[str, Any]) -> None:
    with (out / "figures.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    print(row, flush=True)


def grow(out: Path, sizes: Sequence[int], step: int, seconds: float) -> bool:
    """Whether all is done."""
    until, index = time.monotonic() + seconds, opened(out)
    while time.monotonic() < until:
        held = len(index.pages())
        if held in sizes and held not in {row.get("pages") for row in figures(out)}:
            command = [sys.executable, "-m", "tests.benchmarks.growth", "--out", str(out), "--search"]
            subprocess.run(command, check=True, env={**os.environ, "OMP_WAIT_POLICY": "passive"})
            continue
        size = next((min(size, held + step) for size in sorted(sizes) if size > held), None)
        if size is None:
            return True
        began = time.monotonic()
        sync(index, {"made": [made_page(number) for number in range(size)]}, {}, lambda stored, total: None)
        write(
            out, {"added": size - held, "held": size, "seconds": time.monotonic() - began, "cpu": time.process_time()}
        )
    return False


def search(out: Path) -> None:
    """Open the index as a new process does and search it with each question, after one that is not measured."""
    index, scope = opened(out), Scope()
    index.embed_question("Värm upp")
    before, began = resident_mb(), time.monotonic()
    index.snapshot()
    opening = time.monotonic() - began
    first, *asked = questions(QUESTIONS + 1)
    began = time.monotonic()
    retrieve(index, first, scope)
    first_search = time.monotonic() - began
    vector = index.embed_question(first)
    times = {
        "search": milliseconds(lambda question: retrieve(index, question, scope), asked),
        "search_cpu": milliseconds(lambda question: retrieve(index, question, scope), asked, time.process_time),
        "embed": milliseconds(index.embed_question, asked),
        "dense": milliseconds(lambda question: index.dense(vector, scope, 40), asked),
        "statements": milliseconds(lambda question: index.dense_statements(vector, scope, 40), asked),
        "keyword": milliseconds(lambda question: index.keyword(question, scope, 40), asked),
        "strange": milliseconds(index.snapshot().keyword.strange_share, asked),
    }
    snapshot = index.snapshot()
    row = {
        "pages": len(snapshot.pages),
        "chunks": len(snapshot.chunks),
        "statements": len(snapshot.store.statement_ids()),
    }
    row |= {f"{name}_{part}": round(float(np.percentile(spent, share)), 1) for name, spent in times.items()
            for part, share in (("p50", 50), ("p95", 95))}  # fmt: skip
    row |= {"open_s": round(opening, 1), "first_s": round(first_search, 1), "memory_mb": resident_mb() - before,
            "whole_mb": resident_mb(), "disk_mb": disk_mb(out / "index" / "snapshots" / snapshot.version)}  # fmt: skip
    write(out, row)


def milliseconds(
    one: Callable[[str], Any], asked: Sequence[str], clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    def spent() -> Iterator[float]:
        for question in asked:
            began = clock()
            one(question)
            yield 1000 * (clock() - began)

    return list(spent())


def resident_mb() -> int:
    return resident(os.getpid()) >> 10


def disk_mb(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) >> 20


def figures(out: Path) -> list[dict[str, Any]]:
    file = out / "figures.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def plot(out: Path) -> None:
    """growth.svg: milliseconds and megabytes against the number of chunks, both axes logarithmic."""
    rows = sorted((row for row in figures(out) if "chunks" in row), key=lambda row: row["chunks"])
    lines = (("search_p50", "sökning, median, ms", BLUE, "-"), ("search_p95", "sökning, 95 %, ms", BLUE, ":"),
             ("memory_mb", "minne, MB", RUST, "--"), ("disk_mb", "disk, MB", GREY, "-."))  # fmt: skip
    with figure(4.2) as (made, axes):
        for name, label, colour, style in lines:
            axes.plot([row["chunks"] for row in rows], [row[name] for row in rows], style, color=colour, marker="o",
                      label=label, linewidth=2)  # fmt: skip
        axes.axhline(150, color=INK, linewidth=0.8)
        axes.annotate("gräns 150 ms", (rows[0]["chunks"], 150), xytext=(0, 3), textcoords="offset points", color=INK)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("textstycken i indexet")
        axes.set_ylabel("millisekunder eller megabyte")
        axes.legend(frameon=False)
        made.savefig(out / "growth.svg", metadata={"Date": None, "Creator": None})


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pages", type=int, nargs="+", default=[190, 1_000, 1_900, 10_000, 19_000])
    parser.add_argument("--step", type=int, default=3_000)
    parser.add_argument("--seconds", type=float, default=200.0, help="efter vilka ingen ny körning börjar")
    parser.add_argument("--search", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.search:
        search(options.out)
        return 0
    done = grow(options.out, options.pages, options.step, options.seconds)
    plot(options.out)
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
