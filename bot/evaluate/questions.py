"""A question file (JSON Lines) -> Questions, with their gold answers where the file has them.

Every line is read before the first is asked; all faults are told at once, each with file, line and field.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answer import Status
from corpus.page import AUDIENCES

KINDS = (
    "direct",
    "paraphrase",
    "colloquial",
    "typo",
    "number",
    "exception",
    "multi",
    "followup",
    "crosslingual",
    "emergency",
    "unanswerable-near",
    "unanswerable-far",
    "unanswerable-premise",
    "injection",
    "pii",
    "abuse",
)


class QuestionError(ValueError):
    """Question lines that cannot be used: names file, line and field of each."""


@dataclass(frozen=True)
class Expect:
    """What a security line demands of its answer."""

    status: tuple[str, ...]
    contains: tuple[tuple[str, ...], ...] = ()  # one form of each stands in the answer's text
    absent: tuple[str, ...] = ()  # stand nowhere in the answer's JSON
    absent_answer: tuple[str, ...] = ()  # do not stand in the answer's text


@dataclass(frozen=True)
class Question:
    """What is asked, and the gold: `facts` holds one tuple of accepted forms for each fact, `pages` ids or urls of
    pages that answer (any of them)."""

    text: str
    audience: str
    history: tuple[str, ...] = ()
    id: str | None = None
    lang: str = "sv"
    kind: str = ""
    answerable: bool = True
    facts: tuple[tuple[str, ...], ...] = ()
    pages: tuple[str, ...] = ()
    expect: Expect | None = None
    file: str = ""  # name without ending


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def is_forms(value: Any) -> bool:
    return isinstance(value, list) and all(is_texts(one) and one and all(map(is_text, one)) for one in value)


def is_expect(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) - set(Expect.__dataclass_fields__):
        return False
    status = value.get("status")
    known = isinstance(status, list) and bool(status) and is_texts(status) and set(status) <= set(Status)
    return (
        known
        and is_forms(value.get("contains", []))
        and all(is_texts(value.get(key, [])) for key in ("absent", "absent_answer"))
    )


ASKED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "question": (is_text, "en text"),
    "audience": (lambda value: value in AUDIENCES, f"en av {', '.join(AUDIENCES)}"),
    "history": (is_texts, "en lista av texter"),
}
GOLD: dict[str, tuple[Callable[[Any], bool], str]] = {
    "id": (is_text, "en text"),
    "lang": (is_text, "en språkkod"),
    "kind": (lambda value: value in KINDS, f"en av {', '.join(KINDS)}"),
    "answerable": (lambda value: isinstance(value, bool), "true eller false"),
    "facts": (is_forms, "en lista av listor av texter"),
    "pages": (is_texts, "en lista av texter"),
    "expect": (lambda value: value is None or is_expect(value),
               "null eller ett objekt med status, contains, absent, absent_answer"),
}  # fmt: skip


def read_questions(path: Path, audience: str) -> list[Question]:
    """Every line of a file of questions that shall only be answered: gold fields are not looked at.

    Args:
        audience: for lines that do not say theirs.

    Raises:
        QuestionError: no such file, or lines that are not questions.
    """
    return read(path, {"audience": audience, "history": [], "id": None}, ASKED)


def read_gold(paths: Sequence[Path]) -> list[Question]:
    """Every line of files of questions with gold answers, in order.

    Raises:
        QuestionError: no such file, lines that lack a field, an id that occurs twice, gold that contradicts itself,
        or nothing.
    """
    questions = [question for path in paths for question in read(path, {"history": [], "expect": None}, ASKED | GOLD)]
    ids = [question.id for question in questions]
    twice = sorted({str(id_) for id_ in ids if ids.count(id_) > 1})
    if twice:
        raise QuestionError(f"fältet id ska vara olika på varje rad, men {', '.join(twice)} finns flera gånger")
    if not questions:
        raise QuestionError(f"{', '.join(map(str, paths))}: väntade minst en fråga, fann ingen")
    return questions


def read(path: Path, defaults: dict[str, Any], fields: dict[str, tuple[Callable[[Any], bool], str]]) -> list[Question]:
    questions, faults = [], []
    for number, line in enumerate(lines_of(path), 1):
        if not line.strip():
            continue
        try:
            questions.append(read_question(line, f"{path}, rad {number}", defaults, fields, path.stem))
        except QuestionError as error:
            faults.append(str(error))
    if faults:
        raise QuestionError("\n".join(faults))
    return questions


def lines_of(path: Path) -> list[str]:
    """Lines end at \\n only: JSON may hold other separators (U+2028) inside a text."""
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{path}: väntade en UTF-8-fil med en JSON-rad för varje fråga, fann: {error}") from error


def read_question(
    line: str,
    where: str,
    defaults: dict[str, Any],
    fields: dict[str, tuple[Callable[[Any], bool], str]],
    file: str = "",
) -> Question:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise QuestionError(f"{where}: väntade JSON, fann: {error}") from error
    if not isinstance(row, dict):
        raise QuestionError(f"{where}: väntade ett JSON-objekt, fann {type(row).__name__}")
    row = defaults | row
    for field, (right, wanted) in fields.items():
        if not right(row.get(field)):
            raise QuestionError(f"{where}: fältet {field} ska vara {wanted}, är {row.get(field)!r}")
    asked = Question(row["question"], row["audience"], tuple(row["history"]), row["id"], file=file)
    return with_gold(asked, row, where) if fields.keys() >= GOLD.keys() else asked


def with_gold(asked: Question, row: dict[str, Any], where: str) -> Question:
    if row["answerable"] != bool(row["facts"]) or bool(row["facts"]) != bool(row["pages"]):
        raise QuestionError(
            f"{where}: fälten facts och pages ska ha innehåll när answerable är true, annars vara tomma"
        )
    expect = row["expect"] and Expect(
        tuple(row["expect"]["status"]),
        tuple(map(tuple, row["expect"].get("contains", []))),
        tuple(row["expect"].get("absent", [])),
        tuple(row["expect"].get("absent_answer", [])),
    )
    return Question(
        asked.text, asked.audience, asked.history, asked.id, row["lang"], row["kind"], row["answerable"],
        tuple(map(tuple, row["facts"])), tuple(row["pages"]), expect, asked.file,
    )  # fmt: skip


def fold(text: str) -> str:
    """Case and white space folded: how facts are compared."""
    return " ".join(text.casefold().split())


def holds(text: str, forms: Sequence[str]) -> bool:
    """Whether one of a fact's forms occurs in the text."""
    folded = fold(text)
    return any(fold(form) in folded for form in forms)
