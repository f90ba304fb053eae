import json
from pathlib import Path

import pytest

from bot.evaluate import config
from bot.evaluate.config import config_of, differing
from bot.settings import OpenID, Settings


def of(settings: Settings, tmp_path: Path, **more: object) -> dict[str, object]:
    path = tmp_path / "q.jsonl"
    path.write_text("{}", encoding="utf-8")
    return config_of(settings, [path], 1, "v1", False) | more


def test_it_is_json_and_says_what_the_answers_depend_on(tmp_path: Path) -> None:
    made = of(Settings(), tmp_path)
    assert json.loads(json.dumps(made)) == made
    assert {"questions", "settings", "language_model", "embedding_model", "ranking_model", "index_version", "prompts",
            "calibration", "code", "versions"} <= made.keys()  # fmt: skip


def test_the_rankers_weights_part_two_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = tmp_path / "ranker.npz"
    monkeypatch.setattr(config, "WEIGHTS", weights)
    missing = of(Settings(), tmp_path)
    weights.write_bytes(b"one")
    first = of(Settings(), tmp_path)
    weights.write_bytes(b"other")
    assert missing["ranking_model"] == "saknas"
    assert differing(missing, first) == differing(first, of(Settings(), tmp_path)) == ["ranking_model"]


def test_a_model_file_counts_by_its_content_and_a_hub_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"one")
    first = of(Settings(language_model=str(path)), tmp_path)
    path.write_bytes(b"other")
    assert differing(first, of(Settings(language_model=str(path)), tmp_path)) == ["language_model"]
    hub = of(Settings(language_model="a/b:c.gguf@main", ranking_model="a/reranker"), tmp_path)
    assert (hub["language_model"], hub["ranking_model"]) == ("a/b:c.gguf@main", "a/reranker")


def test_no_secret_is_written_down(tmp_path: Path) -> None:
    oidc = OpenID("https://login.se", "kommunsvar", "hemligt", "https://fraga.se", "groups", "medarbetare")
    secret = Settings(language_model_key="hemligt", staff_password="hemligt", oidc=oidc,
                      feedback_database="postgresql://kim:hemligt@db/x")  # fmt: skip
    assert "hemligt" not in json.dumps(of(secret, tmp_path))


def test_where_the_data_lies_does_not_part_two_runs(tmp_path: Path) -> None:
    assert not differing(of(Settings(data=tmp_path / "x"), tmp_path), of(Settings(data=tmp_path / "y"), tmp_path))


def test_when_and_on_which_machine_does_not_part_two_runs() -> None:
    assert not differing({"started": "1", "machine": "a", "code": "x"}, {"started": "2", "machine": "b", "code": "x"})
