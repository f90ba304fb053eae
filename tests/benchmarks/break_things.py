"""Break one part at a time and see that the evaluation tells: a sure fall, and the step.

    python -m tests.benchmarks.break_things [--data var/evaluation] [--only NAME]

Asks the residents' and staff's questions, dev and test. The search, the gate and the pages are broken for real. The
language model is played by one that invents a fee, so that the verifier has something to stop.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zlib import crc32

from langchain_core.messages import BaseMessage

from bot.assistant import Assistant
from bot.evaluate.command import run_evaluation
from bot.evaluate.run import Trace
from bot.models import LanguageModel, Usage, open_index
from bot.ranker import load_ranker
from bot.settings import Settings, load_settings
from corpus.index import Index
from corpus.page import read_page
from ingest.sync import sync

QUESTIONS = [
    Path("tests/questions") / f"{name}-{part}.jsonl" for name in ("resident", "staff") for part in ("dev", "test")
]
PAGES = ("avgifter-aldreomsorg", "bygglov-avgifter")  # whose amounts change places
AMOUNT = re.compile(r"\d[\d ]*(?= kronor)")


def invented_fee(messages: Sequence[BaseMessage], grammar: str) -> Iterator[str | Usage]:
    """A sentence that no page holds, about the first evidence that the model is given."""
    number = re.search(r"\[(\d+)\] ", str(messages[-2].content))
    yield f"Det kostar {1 + crc32(str(messages[-2].content).encode()) % 9000} kronor [{number[1] if number else 1}]."
    yield Usage(100, 20)


def opened(settings: Settings, trace: Trace | None = None) -> Assistant:
    index = open_index(settings)
    return Assistant(
        index, settings, load_ranker(settings), lambda: LanguageModel("en påhittad avgift", invented_fee), trace
    )


def swap_amounts(settings: Settings, pages: Sequence[str]) -> None:
    """Each of these pages gets the amounts of the next one, in the order in which they stand; the last those of the first."""
    texts = {id_: Path(f"corpus/falun/{id_}.md").read_text(encoding="utf-8") for id_ in pages}
    with tempfile.TemporaryDirectory() as folder:
        for path in Path("corpus/falun").glob("*.md"):
            shutil.copy(path, folder)
        for id_, other in zip(pages, [*pages[1:], pages[0]], strict=True):
            head, line, body = texts[id_].partition("\n---\n")
            amounts = cycle(AMOUNT.findall(texts[other].partition("\n---\n")[2]))
            swapped = AMOUNT.sub(lambda _, amounts=amounts: next(amounts), body)  # type: ignore[misc]
            (Path(folder) / f"{id_}.md").write_text(f"{head}{line}{swapped}", encoding="utf-8")
        read = [read_page(path) for path in sorted(Path(folder).glob("*.md"))]
        index = open_index(settings)
        sync(index, {"corpus/falun": read}, {}, lambda stored, total: None)


def fee_pages() -> list[str]:
    paths = sorted(Path("corpus/falun").glob("*.md"))
    return [path.stem for path in paths if AMOUNT.search(path.read_text(encoding="utf-8").partition("\n---\n")[2])]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.break_things")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--only", help="bara de brott vars namn innehåller detta")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        break_each(load_settings(options.data), Path(folder), options.only or "")
    return 0


def break_each(settings: Settings, out: Path, only: str) -> None:
    def evaluate(name: str, broken: AbstractContextManager[Any], data: Settings = settings, **more: Any) -> None:
        print(f"\n=== {name}", flush=True)
        with broken:
            run_evaluation(QUESTIONS, data, opened, out=out / name, **more)

    def swapped(name: str, pages: Sequence[str]) -> None:
        shutil.copytree(settings.data / "index", out / f"data {name}" / "index")
        data = load_settings(out / f"data {name}")
        swap_amounts(data, pages)
        evaluate(name, nullcontext(), data, **whole)

    whole = {"baseline": out / "hel sökning", "retrieve_only": True}
    no_verifier = patch("bot.assistant.verify", lambda draft, evidence: draft)
    breaks: dict[str, Callable[[str], None]] = {
        "utan nyckelordsindex": lambda name: evaluate(name, patch.object(Index, "keyword", lambda *given: []), **whole),
        "grinden öppen": lambda name: evaluate(name, patch("bot.assistant.GATE_THRESHOLD", -1.0), **whole),
        "två sidors avgifter bytta": lambda name: swapped(name, PAGES),
        "alla sidors avgifter bytta": lambda name: swapped(name, fee_pages()),
        "kontrollen avstängd": lambda name: evaluate(name, no_verifier, baseline=out / "hela svar"),
    }
    chosen = [name for name in breaks if only in name]
    if chosen != ["kontrollen avstängd"]:
        evaluate("hel sökning", nullcontext(), retrieve_only=True)
    if "kontrollen avstängd" in chosen:
        evaluate("hela svar", nullcontext())
    for name in chosen:
        breaks[name](name)


if __name__ == "__main__":
    sys.exit(main())
