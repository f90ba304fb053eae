import json
from pathlib import Path

import pytest
from rich.console import Console

import bot.__main__ as command
from bot.ask import QuestionError, print_plain, read_questions
from bot.assistant import Assistant
from bot.settings import Settings
from corpus.index import Index
from corpus.snapshot import Scope
from tests.conftest import MockModel, fill, make_page, word_rank

QUESTION = "När lagas en trasig gatlykta?"


@pytest.fixture
def assistant(index: Index, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """What the command line opens: one page, and a model that never cites, so answers are quotes."""
    fill(index, make_page("gatlykta", "En trasig gatlykta lagas inom 14 dagar. Kommunen har många vackra torg."))
    made = Assistant(index, Settings(), word_rank, MockModel(*["utan källa"] * 9).load)
    monkeypatch.setattr(
        "bot.assistant.probability",
        lambda index, question, ranked, retrieved: 0.9 if ranked[0].features["ranker"] > -4 else 0.1,
    )
    monkeypatch.setattr(command, "open_assistant", lambda settings: made)
    return made


def test_json_is_one_line_with_the_answer(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["ask", "--json", QUESTION]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["answer"] == "En trasig gatlykta lagas inom 14 dagar [1]."


def test_no_answer_is_also_success(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["ask", "--json", "Vem vann?"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "no_evidence"


def test_a_file_gives_one_answer_a_line_in_order(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "frågor.jsonl"
    rows = [
        {"id": "a", "question": QUESTION},
        {"id": "b", "question": "Vem vann?", "audience": "medarbetare", "history": []},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert command.main(["ask", "--jsonl", str(path)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(answer["id"], answer["status"]) for answer in answers] == [("a", "answered"), ("b", "no_evidence")]


def test_retrieve_stops_before_the_model(assistant: Assistant, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["ask", "--json", "--retrieve", QUESTION]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["answer"], made["sentences"], made["status"], made["model"]) == ("", [], "answered", None)
    assert made["evidence"] and made["retrieved"] and made["gate"] == 0.9


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ask", "  "], ["ask", "fråga", "--jsonl", "x"], ["ask", "--jsonl", "/finns/inte.jsonl"]]
)
def test_wrong_use_is_exit_code_2_with_the_reason(
    assistant: Assistant, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(arguments) == 2
    assert capsys.readouterr().err.strip()


def test_an_unknown_audience_is_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["ask", "fråga", "--audience", "alla i Falun"])
    assert stopped.value.code == 2


def test_a_missing_index_is_exit_code_2_and_says_how_to_build_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["ask", "fråga", "--data", str(tmp_path)]) == 2
    assert "python -m ingest" in capsys.readouterr().err


def test_easy_swedish_is_a_flag_and_each_sentence_a_line(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(
        assistant.index,
        make_page(
            "felanmälan",
            "Är du anonym får du inget svar från kommunen på din felanmälan eller synpunkt, men ärendet hanteras ändå.",
        ),
    )
    assert command.main(["ask", "--lattlast", "Får jag svar på en anonym felanmälan?"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[1:4] == [
        "Är du anonym [1]?",
        "Då får du inget svar från kommunen på din felanmälan eller synpunkt [1].",
        "Men ärendet hanteras ändå [1].",
    ]
    assert command.main(["ask", "--lattlast", "--json", "Får jag svar på en anonym felanmälan?"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["sentences"][0]["citations"], made["sentences"][0]["text"][:16]) == ([1], "Är du anonym? Då")
    assert made["citations"][0]["quote"].startswith("Är du anonym får du inget svar")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{trasig", "väntade JSON"),
        ("[]", "väntade ett JSON-objekt"),
        ('{"id": "a"}', "fältet question"),
        ('{"question": "x", "audience": "katt"}', "fältet audience"),
        ('{"question": "x", "history": "y"}', "fältet history"),
    ],
)
def test_a_malformed_line_names_file_line_and_field(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "frågor.jsonl"
    path.write_text('{"question": "bra"}\n' + line, encoding="utf-8")
    with pytest.raises(QuestionError, match=rf"frågor\.jsonl, rad 2: .*{said}"):
        read_questions(path, "invånare")


def test_plain_output_shows_answer_source_link_and_contact(assistant: Assistant) -> None:
    console = Console(record=True, width=200, highlight=False)
    *_, answer = assistant.answer(QUESTION, Scope("invånare"))
    print_plain(answer, console)
    shown = console.export_text()
    assert "lagas inom 14 dagar [1]." in shown
    assert (
        "[1] Gatlykta" in shown and "https://www.falun.se/gatlykta.html" in shown and "Kontakt: Kontaktcenter" in shown
    )


def test_plain_output_shows_steps_one_a_line(assistant: Assistant) -> None:
    fill(
        assistant.index,
        make_page("lykta", "Anmäl en trasig gatlykta så här:\n\n1. Läs numret på stolpen.\n2. Ring oss."),
    )
    console = Console(record=True, width=200, highlight=False)
    *_, answer = assistant.answer("Hur anmäler jag en trasig gatlykta?", Scope("invånare"))
    print_plain(answer, console)
    assert "så här:\n  1. Läs numret på stolpen.\n  2. Ring oss [1].\n" in console.export_text()
