"""The check of the pages: the bundled ones pass it, and each thing that it looks for is caught on a small page."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from corpus.__main__ import main
from corpus.check import CORPUS, FACTS, Report, check
from corpus.contradictions import check_contacts, check_contradictions, quantities
from corpus.coverage import check_coverage, check_sheet_names
from corpus.dictionary import swedish_dictionary
from corpus.duplicates import check_duplicates
from corpus.head import check_heads, read_pages
from corpus.match import held_by, missing
from corpus.page import Page, read_page
from corpus.problem import Problem
from corpus.readability import check_readability, lix
from corpus.references import check_references
from corpus.sheet import Sheet, SheetError, read_left_out, read_sheets
from corpus.spelling import check_names, check_spelling

NOTICE = "> Demonstrationstext. Kommunen har inte granskat eller godkänt den."
TEXT = "Falu kommun har en lekplats i Hosjö."


def write_page(
    tmp_path: Path,
    name: str = "lekplats",
    text: str = TEXT,
    *,
    notice: str = NOTICE,
    folder: str = "falun",
    **head: object,
) -> Page:
    """A page that passes every check, but for what the test changes. Its text begins at line 11."""
    whole = {"id": name, "url": "https://www.falun.se/", "title": "Lekplats", "collection": "falun",
             "audience": "invånare", "category": "Trafik & gata", **head}  # fmt: skip
    path = tmp_path / folder / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{yaml.safe_dump(whole, allow_unicode=True)}---\n{notice}\n\n{text}\n", encoding="utf-8")
    return read_page(path)


def messages(problems: Iterable[Problem]) -> str:
    return "\n".join(problem.message for problem in problems)


def cover(
    page: Page, *facts: str, reason: str | None = None, number: int = 1, other: Page | None = None
) -> list[Problem]:
    """The problems of a sheet with these facts; the reason stands at this fact's number in left_out.toml."""
    listing = Path(page.origin).with_name("left_out.toml")
    listing.write_text(f"[blad]\n{number} = {reason!r}\n" if reason else "", encoding="utf-8")
    sheet = Sheet("blad", facts, listing.with_name("blad.yaml"))
    pages = [page, other] if other else [page]
    return list(check_coverage(pages, [sheet], read_left_out(listing), listing)["blad"].problems)


@pytest.fixture(scope="module")
def bundled() -> Report:
    return check(CORPUS, FACTS)


def test_the_bundled_pages_pass(bundled: Report) -> None:
    assert [str(problem) for problem in bundled.problems] == []


def test_every_bundled_fact_is_covered_or_left_out(bundled: Report) -> None:
    if not FACTS.is_dir():
        pytest.skip(f"inga faktablad i {FACTS}")
    assert {outcome for sheet in bundled.coverage.values() for outcome in sheet.counts} == {"covered", "left out"}


def test_a_small_page_passes(tmp_path: Path) -> None:
    write_page(tmp_path)
    assert check(tmp_path, tmp_path / "facts").problems == []


# Head


def test_a_page_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    page = write_page(tmp_path)
    Path(page.origin).write_text("---\nid: lekplats\n---\nText.\n", encoding="utf-8")
    pages, problems = read_pages(tmp_path)
    assert not pages and "saknar" in messages(problems)


def test_id_must_be_the_file_name(tmp_path: Path) -> None:
    assert "inte filens namn" in messages(check_heads([write_page(tmp_path, "lekplats", id="park")]))


def test_id_must_be_unique_over_folders(tmp_path: Path) -> None:
    pages = [write_page(tmp_path), write_page(tmp_path, notice="", collection="nationell", folder="nationell")]
    assert "finns redan" in messages(check_heads(pages))


def test_collection_must_be_the_folder(tmp_path: Path) -> None:
    assert "inte mappens namn" in messages(check_heads([write_page(tmp_path, folder="borlange")]))


def test_url_must_be_an_address(tmp_path: Path) -> None:
    assert "ingen http(s)-adress" in messages(check_heads([write_page(tmp_path, url="falun.se")]))


