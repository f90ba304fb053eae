"""Word and OpenDocument texts -> Markdown: DOCX by way of mammoth's HTML, ODT by odfdo.

Both are zip files: one that unpacks to more than the limit is refused before anything is unpacked.
"""

import io
import re
import zipfile

LARGEST = 200_000_000  # bytes, unpacked


class DocumentBroken(ValueError):
    """Not a document of its kind, or one beyond the limit: says what was found."""


def read_docx(body: bytes) -> tuple[str, str]:
    """(Markdown, title or "")."""
    import mammoth

    from ingest.structure import to_markdown
    from ingest.webpage import parse

    check(body, "word/document.xml")
    html = mammoth.convert_to_html(io.BytesIO(body), style_map="p[style-name='Title'] => h1:fresh").value
    tree = parse(html)
    text = to_markdown(tree) if tree is not None else ""
    heading = re.match(r"# (.+)", text)
    return text, heading.group(1) if heading else core_title(body, "docProps/core.xml")


def read_odt(body: bytes) -> tuple[str, str]:
    """(Markdown, title or "")."""
    from odfdo import Document

    check(body, "content.xml")
    text = Document(io.BytesIO(body)).to_markdown()
    heading = re.match(r"\s*# (.+)", text)
    return text.strip(), heading.group(1).strip() if heading else core_title(body, "meta.xml")


def check(body: bytes, needed: str) -> None:
    """Raise DocumentBroken unless the body is a zip file with the needed part and of bearable size."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            present = needed in archive.namelist()
    except zipfile.BadZipFile as error:
        raise DocumentBroken(f"ingen zip-fil ({error})") from error
    if not present:
        raise DocumentBroken(f"{needed} saknas i den")
    if size > LARGEST:
        raise DocumentBroken(f"den packas upp till {size // 1_000_000} MB, mer än gränsen {LARGEST // 1_000_000} MB")


def core_title(body: bytes, part: str) -> str:
    """The title among the document's properties (Dublin Core)."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        if part not in archive.namelist():
            return ""
        found = re.search(rb"<dc:title[^>]*>([^<]{1,300})</dc:title>", archive.read(part))
    return found.group(1).decode("utf-8", "replace").strip() if found else ""
