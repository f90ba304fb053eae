"""The terminal: one question, or a file of them, answered as text or JSON."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from bot.answer import Answer, Status
from bot.assistant import Assistant
from corpus.index import Scope
from corpus.page import AUDIENCES


class QuestionError(ValueError):
    """A question line that cannot be used: names file, line and field."""


@dataclass(frozen=True)
class Question:
    text: str
    audience: str
    history: tuple[str, ...] = ()
    id: str | None = None


def read_questions(path: Path, audience: str) -> list[Question]:
    """Every line of a question file; all are checked before the first is asked.

    Args:
        audience: for lines that do not say theirs.

    Raises:
        QuestionError: no such file, or a line that is not a question.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{path}: väntade en UTF-8-fil med en JSON-rad för varje fråga, fann: {error}") from error
    return [read_question(line, f"{path}, rad {number}", audience) for number, line in enumerate(lines, 1) if line.strip()]


def read_question(line: str, where: str, audience: str) -> Question:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise QuestionError(f"{where}: väntade JSON, fann: {error}") from error
    if not isinstance(row, dict):
        raise QuestionError(f"{where}: väntade ett JSON-objekt, fann {type(row).__name__}")
    expect(row, "question", lambda value: isinstance(value, str) and bool(value.strip()), "en text", where)
    row = {"audience": audience, "history": [], "id": None} | row
    expect(row, "audience", lambda value: value in AUDIENCES, f"en av {', '.join(AUDIENCES)}", where)
    expect(row, "history", lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
           "en lista av texter", where)  # fmt: skip
    return Question(row["question"], row["audience"], tuple(row["history"]), row["id"])


def expect(row: dict[str, Any], field: str, right: Any, wanted: str, where: str) -> None:
    if not right(row.get(field)):
        raise QuestionError(f"{where}: fältet {field} ska vara {wanted}, är {row.get(field)!r}")


def ask_all(
    assistant: Assistant, questions: Iterable[Question], collections: tuple[str, ...], retrieve_only: bool
) -> Iterator[Answer]:
    """One complete answer for each question, in order, as soon as it is ready."""
    for question in questions:
        yield ask(assistant, question, collections, retrieve_only)


def ask(assistant: Assistant, question: Question, collections: tuple[str, ...], retrieve_only: bool) -> Answer:
    scope = Scope(question.audience, collections)
    growing = assistant.answer(question.text, scope, question.history, id=question.id, retrieve_only=retrieve_only)
    *_, answer = growing
    return replace(answer, sentences=()) if retrieve_only else answer


def print_json(answer: Answer, out: IO[str]) -> None:
    print(json.dumps(answer.to_json(), ensure_ascii=False), file=out, flush=True)


def print_plain(answer: Answer, console: Console) -> None:
    """Answer, numbered sources with links, e-service and contact."""
    console.print()
    for part in filter(None, [answer.note, *map(str, answer.sentences)]):
        console.print(Text(part))
    for citation in answer.citations:
        updated = f" (uppdaterad {citation.updated})" if citation.updated else ""
        place = " › ".join(filter(None, [citation.title, citation.heading]))
        console.print(Text(f"\n[{citation.number}] {place}{updated}", style="bold"))
        console.print(Text(f"    ”{citation.quote}”", style="dim"))
        console.print(Text(f"    {citation.url}", style="cyan"))
    if answer.e_service:
        console.print(Text(f"\nE-tjänst: {answer.e_service.name}, {answer.e_service.url}"))
    if answer.contact and answer.status is Status.ANSWERED:
        ways = ", ".join(filter(None, [answer.contact.name, answer.contact.phone, answer.contact.email, answer.contact.hours]))
        console.print(Text(f"\nKontakt: {ways}"))
