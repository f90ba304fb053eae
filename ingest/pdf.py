"""A PDF -> Markdown with a heading for each page, so that a citation can name it (pypdf)."""

import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfReader

SCANNED = 20  # characters a page; a document with fewer is pictures of text
PAGES = 2_000


class PdfBroken(ValueError):
    """A PDF that holds no text: says what was found."""


def read_pdf(body: bytes) -> tuple[str, str]:
    """(Markdown, title or "").

    Raises:
        PdfBroken: it is scanned.
        Exception: anything that pypdf raises for a file that is broken or locked.
    """
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(body))
    pages = [page.extract_text().strip() for page in reader.pages[:PAGES]]
    title = str((reader.metadata and reader.metadata.title) or "")
    if pages and sum(map(len, pages)) < min(SCANNED * len(pages), SCANNED) and has_pictures(reader):
        raise PdfBroken(f"är inskannad: {len(pages)} sidor bild men ingen text. Publicera den med text (OCR)")
    return "\n\n".join(f"## Sida {number}\n\n{paragraphs(text)}" for number, text in enumerate(pages, 1) if text), title


def has_pictures(reader: "PdfReader") -> bool:
    return any("/XObject" in (page.get("/Resources") or {}) for page in reader.pages[:5])


def paragraphs(text: str) -> str:
    """Lines joined into paragraphs: a PDF breaks lines where the paper ends, not where a sentence does."""
    joined = re.sub(r"(?<=\w)-\n(?=[a-zåäö])", "", text)
    joined = re.sub(r"(?<![.:!?])\n(?=[a-zåäö0-9(])", " ", joined)
    return re.sub(r"\n", "\n\n", joined)
