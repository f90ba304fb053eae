from datetime import date
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.about import ASSESSED, about_routes, model_name
from bot.answer_card import swedish_date
from bot.settings import Settings
from bot.weights import LANGUAGE_MODEL
from corpus.page import Contact


class FakeIndex:
    version = "7fe353d8a4c0"

    def read_in(self) -> date:
        return date(2026, 11, 5)


def page(**values: Any) -> str:
    app = FastAPI()
    assistant = SimpleNamespace(settings=Settings(**values), index=FakeIndex())
    app.include_router(about_routes(assistant))  # type: ignore[arg-type]
    return TestClient(app).get("/om").text


def test_it_says_what_it_is_and_how_to_complain() -> None:
    text = page(municipality="Orsa <kommun>", contact=Contact("Växeln", "0250-55 21 00", "orsa@orsa.se", "8–16"))
    for words in (
        "AI-tjänst",
        "Svaren kan vara fel",
        "tel:0250-552100",
        "Orsa &lt;kommun&gt;",
    ):
        assert words in text


def test_the_data_protection_officer_is_named_where_there_is_one() -> None:
    assert 'href="mailto:dso@orsa.se"' in page(data_protection="dso@orsa.se")


def test_models_are_named_without_paths_and_addresses() -> None:
    assert model_name("/srv/modeller/qwen.gguf", LANGUAGE_MODEL) == "qwen.gguf"
    assert model_name("http://10.0.0.4:8080", LANGUAGE_MODEL) == "på en annan server, som kommunen har valt"
    assert "den inbyggda, qwen2.5" in page() and "den inbyggda, multilingual-e5" in page()


def test_it_says_when_the_pages_were_read_in_and_which_version_they_are() -> None:
    assert "lästes senast in den 5 november 2026 (version 7fe353d8a4c0)" in page()


def test_the_accessibility_statement_has_what_the_law_asks_for() -> None:
    text = page(municipality="Orsa kommun", contact=Contact("Växeln", "0250-55 21 00", "orsa@orsa.se", "8–16"))
    statement = text.partition('id="tillganglighet"')[2].partition("<h2>")[0]
    for words in (
        "Orsa kommun står bakom tjänsten Orsa kommun svarar",
        "<strong>delvis förenlig</strong>",
        "Brister som vi känner till",
        "mailto:orsa@orsa.se",
        'href="https://www.digg.se/tdosanmalan"',
        "självskattning",
        f"senast den {swedish_date(ASSESSED)}",
    ):
        assert words in statement, words


def test_where_a_question_goes_follows_the_settings() -> None:
    here, elsewhere = "skickas inte vidare till något annat företag", "Din fråga skickas dit"
    assert here in page() and elsewhere not in page()
    for model in ({"language_model": "http://gpu-server:8080"},
                  {"embedding_model": "http://gpu-server:8080", "embedding_model_name": "e5"}):  # fmt: skip
        text = page(**model)
        assert elsewhere in text and here not in text and "gpu-server" not in text


def test_how_long_feedback_is_kept_is_told() -> None:
    assert "högst 90 dagar" in page(feedback_days=90)