def test_source_must_be_an_address_or_words(tmp_path: Path) -> None:
    assert "001_ab.txt" in messages(check_heads([write_page(tmp_path, sources=["001_ab.txt"])]))


def test_municipal_page_must_open_with_a_notice(tmp_path: Path) -> None:
    assert "ska börja med en markering" in messages(check_heads([write_page(tmp_path, notice="")]))


def test_national_page_must_not_have_a_notice(tmp_path: Path) -> None:
    assert "ska inte ha någon markering" in messages(check_heads([write_page(tmp_path, collection="nationell")]))


def test_file_must_be_nfc(tmp_path: Path) -> None:
    page = write_page(tmp_path)
    path = Path(page.origin)
    path.write_text(unicodedata.normalize("NFD", path.read_text(encoding="utf-8")), encoding="utf-8")
    assert "NFC" in messages(check_heads([page]))


# References


def test_reference_must_lead_to_a_page(tmp_path: Path) -> None:
    problems = list(check_references([write_page(tmp_path, text="Text.\n\nLäs om [parker](park.md).")]))
    assert [(problem.line, "park.md" in problem.message) for problem in problems] == [(13, True)]


def test_residents_are_never_sent_to_a_staff_page(tmp_path: Path) -> None:
    pages = [write_page(tmp_path, text="Läs om [AI](ai.md)."), write_page(tmp_path, "ai", audience="medarbetare")]
    assert "bara är för medarbetare" in messages(check_references(pages))


def test_staff_may_be_sent_to_a_page_for_residents(tmp_path: Path) -> None:
    pages = [write_page(tmp_path), write_page(tmp_path, "ai", "Läs [mer](lekplats.md).", audience="medarbetare")]
    assert list(check_references(pages)) == []


# Coverage


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("Återkoppling inom 14 dagar. [S1][S12]", "Kommunen återkopplar inom 14 dagar."),
        ("Avgift 1 547 kr/mån.", "Avgiften är 1547 kronor i månaden."),
        ("Gäller från 2024-03-01.", "Regeln gäller från den 1 mars 2024."),
        ("Öppet kl 08:00–16.30.", "Kontoret är öppet klockan 8–16.30."),
        ("Minst 3 månader.", "Sök minst tre månader i förväg."),
        ("Prövas vart 6:e år.", "Platsen prövas vart sjätte år."),
        ("Förskola och avgift.", "Om förskoleavgiften för din förskola. En avgift."),
    ],
)
def test_a_fact_is_found_in_other_forms(fact: str, text: str) -> None:
    known = frozenset({"förskol", "avgift"})
    lost, share = missing(fact, held_by(text, known), known)
    assert (lost, share) == ([], 1.0)


def test_a_forgotten_number_is_a_problem(tmp_path: Path) -> None:
    page = write_page(tmp_path, text="Kommunen återkopplar inom 14 dagar.", sheets=["blad"])
    assert "talen 10 saknas" in messages(cover(page, "Återkoppling inom 10 dagar."))


def test_a_forgotten_fact_is_a_problem(tmp_path: Path) -> None:
    page = write_page(tmp_path, sheets=["blad"])
    assert "faktum 2 i blad" in messages(cover(page, "Lekplats i Hosjö.", "Hundar ska hållas kopplade."))


def test_a_fact_on_a_page_that_the_page_links_to_is_covered(tmp_path: Path) -> None:
    page = write_page(tmp_path, text="Läs om [hundar](hund.md).", sheets=["blad"])
    other = write_page(tmp_path, "hund", "Hundar ska hållas kopplade.")
    assert cover(page, "Hundar hålls kopplade.", other=other) == []


def test_a_fact_that_is_left_out_for_a_reason_is_no_problem(tmp_path: Path) -> None:
    page = write_page(tmp_path, sheets=["blad"])
    assert cover(page, "Hundar ska hållas kopplade.", reason="Gäller Borlänge.") == []


