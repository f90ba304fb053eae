"""A file -> Page: our own Markdown pages, saved web pages (trafilatura) and PDF documents (pypdf)."""

import re
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.page import Page, PageError, digest, read_page


@dataclass(frozen=True)
class Defaults:
    """What a page gets that does not say it itself."""

    collection: str
    audience: str


def extract(path: Path, defaults: Defaults) -> Page:
    """Read one file.

    Raises:
        PageError: the file cannot be read as what its name says, or holds no text.
    """
    kind = path.suffix.lower()
    if kind == ".md":
        return read_page(path)
    page = read_pdf(path, defaults) if kind == ".pdf" else read_html(path, defaults)
    if not page.text.strip():
        raise PageError(f"{path}: fann ingen läsbar text. Är dokumentet inskannat eller byggt av skript?")
    return replace(page, text=unicodedata.normalize("NFC", page.text), title=unicodedata.normalize("NFC", page.title))


def read_html(path: Path, defaults: Defaults) -> Page:
    """The main text of a saved web page as Markdown; its url is the canonical link or og:url, else the file."""
    import trafilatura
    from lxml import html

    raw = path.read_bytes()
    tree = trafilatura.load_html(raw)
    if tree is None:
        raise PageError(f"{path}: väntade HTML, fann något som inte går att tolka")
    text = trafilatura.extract(tree, output_format="markdown", include_tables=True, include_links=False,
                               include_comments=False, favor_recall=True, deduplicate=False) or ""  # fmt: skip
    metadata = trafilatura.extract_metadata(tree)
    url = canonical_url(tree) or path.resolve().as_uri()
    title = metadata.title if metadata and metadata.title else first_heading(tree) or path.stem
    assert isinstance(tree, html.HtmlElement)
    return from_document(path, defaults, url, title, without_title(text, title), metadata.date if metadata else None)


def canonical_url(tree: object) -> str | None:
    """The page's own word for its address (HTML: link rel=canonical; Open Graph: og:url)."""
    for query in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for value in tree.xpath(query):  # type: ignore[attr-defined]
            if re.match(r"https?://", value.strip()):
                return str(value.strip())
    return None


def first_heading(tree: object) -> str | None:
    for heading in tree.xpath("//h1"):  # type: ignore[attr-defined]
        return re.sub(r"\s+", " ", heading.text_content()).strip() or None
    return None


def without_title(text: str, title: str) -> str:
    """The text without a first heading that only repeats the title."""
    first, _, rest = text.partition("\n")
    return rest if first.lstrip("# ").strip() == title else text


def read_pdf(path: Path, defaults: Defaults) -> Page:
    """The text of a PDF, a heading for each page so that a citation can name it."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(path)
        pages = [(number, page.extract_text().strip()) for number, page in enumerate(reader.pages, 1)]
        title = (reader.metadata and reader.metadata.title) or path.stem.replace("-", " ").replace("_", " ")
    except (PyPdfError, OSError, ValueError) as error:
        raise PageError(f"{path}: väntade en PDF, fann: {error}") from error
    text = "\n\n".join(f"## Sida {number}\n\n{paragraphs(body)}" for number, body in pages if body)
    return from_document(path, defaults, path.resolve().as_uri(), str(title), text, None)


def paragraphs(text: str) -> str:
    """Lines joined into paragraphs: a PDF breaks lines where the paper ends, not where a sentence does."""
    joined = re.sub(r"(?<=\w)-\n(?=[a-zåäö])", "", text)
    joined = re.sub(r"(?<![.:!?])\n(?=[a-zåäö0-9(])", " ", joined)
    return re.sub(r"\n", "\n\n", joined)


def from_document(path: Path, defaults: Defaults, url: str, title: str, text: str, updated: str | None) -> Page:
    slug = re.sub(
        r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode().lower()
    )
    return Page(
        id=f"{slug.strip('-') or 'sida'}-{digest(url)[:8]}", url=url, title=title, collection=defaults.collection,
        audience=defaults.audience, category="", text=text, updated=updated, origin=str(path),
    )  # fmt: skip
