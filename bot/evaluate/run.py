"""Questions -> results.jsonl: one line for each question as soon as it is answered, so that an interrupted run goes on.

A folder holds config.json (what the run depends on) and results.jsonl; a run goes on only with the same config.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from tqdm import tqdm

from bot.answer import Answer, Sentence, Status
from bot.evaluate.config import differing
from bot.evaluate.questions import Question
from bot.guard import mask
from corpus.index import Index, IndexMissing
from corpus.store import StoreUnreachable

CONFIG, RESULTS = "config.json", "results.jsonl"


class RunError(ValueError):
    """A folder that does not hold the run that was asked for: says what differs and what to do."""


@dataclass(frozen=True)
class Draft:
    """A sentence as the language model wrote it, and what the verifier made of it (None: left out)."""

    text: str
    citations: tuple[int, ...]
    shown: str | None


@dataclass(frozen=True)
class Result:
    id: str
    answer: dict[str, Any]  # the contract of `python -m bot ask --json`
    drafts: tuple[Draft, ...] = ()
    category: str = ""  # of the first gold page; "" where no page answers
    error: str | None = None


class Trace:
    """Collects the drafts of one answer; passed to the Assistant."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []

    def __call__(self, draft: Sentence, shown: Sentence | None) -> None:
        self.drafts.append(Draft(draft.text, draft.citations, shown.text if shown else None))

    def taken(self) -> tuple[Draft, ...]:
        drafts, self.drafts = tuple(self.drafts), []
        return drafts


Ask = Callable[[Question], Answer]


def run(
    questions: Sequence[Question],
    ask: Ask,
    warm_up: Callable[[], None],
    trace: Trace,
    categories: dict[str, str],
    out: Path,
) -> list[Result]:
    """Ask what results.jsonl lacks, in order; return the results of all questions.

    Args:
        warm_up: loads the models before the first question, so that their loading is in no question's time.
        categories: of each page id and url (see categories_of).

    Raises:
        RunError: another process writes there, or a line of results.jsonl is damaged.
    """
    with lock(out):
        mend(out)
        done = {result.id: result for result in read_results(out)}
        missing = [question for question in questions if question.id not in done]
        if missing:
            warm_up()
        with (out / RESULTS).open("a", encoding="utf-8") as file:
            for question in tqdm(
                missing,
                desc="Frågar",
                unit=" frågor",
                total=len(questions),
                initial=len(questions) - len(missing),
                mininterval=1,
            ):
                result = ask_one(question, ask, trace, categories)
                file.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
                file.flush()
                done[result.id] = result
    return [done[str(question.id)] for question in questions]


def ask_one(question: Question, ask: Ask, trace: Trace, categories: dict[str, str]) -> Result:
    """A question that breaks the program is a result too: status error."""
    trace.taken()
    error = None
    try:
        answer = ask(question)
    except (IndexMissing, StoreUnreachable):
        raise
    except Exception as broken:  # the run is the outermost surface here: reported, counted, never dropped
        answer = Answer(mask(question.text), Status.ERROR, id=question.id)
        error = f"{type(broken).__name__}: {broken}"
    category = next((categories[page] for page in question.pages if page in categories), "")
    return Result(str(question.id), answer.to_json(), trace.taken(), category, error)


@contextmanager
def lock(out: Path) -> Iterator[None]:
    try:
        with FileLock(out / "run.lock", timeout=0):
            yield
    except Timeout as error:
        raise RunError(
            f"En annan körning skriver redan i {out}. Vänta tills den är klar eller ange en annan mapp med --out."
        ) from error


def mend(out: Path) -> None:
    """Remove a last line that was cut short. Only under the lock: another process may be writing that line."""
    path = out / RESULTS
    if path.is_file():
        with path.open("rb+") as file:
            file.truncate(file.read().rfind(b"\n") + 1)


def read_results(out: Path) -> list[Result]:
    """The finished results; a last line that was cut short, or is being written, is not among them."""
    path = out / RESULTS
    whole = path.read_bytes().rpartition(b"\n")[0] if path.is_file() else b""
    results = []
    for number, line in enumerate(whole.decode("utf-8").split("\n") if whole else [], 1):
        try:
            row = json.loads(line)
            results.append(Result(**{**row, "drafts": tuple(Draft(**{**draft, "citations": tuple(draft["citations"])})
                                                            for draft in row["drafts"])}))  # fmt: skip
        except (ValueError, TypeError, KeyError) as error:
            raise RunError(
                f"{path}, rad {number}: väntade ett resultat, fann: {error}. Ange en annan mapp med --out."
            ) from error
    return results


def read_config(out: Path) -> dict[str, Any]:
    """
    Raises:
        RunError: no run lies there.
    """
    try:
        config: dict[str, Any] = json.loads((out / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(f"{out} innehåller ingen tidigare körning ({CONFIG} saknas eller går inte att läsa).") from error
    return config


def start(out: Path, config: dict[str, Any]) -> dict[str, Any]:
    """Make the folder, or go on with the run that lies there; return the config that counts.

    Raises:
        RunError: the folder holds a run with another config.
    """
    if (out / CONFIG).is_file():
        before = read_config(out)
        keys = differing(before, config)
        if keys:
            raise RunError(
                f"{out} innehåller en körning med annat värde på {', '.join(keys)}. Ange en annan mapp med --out."
            )
        return before
    out.mkdir(parents=True, exist_ok=True)
    aside = out / f"{CONFIG}.new"
    aside.write_text(json.dumps(config, ensure_ascii=False, indent=1), encoding="utf-8")
    aside.replace(out / CONFIG)
    return config


def unfinished(folder: Path, config: dict[str, Any]) -> Path | None:
    """The newest run of the folder with this config that was interrupted."""
    for out in sorted(folder.glob(f"*/{CONFIG}"), reverse=True):
        if not differing(read_config(out.parent), config) and len(read_results(out.parent)) < config["count"]:
            return out.parent
    return None


def categories_of(index: Index, names: Sequence[str]) -> dict[str, str]:
    """The category of each page, by the id or url that the questions name it by; pages that the index lacks are left
    out."""
    snapshot = index.snapshot()
    known = {name: record for id_, record in snapshot.pages.items() for name in (id_, record.url) if record.chunks}
    first = {name: known[name].chunks[0] for name in dict.fromkeys(names) if name in known}
    category = {chunk.id: chunk.category for chunk in index.chunks(sorted(set(first.values())))}
    return {name: category[id_] for name, id_ in first.items() if id_ in category}


def answers_digest(results: Sequence[Result]) -> str:
    """SHA-256 over the answers without their timings: two runs that answer alike have the same."""
    rows = [{key: value for key, value in result.answer.items() if key != "timings"} for result in results]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