def test_a_reason_for_a_covered_fact_is_a_problem(tmp_path: Path) -> None:
    page = write_page(tmp_path, sheets=["blad"])
    problems = cover(page, "Lekplats i Hosjö.", reason="Gäller Borlänge.")
    assert [(problem.path.name, problem.line) for problem in problems] == [("left_out.toml", 2)]


def test_a_reason_for_a_fact_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    page = write_page(tmp_path, sheets=["blad"])
    assert "bara 1 fakta" in messages(cover(page, "Lekplats i Hosjö.", reason="Gäller Borlänge.", number=7))


def test_an_empty_reason_is_a_problem(tmp_path: Path) -> None:
    page = write_page(tmp_path, sheets=["blad"])
    assert "skälet saknas" in messages(cover(page, "Hundar ska hållas kopplade.", reason=" "))


def test_a_quote_that_stands_on_the_page_covers_the_fact(tmp_path: Path) -> None:
    page = write_page(tmp_path, text="Det kostar\ningenting.", sheets=["blad"])
    assert cover(page, "Avgiftsfritt.", reason='täcks med andra ord: "kostar ingenting"') == []


def test_a_quote_that_does_not_stand_on_the_page_is_a_problem(tmp_path: Path) -> None:
    page = write_page(tmp_path, sheets=["blad"])
    reason = 'täcks med andra ord: "kostar ingenting"'
    assert "citatet står inte på sidan" in messages(cover(page, "Avgiftsfritt.", reason=reason))


def test_a_sheet_that_no_page_names_is_a_problem(tmp_path: Path) -> None:
    assert "ingen sida nämner" in messages(cover(write_page(tmp_path), "Lekplats i Hosjö."))


def test_a_page_that_names_no_sheet_that_exists_is_a_problem(tmp_path: Path) -> None:
    page = write_page(tmp_path, sheets=["blad"])
    assert "'blad' finns inte" in messages(check_sheet_names([page], [], {}, tmp_path / "left_out.toml"))


def test_a_sheet_that_cannot_be_read_says_which(tmp_path: Path) -> None:
    (tmp_path / "citizen").mkdir()
    (tmp_path / "citizen" / "blad.yaml").write_text("id: blad\n", encoding="utf-8")
    with pytest.raises(SheetError, match=r"blad\.yaml"):
        read_sheets(tmp_path)


def test_without_fact_sheets_the_check_says_that_coverage_is_skipped(tmp_path: Path) -> None:
    write_page(tmp_path)
    assert any("Faktatäckningen" in reason for reason in check(tmp_path, tmp_path / "facts").skipped)


# Duplicates and contradictions


def test_nearly_the_same_page_twice_is_a_problem(tmp_path: Path) -> None:
    text = "Kommunen sköter lekplatser, parker och gator i hela Falun med omnejd. " * 2
    pages = [write_page(tmp_path, text=text), write_page(tmp_path, "park", text + "Ring kommunen om något är trasigt.")]
    assert "lik lekplats" in messages(check_duplicates(pages))


def test_a_deadline_stated_differently_on_two_pages_is_a_problem(tmp_path: Path) -> None:
    pages = [
        write_page(tmp_path, text="Falu kommun återkopplar inom 14 dagar på en felanmälan."),
        write_page(tmp_path, "park", "Falu kommun återkopplar på en felanmälan inom tio dagar, 10 dagar."),
    ]
    assert "säger annat (dag)" in messages(check_contradictions(pages))


def test_what_held_another_year_is_no_contradiction(tmp_path: Path) -> None:
    pages = [
        write_page(tmp_path, text="Avgiften för tomtkön var 500 kronor år 2019."),
        write_page(tmp_path, "park", "Avgiften för tomtkön var 800 kronor år 2023."),
    ]
    assert list(check_contradictions(pages)) == []


def test_a_telephone_number_stated_differently_is_a_problem(tmp_path: Path) -> None:
    pages = [
        write_page(tmp_path, contact={"name": "Kontaktcenter", "phone": "023-830 00"}),
        write_page(tmp_path, "park", contact={"name": "Kontaktcenter", "phone": "023-830 01"}),
    ]
    assert "023-830 01" in messages(check_contacts(pages))


