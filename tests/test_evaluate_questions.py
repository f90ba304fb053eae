import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluate.questions import QuestionError, holds, read_gold, read_questions

RIGHT = {
    "id": "a",
    "audience": "invånare",
    "lang": "sv",
    "kind": "direct",
    "question": "Vad kostar det?",
    "history": [],
    "answerable": True,
    "facts": [["800 kronor"]],
    "pages": ["tomtko"],
}


def write(path: Path, *rows: Any) -> Path:
    path.write_text(
        "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows),
        encoding="utf-8",
    )
    return path


def test_a_line_keeps_its_gold(tmp_path: Path) -> None:
    expect = {"status": ["answered"], "absent_answer": [" 0 kr"]}
    [question] = read_gold([write(tmp_path / "resident-dev.jsonl", RIGHT | {"expect": expect})])
    assert (question.facts, question.pages, question.file) == ((("800 kronor",),), ("tomtko",), "resident-dev")
    assert question.expect and question.expect.absent_answer == (" 0 kr",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "direkt"}, "fältet kind"), ({"facts": [[]]}, "fältet facts"), ({"facts": "800"}, "fältet facts"),
        ({"answerable": "ja"}, "fältet answerable"), ({"question": " "}, "fältet question"), ({"id": 7}, "fältet id"),
        ({"audience": "alla andra"}, "fältet audience"), ({"facts": []}, "fälten facts och pages"),
        ({"expect": {"status": ["klart"]}}, "fältet expect"),
        ({"expect": {"status": ["answered"], "saknas": []}}, "fältet expect"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_with_file_and_line(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    path = write(tmp_path / "q.jsonl", RIGHT, RIGHT | {"id": "b"} | change)
    with pytest.raises(QuestionError, match=rf"q\.jsonl, rad 2: {told}"):
        read_gold([path])


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "q.jsonl", "{", RIGHT, "[]", RIGHT | {"kind": ""})
    with pytest.raises(QuestionError) as error:
        read_gold([path])
    assert [line.split(": ")[0][-5:] for line in str(error.value).splitlines()] == ["rad 1", "rad 3", "rad 4"]


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    row = {key: value for key, value in RIGHT.items() if key != "lang"}
    with pytest.raises(QuestionError, match="fältet lang ska vara en språkkod, är None"):
        read_gold([write(tmp_path / "q.jsonl", row)])


def test_an_id_occurs_once_in_all_files(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"q\.jsonl, rad 1, .*r\.jsonl, rad 1: fältet id .* a finns 2 gånger"):
        read_gold([write(tmp_path / "q.jsonl", RIGHT), write(tmp_path / "r.jsonl", RIGHT)])


@pytest.mark.parametrize(("slip", "meant"), [("histroy", "history"), ("expekt", "expect")])
def test_a_misspelt_field_that_may_be_left_out_is_told(tmp_path: Path, slip: str, meant: str) -> None:
    row = {key: value for key, value in RIGHT.items() if key != meant}
    with pytest.raises(QuestionError, match=rf"q\.jsonl, rad 1: fältet {slip} är okänt. Menas {meant}\?"):
        read_gold([write(tmp_path / "q.jsonl", row | {slip: []})])


def test_a_field_of_ones_own_is_let_be(tmp_path: Path) -> None:
    assert read_gold([write(tmp_path / "q.jsonl", RIGHT | {"comment": "skriven av receptionen"})])


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="fann ingen"):
        read_gold([write(tmp_path / "q.jsonl", "")])


def test_questions_that_are_only_answered_need_no_gold(tmp_path: Path) -> None:
    [question] = read_questions(write(tmp_path / "q.jsonl", {"question": "När?", "facts": "annat"}, ""), "medarbetare")
    assert (question.text, question.audience, question.id) == ("När?", "medarbetare", None)


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    [question] = read_questions(write(tmp_path / "q.jsonl", {"question": "När\u2028öppnar ni?"}), "invånare")
    assert question.text == "När\u2028öppnar ni?"


def test_a_fact_is_found_with_case_and_white_space_folded() -> None:
    assert holds("Det kostar 1\u00a0547\n  KRONOR.", ["1 547 kronor"])
    assert not holds("Det kostar 1547 kronor.", ["1 547 kronor"])


@pytest.mark.parametrize(
    ("text", "form"),
    [("högst 24 timmar", "4 timmar"), ("1 125 kronor", "125 kronor"), ("15 procent", "5 procent"), ("0,5 meter", "5 meter"),
     ("vecka 44", "vecka 4"), ("kostar 4 250 kronor", "kostar 4"), ("22,071", "22,07"), ("2,7,5 cm", "7,5 cm")],
)  # fmt: skip
def test_a_fact_is_no_part_of_a_longer_number(text: str, form: str) -> None:
    assert not holds(text, [form])


@pytest.mark.parametrize(
    ("text", "form"),
    [("Avgift i Falun 2023: 125 kronor", "125 kronor"), ("år 2024 300 kronor", "300 kronor"), ("måndag 8–16, helg 10", "16"),
     ("steg 4–6", "steg 4"), ("kväll, kvällar", "kväll"), ("den 1 juli 2026, 500 kronor", "2026"), ("2, 4 och 6", "4"),
     ("Ring 023-830 00.", "023-830 00"), ("28 § förvaltningslagen", "28 §")],
)  # fmt: skip
def test_a_fact_is_found_beside_other_numbers(text: str, form: str) -> None:
    assert holds(text, [form])
