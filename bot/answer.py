"""Answer and what it is made of: the words that every surface shows and the JSON that scripts read."""

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from corpus.markdown import list_parts
from corpus.page import Chunk, Contact, EService
from corpus.swedish import sentences


class Status(StrEnum):
    ANSWERED = "answered"
    NO_EVIDENCE = "no_evidence"
    CLARIFY = "clarify"
    EMERGENCY = "emergency"
    REFUSED = "refused"
    BUSY = "busy"
    ERROR = "error"


@dataclass(frozen=True)
class Evidence:
    """A numbered statement chosen for the question; `score` is the ranker's log-odds that it answers."""

    number: int
    text: str
    chunk: Chunk
    score: float


@dataclass(frozen=True)
class Citation:
    """What the reader sees of an Evidence; `quote` stands on the page."""

    number: int
    page_id: str
    title: str
    url: str
    heading: str
    quote: str
    updated: str | None

    @classmethod
    def of(cls, evidence: Evidence) -> "Citation":
        chunk = evidence.chunk
        heading = " › ".join(chunk.heading)
        return cls(evidence.number, chunk.page_id, chunk.title, chunk.url, heading, evidence.text, chunk.updated)


@dataclass(frozen=True)
class Sentence:
    """A verified sentence and the numbers of the evidence that supports it."""

    text: str
    citations: tuple[int, ...]

    def __str__(self) -> str:
        """The text with its marks before the closing punctuation: "Lånekortet är gratis [1]." """
        marks = "".join(f"[{number}]" for number in self.citations)
        body, end = (self.text[:-1], self.text[-1]) if self.text[-1:] in ".!?" else (self.text, "")
        return f"{body} {marks}{end}"

    @property
    def lines(self) -> "tuple[Sentence, ...]":
        """Each of its sentences with the same citations; a list stays with the line that introduces it."""
        introduction, items = list_parts(self.text)
        texts = sentences(introduction)
        texts[-1] = " ".join([texts[-1], *items])
        return tuple(replace(self, text=text) for text in texts)


@dataclass(frozen=True)
class RetrievedPage:
    page_id: str
    url: str
    score: float


@dataclass(frozen=True)
class Timings:
    """Seconds since the question came, and the language model's tokens."""

    retrieve_s: float = 0.0
    first_sentence_s: float | None = None
    total_s: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True)
class Answer:
    """One question's answer; while it is being written, what there is of it so far.

    `note` is what we say ourselves before the sentences (a fixed phrase that needs no citation).
    """

    question: str
    status: Status
    id: str | None = None
    note: str = ""
    sentences: tuple[Sentence, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    retrieved: tuple[RetrievedPage, ...] = ()
    gate: float = 0.0
    contact: Contact | None = None
    e_service: EService | None = None
    choices: tuple[str, ...] = ()  # questions to choose between, where the status is clarify
    model: str | None = None
    index_version: str | None = None
    timings: Timings = field(default_factory=Timings)
    place: int = 0  # in the queue for the language model, 1 for the next; 0: not waiting
    easy: bool = False  # in easy-to-read Swedish (bot/easy): a verified sentence may then be several short ones
    done: bool = False

    @property
    def lines(self) -> tuple[Sentence, ...]:
        """What a surface shows with marks of its own: in easy-to-read Swedish each short sentence."""
        return tuple(line for one in self.sentences for line in one.lines) if self.easy else self.sentences

    @property
    def text(self) -> str:
        return " ".join(filter(None, [self.note, *map(str, self.lines)]))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """One for each evidence that a sentence cites, by number."""
        cited = {number for sentence in self.sentences for number in sentence.citations}
        return tuple(Citation.of(evidence) for evidence in self.evidence if evidence.number in cited)

    def to_json(self) -> dict[str, Any]:
        """The contract of `python -m bot ask --json`."""
        return {
            "id": self.id,
            "question": self.question,
            "status": str(self.status),
            "answer": self.text,
            "sentences": [asdict(sentence) for sentence in self.sentences],
            "citations": [asdict(citation) for citation in self.citations],
            "retrieved": [asdict(page) for page in self.retrieved],
            "evidence": [
                {"number": evidence.number, "text": evidence.text, "page_id": evidence.chunk.page_id,
                 "score": round(evidence.score, 4)}
                for evidence in self.evidence
            ],
            "gate": round(self.gate, 4),
            "contact": asdict(self.contact) if self.contact else None,
            "e_service": asdict(self.e_service) if self.e_service else None,
            "choices": list(self.choices),
            "model": self.model,
            "index_version": self.index_version,
            "timings": {
                key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(self.timings).items()
            },
        }  # fmt: skip
