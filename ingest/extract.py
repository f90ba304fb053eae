"""A document -> Page: our own Markdown pages, web pages, PDF, Word and OpenDocument texts, plain text.

In: a file, or a body that was fetched. Out: a Reading: the Page and what a web editor should know about it.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.page import Contact, EService, Page, PageError, digest, read_page
from ingest.injection import injections
from ingest.office import DocumentBroken, read_docx, read_odt
from ingest.pdf import PdfBroken, paragraphs, read_pdf
from ingest.webpage import decode, read_webpage, without_title

__all__ = ["EXTRACTOR", "Defaults", "Document", "Reading", "document_of", "extract", "paragraphs", "read"]

EXTRACTOR = "2"  # raise it when the same document gives another text: every page is then read again
LARGEST_TEXT = 2_000_000  # characters of one page
LONGEST_LINE = 20_000  # characters without a line break; more is data, not text


@dataclass(frozen=True)
class Defaults:
    """What a page gets that does not say it itself."""

    collection: str
    audience: str


@dataclass(frozen=True)
class Document:
    """A body as it was fetched."""

    origin: str  # the file or address
    url: str  # the address that a reader should open, unless the document says another
    kind: str  # .html, .pdf, .docx, .odt, .txt, .md
    body: bytes
    identity: str  # what its page id is a digest of
    charset: str = ""  # as the server says


@dataclass(frozen=True)
class Reading:
    page: Page
    language: str | None = None
    canonical: str | None = None
    warnings: tuple[str, ...] = ()  # for the report, in Swedish


@dataclass(frozen=True)
class Content:
    """What a reader of one kind finds."""

    text: str
    title: str = ""
    url: str = ""
    category: str = ""
    updated: str | None = None
    language: str | None = None
    canonical: str | None = None
    contact: Contact | None = None
    e_service: EService | None = None
    warnings: tuple[str, ...] = field(default_factory=tuple)


def extract(path: Path, defaults: Defaults) -> Page:
    """Read one file.

    Raises:
        PageError: the file cannot be read as what its name says, or holds no text.
    """
    return read_page(path) if is_ours(path) else read(document_of(path), defaults).page


def is_ours(path: Path) -> bool:
    """Whether a file is a Markdown page with a head, as the bundled pages are."""
    return path.suffix.lower() == ".md" and path.read_bytes()[:10].lstrip(b"\xef\xbb\xbf").startswith(b"---")


def document_of(path: Path) -> Document:
    kind = path.suffix.lower()
    return Document(str(path), path.resolve().as_uri(), ".html" if kind == ".htm" else kind, path.read_bytes(), "")


def read(document: Document, defaults: Defaults) -> Reading:
    """Read one document.

    Raises:
        PageError: it cannot be read as what it claims to be, or holds no text.
    """
    try:
        content = READERS[document.kind](document)
    except (DocumentBroken, PdfBroken) as error:
        raise PageError(f"{document.origin}: {error}") from error
    except PageError:
        raise
    except (
        Exception
    ) as error:  # what a library does with a damaged file is not in its contract; one file is not the run
        found = f"{type(error).__name__}: {error}"[:300]
        raise PageError(
            f"{document.origin}: väntade en hel {document.kind}-fil, fann en trasig eller låst ({found})"
        ) from error
    text = unicodedata.normalize("NFC", without_title(bounded(content.text), content.title))
    if not text.strip():
        raise PageError(f"{document.origin}: fann ingen läsbar text. Är dokumentet inskannat eller byggt av skript?")
    title = unicodedata.normalize("NFC", " ".join(content.title.split())) or name_of(document)
    url = document.url if document.identity else content.url or document.url
    page = Page(
        id=page_id(document, url), url=url, title=title, collection=defaults.collection, audience=defaults.audience,
        category=content.category, text=text, updated=content.updated, contact=content.contact,
        e_service=content.e_service, origin=document.origin,
    )  # fmt: skip
    return Reading(page, content.language, content.canonical, (*content.warnings, *injections(f"{title}\n{text}")))


def read_html(document: Document) -> Content:
    found = read_webpage(document.body, document.charset, document.url)
    if found is None:
        raise PageError(f"{document.origin}: väntade HTML, fann något som inte går att tolka")
    return Content(
        with_contact(found.text, found.contact), found.title, found.canonical or "", next(iter(found.breadcrumb), ""),
        found.updated, found.language, found.canonical, found.contact, found.e_service,
    )  # fmt: skip


def with_contact(text: str, contact: Contact | None) -> str:
    """The text, and after it what the contact box beside it says, so that it can be found and quoted."""
    if not (text and contact) or (contact.phone or contact.email or "") in text:
        return text
    said = {"Telefon": contact.phone, "E-post": contact.email, "Öppet": contact.hours}
    lines = [contact.name, *(f"{name}: {value}" for name, value in said.items() if value)]
    return f"{text}\n\n## Kontakt\n\n" + "\n".join(f"- {line}" for line in lines)


def read_plain(document: Document) -> Content:
    """Plain text; a first short line is its title."""
    text = decode(document.body, document.charset).replace("\r\n", "\n").replace("\0", "").strip()
    first, _, rest = text.partition("\n")
    titled = len(first) < 100 and not first.endswith((".", ",")) and rest.strip()
    return Content(rest.strip(), first.lstrip("# ").strip()) if titled else Content(text)


def read_markdown(document: Document) -> Content:
    """Markdown of another origin than ours; its first heading is its title."""
    text = decode(document.body, document.charset).replace("\r\n", "\n").replace("\0", "").strip()
    heading = re.search(r"(?m)^# +(.+?)[ #]*$", text)
    return Content(text, heading.group(1) if heading else "")


READERS: dict[str, Callable[[Document], Content]] = {
    ".html": read_html,
    ".txt": read_plain,
    ".md": read_markdown,
    ".pdf": lambda document: Content(*read_pdf(document.body)),
    ".docx": lambda document: Content(*read_docx(document.body)),
    ".odt": lambda document: Content(*read_odt(document.body)),
}


def bounded(text: str) -> str:
    """The text within bounds that no page for readers exceeds; lines that are data are left out."""
    lines = (line for line in text[: 4 * LARGEST_TEXT].splitlines() if len(line) <= LONGEST_LINE)
    return "\n".join(lines)[:LARGEST_TEXT]


def name_of(document: Document) -> str:
    """A title from the file's name."""
    stem = Path(document.origin.partition("?")[0].rstrip("/")).stem
    return re.sub(r"[-_]+", " ", stem).strip() or document.url


def page_id(document: Document, url: str) -> str:
    stem = Path(document.origin.partition("?")[0].rstrip("/")).stem
    slug = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower())
    return f"{slug.strip('-')[:60] or 'sida'}-{digest(document.identity or url)[:8]}"
