"""The language model in a process of its own: one that hangs, crashes or is killed costs its answer the wording and nothing else.

In: a function that opens a LanguageModel. Out: a LanguageModel that speaks with that process, which is killed when it is
silent for too long, and started again when the next question comes.
"""

import contextlib
import signal
import threading
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from langchain_core.messages import BaseMessage

from bot.models import LanguageModel, ModelError, Pieces

SILENCE = 30.0  # seconds without a piece of text after which the model is stuck
STARTING = 120.0  # seconds that it may take to open
MEMORY_FIRST = (
    "500"  # of 1000: where memory is out, Linux ends this process rather than the chat page's (proc(5), oom_score_adj)
)
Open = Callable[[], LanguageModel]


def in_process(open_model: Open, silence: float = SILENCE, starting: float = STARTING) -> LanguageModel:
    """The model, opened in its own process.

    Args:
        open_model: what another process can import: a function of a module, or a partial of one.
        silence, starting: seconds.

    Raises:
        ModelError: it cannot be opened.
    """
    process = ModelProcess(open_model, silence, starting)
    return LanguageModel(process.start(), process.generate)


class ModelProcess:
    """Takes one question at a time."""

    def __init__(self, open_model: Open, silence: float, starting: float) -> None:
        self._open, self._silence, self._starting = open_model, silence, starting
        self._turn = threading.Lock()
        self._process: Any = None
        self._pipe: Connection

    def start(self) -> str:
        """Start the process and return the model's name."""
        self._pipe, theirs = get_context("spawn").Pipe()
        self._process = get_context("spawn").Process(target=serve, args=(self._open, theirs), daemon=True)
        self._process.start()
        theirs.close()
        return str(self._received(self._starting))

    def generate(self, messages: Sequence[BaseMessage], grammar: str) -> Pieces:
        with self._turn:
            if not self._process.is_alive():
                self.start()
            self._send((list(messages), grammar))
            try:
                while (piece := self._received(self._silence)) is not None:
                    yield piece
            except GeneratorExit:  # the reader is gone
                with contextlib.suppress(ModelError):
                    self._stop()
                raise

    def _stop(self) -> None:
        self._send(None)
        while self._received(self._silence) is not None:
            pass

    def _send(self, what: Any) -> None:
        try:
            self._pipe.send(what)
        except OSError as error:
            raise self._broken("har avslutats") from error

    def _received(self, seconds: float) -> Any:
        """What the process says next.

        Raises:
            ModelError: it says so, is gone, or says nothing within these seconds; then it runs no more.
        """
        try:
            if not self._pipe.poll(seconds):
                raise self._broken(f"har inte sagt något på {seconds:.0f} sekunder")
            said = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise self._broken("har avslutats") from error
        if isinstance(said, ModelError):
            self._end()
            raise said
        return said

    def _broken(self, how: str) -> ModelError:
        self._end()
        code = self._process.exitcode
        return ModelError(f"Språkmodellens process {how} (slutkod {code}). Den startas igen vid nästa fråga.")

    def _end(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


def serve(open_model: Open, pipe: Connection) -> None:
    """The process: opens the model, then answers one (messages, grammar) after another with pieces and a last None. A None that
    comes meanwhile stops the answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends this process
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(MEMORY_FIRST)
    with contextlib.suppress(EOFError, OSError):  # the parent is gone
        try:
            model = open_model()
            pipe.send(model.name)
            while True:
                if question := pipe.recv():
                    answer(model, question, pipe)
        except Exception as error:  # the outermost surface of this process: told to the parent, which starts another
            pipe.send(ModelError(str(error) or type(error).__name__))


def answer(model: LanguageModel, question: tuple[list[BaseMessage], str], pipe: Connection) -> None:
    for piece in model.generate(*question):
        pipe.send(piece)
        if pipe.poll():
            break
    pipe.send(None)
