import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answer import Answer, Sentence, Status
from bot.evaluate.questions import Question
from bot.evaluate.run import RunError, Trace, answers_digest, categories_of, read_results, run, start, unfinished
from corpus.index import Index
from tests.conftest import fill, make_page
from tests.small_run import question

QUESTIONS = [question("a"), question("b"), question("c")]


class Asked:
    """Answers questions and remembers which; raises at `broken`, is interrupted at `killed`."""

    def __init__(self, killed: str = "", broken: str = "") -> None:
        self.ids: list[str] = []
        self.trace = Trace()
        self.killed, self.broken = killed, broken

    def __call__(self, one: Question) -> Answer:
        if one.id == self.killed:
            raise KeyboardInterrupt
        if one.id == self.broken:
            raise ValueError("trasig")
        self.ids.append(str(one.id))
        self.trace(Sentence("Utkast.", (1,)), None)
        return Answer(one.text, Status.NO_EVIDENCE, id=one.id, done=True)


def ask_all(asked: Asked, out: Path, warm_up: Callable[[], None] = lambda: None) -> list[str]:
    return [result.id for result in run(QUESTIONS, asked, warm_up, asked.trace, {"tomtko": "Bygga & bo"}, out)]


def test_every_result_is_on_its_line_with_drafts_and_category(tmp_path: Path) -> None:
    asked = Asked()
    assert ask_all(asked, tmp_path) == ["a", "b", "c"]
    [first, *_] = read_results(tmp_path)
    assert (first.category, first.drafts[0].text, first.drafts[0].shown) == ("Bygga & bo", "Utkast.", None)


def test_a_run_that_was_killed_goes_on_without_asking_twice(tmp_path: Path) -> None:
    first, second = Asked(killed="b"), Asked()
    with pytest.raises(KeyboardInterrupt):
        ask_all(first, tmp_path)
    assert ask_all(second, tmp_path) == ["a", "b", "c"]
    assert first.ids + second.ids == ["a", "b", "c"]


def test_a_line_that_was_cut_short_is_asked_again(tmp_path: Path) -> None:
    ask_all(Asked(), tmp_path)
    path = tmp_path / "results.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    again = Asked()
    assert ask_all(again, tmp_path) == ["a", "b", "c"] and again.ids == ["c"]
    assert len(path.read_text(encoding="utf-8").splitlines()) == 3


def test_a_line_that_another_process_is_writing_is_left_alone(tmp_path: Path) -> None:
    start(tmp_path / "run", {"started": "1", "machine": "m", "count": 3})
    ask_all(Asked(), tmp_path / "run")
    path = tmp_path / "run" / "results.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    before = path.read_bytes()
    assert [one.id for one in read_results(tmp_path / "run")] == ["a", "b"]
    assert unfinished(tmp_path, {"started": "2", "machine": "m", "count": 3}) == tmp_path / "run"
    assert path.read_bytes() == before


def test_a_damaged_line_is_told(tmp_path: Path) -> None:
    (tmp_path / "results.jsonl").write_text('{"id": 1\n{}\n', encoding="utf-8")
    with pytest.raises(RunError, match=r"results\.jsonl, rad 1"):
        read_results(tmp_path)


def test_a_question_that_breaks_the_program_is_a_result(tmp_path: Path) -> None:
    asked = Asked(broken="b")
    assert ask_all(asked, tmp_path) == ["a", "b", "c"]
    broken = read_results(tmp_path)[1]
    assert (broken.answer["status"], broken.error, broken.drafts) == ("error", "ValueError: trasig", ())


def test_models_are_loaded_only_where_something_is_to_be_asked(tmp_path: Path) -> None:
    warmed: list[str] = []
    ask_all(Asked(), tmp_path, lambda: warmed.append("first"))
    ask_all(Asked(), tmp_path, lambda: warmed.append("second"))
    assert warmed == ["first"]


def test_a_folder_with_another_config_is_not_gone_on_with(tmp_path: Path) -> None:
    config = {"started": "1", "machine": "m", "count": 3, "prompts": "x"}
    start(tmp_path, config)
    assert start(tmp_path, config | {"started": "2"})["started"] == "1"
    with pytest.raises(RunError, match="annat värde på prompts"):
        start(tmp_path, config | {"prompts": "y"})


def test_the_newest_interrupted_run_is_found(tmp_path: Path) -> None:
    config = {"started": "1", "machine": "m", "count": 3}
    for name in ("2026-01-01", "2026-01-02"):
        start(tmp_path / name, config)
    ask_all(Asked(), tmp_path / "2026-01-02")
    assert unfinished(tmp_path, config) == tmp_path / "2026-01-01"
    assert unfinished(tmp_path, config | {"count": 4, "prompts": "y"}) is None


def test_two_runs_that_answer_alike_have_the_same_digest(tmp_path: Path) -> None:
    digests = []
    for name, seconds in (("x", 1.0), ("y", 2.0)):
        (tmp_path / name).mkdir()
        ask_all(Asked(), tmp_path / name)
        results = read_results(tmp_path / name)
        results[0].answer["timings"]["total_s"] = seconds
        digests.append(answers_digest(results))
    assert digests[0] == digests[1]


def test_categories_by_id_and_url(index: Index) -> None:
    fill(index, make_page("tomtko", "Tomtkön är öppen.", category="Bygga & bo"))
    url = make_page("tomtko", "x").url
    assert categories_of(index, ["tomtko", url, "okänd"]) == {"tomtko": "Bygga & bo", url: "Bygga & bo"}


def test_results_are_json_that_others_can_read(tmp_path: Path) -> None:
    ask_all(Asked(), tmp_path)
    row = json.loads((tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert row["answer"]["status"] == "no_evidence"
