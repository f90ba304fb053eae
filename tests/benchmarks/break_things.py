"""Break one part at a time and see that the evaluation tells: a sure fall, and the step.

    python -m tests.benchmarks.break_things [--data var]

Asks the residents' and staff's questions, dev and test. The search, the gate and the pages are broken for real. The
language model is played by one that turns every number of the best statement into another, so that the verifier has
something to stop.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

from langchain_core.messages import BaseMessage

from bot.assistant import Assistant
from bot.evaluate.command import run_evaluation
from bot.evaluate.run import Trace
from bot.models import LanguageModel, Usage, embedding_identity, load_embeddings
from bot.settings import Settings, load_settings
from corpus.index import Index
from corpus.page import read_page
from ingest.sync import sync

QUESTIONS = [
    Path("tests/questions") / f"{name}-{part}.jsonl" for name in ("resident", "staff") for part in ("dev", "test")
]
PAGES = ("avgifter-aldreomsorg", "bygglov-avgifter")  # whose amounts change places
AMOUNT = re.compile(r"\d[\d ]*(?= kronor)")


def wrong_numbers(messages: Sequence[BaseMessage], grammar: str) -> Iterator[str | Usage]:
    """The first statement of the evidence with every digit raised by one."""
    found = re.search(r"\[1\] (.+)", str(messages[-1].content))
    said = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), found[1] if found else "").rstrip(".")
    yield f"{re.sub(r'[][]', '', said)} [1]."
    yield Usage(100, 20)


def opened(settings: Settings, trace: Trace | None = None) -> Assistant:
    index = Index(settings.data / "index", embedding_identity(settings), load_embeddings(settings))
    return Assistant(index, settings, lambda: LanguageModel("fel siffror", wrong_numbers), trace)


def swap_amounts(settings: Settings) -> None:
    """The amounts of two pages change places, in the order in which they stand."""
    texts = {id_: Path(f"corpus/falun/{id_}.md").read_text(encoding="utf-8") for id_ in PAGES}
    amounts = {id_: AMOUNT.findall(text.partition("\n---\n")[2]) for id_, text in texts.items()}
    with tempfile.TemporaryDirectory() as folder:
        for path in Path("corpus/falun").glob("*.md"):
            shutil.copy(path, folder)
        for id_, other in zip(PAGES, reversed(PAGES), strict=True):
            head, _, body = texts[id_].partition("\n---\n")
            queue = iter(amounts[other] * 50)
            swapped = AMOUNT.sub(lambda _, queue=queue: next(queue), body)  # type: ignore[misc]
            (Path(folder) / f"{id_}.md").write_text(f"{head}\n---\n{swapped}", encoding="utf-8")
        pages = [read_page(path) for path in sorted(Path(folder).glob("*.md"))]
        index = Index(settings.data / "index", embedding_identity(settings), load_embeddings(settings))
        sync(index, {"corpus/falun": pages}, {}, lambda stored, total: None)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.break_things")
    parser.add_argument("--data", type=Path)
    settings = load_settings(parser.parse_args().data)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)

        def evaluate(name: str, broken: AbstractContextManager[Any], data: Settings = settings, **more: Any) -> None:
            print(f"\n=== {name}", flush=True)
            with broken:
                run_evaluation(QUESTIONS, data, opened, out=out / name, **more)

        none: Callable[[], AbstractContextManager[Any]] = nullcontext
        evaluate("hel sökning", none(), retrieve_only=True)
        whole = {"baseline": out / "hel sökning", "retrieve_only": True}
        evaluate("utan nyckelordsindex", patch.object(Index, "keyword", lambda *given: []), **whole)
        evaluate("grinden öppen", patch("bot.assistant.GATE_THRESHOLD", -1.0), **whole)
        shutil.copytree(settings.data / "index", out / "data" / "index")
        swapped = load_settings(out / "data")
        swap_amounts(swapped)
        evaluate("avgifter på fel sida", none(), swapped, **whole)
        evaluate("hela svar", none())
        evaluate(
            "kontrollen avstängd",
            patch("bot.assistant.verify", lambda draft, evidence: draft),
            baseline=out / "hela svar",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
