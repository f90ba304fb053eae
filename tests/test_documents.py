"""Word, OpenDocument, PDF and plain text -> Page."""

import io
import zipfile
from pathlib import Path

import pytest

from corpus.page import PageError
from ingest.extract import Defaults, Document, extract, read
from ingest.history import History, Run, Seen
from ingest.isolation import Isolation
from tests.municipality import docx, odt, scanned_pdf

DEFAULTS = Defaults("falun", "invånare")


def document(body: bytes, kind: str, charset: str = "") -> Document:
    return Document(f"https://x.se/fil{kind}", f"https://x.se/fil{kind}", kind, body, f"x.se/fil{kind}", charset)


def test_a_word_document_keeps_heading_and_table(tmp_path: Path) -> None:
    (tmp_path / "lokal.docx").write_bytes(docx())
    page = extract(tmp_path / "lokal.docx", DEFAULTS)
    assert page.title == "Hyra lokal"
    assert "Du bokar lokalen" in page.text and "| Stora | 900 kronor |" in page.text


def test_an_open_document_keeps_its_heading(tmp_path: Path) -> None:
    (tmp_path / "policy.odt").write_bytes(odt())
    page = extract(tmp_path / "policy.odt", DEFAULTS)
    assert page.title == "Policy för resor" and "under 30 mil" in page.text


@pytest.mark.parametrize(
    ("raw", "title", "text"),
    [
        ("Eldningsförbud\r\n\r\nGäller från den 3 maj.".encode("cp1252"), "Eldningsförbud", "Gäller från den 3 maj."),
        ("Bara en mening som står för sig själv.".encode(), "fil", "Bara en mening som står för sig själv."),
        (b"Rubrik\n\ntext\0med nolla", "Rubrik", "textmed nolla"),
    ],
)
def test_plain_text_has_its_first_line_for_title(raw: bytes, title: str, text: str) -> None:
    page = read(document(raw, ".txt"), DEFAULTS).page
    assert (page.title, page.text) == (title, text)


def test_a_scanned_document_is_called_so() -> None:
    with pytest.raises(PageError, match="inskannad: 2 sidor bild men ingen text"):
        read(document(scanned_pdf(), ".pdf"), DEFAULTS)


def zip_of(name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize("kind", [".docx", ".odt"])
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"inte zip",
        zip_of("x.xml", b"<x/>"),
        zip_of("word/document.xml", b"<trasig"),
        zip_of("content.xml", b"<trasig"),
    ],
)
def test_a_broken_office_document_is_named(kind: str, raw: bytes) -> None:
    with pytest.raises(PageError, match="https://x.se/fil"):
        read(document(raw, kind), DEFAULTS)


@pytest.mark.parametrize(("kind", "part"), [(".docx", "word/document.xml"), (".odt", "content.xml")])
def test_a_zip_bomb_is_not_unpacked(kind: str, part: str) -> None:
    bomb = zip_of(part, b"<a>" + b" " * 250_000_000)
    assert len(bomb) < 1_000_000
    with pytest.raises(PageError, match="packas upp till 250 MB"):
        read(document(bomb, kind), DEFAULTS)


def hang(document: Document, defaults: Defaults) -> None:
    while True:
        pass


def eat(document: Document, defaults: Defaults) -> None:
    len("x" * 4_000_000_000)


@pytest.mark.parametrize(("does", "said"), [(hang, "tog mer än 1 s"), (eat, "MemoryError")])
def test_a_document_that_hangs_or_eats_memory_costs_only_itself(
    monkeypatch: pytest.MonkeyPatch, does: object, said: str
) -> None:
    with Isolation(seconds=1.0) as isolation:
        isolation.seconds = 30.0
        isolation.read(document(b"Rubrik\n\ntext", ".txt"), DEFAULTS)  # the process is warm
        isolation.seconds = 1.0
        with monkeypatch.context() as patch:
            patch.setattr("ingest.isolation.read", does)
            with pytest.raises(PageError, match=said):
                isolation.read(document(b"", ".txt"), DEFAULTS)
        isolation.seconds = 30.0
        assert isolation.read(document(b"Rubrik\n\ntext", ".txt"), DEFAULTS).page.title == "Rubrik"


def test_history_keeps_rows_and_runs(tmp_path: Path) -> None:
    history = History(tmp_path / "data" / "history.sqlite")
    assert (history.seen("a"), history.runs()) == ({}, [])
    row = Seen("k", "https://k", "page", links=("l",), validators={"If-None-Match": '"1"'}, warnings=("w",))
    run = Run("2026-01-01", "2026-01-02", ("a",), "v", new=(("id", "titel", "url"),), failed={"f": "g"})
    history.record({"a": [row]}, run)
    history.record({"b": [row]}, run)
    assert history.seen("a") == {"k": row} and history.sources() == ["a", "b"]
    assert [(one.number, one.new) for one in history.runs(5)] == [(2, run.new), (1, run.new)]


def test_a_history_that_fails_half_way_is_as_before(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite")
    history.record({"a": [Seen("k", "x", "page")]}, Run("1", "1", (), ""))
    with pytest.raises(TypeError):
        history.record({"a": [Seen("k", "y", "page", links=(object(),))]}, Run("2", "2", (), ""))  # type: ignore[arg-type]
    assert history.seen("a")["k"].address == "x" and len(history.runs(9)) == 1
