"""Speed of ingest against the stock LangChain recipe, with the same pages and the same embedding model.

python -m tests.benchmarks.ingest_speed [--pages 1000] [--cheap]

The recipe: the files' Markdown, RecursiveCharacterTextSplitter 1000/200, HuggingFaceEmbeddings, Chroma.from_documents. It knows no second
run: it begins anew. Each runs as a command in a process of its own, start and loading of libraries and model included: first ingest, a
second run over unchanged pages, and one page changed, until `Index` finds the new words. `--cheap` embeds hashed words instead, which
leaves the time of everything but the model. The processor's seconds are given too: on a busy machine they are what can be compared.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.models import bundled_embedding_folder, open_index
from bot.settings import load_settings
from corpus.index import Index
from corpus.snapshot import Scope
from tests.benchmarks.kills import change_pages, markdown, write_pages
from tests.cheap_ingest import opened

Took = tuple[float, float]  # seconds on the wall, and of the processor

RECIPE = """
import sys
from pathlib import Path
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter
source, folder, model = sys.argv[1:]
documents = [Document(path.read_text(encoding="utf-8"), metadata={"source": str(path)}) for path in sorted(Path(source).glob("*.md"))]
chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
if model:
    from langchain_huggingface import HuggingFaceEmbeddings
    embeddings = HuggingFaceEmbeddings(model=model)
else:
    from tests.conftest import HashedWords
    embeddings = HashedWords()
Chroma.from_documents(chunks, embeddings, persist_directory=folder)
"""


def seconds(command: list[str]) -> Took:
    began, used = time.monotonic(), processor_seconds()
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - began, processor_seconds() - used


def processor_seconds() -> float:
    """Of all commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seen_after(index: Index, words: str, run: Callable[[], Took]) -> Took:
    """From the start of the run until a search in another process, which was there before, finds the words."""
    began = time.monotonic()
    _, used = run()
    found = index.chunks([id_ for id_, _ in index.keyword(words, Scope("medarbetare"), 5)])
    assert any(words in chunk.text for chunk in found), "ändringen syns inte"
    return time.monotonic() - began, used


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.ingest_speed")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--cheap", action="store_true", help="hashade ord i stället för modellen")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.pages, options.cheap)


def measure(folder: Path, pages: int, cheap: bool) -> None:
    source, data, settings = folder / "sidor", folder / "data", load_settings()
    write_pages(source, range(pages))
    module = "tests.cheap_ingest" if cheap else "ingest"
    ours = [sys.executable, "-m", module, str(source), "--data", str(data)]
    model = "" if cheap else str(bundled_embedding_folder(settings.models))
    recipe = seconds([sys.executable, "-c", RECIPE, str(source), str(folder / "chroma"), model])
    first, second = seconds(ours), seconds(ours)
    index = opened(data) if cheap else open_index(load_settings(data))
    index.snapshot()
    (source / "sida-1.md").write_text(markdown(1, 4711), encoding="utf-8")
    changed = seen_after(index, "nummer 4711", lambda: seconds(ours))
    change_pages(source, pages, random.Random(1))
    many = seconds(ours)
    print(f"{pages} sidor         sekunder  sidor/s  gånger receptets  processorsekunder  gånger receptets")
    for name, took in (
        ("receptet", recipe),
        ("första", first),
        ("oförändrad", second),
        ("en ändrad", changed),
        ("3 av 10", many),
    ):
        times = [one / other for one, other in zip(recipe, took, strict=True)]
        print(f"{name:<16}{took[0]:10.1f}{pages / took[0]:9.1f}{times[0]:18.2f}{took[1]:19.1f}{times[1]:18.2f}")


if __name__ == "__main__":
    main()
