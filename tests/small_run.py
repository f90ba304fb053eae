"""Small questions and answers, as the evaluation reads them."""

from typing import Any

from bot.evaluate.questions import Expect, Question
from bot.evaluate.run import Draft, Result

QUOTE = "Anmälan till tomtkön kostar 800 kronor."


def question(id: str = "a", *, facts: tuple[tuple[str, ...], ...] = (("800 kronor", "800 kr"),), kind: str = "direct",
             expect: Expect | None = None, **more: Any) -> Question:  # fmt: skip
    """Answerable where it has facts; its page is "tomtko"."""
    pages = ("tomtko",) if facts else ()
    return Question(f"fråga {id}", "invånare", id=id, kind=kind, answerable=bool(facts), facts=facts,
                    **{"pages": pages, "file": "resident-test"} | more, expect=expect)  # fmt: skip


def nothing(id: str = "n") -> Question:
    """A question that no page answers."""
    return question(id, facts=(), kind="unanswerable-near")


def result(
    id: str = "a",
    *,
    text: str = QUOTE,
    status: str = "answered",
    cites: tuple[int, ...] = (1,),
    evidence: str = QUOTE,
    pages: tuple[str, ...] = ("tomtko",),
    gate: float = 0.9,
    drafts: tuple[Draft, ...] = (),
    **more: Any,
) -> Result:
    """One sentence `text` that cites one quote `evidence`; a status other than answered shows nothing."""
    answered = status == "answered"
    answer: dict[str, Any] = {
        "id": id,
        "question": f"fråga {id}",
        "status": status,
        "answer": f"{text} [1]" if answered else "Jag hittar inget svar.",
        "sentences": [{"text": text, "citations": list(cites)}] if answered else [],
        "citations": [
            {
                "number": 1,
                "page_id": "tomtko",
                "title": "Tomtkön",
                "url": "https://x/tomtko",
                "heading": "Avgift",
                "quote": evidence,
                "updated": None,
            }
        ]
        if answered
        else [],
        "retrieved": [{"page_id": page, "url": f"https://x/{page}", "score": 1.0} for page in pages],
        "evidence": [{"number": 1, "text": evidence, "page_id": pages[0] if pages else "", "score": 1.0}]
        if evidence
        else [],
        "gate": gate,
        "contact": None,
        "e_service": None,
        "model": "mock",
        "index_version": "v1",
        "timings": {
            "retrieve_s": 0.1,
            "first_sentence_s": 1.0 if answered else None,
            "total_s": 2.0,
            "prompt_tokens": 100 if answered else 0,
            "completion_tokens": 10 if answered else 0,
        },
    }
    error = more.pop("error", None)
    return Result(id, answer | more, drafts, "Bygga & bo", error)
