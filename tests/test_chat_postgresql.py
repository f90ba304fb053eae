"""The chat page with feedback in a real PostgreSQL server that then goes down (tests/postgresql.py)."""

from contextlib import ExitStack
from pathlib import Path

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chat_page import answered, opened, serving
from tests.postgresql import postgresql
from tests.test_chat_feedback import PASSWORD, staff_sees

pytestmark = pytest.mark.browser


def rate(page: Page, choice: str) -> None:
    page.get_by_role("group", name="Omdöme").last.get_by_role("button", name=choice, exact=True).click()


def kept(database: str) -> list[tuple[str, bool]]:
    with psycopg.connect(database) as opened_database:
        return opened_database.execute("SELECT question, helpful FROM feedback").fetchall()


def test_feedback_is_kept_read_and_deleted_there_and_answers_go_on_without_it(browser: Browser, folder: Path) -> None:
    running = ExitStack()
    database, _ = running.enter_context(postgresql())
    settings = folder / "kommunsvar.toml"
    settings.write_text(f'staff_password = "{PASSWORD}"\nfeedback_database = "{database}"', encoding="utf-8")
    chat = serving("tests.fake_chat", settings, "--data", str(folder))
    with running, chat as address, opened(browser, address) as page:
        answered(page, "Ring 070-123 45 67")
        rate(page, "Nej")
        expect(page.get_by_label("Vad var fel eller saknades?")).to_be_visible()
        assert kept(database) == [("Ring [telefonnummer]", False)]
        assert "Hade inte nytta" in staff_sees(address)
        rate(page, "Ta bort mitt omdöme")
        expect(page.get_by_role("button", name="Ta bort mitt omdöme")).to_have_count(0)
        assert kept(database) == []

        running.close()
        answered(page, "Svarar du ändå?")
        rate(page, "Ja")
        expect(page.get_by_text("Omdömet kunde inte sparas.")).to_be_visible()
        expect(page.get_by_text("PostgreSQL")).to_have_count(0)
        with httpx.Client(base_url=address) as staff:
            staff.post("/medarbetare", data={"password": PASSWORD})
            answer = staff.get("/medarbetare/omdomen")
        assert answer.status_code == 503 and "Omdömena kan inte läsas just nu." in answer.text
    assert not (folder / "feedback.sqlite3").exists()
