"""Speed against the stock LangChain recipe: the same questions, pages and models, in turn in one process.

    make benchmark        (python -m tests.benchmarks.speed [--questions 10])

The recipe: RecursiveCharacterTextSplitter 1000/200, HuggingFaceEmbeddings, Chroma.from_documents, the four nearest chunks stuffed
into the prompt of the same language model. Both systems answer a question one after the other, so noise hits both; what is compared
is the ratio. Memory is the peak of processes of their own that answer two questions.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.__main__ import open_assistant
from bot.assistant import Assistant
from bot.models import bundled_embedding_folder, language_model_file
from bot.settings import Settings, load_settings
from corpus.snapshot import Scope
from ingest.extract import Defaults, extract
from ingest.fetch import files_of

QUESTIONS = Path(__file__).parent.parent / "questions" / "resident-test.jsonl"
PAGES = ("corpus/falun", "corpus/nationell")
STUFFED = "Answer the question based only on the following context:\n{context}\n\nQuestion: {question}"


@dataclass(frozen=True)
class Times:
    """Seconds from the question; `first` is the first verified sentence, or the recipe's first token."""

    retrieved: float
    first: float
    whole: float


def ours(assistant: Assistant) -> Callable[[str], Times]:
    def answered(question: str) -> Times:
        *_, answer = assistant.answer(question, Scope("invånare"))
        times = answer.timings
        return Times(times.retrieve_s, times.first_sentence_s or times.total_s, times.total_s)

    return answered


def recipe(settings: Settings, folder: str) -> Callable[[str], Times]:
    """The stock recipe over the same pages."""
    import llama_cpp
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    pages = [extract(path, Defaults("falun", "invånare")) for source in PAGES for path in files_of(source)]
    documents = [Document(page.text, metadata={"source": page.url}) for page in pages]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    embeddings = HuggingFaceEmbeddings(model=str(bundled_embedding_folder(settings.models)))
    store = Chroma.from_documents(chunks, embeddings, persist_directory=folder)
    llama = llama_cpp.Llama(str(language_model_file(settings)), n_ctx=4096, verbose=False)

    def answered(question: str) -> Times:
        start = time.monotonic()
        found = store.similarity_search(question, k=4)
        retrieved = time.monotonic() - start
        prompt = STUFFED.format(context="\n\n".join(one.page_content for one in found), question=question)
        stream = llama.create_chat_completion(
            [{"role": "user", "content": prompt}], max_tokens=256, temperature=0, stream=True
        )
        first = 0.0
        for part in stream:
            if not first and part["choices"][0]["delta"].get("content"):
                first = time.monotonic() - start
        return Times(retrieved, first, time.monotonic() - start)

    return answered


def peak_memory(question: str) -> float:
    """GB at the peak of a process that answers two questions, with the language model's own process."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write(json.dumps({"question": question}) + "\n" + json.dumps({"question": f"{question} Tack!"}) + "\n")
        file.flush()
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "ask", "--jsonl", file.name], stdout=subprocess.DEVNULL
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            time.sleep(0.1)
    return peak / (1 << 20)


def resident(pid: int) -> int:
    """kB in memory of a process and all below it (proc(5))."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        below = [path.read_text(encoding="utf-8") for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it has ended
        return 0
    own = re.search(r"VmRSS:\s+(\d+)", status)
    return (int(own[1]) if own else 0) + sum(resident(int(child)) for child in " ".join(below).split())


def questions(count: int) -> list[str]:
    rows: list[dict[str, Any]] = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return [row["question"] for row in rows if row["answerable"] and row["lang"] == "sv" and not row["history"]][:count]


def show(name: str, one: list[float], other: list[float]) -> None:
    mine, theirs = statistics.median(one), statistics.median(other)
    print(f"{name:<28} {mine:8.2f} s {theirs:8.2f} s {theirs / mine:8.1f} times")


def main() -> None:
    options = argparse.ArgumentParser(description="Speed against the stock LangChain recipe.")
    options.add_argument("--questions", type=int, default=10)
    asked = questions(options.parse_args().questions)
    print(f"peak memory, two answers: {peak_memory(asked[0]):.2f} GB", flush=True)
    settings = load_settings()
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_assistant(settings)
        assistant.warm_up()
        systems = (ours(assistant), recipe(settings, folder))
        times = [[system(question) for system in systems] for question in asked]
    answered = [pair for pair in times if pair[0].whole > 1.0]  # a refusal takes no time: not compared
    print(f"{len(answered)} of {len(times)} questions answered; median       ours   recipe")
    for name in ("retrieved", "first", "whole"):
        show(name, [getattr(pair[0], name) for pair in answered], [getattr(pair[1], name) for pair in answered])


if __name__ == "__main__":
    main()
