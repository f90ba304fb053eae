from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.about import about_routes, model_name
from bot.settings import Settings
from bot.weights import LANGUAGE_MODEL
from corpus.page import Contact


def page(**values: Any) -> str:
    app = FastAPI()
    assistant = SimpleNamespace(settings=Settings(**values), index=SimpleNamespace(version="2026-11-22"))
    app.include_router(about_routes(assistant))  # type: ignore[arg-type]
    return TestClient(app).get("/om").text


def test_it_says_what_it_is_and_how_to_complain() -> None:
    text = page(municipality="Orsa <kommun>", contact=Contact("Växeln", "0250-55 21 00", "orsa@orsa.se", "8–16"))
    for words in (
        "AI-tjänst",
        "Svaren kan vara fel",
        "tel:0250-552100",
        "Tillgänglighet",
        "2026-11-22",
        "Orsa &lt;kommun&gt;",
    ):
        assert words in text


def test_the_data_protection_officer_is_named_where_there_is_one() -> None:
    assert 'href="mailto:dso@orsa.se"' in page(data_protection="dso@orsa.se")


def test_models_are_named_without_paths_and_addresses() -> None:
    assert model_name("/srv/modeller/qwen.gguf", LANGUAGE_MODEL) == "qwen.gguf"
    assert model_name("http://10.0.0.4:8080", LANGUAGE_MODEL) == "på kommunens egen server"
    assert "den inbyggda, qwen2.5" in page() and "den inbyggda, multilingual-e5" in page()
