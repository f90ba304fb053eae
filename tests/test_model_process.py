"""The language model's process, with models that really hang, crash and are killed."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from langchain_core.messages import BaseMessage, HumanMessage

from bot.model_process import ModelProcess, in_process
from bot.models import LanguageModel, ModelError, Usage


def open_fake(folder: Path) -> LanguageModel:
    """A model that does what it is asked; what it has written stands in the folder, the processes that it ran in too."""
    with (folder / "processes").open("a") as file:
        file.write(f"{os.getpid()}\n")

    def generate(messages: Sequence[BaseMessage], grammar: str) -> Iterator[str | Usage]:
        wanted = str(messages[-1].content)
        yield "Jag "
        if wanted == "häng":
            time.sleep(60)
        if wanted == "krascha":
            os._exit(3)
        if wanted == "fel":
            raise ValueError("för lång")
        for number in range(1000 if wanted == "länge" else 1):
            (folder / "written").write_text(str(number))
            time.sleep(0.01)
            yield "svarar."
        yield Usage(1, 2)

    return LanguageModel("påhittad", generate)


def open_broken() -> LanguageModel:
    raise ModelError("filen är trasig")


def open_out_of_memory() -> LanguageModel:
    os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does
    raise AssertionError


@pytest.fixture
def process(tmp_path: Path) -> Iterator[ModelProcess]:
    started = ModelProcess(partial(open_fake, tmp_path), silence=2.0, starting=60.0)
    assert started.start() == "påhittad"
    yield started
    started._process.kill()


def ask(process: ModelProcess, question: str) -> list[str | Usage]:
    return list(process.generate([HumanMessage(question)], ""))


def processes(folder: Path) -> list[int]:
    return [int(line) for line in (folder / "processes").read_text().split()]


def test_pieces_come_as_they_are_made_from_one_process(process: ModelProcess, tmp_path: Path) -> None:
    assert ask(process, "hej") == ask(process, "hej igen") == ["Jag ", "svarar.", Usage(1, 2)]
    assert len(processes(tmp_path)) == 1 and processes(tmp_path)[0] != os.getpid()


@pytest.mark.parametrize(
    ("question", "reason"), [("häng", "inte sagt något på 2 sekunder"), ("krascha", "slutkod 3"), ("fel", "för lång")]
)
def test_a_model_that_hangs_or_crashes_fails_and_the_next_question_is_answered(
    process: ModelProcess, tmp_path: Path, question: str, reason: str
) -> None:
    with pytest.raises(ModelError, match=reason):
        ask(process, question)
    assert ask(process, "hej")[:2] == ["Jag ", "svarar."]
    assert len(processes(tmp_path)) == 2


def test_a_model_that_was_killed_between_two_questions_is_started_again(process: ModelProcess, tmp_path: Path) -> None:
    os.kill(processes(tmp_path)[0], signal.SIGKILL)
    process._process.join(5)
    assert ask(process, "hej")[:2] == ["Jag ", "svarar."]


def test_a_model_whose_reader_is_gone_stops_and_answers_the_next(process: ModelProcess, tmp_path: Path) -> None:
    pieces = process.generate([HumanMessage("länge")], "")
    assert [next(pieces), next(pieces)] == ["Jag ", "svarar."]
    pieces.close()
    assert int((tmp_path / "written").read_text()) < 100
    assert ask(process, "hej") == ["Jag ", "svarar.", Usage(1, 2)]
    assert len(processes(tmp_path)) == 1


def test_a_model_that_cannot_be_opened_says_why() -> None:
    with pytest.raises(ModelError, match="filen är trasig"):
        in_process(open_broken)


def test_a_model_that_takes_all_memory_ends_its_own_process_only() -> None:
    with pytest.raises(ModelError, match="slutkod -9"):
        in_process(open_out_of_memory)
