from dataclasses import replace
from pathlib import Path

import pytest

from bot.evaluate import check
from bot.evaluate.questions import Expect, Question
from corpus.page import Page
from tests.conftest import make_page
from tests.small_run import question

PAGE = make_page("tomtko", "Anmälan till tomtkön kostar 800 kronor. Fisktorget har torghandel på lördagar.")
STAFF = make_page("internt", "Koden till skåpet är 4711.", audience="medarbetare")
PAGES: dict[str, Page] = {name: page for page in (PAGE, STAFF) for name in (page.id, page.url)}


def told(*questions: Question) -> str:
    return "\n".join(check.faults(questions, PAGES))


def test_the_bundled_sets_have_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main([]) == 0, capsys.readouterr().out


def test_a_right_line_has_no_fault_of_its_own() -> None:
    assert "a: " not in told(question("a"))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (question(pages=("borta",)), "sidan borta finns inte"),
        (question(facts=(("900 kronor",),)), "faktum ('900 kronor',) står inte på tomtko"),
        (question(facts=(("800 kronor",),), pages=("tomtko", "internt")), "sidan internt är inte öppen för invånare"),
        (replace(question(pages=("tomtko", "internt")), audience="medarbetare"), "sidan internt har inget av fakta"),
        (question(kind="followup"), "följdfrågan har ingen historik"),
        (question(kind="crosslingual"), "språket svenska"),
        (question(kind="unanswerable-near"), "men answerable är true"),
        (question(facts=(), kind="direct"), "men answerable är false"),
        (question(kind="injection"), "ska ha expect"),
        (question(expect=Expect(("answered",))), "ska inte ha expect"),
        (replace(question(facts=(), kind="unanswerable-near"), text="När har fisktorget torghandel?"), "kan ha svaret"),
    ],
)
def test_a_faulty_line_is_told(line: Question, fault: str) -> None:
    assert fault in told(line)


def test_a_question_that_is_asked_twice_is_told() -> None:
    assert "ställs 2 gånger" in told(question("a"), replace(question("b"), text="Fråga  A"))


@pytest.mark.parametrize(
    "fault",
    [
        "resident: 1 frågor med answerable True", "security: 0 frågor", "resident-dev: slaget typo saknas",
        "test: språket fi saknas", "formen lång berättelse", "pii: formen samordningsnummer saknas",
    ],
)  # fmt: skip
def test_what_the_sets_lack_is_told(fault: str) -> None:
    assert fault in told(question("a"))


def test_a_fact_that_two_statements_make_together_is_on_no_page() -> None:
    assert "står inte på tomtko" in told(question(facts=(("800 kronor. Fisktorget",),)))


def test_a_kind_with_few_topics_is_told() -> None:
    assert "resident: slaget direct tar upp 1 ämnen, ska vara minst 3" in told(question("a"))


def test_files_that_are_no_question_sets_are_left_alone(tmp_path: Path) -> None:
    for name in ("pinned", "sentences-dev"):
        (tmp_path / f"{name}.jsonl").write_text("{}", encoding="utf-8")
    (tmp_path / "resident-dev.jsonl").write_text(
        (check.SETS / "resident-dev.jsonl").read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert {one.file for one in check.read_sets(tmp_path)} == {"resident-dev"}


def test_a_topic_that_is_not_asked_about_is_told() -> None:
    assert "ingen fråga om ämnet Test" in told(question("a", pages=("borta",)))


@pytest.mark.parametrize(("number", "found"), [("900281-9929", True), ("900281-9928", False)])
def test_a_personal_number_counts_only_with_a_right_check_digit(number: str, found: bool) -> None:
    line = replace(question(kind="pii", expect=Expect(("answered",))), text=f"Jag har {number}")
    assert ("pii: formen samordningsnummer saknas" not in told(line)) == found


def test_a_folder_that_cannot_be_read_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["/finns/inte"]) == 2 and "väntade minst en fråga" in capsys.readouterr().err
