"""The chat page with the real models, driven in a real headless Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.serve import PortInUse, check_port
from tests.chat_page import ask, serving

PASSWORD = "hemligt lösenord"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The chat server on the bundled pages."""
    settings = tmp_path_factory.mktemp("chat") / "kommunsvar.toml"
    settings.write_text(f'staff_password = "{PASSWORD}"', encoding="utf-8")
    with serving("bot chat", settings) as started:
        yield started


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
    expect(page.get_by_role("group", name="Källor")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("group", name="Kontakt")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("fyra månader").first).to_be_visible()
    link = page.get_by_role("link", name="Ansök om plats i förskola eller familjedaghem").first
    assert link.get_attribute("href") == (
        "https://www.falun.se/utbildning--barnomsorg/forskola-och-familjedaghem/ansok-eller-sag-upp-plats.html"
    )


@pytest.mark.browser
@pytest.mark.model
def test_no_answer_shows_where_to_turn(page: Page) -> None:
    ask(page, "Vad kostar en biobiljett i Falun?")
    expect(page.locator(".ks-note", has_text="Jag hittar inget svar")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("023-830 00").first).to_be_visible()


@pytest.mark.browser
@pytest.mark.model
def test_markup_in_a_question_is_only_text(page: Page) -> None:
    ask(page, "<img src=x onerror=\"document.title='hackad'\"> **fet** det brinner hos grannen")
    expect(page.locator(".ks-emergency")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("**fet**")).to_be_visible()
    assert page.title() != "hackad"


@pytest.mark.browser
@pytest.mark.model
def test_staff_pages_need_the_password(page: Page, address: str) -> None:
    page.goto(f"{address}/medarbetare")
    page.get_by_label("Lösenord").fill("fel")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert")).to_have_text("Fel lösenord. Försök igen.", timeout=30_000)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("riktlinjer och lagar om generativ AI").first).to_be_visible(timeout=30_000)
    ask(page, "Får jag klistra in personuppgifter i en öppen AI-tjänst?")
    expect(page.get_by_role("group", name="Källor")).to_be_visible(timeout=120_000)


def test_a_port_in_use_says_which_to_choose() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"--port {port + 1}"):
            check_port(port)