def test_quantities_have_their_unit() -> None:
    found = quantities("7–9 kr senast 15 januari kl. 08:00–16.30")
    assert found == {"kron": {"7", "9"}, "datum": {"15 januari"}, "klockan": {"8", "16.30"}}


# Readability


def test_lix_is_words_in_a_sentence_plus_per_cent_of_long_words() -> None:
    assert lix("Det är kommunen. Du får ett kommunalt svar på en fråga.") == 11 / 2 + 100 * 2 / 11


def test_a_page_that_is_hard_to_read_is_a_problem(tmp_path: Path) -> None:
    text = "Kommunfullmäktige fastställer avfallsföreskrifter beträffande sorteringsskyldigheter."
    assert "LIX" in messages(check_readability([write_page(tmp_path, text=text)]))


# Spelling


def accepts(word: str) -> bool:
    return word.lower() in {"kommun", "har", "en", "lekplats", "trafik", "gata", "i", "avgift", "lek"}


def test_a_misspelt_word_is_a_problem(tmp_path: Path) -> None:
    page = write_page(tmp_path, text="En lekplast i en kommun.")
    assert [problem.line for problem in check_spelling([page], [], accepts)] == [11]


def test_listed_names_are_known_with_endings_and_hyphens(tmp_path: Path) -> None:
    page = write_page(tmp_path, text="IMY:s lek i Faluns IMY-kommun.")
    assert list(check_spelling([page], ["Falun", "IMY"], accepts)) == []


def test_a_compound_of_words_that_the_pages_use_is_known(tmp_path: Path) -> None:
    page = write_page(tmp_path, text="En kommun har en avgift: kommunavgift.")
    assert list(check_spelling([page], [], accepts)) == []


def test_addresses_are_not_spelt(tmp_path: Path) -> None:
    page = write_page(tmp_path, text="Lek i en gata: info@xyzzy.se, https://xyzzy.se/qwx, www.xyzzy.se.")
    assert list(check_spelling([page], [], accepts)) == []


def test_a_name_that_no_page_needs_is_a_problem(tmp_path: Path) -> None:
    page = write_page(tmp_path, text="En lek i Hosjö.")
    problems = list(check_names([page], ["Hosjö", "Mora"], accepts, tmp_path / "names.txt"))
    assert [(problem.line, problem.message) for problem in problems] == [(2, "Mora behövs inte i listan")]


def test_names_must_be_sorted(tmp_path: Path) -> None:
    page = write_page(tmp_path, text="En lek i Hosjö och Grycksbo.")
    assert "sorterad" in messages(check_names([page], ["Hosjö", "Grycksbo"], accepts, tmp_path / "names.txt"))


def test_the_dictionary_knows_compounds_and_tells_misspellings() -> None:
    found = [swedish_dictionary()(word) for word in ("gatubelysningen", "förskoleavgift", "gatubelysnigen")]
    assert found == [True, True, False]


# Command line


def test_exit_code_0_and_a_table_without_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_page(tmp_path)
    assert main(["check", "--facts", str(tmp_path / "facts")], tmp_path) == 0
    assert "Trafik & gata" in capsys.readouterr().out


def test_exit_code_1_and_file_and_line_with_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = write_page(tmp_path, text="Läs om [parker](park.md).")
    assert main(["check", "--facts", str(tmp_path / "facts")], tmp_path) == 1
    assert f"{page.origin}:11: länken 'park.md'" in capsys.readouterr().out


def test_exit_code_2_for_wrong_use() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["granska"])
    assert stopped.value.code == 2


def test_exit_code_2_when_the_reasons_cannot_be_read(tmp_path: Path) -> None:
    write_page(tmp_path)
    (tmp_path / "facts").mkdir()
    (tmp_path / "left_out.toml").write_text("[blad\n", encoding="utf-8")
    assert main(["check", "--facts", str(tmp_path / "facts")], tmp_path) == 2
