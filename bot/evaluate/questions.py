"""A question file (JSON Lines) -> Questions, with their gold answers where the file has them.

Every line is read before the first is asked; all faults are told at once, each with file, line and field.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
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


OPTIONAL = {"audience", "history", "expect"}
SLIP = 0.8  # likeness of a field's name to a known one, by difflib
GROUPS = (r"\d", r"\d\d", r"\d\d\d")  # of digits before a space and the last three of a number


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
    where: str = field(default="", compare=False)  # file and line


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
    places: dict[str | None, list[str]] = defaultdict(list)
    for question in questions:
        places[question.id].append(question.where)
    twice = [f"{', '.join(found)}: fältet id ska vara olika på varje rad, men {id_} finns {len(found)} gånger"
             for id_, found in places.items() if len(found) > 1]  # fmt: skip
    if twice:
        raise QuestionError("\n".join(twice))
    if not questions:
        raise QuestionError(f"{', '.join(map(str, paths))}: väntade minst en fråga, fann ingen")
    return questions


def read(path: Path, defaults: dict[str, Any], fields: dict[str, tuple[Callable[[Any], bool], str]]) -> list[Question]:
    questions, faults = [], []
    for number, line in enumerate(lines_of(path), 1):
        if not line.strip():
            continue
        try:
            question = read_question(line, f"{path}, rad {number}", defaults, fields)
            questions.append(replace(question, file=path.stem))
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
    line: str, where: str, defaults: dict[str, Any], fields: dict[str, tuple[Callable[[Any], bool], str]]
) -> Question:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise QuestionError(f"{where}: väntade JSON, fann: {error}") from error
    if not isinstance(row, dict):
        raise QuestionError(f"{where}: väntade ett JSON-objekt, fann {type(row).__name__}")
    for name in sorted(OPTIONAL - row.keys()):  # what may be left out must not be lost by a slip of the pen
        for slip in get_close_matches(name, row.keys() - fields.keys(), 1, SLIP):
            raise QuestionError(f"{where}: fältet {slip} är okänt. Menas {name}?")
    row = defaults | row
    for name, (right, wanted) in fields.items():
        if not right(row.get(name)):
            raise QuestionError(f"{where}: fältet {name} ska vara {wanted}, är {row.get(name)!r}")
    asked = Question(row["question"], row["audience"], tuple(row["history"]), row["id"], where=where)
    return with_gold(asked, row) if fields.keys() >= GOLD.keys() else asked


def with_gold(asked: Question, row: dict[str, Any]) -> Question:
    if row["answerable"] != bool(row["facts"]) or bool(row["facts"]) != bool(row["pages"]):
        raise QuestionError(
            f"{asked.where}: fälten facts och pages ska ha innehåll när answerable är true, annars vara tomma"
        )
    expect = row["expect"] and Expect(
        tuple(row["expect"]["status"]),
        tuple(map(tuple, row["expect"].get("contains", []))),
        tuple(row["expect"].get("absent", [])),
        tuple(row["expect"].get("absent_answer", [])),
    )
    return replace(
        asked, lang=row["lang"], kind=row["kind"], answerable=row["answerable"], facts=tuple(map(tuple, row["facts"])),
        pages=tuple(row["pages"]), expect=expect,
    )  # fmt: skip


def fold(text: str) -> str:
    """Case and white space folded: how facts are compared."""
    return " ".join(text.casefold().split())


def holds(text: str, forms: Sequence[str]) -> bool:
    """Whether one of a fact's forms occurs in the text. A number at an end of the form is no part of a longer one: "4
    timmar" is not in "24 timmar", nor "125 kronor" in "1 125 kronor"."""
    folded = fold(text)
    return any(pattern_of(form).search(folded) for form in forms)


@cache
def pattern_of(form: str) -> re.Pattern[str]:
    folded = fold(form)
    first, last = re.match(r"\d*", folded), re.search(r"\d*$", folded)
    assert first and last
    before = r"(?<!\d)(?<!\d,)" if first[0] else ""
    before += "".join(rf"(?<!(?<!\d){digits} )" for digits in GROUPS) if len(first[0]) == 3 else ""
    after = r"(?!\d)(?!,\d)" if last[0] else ""
    after += r"(?! \d{3}(?!\d))" if 0 < len(last[0]) <= 3 else ""
    return re.compile(before + re.escape(folded) + after)
