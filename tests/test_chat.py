"""The chat page, driven in a real headless Chromium; and its parts without a browser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.answer import Answer, Evidence, Sentence, Status
from bot.serve import PortInUse, check_port
from corpus.page import Chunk, Contact
from tests.test_offline import free_port, wait_for

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
PASSWORD = "hemligt lösenord"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The chat server on the bundled pages."""
    settings = tmp_path_factory.mktemp("chat") / "kommunsvar.toml"
    settings.write_text(f'staff_password = "{PASSWORD}"', encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "bot", "chat", "--port", str(port)]
    environment = {**os.environ, "KOMMUNSVAR_SETTINGS": str(settings)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            wait_for(f"http://localhost:{port}/", server)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(
        (str(path) for path in map(Path, ["/usr/bin/chromium"]) if path.exists()), None
    )
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The start page; fails the test when the page asks another host for anything."""
    opened = browser.new_page(locale="sv-SE")
    outside: list[str] = []
    opened.on("request", lambda request: outside.append(request.url) if request.url.startswith("http")
              and not request.url.startswith(address) else None)  # fmt: skip
    opened.goto(address)
    opened.get_by_role("button", name="Anmäla trasig gatlykta").wait_for()  # the automatic login is done
    opened.wait_for_load_state("networkidle")
    yield opened
    assert outside == []
    opened.close()


def ask(page: Page, question: str) -> None:
    page.locator("#chat-input").fill(question)
    page.locator("#chat-submit").click()  # waits until the page is connected


@pytest.mark.browser
@pytest.mark.model
def test_the_first_sight_says_what_it_is(page: Page) -> None:
    expect(page.get_by_text("AI-tjänst").first).to_be_visible()
    expect(page.get_by_text("kan ha fel").first).to_be_visible()
    expect(page.get_by_role("button", name="Anmäla trasig gatlykta")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "sv"


@pytest.mark.browser
@pytest.mark.model
def test_a_resident_gets_sources_and_then_an_answer(page: Page) -> None:
    page.get_by_role("button", name="Söka förskoleplats").click()
    expect(page.get_by_text("Källor")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Kontakt:")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("fyra månader").first).to_be_visible()
    link = page.get_by_role("link", name="Ansök om plats i förskola eller familjedaghem").first
    assert link.get_attribute("href") == (
        "https://www.falun.se/utbildning--barnomsorg/forskola-och-familjedaghem/ansok-eller-sag-upp-plats.html"
    )


@pytest.mark.browser
@pytest.mark.model
def test_no_answer_shows_where_to_turn(page: Page) -> None:
    ask(page, "Vad kostar en biobiljett i Falun?")
    expect(page.get_by_text("Jag hittar inget svar")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("023-830 00").first).to_be_visible()


@pytest.mark.browser
@pytest.mark.model
def test_markup_in_a_question_is_only_text(page: Page) -> None:
    ask(page, "<img src=x onerror=\"document.title='hackad'\"> **fet** det brinner hos grannen")
    expect(page.get_by_text("Ring 112 nu")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("**fet**")).to_be_visible()
    assert page.title() != "hackad"


@pytest.mark.browser
@pytest.mark.model
def test_staff_pages_need_the_password(page: Page, address: str) -> None:
    page.goto(f"{address}/medarbetare")
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert")).to_have_text("Fel lösenord. Försök igen.")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("För medarbetare").first).to_be_visible()
    ask(page, "Får jag klistra in personuppgifter i en öppen AI-tjänst?")
    expect(page.get_by_text("Källor")).to_be_visible(timeout=120_000)


def test_a_port_in_use_says_which_to_choose() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"--port {port + 1}"):
            check_port(port)


CHUNK = Chunk("p", "https://www.falun.se/a b.html", "Avgifter [2024]", "falun", "invånare", "K", ("Pris",), "", 0, updated="2024-05-06",
              contact=Contact("Växeln", "023-830 00"))  # fmt: skip
ANSWER = Answer("?", Status.ANSWERED, sentences=(Sentence("Det kostar *inget*.", (1,)),),
                evidence=(Evidence(1, "Det kostar <b>inget</b>.", CHUNK, 0.0),), contact=CHUNK.contact, done=True)  # fmt: skip


def shown(answer: Answer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setenv("CHAINLIT_APP_ROOT", str(tmp_path))
    from bot.chat import as_markdown

    return as_markdown(answer)


def test_markup_from_a_page_is_escaped_and_links_are_whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = shown(ANSWER, monkeypatch, tmp_path)
    assert r"Det kostar \*inget\* \[1\]." in text
    assert r"[Avgifter \[2024\]](https://www.falun.se/a%20b.html) › Pris · uppdaterad 2024-05-06" in text
    assert r"Det kostar \<b\>inget\</b\>." in text
    assert "**Kontakt:** Växeln, 023-830 00" in text


def test_while_writing_the_pages_that_are_read_are_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = shown(replace(ANSWER, sentences=(), done=False), monkeypatch, tmp_path)
    assert "**Jag läser på**" in text and "Källor" not in text
