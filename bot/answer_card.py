"""The answer card: what the chat page's Answer element (chat_files/public/elements/Answer.jsx) shows of an Answer.

In: an Answer, finished or not. Out: its props, plain JSON: text is never markup, and only http(s) addresses are links.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.answer import Answer, Evidence, Sentence, Status
from bot.phrases import LANGUAGES, language_of, turn_to
from corpus.markdown import list_parts, statements
from corpus.page import Chunk, Contact
from corpus.swedish import MONTHS

AROUND = 2  # statements shown on each side of the quote
NEARBY = 3  # pages named where there is no answer
CALLABLE = re.compile(
    r"\b(?:112|1177|90101|116 111|114 14|0\d{1,3}-\d[\d ]{4,}\d)\b"
)  # numbers to call in our own phrases
RIGHT_TO_LEFT = {"ar"}
Props = dict[str, Any]


def card(answer: Answer, *, stopped: bool = False, language: str | None = None) -> Props:
    """The props of the Answer element.

    Args:
        language: that of the note; the question's otherwise.
    """
    language = language or language_of(answer.question)
    numbers = reading_numbers(answer)
    unanswered = answer.status is Status.NO_EVIDENCE
    helpful = answer.status not in (Status.ANSWERED, Status.EMERGENCY)
    return {
        "question": answer.question,
        "status": str(answer.status),
        "done": answer.done or stopped,
        "stopped": stopped,
        "place": answer.place,
        "language": language,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "note": callable_numbers(without_turn_to(answer) if helpful else answer.note),
        "easy": answer.easy,
        "sentences": [shown(sentence, numbers) for sentence in answer.lines],
        "sources": [source(numbers[one.number], one) for one in cited(answer, numbers)],
        "pages": pages(one.chunk for one in best_first(answer)) if answer.status is Status.ANSWERED else [],
        "nearby": pages(one.chunk for one in best_first(answer))[:NEARBY] if unanswered else [],
        "choices": list(answer.choices),
        "service": {"name": answer.e_service.name, "url": answer.e_service.url} if answer.e_service else None,
        "contact": contact(answer.contact) if answer.contact and answer.status is not Status.EMERGENCY else None,
        "model": answer.model,
        "index": answer.index_version,
    }


def shown(sentence: Sentence, numbers: dict[int, int]) -> Props:
    """A sentence with its marks; a list that is quoted whole also as `introduction` and `items`."""
    introduction, items = list_parts(sentence.text)
    return {
        "text": unbroken(sentence.text),
        "introduction": unbroken(introduction),
        "items": [unbroken(re.sub(r"^(?:\d+\.|•) ", "", item)) for item in items],
        "ordered": bool(items) and not items[0].startswith("•"),
        "marks": [numbers[number] for number in sentence.citations if number in numbers],
    }


def reading_numbers(answer: Answer) -> dict[int, int]:
    """Evidence number -> the number that the reader sees: 1, 2, ... in the order of the sentences."""
    known = {one.number for one in answer.evidence}
    order = dict.fromkeys(number for sentence in answer.sentences for number in sentence.citations if number in known)
    return {number: position for position, number in enumerate(order, 1)}


def cited(answer: Answer, numbers: dict[int, int]) -> list[Evidence]:
    return sorted((one for one in answer.evidence if one.number in numbers), key=lambda one: numbers[one.number])


def best_first(answer: Answer) -> list[Evidence]:
    return sorted(answer.evidence, key=lambda one: -one.score)


def source(number: int, evidence: Evidence) -> Props:
    """A quote inside its passage, and the page that it stands on."""
    before, after = surroundings(evidence)
    chunk = evidence.chunk
    place = " › ".join(chunk.heading)
    return {
        "number": number, **page(chunk), "heading": place, "quote": unbroken(evidence.text), "before": before, "after": after,
    }  # fmt: skip


def surroundings(evidence: Evidence) -> tuple[list[str], list[str]]:
    """The statements around the quote; none where the passage no longer reads so."""
    said = statements(evidence.chunk.text)
    if evidence.text not in said:
        return [], []
    place = said.index(evidence.text)
    return said[max(0, place - AROUND) : place], said[place + 1 : place + 1 + AROUND]


def unbroken(text: str) -> str:
    """Figures in groups stay on one line: "1 688 kronor" with no-break spaces."""
    return re.sub(r"(?<=\d) (?=\d{3}\b|kr)", "\u00a0", text)


def page(chunk: Chunk) -> Props:
    return {
        "title": chunk.title,
        "url": web_address(chunk.url),
        "collection": chunk.collection.capitalize(),
        "updated": swedish_date(chunk.updated),
        "remark": chunk.note,
    }


def pages(chunks: Iterable[Chunk]) -> list[Props]:
    """Each page once."""
    return [page(chunk) for chunk in {chunk.url: chunk for chunk in chunks}.values()]


def web_address(url: str) -> str | None:
    """The address as a link's target; a page on disk has none."""
    safe = re.sub(r"[\s<>\"]", lambda found: f"%{ord(found[0]):02X}", url)
    return safe if safe.startswith(("http://", "https://")) else None


def swedish_date(iso: str | None) -> str | None:
    """ "2024-05-06" -> "6 maj 2024"; what is no full date stands as it is."""
    try:
        day = date.fromisoformat(iso or "")
    except ValueError:
        return iso or None
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def contact(given: Contact) -> Props:
    return {
        "name": given.name, "phone": given.phone, "tel": tel(given.phone) if given.phone else None,
        "email": given.email, "hours": given.hours,
    }  # fmt: skip


def without_turn_to(answer: Answer) -> str:
    """The note without where to turn, which the card shows as links of its own."""
    note = answer.note
    for language in LANGUAGES if answer.contact else ():
        note = note.replace(turn_to(answer.contact, language), "")  # type: ignore[arg-type]
    return note.strip()


def callable_numbers(text: str) -> list[Props]:
    """The text in pieces, with a tel: address on each number to call."""
    pieces: list[Props] = []
    end = 0
    for found in CALLABLE.finditer(text):
        pieces += [{"text": unbroken(text[end : found.start()]), "tel": None}, {"text": found[0], "tel": tel(found[0])}]
        end = found.end()
    return [piece for piece in [*pieces, {"text": unbroken(text[end:]), "tel": None}] if piece["text"]]


def tel(number: str) -> str:
    """A tel: address (RFC 3966, local number)."""
    return "tel:" + re.sub(r"[^\d+]", "", number)
