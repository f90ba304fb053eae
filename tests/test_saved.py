"""Pages as they are saved from a browser, in the structure of four systems (tests/saved)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ingest.extract import Defaults, Document, read
from tests.benchmarks.extraction import SAVED, score_saved

EXPECTED = tomllib.loads((SAVED / "expected.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_saved_page_is_read_whole_and_nothing_besides(name: str) -> None:
    expected: dict[str, Any] = EXPECTED[name]
    body = (SAVED / f"{name}.html").read_bytes()
    reading = read(Document("https://x.se/a", "https://x.se/a", ".html", body, "x.se/a"), Defaults("test", "invånare"))
    page = reading.page
    assert score_saved(page.text, expected) == (1, 1, 1), page.text
    assert [line.lstrip("# ") for line in page.text.split("\n") if line.startswith("#") and "Kontakt" not in line
            and "Blanketter" not in line and "E-tjänster" not in line] == expected["headings"], page.text  # fmt: skip
    assert (page.title, page.updated, page.category) == (expected["title"], expected["updated"], expected["category"])
    contact = [page.contact.name, page.contact.phone, page.contact.email] if page.contact else None
    assert contact == expected.get("contact")
    assert (page.e_service.url if page.e_service else None) == expected.get("e_service")


def test_every_saved_page_is_expected_something_of() -> None:
    assert {path.stem for path in Path(SAVED).glob("*.html")} == set(EXPECTED)
