"""Kill an ingest at random moments, many times in a row, with readers asking all the while; then let it run to its end.

python -m tests.benchmarks.kills [--kills 50] [--pages 120] [--seed 1] [--site]

The ingest is of a folder, or with `--site` a crawl of a web site. Before each one the pages change: some new, some gone, some with other
words. After each kill the index must hold exactly what
one of the ingests was given. A reader fails when a search raises, does not find a passage by its own words, or finds one that the
index does not list. After the last, whole run the index is compared with the pages: in Chroma, by a new reader, and by those that
have been asking since before the first kill.
"""

import argparse
import os
import random
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bot.retrieve import retrieve
from corpus.index import Index
from corpus.page import Page, read_page
from corpus.snapshot import Scope
from corpus.store import statement_documents
from ingest.chunk import chunk
from tests.changing_site import ChangingSite
from tests.cheap_ingest import ingest, opened
from tests.subjects import subject
from tests.webserver import served

EVERYTHING = Scope("medarbetare")
PROCESSES = get_context("forkserver")  # each process begins with the imports done, and with nothing of its parent's
PROCESSES.set_forkserver_preload(["tests.cheap_ingest", "bot.retrieve", "chromadb", "langchain_chroma"])
HEAD = """---
id: {id}
url: https://www.exempelkommun.se/{id}
title: {title}
collection: test
audience: invånare
category: Test
---
"""


def write_pages(folder: Path, numbers: Iterable[int]) -> dict[str, Page]:
    """Fill the folder with these pages; by id."""
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"sida-{number}.md").write_text(markdown(number, 0), encoding="utf-8")
    return {page.id: page for page in map(read_page, folder.glob("*.md"))}


def change_pages(folder: Path, count: int, chance: random.Random) -> dict[str, Page]:
    """Change three in ten of `count` pages, take one in ten away, put those that were away back; what there is then, by id."""
    for number in range(count):
        path = folder / f"sida-{number}.md"
        if chance.random() < 0.1:
            path.unlink(missing_ok=True)
        elif not path.exists() or chance.random() < 0.3:
            path.write_text(markdown(number, chance.randrange(1000)), encoding="utf-8")
    return {page.id: page for page in map(read_page, folder.glob("*.md"))}


def markdown(number: int, revision: int) -> str:
    one = subject(number, revision)
    sections = "\n\n".join(f"## {heading}\n\n{' '.join(paragraphs)}" for heading, paragraphs in one.sections)
    rows = "\n".join(f"| {' | '.join(row)} |" for row in (one.table[0], ("---",) * 3, *one.table[1:]))
    text = f"{one.intro}\n\n{sections} Reviderad som nummer {revision}.\n\n## Avgifter\n\n{rows}\n"
    return HEAD.format(id=f"sida-{number}", title=one.title) + text


@dataclass
class Readers:
    """What the readers have done, told by their processes."""

    answers: int
    errors: list[str]


