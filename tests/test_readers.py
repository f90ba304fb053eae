"""Many readers at once before one language model: the whole Assistant, with models that really block, fail and come back."""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from langchain_core.messages import BaseMessage

from bot import assistant as assistant_module
from bot.answer import Answer, Status
from bot.assistant import Assistant
from bot.models import LanguageModel, ModelError, Usage
from bot.queue import Queue
from bot.settings import Settings
from corpus.index import Index
from corpus.snapshot import Scope
from tests.conftest import fill, make_page, word_rank

READERS = 30
WORDS = ["gran", "tall", "björk", "ek", "alm", "ask", "lönn", "asp", "al", "sälg", "rönn", "oxel", "hägg", "lind", "bok",
         "avenbok", "hassel", "idegran", "lärk", "poppel", "pil", "kastanj", "valnöt", "mullbär", "körsbär", "plommon",
         "päron", "äpple", "havtorn", "slån"]  # fmt: skip
PAGES = [make_page(word, f"Avgiften för {word} är {number + 100} kronor. Betala {word} senast den {number + 1} maj. "
                   f"Ansök om {word} med blankett {number + 500}.") for number, word in enumerate(WORDS)]  # fmt: skip
RESIDENT = Scope("invånare")


@pytest.fixture(autouse=True)
def small_openings(monkeypatch: pytest.MonkeyPatch) -> None:
    """One statement opens an answer, so that the model has something to add; the gate is open for hashed words."""
    monkeypatch.setattr(assistant_module, "OPENING", 1)
    monkeypatch.setattr(assistant_module, "FILLED", 1)
    monkeypatch.setattr(assistant_module, "probability", lambda *given: 0.9)


class Model:
    """Repeats the first statement of its evidence, once it is let go. Counts how many ask at once, and what was stopped."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.fails = False
        self.asked = self.at_once = self.most_at_once = self.stopped = 0

    def generate(self, messages: Sequence[BaseMessage], grammar: str) -> Iterator[str | Usage]:
        self.asked += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            while not self.let_go.wait(0.01):
                yield ""
            if self.fails:
                raise ModelError("fastnade")
            line = next(line for line in str(messages[-2].content).splitlines() if "Ansök" in line)
            number, _, text = line.partition("] ")
            yield f"{text.rstrip('.')} {number}]."
            yield Usage(10, 5)
        except GeneratorExit:
            self.stopped += 1
            raise
        finally:
            self.at_once -= 1

    def load(self) -> LanguageModel:
        return LanguageModel("påhittad", self.generate)


def opened(index: Index, model: Model, **queue: float) -> Assistant:
    fill(index, *PAGES)
    return Assistant(index, Settings(), word_rank, model.load, queue=Queue(**queue))  # type: ignore[arg-type]


def question(word: str) -> str:
    return f"Vad är avgiften för {word}, när ska {word} betalas och hur ansöker jag om {word}?"


def answer(assistant: Assistant, word: str) -> Answer:
    *_, last = assistant.answer(question(word), RESIDENT, reader=word)
    return last


def until_writing(growing: Iterator[Answer], model: Model, asked: int = 1) -> None:
    while model.asked < asked:
        next(growing)


def until_placed(growing: Iterator[Answer]) -> Answer:
    return next(one for one in growing if one.place)


def test_thirty_at_once_get_their_own_answers_nine_from_the_model_and_the_others_in_quotes(index: Index) -> None:
    model = Model()
    assistant = opened(index, model)
    with ThreadPoolExecutor(READERS) as pool:
        asked = {word: pool.submit(answer, assistant, word) for word in WORDS}
        wait_until(lambda: sum(one.done() for one in asked.values()) == READERS - 9)  # while the model has said nothing
        model.let_go.set()
        answers = {word: one.result(30) for word, one in asked.items()}
    assert Counter(one.status for one in answers.values()) == {Status.ANSWERED: 9, Status.BUSY: READERS - 9}
    assert (model.asked, model.most_at_once) == (9, 1)
    for word, one in answers.items():
        assert one.done and one.question == question(word)
        assert one.sentences and all(f" {word} " in sentence.text for sentence in one.sentences)
        assert {citation.page_id for citation in one.citations} == {word}
        assert any("Ansök" in sentence.text for sentence in one.sentences) == (one.status is Status.ANSWERED)
        assert one.note.startswith("Just nu är det många") == (one.status is Status.BUSY)


def test_a_waiting_reader_has_sources_a_sentence_and_its_place(index: Index) -> None:
    model = Model()
    assistant = opened(index, model, beat=0.01)
    first = assistant.answer(question("gran"), RESIDENT, reader="gran")
    until_writing(first, model)
    second, third = (assistant.answer(question(word), RESIDENT, reader=word) for word in ("tall", "björk"))
    assert until_placed(second).place == 1
    shown = until_placed(third)
    assert (shown.place, shown.done) == (2, False) and shown.evidence and shown.sentences
    model.let_go.set()
    for growing in (first, second, third):
        *_, last = growing
        assert (last.done, last.place, last.model) == (True, 0, "påhittad")


def test_when_the_model_fails_those_who_wait_get_quotes_at_once_and_service_returns(index: Index) -> None:
    model = Model()
    model.fails = True
    assistant = opened(index, model, rest=0.5, beat=0.01)
    first = assistant.answer(question("gran"), RESIDENT, reader="gran")
    until_writing(first, model)
    second = assistant.answer(question("tall"), RESIDENT, reader="tall")
    until_placed(second)
    model.let_go.set()
    for growing in (first, second, assistant.answer(question("björk"), RESIDENT, reader="björk")):
        *_, last = growing
        assert (last.status, last.done, last.place, last.model) == (Status.ANSWERED, True, 0, None) and last.sentences
    assert model.asked == 1  # nobody else tried it while it rests
    model.fails = False
    time.sleep(0.6)
    assert answer(assistant, "alm").model == "påhittad"


def test_the_model_stops_when_its_reader_is_gone_and_the_next_has_its_turn(index: Index) -> None:
    model = Model()
    assistant = opened(index, model, beat=0.01)
    first, second = (assistant.answer(question(word), RESIDENT, reader=word) for word in ("gran", "tall"))
    until_writing(first, model)
    until_placed(second)
    first.close()
    assert (model.stopped, model.at_once) == (1, 0)
    until_writing(second, model, asked=2)


def test_who_leaves_while_waiting_never_reaches_the_model(index: Index) -> None:
    model = Model()
    assistant = opened(index, model, beat=0.01)
    first, second = (assistant.answer(question(word), RESIDENT, reader=word) for word in ("gran", "tall"))
    until_writing(first, model)
    until_placed(second)
    second.close()
    model.let_go.set()
    assert [*first][-1].done and model.asked == 1


def wait_until(true: object, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "väntade förgäves"
        time.sleep(0.02)
