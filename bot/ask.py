"""The terminal: one question, or a file of them, answered as text or JSON."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import IO

from rich.console import Console
from rich.text import Text

from bot.answer import Answer, Status
from bot.assistant import Assistant
from bot.evaluate.questions import Question, QuestionError, read_questions
from corpus.markdown import list_parts
from corpus.snapshot import Scope

__all__ = ["Question", "QuestionError", "ask", "ask_all", "print_json", "print_plain", "read_questions"]


def ask_all(
    assistant: Assistant,
    questions: Iterable[Question],
    collections: tuple[str, ...],
    retrieve_only: bool,
    *,
    easy: bool = False,
) -> Iterator[Answer]:
    """One complete answer for each question, in order, as soon as it is ready."""
    for question in questions:
        yield ask(assistant, question, collections, retrieve_only, easy=easy)


def ask(
    assistant: Assistant, question: Question, collections: tuple[str, ...], retrieve_only: bool, *, easy: bool = False
) -> Answer:
    scope = Scope(question.audience, collections)
    growing = assistant.answer(
        question.text, scope, question.history, id=question.id, easy=easy, retrieve_only=retrieve_only
    )
    *_, answer = growing
    return replace(answer, sentences=()) if retrieve_only else answer


def print_json(answer: Answer, out: IO[str]) -> None:
    print(json.dumps(answer.to_json(), ensure_ascii=False), file=out, flush=True)


def print_plain(answer: Answer, console: Console) -> None:
    """Answer, numbered sources with links, e-service and contact."""
    console.print()
    for part in filter(None, [answer.note, *map(str, answer.lines)]):
        introduction, items = list_parts(part)
        console.print(Text("\n  ".join([introduction, *items])))
    for citation in answer.citations:
        updated = f" (uppdaterad {citation.updated})" if citation.updated else ""
        place = " › ".join(filter(None, [citation.title, citation.heading]))
        console.print(Text(f"\n[{citation.number}] {place}{updated}", style="bold"))
        console.print(Text(f"    ”{citation.quote}”", style="dim"))
        console.print(Text(f"    {citation.url}", style="cyan"))
    if answer.e_service:
        console.print(Text(f"\nE-tjänst: {answer.e_service.name}, {answer.e_service.url}"))
    if answer.contact and answer.status is Status.ANSWERED:
        ways = ", ".join(
            filter(None, [answer.contact.name, answer.contact.phone, answer.contact.email, answer.contact.hours])
        )
        console.print(Text(f"\nKontakt: {ways}"))
