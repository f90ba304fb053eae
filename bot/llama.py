"""The language model on this machine: llama.cpp, with the fixed beginning of every prompt computed once and kept.

In: a GGUF file. Out: a LanguageModel. llama-cpp-python itself keeps the KV cache of the longest prefix that a prompt shares
with the one before; here that cache is also saved to disk for the fixed messages (instructions and examples), so that a new
process does not read them again.
"""

import contextlib
import ctypes
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from bot.models import LanguageModel, ModelError, Pieces, Usage
from corpus.page import digest

CONTEXT = 4096  # tokens: fixed messages, evidence, question and answer together
MOST_TOKENS = 220  # of an answer; the grammar ends it sooner
READ_AT_ONCE = 128  # tokens of the prompt between two moments at which the reading can be stopped
MARK = "\ue000{}\ue001"  # stands for a message's text while the template is filled in; private-use signs, which bot/guard.py removes
MARKS = re.compile("\ue000(\\d+)\ue001")
ROLES = {SystemMessage: "system", HumanMessage: "user", AIMessage: "assistant"}


def open_gguf(path: Path, threads: int, state_folder: Path) -> LanguageModel:
    """Load a GGUF.

    Args:
        state_folder: where the KV cache of fixed messages is kept between runs.

    Raises:
        ModelError: llama.cpp cannot read the file, or there is not enough memory.
    """
    import llama_cpp

    try:
        llama = llama_cpp.Llama(
            str(path), n_ctx=CONTEXT, n_batch=512, n_threads=threads, n_threads_batch=threads, verbose=False
        )
    except (ValueError, MemoryError, RuntimeError) as error:
        raise ModelError(f"Kunde inte läsa språkmodellen {path}: {error}. Kontrollera filen och minnet.") from error
    return LanguageModel(path.stem, LocalModel(llama, state_folder).generate)


class LocalModel:
    """One llama.cpp context, for one question at a time."""

    def __init__(self, llama: Any, state_folder: Path) -> None:
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        self._llama = llama
        self._state_folder = state_folder
        end = llama.detokenize([llama.token_eos()], special=True).decode()
        self._format = Jinja2ChatFormatter(
            llama.metadata["tokenizer.chat_template"], end, "", stop_token_ids=[llama.token_eos()]
        )

    def generate(self, messages: Sequence[BaseMessage], grammar: str) -> Pieces:
        from llama_cpp import LlamaGrammar

        tokens = self._tokens(messages)
        self._warm_up(messages, tokens)
        for _ in self._read(tokens):
            yield ""
        written = 0
        stream = self._llama.create_completion(
            tokens, max_tokens=MOST_TOKENS, temperature=0.0, stream=True, stop=["<|im_end|>"],
            grammar=LlamaGrammar.from_string(grammar, verbose=False) if grammar else None,
        )  # fmt: skip
        with contextlib.closing(stream):
            for part in stream:
                written += 1
                yield part["choices"][0]["text"]
        yield Usage(len(tokens), written)

    def _read(self, tokens: list[int]) -> Iterator[int]:
        """Compute the prompt, all but its last token, which llama-cpp-python then finds in its cache; stops after each part."""
        known = len(shared(self._cached(), tokens[:-1]))
        for start in range(known, len(tokens) - 1, READ_AT_ONCE):
            self._llama.n_tokens = start
            self._llama.eval(tokens[start : min(start + READ_AT_ONCE, len(tokens) - 1)])
            yield start

    def _tokens(self, messages: Sequence[BaseMessage], *, reply: bool = True) -> list[int]:
        """The messages in the model's chat format; a last AIMessage is the beginning of the reply. Only the template's own signs become
        control tokens: a message's text is tokenized as text, so that no page and no question can open a turn."""
        begun = str(messages[-1].content) if isinstance(messages[-1], AIMessage) and reply else ""
        turns = messages[:-1] if begun else messages
        rows = [{"role": ROLES[type(one)], "content": MARK.format(number)} for number, one in enumerate(turns)]
        text = self._format(messages=rows).prompt
        if not reply:
            text = text.removesuffix("<|im_start|>assistant\n")
        template, *parts = MARKS.split(text)  # template, number, template, number, ...
        tokens = self._tokenized(template, special=True)
        for number, after in zip(parts[::2], parts[1::2], strict=True):
            tokens += self._tokenized(str(turns[int(number)].content), special=False)
            tokens += self._tokenized(after, special=True)
        return tokens + self._tokenized(begun, special=False)

    def _tokenized(self, text: str, *, special: bool) -> list[int]:
        tokens: list[int] = self._llama.tokenize(text.encode(), add_bos=False, special=special) if text else []
        return tokens

    def _warm_up(self, messages: Sequence[BaseMessage], tokens: list[int]) -> None:
        """Have the KV cache of the fixed messages (all before the last question) in place: from the last question, from disk,
        or computed and saved."""
        last = max(place for place, message in enumerate(messages) if isinstance(message, HumanMessage))
        prefix = shared(self._tokens(messages[:last], reply=False), tokens) if last else []
        if not prefix or shared(self._cached(), prefix) == prefix:
            return
        name = digest([self._llama.model_path, Path(self._llama.model_path).stat().st_size, CONTEXT, prefix])
        path = self._state_folder / f"prefix-{name}.kv"
        if not self._load(path, prefix):
            self._llama.reset()
            self._llama.eval(prefix)
            self._save(path, prefix)

    def _cached(self) -> list[int]:
        return [int(token) for token in self._llama._input_ids]

    def _save(self, path: Path, prefix: list[int]) -> None:
        import llama_cpp

        aside = path.with_suffix(f".{os.getpid()}.new")
        array = (llama_cpp.llama_token * len(prefix))(*prefix)
        written = llama_cpp.llama_state_seq_save_file(self._llama.ctx, str(aside).encode(), 0, array, len(prefix))
        if written:
            aside.replace(path)
        else:  # a full disk: the next process computes it again
            aside.unlink(missing_ok=True)

    def _load(self, path: Path, prefix: list[int]) -> bool:
        import llama_cpp

        if not path.is_file():
            return False
        self._llama.reset()
        array, count = (llama_cpp.llama_token * len(prefix))(), ctypes.c_size_t()
        read = llama_cpp.llama_state_seq_load_file(
            self._llama.ctx, str(path).encode(), 0, array, len(prefix), ctypes.byref(count)
        )
        if not read or list(array[: count.value]) != prefix:
            path.unlink(missing_ok=True)
            return False
        self._llama.input_ids[: len(prefix)] = prefix
        self._llama.n_tokens = len(prefix)
        return True


def shared(one: Sequence[int], other: Sequence[int]) -> list[int]:
    """The longest common beginning."""
    found = []
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        found.append(a)
    return found
