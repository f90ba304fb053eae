"""What is made of a run: verdict, floors, the report and the files beside it."""

import csv
import html.parser
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.evaluate import floors
from bot.evaluate.evaluation import Evaluation, evaluate
from bot.evaluate.export import cell, export
from bot.evaluate.failure import STEPS
from bot.evaluate.floors import Floor, FloorError, read_floors
from bot.evaluate.labels import labels, number
from bot.evaluate.metrics import BY_NAME
from bot.evaluate.questions import KINDS, Expect, Question
from bot.evaluate.report import render
from bot.evaluate.run import Draft, Result, start
from bot.evaluate.verdict import Verdict
from tests.small_run import nothing, question, result

CONFIG: dict[str, Any] = {
    "started": "2026-11-22T10:00:00",
    "machine": "x86",
    "questions": [{"file": "resident-test.jsonl", "sha256": "0" * 64}],
    "count": 4,
    "retrieve_only": False,
    "settings": {"municipality": "Falu kommun"},
    "language_model": "mock",
    "embedding_model": "mock",
    "ranking_model": "mock",
    "index_version": "v1",
    "prompts": "0" * 64,
    "calibration": "0" * 64,
    "gate_threshold": 0.5,
    "code": "0" * 64,
    "versions": {"python": "3.11"},
}
RUN: list[tuple[Question, Result]] = [
    (question("a"), result("a")),
    (
        question("b"),
        result(
            "b", text="<script>alert(1)</script> är svaret", drafts=(Draft("Anmälan kostar 800 kronor.", (1,), None),)
        ),
    ),
    (nothing("c"), result("c", status="no_evidence")),
    (question("d", kind="abuse", expect=Expect(("refused",))), result("d")),
]


def evaluated(given: tuple[Floor, ...] = (), baseline: Path | None = None, **config: Any) -> Evaluation:
    return evaluate(CONFIG | config, [one for one, _ in RUN], [other for _, other in RUN], given, baseline)


class Tags(html.parser.HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_report_is_one_file_without_addresses_or_scripts() -> None:
    tags = Tags(render(evaluated())).found
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in tags}
    addresses = [
        str(value)
        for _, attributes in tags
        for key, value in attributes.items()
        if key in ("src", "href", "xlink:href")
    ]
    assert addresses and all(address.startswith("#") for address in addresses)


def test_the_report_escapes_answers_and_names_the_step() -> None:
    text = render(evaluated())
    assert "&lt;script&gt;alert(1)" in text and "Kontrollen (1)" in text and "(ströks)" in text


def test_the_report_is_accessible() -> None:
    tags = Tags(render(evaluated())).found
    assert ("html", {"lang": "sv"}) in tags
    tables = sum(tag == "table" for tag, _ in tags)
    assert tables and tables == sum(tag == "caption" for tag, _ in tags)
    drawings = [attributes for tag, attributes in tags if tag == "svg"]
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert drawings and all(
        one["role"] == "img" and set(str(one["aria-labelledby"]).split()) <= set(map(str, ids)) for one in drawings
    )


def test_the_same_run_gives_the_same_report() -> None:
    assert render(evaluated()) == render(evaluated())


