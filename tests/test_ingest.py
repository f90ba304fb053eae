import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

import ingest.__main__ as command
from corpus.index import Index
from corpus.page import Contact, PageError
from corpus.snapshot import Scope
from ingest.extract import Defaults, extract, paragraphs
from ingest.fetch import SourceError, files_of
from ingest.sync import Report, sync
from tests.conftest import HashedWords, make_page

DEFAULTS = Defaults("falun", "invånare")
WEB_PAGE = """<!doctype html><html lang="sv"><head><title>Sophämtning - Falu kommun</title>
<link rel="canonical" href="https://www.falun.se/sopor.html"><meta property="og:title" content="Sophämtning"></head><body>
<nav><a href="/">Start</a> <a href="/bygga">Bygga</a></nav>
<main><h1>Sophämtning</h1><p>Kärlen töms varannan vecka i hela kommunen, året runt, även under helger och lov.</p>
<h2>Avgifter</h2><table><tr><th>Kärl</th><th>Avgift per år</th></tr><tr><td>190 liter</td><td>1 547 kronor</td></tr></table>
<p>Du betalar avgiften två gånger om året, i april och i oktober, till kommunens bolag.</p></main>
<footer>Falu kommun, 791 83 Falun</footer></body></html>"""


def pdf(path: Path, text: str) -> Path:
    """A PDF of one page with one line of text, made with pypdf."""
    writer = PdfWriter()
    page = writer.add_blank_page(width=600, height=800)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                             NameObject("/BaseFont"): NameObject("/Helvetica"),
                             NameObject("/Encoding"): NameObject("/WinAnsiEncoding")})  # fmt: skip
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 12 Tf 50 700 Td (" + text.encode("cp1252") + b") Tj ET")
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.write(path)
    return path


def test_a_saved_web_page_keeps_text_table_and_canonical_url(tmp_path: Path) -> None:
    path = tmp_path / "sopor.html"
    path.write_text(WEB_PAGE, encoding="utf-8")
    page = extract(path, DEFAULTS)
    assert page.url == "https://www.falun.se/sopor.html"
    assert page.title.startswith("Sophämtning")
    assert "varannan vecka" in page.text and "| 190 liter" in page.text and "## Avgifter" in page.text
    assert "Bygga" not in page.text


def test_a_web_page_without_canonical_link_is_its_file(tmp_path: Path) -> None:
    path = tmp_path / "sopor.html"
    path.write_text(WEB_PAGE.replace('rel="canonical"', 'rel="alternate"'), encoding="utf-8")
    assert extract(path, DEFAULTS).url == path.resolve().as_uri()


def test_og_url_is_the_second_choice(tmp_path: Path) -> None:
    path = tmp_path / "sopor.html"
    og = '<meta property="og:url" content="https://www.falun.se/og.html">'
    path.write_text(
        WEB_PAGE.replace('<link rel="canonical" href="https://www.falun.se/sopor.html">', og), encoding="utf-8"
    )
    assert extract(path, DEFAULTS).url == "https://www.falun.se/og.html"


def test_markdown_without_a_head_of_ours_has_its_heading_for_title(tmp_path: Path) -> None:
    (tmp_path / "regler.md").write_text(
        "# Lån av lokal\n\nLokalen lånas ut gratis.\n\n## Tider\n\n- vardagar", encoding="utf-8"
    )
    page = extract(tmp_path / "regler.md", DEFAULTS)
    assert (page.title, page.collection) == ("Lån av lokal", "falun")
    assert page.text == "Lokalen lånas ut gratis.\n\n## Tider\n\n- vardagar"


def test_a_pdf_names_its_pages(tmp_path: Path) -> None:
    page = extract(pdf(tmp_path / "taxa-2024.pdf", "Avgiften är 300 kronor."), DEFAULTS)
    assert page.title == "taxa 2024"
    assert page.text == "## Sida 1\n\nAvgiften är 300 kronor."


@pytest.mark.parametrize(
    ("name", "content"), [("a.html", b"<html><body></body></html>"), ("a.pdf", b"inte en pdf"), ("a.pdf", b"")]
)
def test_a_page_without_text_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PageError, match=name.replace(".", r"\.")):
        extract(tmp_path / name, DEFAULTS)


def test_pdf_lines_become_paragraphs() -> None:
    assert paragraphs("Avgiften för för-\nskola är låg\noch betalas varje månad.\nNy rad.") == (
        "Avgiften för förskola är låg och betalas varje månad.\n\nNy rad."
    )


