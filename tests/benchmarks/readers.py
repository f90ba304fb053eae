"""Many readers at once before the real Assistant: errors, mixed-up answers, waits.

    python -m tests.benchmarks.readers [--readers 30] [--minutes 5] [--data var] [--fake SECONDS]

Each reader asks one question after another for so many minutes. First every question is answered alone, without the language
model: what a reader gets among the others must have the same question, pages and opening. With --fake the language model is
played by one that takes so many seconds.
"""

import argparse
import json
import statistics
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from langchain_core.messages import BaseMessage

from bot.__main__ import open_assistant
from bot.answer import Answer
from bot.assistant import Assistant
from bot.models import LanguageModel, Pieces, Usage
from bot.ranker import load_ranker
from bot.settings import Settings, load_settings
from corpus.snapshot import Scope

QUESTIONS = Path("tests/questions/resident-dev.jsonl")
RESIDENT = Scope("invånare")


@dataclass(frozen=True)
class Seen:
    """One question as its reader met it; seconds since it was asked."""

    question: str
    answer: Answer
    sources: float
    whole: float
    longest_place: int


def fake(settings: Settings, seconds: float) -> Assistant:
    def generate(messages: Sequence[BaseMessage], grammar: str) -> Pieces:
        for _ in range(10):
            time.sleep(seconds / 10)
            yield ""
        yield Usage(0, 0)

    index = open_assistant(settings).index
    return Assistant(index, settings, load_ranker(settings), lambda: LanguageModel("påhittad", generate))


def ask(assistant: Assistant, question: str, reader: str) -> Seen:
    start, sources, place = time.monotonic(), 0.0, 0
    for answer in assistant.answer(question, RESIDENT, reader=reader):
        sources = sources or time.monotonic() - start
        place = max(place, answer.place)
    return Seen(question, answer, sources, time.monotonic() - start, place)


def alone(assistant: Assistant, question: str) -> Answer:
    *_, answer = assistant.answer(question, RESIDENT, retrieve_only=True)
    return answer


def mixed_up(seen: Answer, alone: Answer) -> bool:
    """Whether the answer has another question's text or evidence, or cites evidence that it does not have."""
    numbers = {one.number for one in seen.evidence}
    cited = {number for sentence in seen.sentences for number in sentence.citations}
    same = [one.text for one in seen.evidence] == [one.text for one in alone.evidence]
    return seen.question != alone.question or not same or not cited <= numbers


def run(assistant: Assistant, questions: Sequence[str], readers: int, minutes: float) -> tuple[list[Seen], int]:
    """What the readers saw, and how many errors they met."""
    seen: list[Seen] = []
    errors: list[str] = []
    end = time.monotonic() + 60 * minutes

    def read(number: int) -> None:
        for turn in count():
            if time.monotonic() > end:
                return
            try:
                seen.append(ask(assistant, questions[(number + turn) % len(questions)], f"läsare {number}"))
            except Exception:  # what this measures
                errors.append(traceback.format_exc())
                print(errors[-1], file=sys.stderr)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen, len(errors)


def report(seen: Sequence[Seen], errors: int, expected: dict[str, Answer]) -> int:
    wrong = sum(mixed_up(one.answer, expected[one.question]) for one in seen)
    print(f"{len(seen)} answers, {errors} errors, {wrong} mixed up")
    print("status:", dict(Counter(str(one.answer.status) for one in seen)))
    print("worded by the model:", sum(one.answer.model is not None for one in seen))
    print("longest place in the queue:", max(one.longest_place for one in seen))
    for name, times in (("sources", [one.sources for one in seen]), ("whole", [one.whole for one in seen])):
        print(
            f"{name:<8} median {statistics.median(times):6.2f} s, 95 % {percentile(times):6.2f} s, worst {max(times):6.2f} s"
        )
    return int(bool(errors or wrong))


def percentile(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.readers")
    parser.add_argument("--readers", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--fake", type=float, metavar="SECONDS")
    options = parser.parse_args()
    settings = load_settings(options.data)
    assistant = open_assistant(settings) if options.fake is None else fake(settings, options.fake)
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    questions = [row["question"] for row in rows if row["lang"] == "sv" and not row["history"]][: options.readers]
    expected = {question: alone(assistant, question) for question in questions}
    seen, errors = run(assistant, questions, options.readers, options.minutes)
    return report(seen, errors, expected)


if __name__ == "__main__":
    sys.exit(main())