def test_a_comparison_is_in_the_report(tmp_path: Path) -> None:
    start(tmp_path, CONFIG)
    rows = [
        json.dumps({"id": one.id, "answer": one.answer, "drafts": [], "category": "", "error": None}) for _, one in RUN
    ]
    (tmp_path / "results.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    text = render(evaluated(baseline=tmp_path, prompts="1" * 64))
    assert "Jämfört med den tidigare körningen" in text and "<strong>Säkert sämre:</strong> inget." in text
    assert "Det här skiljer körningarna: instruktionerna till språkmodellen." in text


def test_a_run_of_the_search_alone_has_a_report() -> None:
    assert "Bara sökningen är mätt" in render(evaluated(retrieve_only=True))


def test_every_metric_kind_and_step_has_its_words() -> None:
    words = labels()
    assert (
        set(words["metric"]) == set(BY_NAME) and set(words["kind"]) == set(KINDS) and set(words["step"]) == set(STEPS)
    )


@pytest.mark.parametrize(
    ("value", "unit", "signed", "told"),
    [(0.8531, "share", False, "85,3 %"), (-0.12, "share", True, "−12,0 procentenheter"), (-0.0001, "seconds", True, "0,00 s"),
     (1.25, "seconds", False, "1,25 s"), (0.0, "share", True, "0,0 procentenheter"), (812.4, "tokens", True, "+812")],
)  # fmt: skip
def test_numbers_as_a_swede_reads_them(value: float, unit: str, signed: bool, told: str) -> None:
    assert number(value, unit, signed=signed).replace("\u00a0", " ") == told


def test_the_verdict_is_no_while_a_target_is_missed() -> None:
    found = evaluated().verdict
    assert found.level == "no" and found.sentences[0].startswith("Av 100 frågor som sidorna har svar på får 50")


def right(count: int, audience: str = "invånare") -> list[tuple[Question, Result]]:
    """An answered, an unanswerable and a security question of each number, all with the outcome that they should have."""
    names = [f"{audience}{i}" for i in range(count)]
    return [
        *((replace(question(name), audience=audience), result(name)) for name in names),
        *((replace(nothing(f"n{name}"), audience=audience), result(f"n{name}", status="no_evidence")) for name in names),
        *((replace(question(f"s{name}", kind="abuse", expect=Expect(("refused",))), audience=audience),
           result(f"s{name}", status="refused")) for name in names),
    ]  # fmt: skip


def verdict_of(pairs: list[tuple[Question, Result]]) -> Verdict:
    return evaluate(CONFIG, [one for one, _ in pairs], [other for _, other in pairs], (), None).verdict


@pytest.mark.parametrize(("count", "level"), [(5, "unsure"), (400, "yes")])
def test_the_verdict_is_unsure_with_few_questions_and_yes_with_many(count: int, level: str) -> None:
    assert verdict_of(right(count)).level == level


def test_the_verdict_is_open_while_a_target_is_not_measured() -> None:
    found = verdict_of([pair for pair in right(400) if not pair[0].expect])
    assert (found.level, found.headline[:32]) == ("part", "Går inte att säga. Bara 5 av 6 m")


def test_a_good_mean_does_not_hide_an_audience_that_is_served_badly() -> None:
    wrong = [(one, result(str(one.id), status="no_evidence")) for one, _ in right(25, "medarbetare")[:25]]
    found = verdict_of([*right(400), *wrong])
    assert [target.metric for target in found.targets if not target.met] == ["answer_correct", "false_refusal"]
    assert found.level == "no" and found.audiences == ("invånare", "medarbetare")
    assert verdict_of([*right(400), *wrong[:5]]).level == "yes"  # too few to be judged by themselves


def test_floors_hold_or_not_for_their_file_alone() -> None:
    given = (
        Floor("resident-test", "answer_correct", 0.5, 0.6, "x"),
        Floor("resident-test", "hallucination", 0.1, 0.05, "x"),
        Floor("resident-test", "mrr_10", 0.5, 0.6, "x"),
        Floor("staff-test", "answer_correct", 0.9, 0.9, "x"),
    )
    assert [judged.holds for judged in evaluated(given).floors] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[a.okant]\nfloor = 1", "okänt mått"),
        ("[a.mrr_10]\nceiling = 1\nmeasured = 1\ncommand = 'x'", "väntade floor"),
        ("[a.mrr_10]\nfloor = 'x'\nmeasured = 1\ncommand = 'x'", "väntade floor"),
        ("[a.mrr_10]\nfloor = true\nmeasured = 1\ncommand = 'x'", "väntade floor"),
        ("[a.mrr_10]\nfloor = nan\nmeasured = 1\ncommand = 'x'", "väntade floor"),
        ("[a.mrr_10]\nfloor = 0.9\nmeasured = 0.8\ncommand = 'x'", "det uppmätta 0.8 når inte floor 0.9"),
        ("[a]\nmrr_10 = 0.9", r"\[a\.mrr_10\]: väntade floor"),
        ("mrr_10 = 0.9", "väntade en tabell"),
        ("[b.mrr_10]\nfloor = 0.9", r"\[b\]: det finns ingen frågefil b\.jsonl"),
        ("[a", "väntade TOML"),
    ],
)
def test_a_faulty_floors_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "a.jsonl").touch()
    (tmp_path / "floors.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FloorError, match=rf"floors\.toml: .*{told}"):
        read_floors([tmp_path])


def test_the_floors_that_a_run_allows_hold_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export(evaluated(), tmp_path)
    assert floors.main([str(tmp_path), "--command", 'make "x"']) == 0
    (tmp_path / "resident-test.jsonl").touch()
    (tmp_path / "floors.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    judged = evaluated(tuple(read_floors([tmp_path]))).floors
    assert {one.floor.metric for one in judged} == set(floors.KEPT) and all(one.holds for one in judged)
    limits = {one.floor.metric: one.floor.limit for one in judged}
    assert (limits["answer_correct"], limits["hallucination"]) == (0.48, 0.354)
    assert judged[0].floor.command == 'make "x"'


def test_floors_of_a_folder_without_a_run_is_wrong_use(tmp_path: Path) -> None:
    assert floors.main([str(tmp_path)]) == 2


def test_json_and_csv_hold_every_question_and_figure(tmp_path: Path) -> None:
    run = evaluated()
    export(run, tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert [failed["id"] for failed in summary["failures"]] == ["b", "d"] and len(summary["figures"]) == len(
        run.figures
    )
    with (tmp_path / "questions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [(row["id"], row["steg"]) for row in rows] == [("a", ""), ("b", "verifier"), ("c", ""), ("d", "guard")]
    assert rows[0]["fråga"] == "fråga a" and rows[0]["svar"].startswith("Anmälan till tomtkön")


@pytest.mark.parametrize("text", ["=1+1", "+46 23", "-1", "@a", "\tx"])
def test_a_text_is_no_formula_in_a_spreadsheet(text: str) -> None:
    assert cell(text) == f"'{text}"
