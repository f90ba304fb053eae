"""Page and Chunk: a source document, and a passage of it small enough for the embedding model.

In: Markdown files with a YAML head (corpus/SKRIVREGLER.md tells how they are written). Out: Page.
"""

import hashlib
import json
import unicodedata
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

import frontmatter
import yaml
from langchain_core.documents import Document

Audience = Literal["invånare", "medarbetare", "alla"]
AUDIENCES: tuple[str, ...] = get_args(Audience)
PAGE_KEYS = (
    "id", "url", "title", "collection", "audience", "category", "updated",
    "sources", "sheets", "e_service", "contact", "note",
)  # fmt: skip
OPTIONAL_KEYS = ("updated", "sources", "sheets", "e_service", "contact", "note")


class PageError(ValueError):
    """A page that cannot be read: says which file, what was expected and what was found."""


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str | None = None
    email: str | None = None
    hours: str | None = None


@dataclass(frozen=True)
class EService:
    name: str
    url: str


@dataclass(frozen=True)
class Page:
    """One source document; `text` is Markdown without the front matter and without the notice that opens it."""

    id: str
    url: str
    title: str
    collection: str
    audience: str
    category: str
    text: str
    updated: str | None = None
    fetched: str | None = None
    sources: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    e_service: EService | None = None
    contact: Contact | None = None
    note: str | None = None
    notice: str | None = None
    origin: str = ""  # the file or address it was read from

    @property
    def digest(self) -> str:
        """Changes when anything that a reader can see changes; when and from where it was read does not count."""
        return digest({**asdict(self), "fetched": None, "origin": None})


@dataclass(frozen=True)
class Chunk:
    """A passage of one Page under one heading path (outermost first).

    `text` is Markdown. `position` orders the chunks of a page. The id is a digest of all content, so an
    unchanged passage keeps its id and its embedding.
    """

    page_id: str
    url: str
    title: str
    collection: str
    audience: str
    category: str
    heading: tuple[str, ...]
    text: str
    position: int
    updated: str | None = None
    note: str | None = None
    e_service: EService | None = None
    contact: Contact | None = None
    id: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", digest({**asdict(self), "id": None}))

    def to_document(self) -> Document:
        """As LangChain and Chroma keep it: where the passage stands, then what it says (both are embedded); flat metadata,
        nested fields as one JSON string."""
        metadata = asdict(self)
        text, chunk_id = metadata.pop("text"), metadata.pop("id")
        place = " – ".join([self.title, *self.heading])
        nested = {key: metadata.pop(key) for key in ("heading", "e_service", "contact", "updated", "note")}
        return Document(page_content=f"{place}\n{text}", id=chunk_id, metadata={**metadata, "nested": to_json(nested)})

    @classmethod
    def from_document(cls, document: Document) -> "Chunk":
        metadata = dict(document.metadata)
        nested = json.loads(metadata.pop("nested"))
        return cls(
            text=document.page_content.partition("\n")[2],
            heading=tuple(nested["heading"]),
            updated=nested["updated"],
            note=nested["note"],
            e_service=EService(**nested["e_service"]) if nested["e_service"] else None,
            contact=Contact(**nested["contact"]) if nested["contact"] else None,
            **{key: metadata[key] for key in
               ("page_id", "url", "title", "collection", "audience", "category", "position")},
        )  # fmt: skip


def read_page(path: Path) -> Page:
    """Read one Markdown page.

    Raises:
        PageError: the file is not UTF-8, its head is not YAML, or a key is missing, unknown or of the wrong form.
    """
    try:
        document = frontmatter.loads(unicodedata.normalize("NFC", path.read_text(encoding="utf-8")))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise PageError(f"{path}: väntade UTF-8 med ett YAML-huvud, fann: {error}") from error
    head: dict[str, Any] = document.metadata
    check_head(head, path)
    notice, text = split_notice(document.content)
    if not text.strip():
        raise PageError(f"{path}: väntade text under huvudet, fann ingen")
    return Page(
        **{key: head[key] for key in ("id", "url", "title", "collection", "audience", "category")},
        text=text,
        notice=notice,
        origin=str(path),
        updated=str(head["updated"]) if head.get("updated") else None,
        sources=tuple(head.get("sources") or ()),
        sheets=tuple(head.get("sheets") or ()),
        e_service=EService(**head["e_service"]) if head.get("e_service") else None,
        contact=Contact(**head["contact"]) if head.get("contact") else None,
        note=head.get("note"),
    )


def check_head(head: dict[str, Any], path: Path) -> None:
    """Raise PageError unless the head has every key that it must have, none besides, each of the right form."""
    missing = [key for key in PAGE_KEYS if key not in head and key not in OPTIONAL_KEYS]
    unknown = [key for key in head if key not in PAGE_KEYS]
    if missing or unknown:
        raise PageError(f"{path}: huvudet saknar {missing or 'inget'} och har okända nycklar {unknown or 'inga'}")
    for key in ("id", "url", "title", "collection", "audience", "category"):
        if not isinstance(head[key], str) or not head[key].strip():
            raise PageError(f"{path}: {key} ska vara en icke-tom text, är {head[key]!r}")
    if head["audience"] not in AUDIENCES:
        raise PageError(f"{path}: audience ska vara en av {', '.join(AUDIENCES)}, är {head['audience']!r}")
    if not isinstance(head.get("updated"), date | None):
        raise PageError(f"{path}: updated ska vara ett datum (åååå-mm-dd) eller null, är {head['updated']!r}")
    for key, type_, required in (("e_service", EService, {"name", "url"}), ("contact", Contact, {"name"})):
        value, allowed = head.get(key), set(type_.__dataclass_fields__)
        if value is not None and not (isinstance(value, dict) and required <= set(value) <= allowed):
            raise PageError(f"{path}: {key} ska vara null eller ha nycklarna {sorted(allowed)}, är {value!r}")


def split_notice(markdown: str) -> tuple[str | None, str]:
    """Split off a block quote that opens the page: a notice for the reader, never evidence."""
    lines = markdown.lstrip("\n").splitlines()
    count = next((i for i, line in enumerate(lines) if not line.startswith(">")), len(lines))
    notice = " ".join(line.lstrip("> ").strip() for line in lines[:count]).strip()
    return notice or None, "\n".join(lines[count:]).strip() + "\n"


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def digest(value: Any) -> str:
    """First 24 hexadecimal digits of the SHA-256 of a JSON value: 96 bits, no collisions in practice."""
    return hashlib.sha256(to_json(value).encode()).hexdigest()[:24]
