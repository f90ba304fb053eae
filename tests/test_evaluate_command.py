"""python -m bot evaluate, with one page and a language model that never cites."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import bot.__main__ as command
from bot.assistant import Assistant
from bot.evaluate.run import Trace
from bot.settings import Settings
from corpus.index import Index
from tests.conftest import MockModel, fill, make_page, word_rank

LINES = [
    {"id": "a", "audience": "invånare", "lang": "sv", "kind": "direct", "question": "När lagas en trasig gatlykta?",
     "answerable": True, "facts": [["14 dagar"]], "pages": ["gatlykta"]},
    {"id": "b", "audience": "invånare", "lang": "sv", "kind": "unanswerable-far", "question": "Vem vann hockeymatchen?",
     "answerable": False, "facts": [], "pages": []},
]  # fmt: skip
FLOOR = '[small.answer_correct]\nfloor = {}\nmeasured = 1.2\ncommand = "make evaluate"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.jsonl"
    path.write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
    return path


@pytest.fixture
def model(index: Index, monkeypatch: pytest.MonkeyPatch) -> MockModel:
    fill(index, make_page("gatlykta", "En trasig gatlykta lagas inom 14 dagar. Kommunen har många vackra torg."))
    model = MockModel(*["En lykta lagas inom 3 år [1]."] * 9)

    def opened(settings: Settings, trace: Trace | None = None) -> Assistant:
        return Assistant(index, settings, word_rank, model.load, trace)

    monkeypatch.setattr(
        "bot.assistant.probability",
        lambda index, question, ranked, retrieved: 0.9 if ranked[0].features["ranker"] > -4 else 0.1,
    )
    monkeypatch.setattr(command, "open_assistant", opened)
    monkeypatch.setattr(Assistant, "warm_up", lambda assistant, **_: None)
    return model


@pytest.fixture
def evaluate(file: Path, model: MockModel, tmp_path: Path) -> Callable[..., int]:
    return lambda *more: command.main(["evaluate", str(file), "--data", str(tmp_path / "data"), *map(str, more)])


def results(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_run_leaves_answers_with_drafts_figures_and_report(evaluate: Callable[..., int], tmp_path: Path) -> None:
    assert evaluate("--out", tmp_path / "out") == 0
    first, second = results(tmp_path / "out")
    assert first["drafts"] == [{"text": "En lykta lagas inom 3 år.", "citations": [1], "shown": None}]
    assert second["answer"]["status"] == "no_evidence"  # type: ignore[index]
    assert {"config.json", "report.html", "summary.json", "metrics.csv", "questions.csv"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }


def test_a_finished_run_is_reported_again_without_asking(
    evaluate: Callable[..., int], model: MockModel, tmp_path: Path
) -> None:
    assert [evaluate("--out", tmp_path / "out") for _ in range(2)] == [0, 0]
    assert len(model.asked) == 1 and len(results(tmp_path / "out")) == 2


def test_without_a_folder_an_interrupted_run_goes_on(evaluate: Callable[..., int], tmp_path: Path) -> None:
    evaluate()
    [out] = (tmp_path / "data/evaluations").iterdir()
    path = out / "results.jsonl"
    path.write_text(path.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    evaluate()
    assert [one.name for one in (tmp_path / "data/evaluations").iterdir()] == [out.name] and len(results(out)) == 2


def test_a_figure_below_its_floor_is_exit_code_1(
    evaluate: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "floors.toml").write_text(FLOOR.format(1.1), encoding="utf-8")
    assert evaluate("--out", tmp_path / "out") == 1
    assert "UNDER GOLVET: small answer_correct: 1.000, golv 1.100" in capsys.readouterr().out


def test_a_floor_that_holds_is_exit_code_0(evaluate: Callable[..., int], tmp_path: Path) -> None:
    (tmp_path / "floors.toml").write_text(FLOOR.format(0.9), encoding="utf-8")
    assert evaluate("--out", tmp_path / "out") == 0


def test_without_floors_it_says_so(
    evaluate: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate("--out", tmp_path / "out")
    assert "Inga golv är satta" in capsys.readouterr().out


def test_an_interruption_says_how_to_go_on(
    evaluate: Callable[..., int], model: MockModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def interrupted(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.ask.ask", interrupted)
    assert evaluate("--out", tmp_path / "out") == 130
    assert "samma kommando fortsätter" in capsys.readouterr().err and not (tmp_path / "out/report.html").exists()


def test_a_malformed_line_is_told_before_anything_is_asked(
    evaluate: Callable[..., int], model: MockModel, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(file.read_text(encoding="utf-8") + '\n{"id": "c"}\n', encoding="utf-8")
    assert evaluate("--out", tmp_path / "out") == 2
    assert "small.jsonl, rad 3: fältet question" in capsys.readouterr().err
    assert not model.asked and not (tmp_path / "out").exists()


def test_a_baseline_without_a_run_is_wrong_use(evaluate: Callable[..., int], model: MockModel, tmp_path: Path) -> None:
    assert evaluate("--baseline", tmp_path / "finns-inte") == 2 and not model.asked


def test_a_baseline_is_compared(
    evaluate: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate("--out", tmp_path / "one")
    assert evaluate("--out", tmp_path / "two", "--baseline", tmp_path / "one") == 0
    comparison = json.loads((tmp_path / "two/summary.json").read_text(encoding="utf-8"))["comparison"]
    assert comparison["common"] == 2 and not comparison["better"] and not comparison["worse"]
    assert not comparison["differs"]


def test_only_the_search_needs_no_language_model(
    evaluate: Callable[..., int], model: MockModel, tmp_path: Path
) -> None:
    assert evaluate("--retrieve", "--out", tmp_path / "out") == 0
    assert not model.asked and results(tmp_path / "out")[0]["answer"]["answer"] == ""  # type: ignore[index]


def test_a_secret_of_the_settings_is_not_saved(
    evaluate: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        command, "load_settings", lambda data: Settings(language_model_key="hemlig", staff_password="hemlig", data=data)
    )
    evaluate("--out", tmp_path / "out")
    assert "hemlig" not in (tmp_path / "out/config.json").read_text(encoding="utf-8")
