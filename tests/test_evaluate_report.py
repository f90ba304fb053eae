"""What is made of a run: verdict, floors, the report and the files beside it."""

import csv
import html.parser
import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluate.evaluation import Evaluation, evaluate
from bot.evaluate.export import export
from bot.evaluate.failure import STEPS
from bot.evaluate.floors import Floor, FloorError, read_floors
from bot.evaluate.labels import labels, number
from bot.evaluate.metrics import BY_NAME
from bot.evaluate.questions import KINDS, Expect, Question
from bot.evaluate.report import render
from bot.evaluate.run import Draft, Result, start
from bot.evaluate.verdict import verdict
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


def evaluated(floors: tuple[Floor, ...] = (), baseline: Path | None = None, **config: Any) -> Evaluation:
    return evaluate(CONFIG | config, [one for one, _ in RUN], [other for _, other in RUN], floors, baseline)


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
    assert "Jämfört med den tidigare körningen" in render(evaluated(baseline=tmp_path))


def test_a_run_of_the_search_alone_has_a_report() -> None:
    assert "Bara sökningen är mätt" in render(evaluated(retrieve_only=True))


def test_every_metric_kind_and_step_has_its_words() -> None:
    words = labels()
    assert (
        set(words["metric"]) == set(BY_NAME) and set(words["kind"]) == set(KINDS) and set(words["step"]) == set(STEPS)
    )


@pytest.mark.parametrize(
    ("value", "unit", "signed", "told"),
    [(0.8531, "share", False, "85,3 %"), (-0.12, "share", True, "−12,0 procentenheter"),
     (1.25, "seconds", False, "1,25 s"), (0.0, "share", True, "0,0 procentenheter"), (812.4, "tokens", True, "+812")],
)  # fmt: skip
def test_numbers_as_a_swede_reads_them(value: float, unit: str, signed: bool, told: str) -> None:
    assert number(value, unit, signed=signed).replace("\u00a0", " ") == told


def test_the_verdict_is_no_while_a_target_is_missed() -> None:
    found = evaluated().verdict
    assert found.level == "no" and found.sentences[0].startswith("Av 100 frågor som sidorna har svar på får 50")


def test_the_verdict_is_unsure_with_few_questions_and_yes_with_many() -> None:
    for count, level in ((5, "unsure"), (400, "yes")):
        pairs = [(question(str(i)), result(str(i))) for i in range(count)]
        pairs += [(nothing(f"n{i}"), result(f"n{i}", status="no_evidence")) for i in range(count)]
        run = evaluate(CONFIG, [one for one, _ in pairs], [other for _, other in pairs], (), None)
        assert verdict(run.figures, False).level == level


def test_floors_hold_or_not_for_their_file_alone() -> None:
    floors = (
        Floor("resident-test", "answer_correct", 0.5, 0.6, "x"),
        Floor("resident-test", "hallucination", 0.1, 0.05, "x"),
        Floor("resident-test", "mrr_10", 0.5, 0.6, "x"),
        Floor("staff-test", "answer_correct", 0.9, 0.9, "x"),
    )
    assert [judged.holds for judged in evaluated(floors).floors] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[a.okant]\nfloor = 1", "okänt mått"),
        ("[a.mrr_10]\nceiling = 1\nmeasured = 1\ncommand = 'x'", "väntade floor"),
        ("[a.mrr_10]\nfloor = 'x'\nmeasured = 1\ncommand = 'x'", "väntade floor"),
        ("[a", "väntade TOML"),
    ],
)
def test_a_faulty_floors_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "floors.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FloorError, match=told):
        read_floors([tmp_path])


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