def read(data: Path, anew: bool, stop: Any, told: Any) -> None:
    """Ask until told to stop, then compare with the pages; a process of its own.

    Args:
        anew: with a new Index for each question, as `python -m bot ask`; else with one for two threads, as the chat.
    """
    answers, errors = Counter[str](), list[str]()
    index = opened(data)

    def asking(chance: random.Random) -> None:
        while not stop.is_set():
            try:
                ask(opened(data) if anew else index, chance)
                answers["given"] += 1
            except Exception:
                errors.append(traceback.format_exc())

    threads = [threading.Thread(target=asking, args=(random.Random(number),)) for number in range(1 if anew else 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put((answers["given"], errors, list(faults(index))))


def ask(index: Index, chance: random.Random) -> None:
    """Ask for one passage by its own words, as the assistant does; raise when a search does not find it."""
    index = index.held()
    wanted = chance.choice(index.snapshot().chunks).id
    [passage] = index.chunks([wanted])
    question = passage.to_document().page_content
    found = retrieve(index, question, EVERYTHING)
    by_words = {id_ for id_, _ in index.keyword(question, EVERYTHING, 40)}
    by_vector = {id_ for id_, _ in index.dense(found.vector, EVERYTHING, 40)}
    vectors = index.statement_vectors([wanted])[wanted]
    assert wanted in {one.chunk.id for one in found.passages} & by_words & by_vector, f"{wanted} inte funnen"
    assert by_words | by_vector <= set(index.snapshot().by_id), "funnet men inte i indexet"
    assert len(vectors) == len(statement_documents(passage)), f"{wanted}: {len(vectors)} påståenden"


def faults(index: Index) -> Iterator[str]:
    """Where searches and the index's own list differ."""
    listed = index.snapshot().by_id
    held = {one.id: one for one in index.chunks(list(listed))}
    if set(held) != set(listed):
        yield f"{len(set(listed) - set(held))} stycken saknas"
    vectors = index.statement_vectors(list(held))
    for id_, passage in held.items():
        words = passage.to_document().page_content
        vector = index.embed_question(words)
        if [one for one, _ in index.dense(vector, EVERYTHING, 1)] != [id_]:
            yield f"{id_} hittas inte med sin vektor"
        if id_ not in [one for one, _ in index.dense_statements(vector, EVERYTHING, 40)]:
            yield f"{id_} hittas inte med sina påståenden"
        if id_ not in [one for one, _ in index.keyword(words, EVERYTHING, 10)]:
            yield f"{id_} hittas inte med sina ord"
        if len(vectors[id_]) != len(statement_documents(passage)):
            yield f"{id_} har {len(vectors[id_])} påståenden i stället för {len(statement_documents(passage))}"


def compare(index: Index, pages: dict[str, Page]) -> Iterator[str]:
    """What is lost, doubled or stale in an index that should hold these pages."""
    chunks = {one.id: one for page in pages.values() for one in chunk(page)}
    if {id_: record.digest for id_, record in index.pages().items()} != {
        id_: page.digest for id_, page in pages.items()
    }:
        yield "sidorna är inte de inlästa"
    store = index.snapshot().store
    statements = Counter(document.id for one in chunks.values() for document in statement_documents(one))
    for name, expected in (("chunks", Counter(list(chunks))), ("statements", statements)):
        stored = Counter(
            store.chunks.get(include=[])["ids"] if name == "chunks" else store.statements.get(include=[])["ids"]
        )
        if stored != expected:
            yield f"{name}: {(expected - stored).total()} förlorade, {(stored - expected).total()} dubbla eller gamla"
    yield from faults(index)


@contextmanager
def readers(data: Path) -> Iterator[Readers]:
    """Readers that ask while the block runs; what they met is known after it."""
    stop, told, result = PROCESSES.Event(), PROCESSES.Queue(), Readers(0, [])
    processes = [process_of(read, data, anew, stop, told) for anew in (False, True)]
    for process in processes:
        process.start()
    try:
        yield result
    finally:
        stop.set()
        for _ in processes:
            answers, errors, faulty = told.get(timeout=60)
            result.answers += answers
            result.errors += errors + faulty
        for process in processes:
            process.join()


def process_of(target: Callable[..., None], *arguments: Any) -> Any:
    """A process with our environment, the settings' file among it; the fork server keeps that of its own start."""
    return PROCESSES.Process(target=in_environment, args=(dict(os.environ), target, arguments))


def in_environment(environment: dict[str, str], target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    target(*arguments)


def timed(arguments: list[str]) -> float:
    """Seconds that a whole ingest takes in a process of its own."""
    began = time.monotonic()
    process = process_of(ingest_quietly, arguments)
    process.start()
    process.join()
    assert process.exitcode == 0, f"inläsningen slutade med {process.exitcode}"
    return time.monotonic() - began


def ingest_quietly(arguments: list[str]) -> None:
    sys.stderr = open("/dev/null", "w")  # noqa: SIM115, PTH123 (for the life of the process)
    sys.exit(ingest(arguments))


def killed(arguments: list[str], seconds: float) -> bool:
    """Whether an ingest was still at work when it was killed after so many seconds."""
    process = process_of(ingest_quietly, arguments)
    process.start()
    process.join(seconds)
    working = process.exitcode is None
    process.kill()
    process.join()
    return working


@dataclass
class Source:
    """What is ingested: its arguments, the pages that are there at first, and how they change."""

    arguments: list[str]
    first: dict[str, Page]
    change: Callable[[random.Random], dict[str, Page]]


@contextmanager
def folder_of(pages: int, folder: Path) -> Iterator[Source]:
    first = write_pages(folder, range(pages))
    yield Source([str(folder)], first, lambda chance: change_pages(folder, pages, chance))


@contextmanager
def site_of(pages: int) -> Iterator[Source]:
    changing = ChangingSite(pages)
    with served(changing.site) as site:
        options = ["--delay", "0", "--concurrency", "8", "--allow-private"]
        yield Source([site.address, *options], changing.pages(), changing.change)


def run(source: Source, data: Path, kills: int, seed: int) -> list[str]:
    """Every fault that was found."""
    chance, arguments = random.Random(seed), [*source.arguments, "--data", str(data)]
    given = [source.first]
    timed(arguments)
    given.append(source.change(chance))
    whole = timed(arguments)
    errors, at_work, began = list[str](), 0, time.monotonic()
    with readers(data) as asked:
        for number in range(kills):
            given.append(source.change(chance))
            at_work += killed(arguments, chance.uniform(0, whole))
            held = {id_: record.digest for id_, record in opened(data).pages().items()}
            if held not in [{id_: page.digest for id_, page in one.items()} for one in given]:
                errors.append(f"efter kill {number}: ett halvt index")
        timed(arguments)
    timed(arguments)  # a Chroma server keeps what the version before had until now
    errors += asked.errors + list(compare(opened(data), given[-1]))
    print(
        f"{kills} kill -9, {at_work} av dem mitt i arbetet, på {time.monotonic() - began:.0f} s; en hel inläsning tog {whole:.1f} s"
    )
    print(f"{asked.answers} frågor besvarade under tiden; {len(errors)} fel")
    return errors


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.kills")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--pages", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--site", action="store_true", help="en webbplats i stället för en mapp")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages, place = options.pages, Path(folder)
        with site_of(pages) if options.site else folder_of(pages, place / "sidor") as source:
            errors = run(source, place / "data", options.kills, options.seed)
    for error in errors[:20]:
        print(error)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