def test_only_readable_files_are_found(tmp_path: Path) -> None:
    for name in ("a.md", "under/b.HTML", "c.csv", ".dold/d.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in files_of(str(tmp_path))] == ["a.md", "b.HTML"]


@pytest.mark.parametrize(
    ("name", "said"), [("saknas", "finns inte"), ("fil.xlsx", "väntade en fil av typen"), ("tom", "ingen fil av typen")]
)
def test_a_source_that_cannot_be_read_says_why(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "fil.xlsx").touch()
    (tmp_path / "tom").mkdir()
    with pytest.raises(SourceError, match=said):
        files_of(str(tmp_path / name))


def synced(index: Index, *pages: str, source: str = "mapp", failed: dict[str, str] | None = None) -> Report:
    made = [make_page(id, f"Text om {id}.", origin=f"{id}.md") for id in pages]
    return sync(index, {source: made}, failed or {}, lambda stored, total: None)


def test_sync_tells_new_unchanged_and_removed(index: Index) -> None:
    synced(index, "a", "b")
    report = synced(index, "b", "c")
    assert (report.new, report.unchanged, report.removed) == (("c",), ("b",), ("a",))


def test_another_source_is_left_alone(index: Index) -> None:
    synced(index, "a", source="ena")
    assert synced(index, "b", source="andra").removed == ()
    assert set(index.pages()) == {"a", "b"}


NOTICE = "Kontaktcenter har stängt för lunch mellan klockan 12 och 13, och har öppet länge på torsdagar."


def with_notice(index: Index, count: int) -> Report:
    """Pages that all end with the notice; 2 says least besides."""
    own = {
        number: f"Text om {number}.\n\n" + ("" if number == 2 else f"Mer om {number}.\n\n") for number in range(count)
    }
    pages = [make_page(f"s{number}", text + NOTICE) for number, text in own.items()]
    return sync(index, {"mapp": pages}, {}, lambda stored, total: None)


def test_what_stands_on_many_pages_is_embedded_once_and_is_one_page_s(index: Index, embeddings: HashedWords) -> None:
    with_notice(index, 8)
    assert len([text for text in embeddings.embedded if "lunch" in text]) == 2  # the passage and its statement
    snapshot = index.snapshot()
    [found] = index.keyword("stängt för lunch", Scope(), 10)
    assert snapshot.by_id[found[0]].page_id == "s2"
    assert {id_ for id_, _ in index.keyword("text om 5", Scope(), 10)} >= set(snapshot.pages["s5"].chunks)


def test_what_stands_on_few_pages_is_each_page_s_own(index: Index) -> None:
    with_notice(index, 4)
    assert len(index.keyword("stängt för lunch", Scope(), 10)) == 4


def test_boilerplate_that_is_none_any_more_comes_back(index: Index) -> None:
    with_notice(index, 8)
    assert with_notice(index, 4).changed == ()
    assert len(index.keyword("stängt för lunch", Scope(), 10)) == 4
    with_notice(index, 8)
    assert len(index.keyword("stängt för lunch", Scope(), 10)) == 1


def test_the_same_contact_on_many_pages_is_each_page_s_own(index: Index) -> None:
    contact = Contact("Kontaktcenter", "023-830 00")
    pages = [
        replace(make_page(f"s{number}", f"Text om {number}.\n\nRing Kontaktcenter på 023-830 00."), contact=contact)
        for number in range(8)
    ]
    sync(index, {"mapp": pages}, {}, lambda stored, total: None)
    assert len(index.keyword("ring kontaktcenter", Scope(), 10)) == 8


def test_a_page_that_failed_this_time_is_kept(index: Index) -> None:
    synced(index, "a", "b")
    report = synced(index, "b", failed={"a.md": "trasig"})
    assert report.removed == ()


def test_two_sources_may_not_share_a_page_id(index: Index) -> None:
    synced(index, "a", source="ena")
    with pytest.raises(PageError, match="Två sidor har id 'a'"):
        synced(index, "a", source="andra")


def test_the_command_reports_a_file_that_failed_and_reads_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.models.load_embeddings", lambda settings: HashedWords())
    pages = tmp_path / "sidor"
    shutil.copytree(
        "corpus/falun", pages, ignore=lambda _, names: [name for name in names if not name.startswith("forskola")]
    )
    (pages / "trasig.md").write_text("---\nid: trasig\n---\ntext", encoding="utf-8")
    assert command.main([str(pages), "--data", str(tmp_path / "data")]) == 1
    assert "trasig.md" in capsys.readouterr().err
    assert command.main(["saknas", "--data", str(tmp_path / "data")]) == 2
