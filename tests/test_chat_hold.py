"""A question that is sent before the page can take it: it waits, says so, and is sent (public/hold.js)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.chat_page import ask, opened
from tests.test_chat_security import restartable
from tests.test_offline import free_port

pytestmark = pytest.mark.browser
QUESTION = "[data-step-type=user_message]"
HELD = "#message-composer[data-held]"


@contextmanager
def unconnected(browser: Browser, address: str, locale: str = "sv-SE") -> Iterator[tuple[Page, Callable[[], None]]]:
    """The page as soon as there is a box to write in, and what connects it."""
    with browser.new_context(base_url=address, locale=locale) as context:
        page, waiting = context.new_page(), list[Route]()
        page.route("**/set-session-cookie", lambda route: waiting.append(route))
        page.goto("/", wait_until="commit")
        page.locator("#chat-input").wait_for()

        def connect() -> None:
            page.route("**/set-session-cookie", lambda route: route.continue_())
            for route in waiting:
                route.continue_()

        yield page, connect


def test_a_question_sent_before_the_page_is_connected_is_sent_once_it_is(browser: Browser, address: str) -> None:
    with unconnected(browser, address) as (page, connect):
        page.locator("#chat-input").fill("Fråga")
        page.locator("#chat-input").press("Enter")
        expect(page.locator(HELD)).to_have_attribute("data-held", "Ansluter … Frågan skickas så snart det går.")
        expect(page.locator("[role=status].ks-hidden")).to_contain_text("Frågan skickas så snart det går.")
        expect(page.locator("#chat-input")).to_have_value("Fråga")
        connect()
        expect(page.locator(QUESTION)).to_contain_text("Fråga")
        expect(page.locator(HELD)).to_have_count(0)
        page.locator(".ks-service").wait_for()
        expect(page.locator(QUESTION)).to_have_count(1)
        expect(page.locator("#chat-input")).to_have_value("")


def test_so_is_one_that_is_sent_by_the_button(browser: Browser, address: str) -> None:
    with unconnected(browser, address) as (page, connect):
        page.locator("#chat-input").fill("Fråga")
        page.locator("#chat-submit").click(force=True)
        expect(page.locator(HELD)).to_have_count(1)
        connect()
        expect(page.locator(QUESTION)).to_contain_text("Fråga")


def test_so_is_one_of_the_start_page_s(browser: Browser, address: str) -> None:
    with unconnected(browser, address) as (page, connect):
        starter = page.get_by_role("button", name="Söka förskoleplats")
        expect(starter).to_have_css("opacity", "1")  # it does not look as if it were off
        starter.click(force=True)
        expect(page.locator(HELD)).to_have_attribute("data-held", "Ansluter … Frågan skickas så snart det går.")
        connect()
        page.locator(".ks-service").wait_for()
        expect(page.locator(QUESTION)).to_have_text(
            ["När måste jag söka förskoleplats för att platsgarantin ska gälla?"]
        )
        expect(page.locator(HELD)).to_have_count(0)


def test_a_question_that_is_changed_waits_for_the_reader(browser: Browser, address: str) -> None:
    with unconnected(browser, address) as (page, connect):
        page.locator("#chat-input").press("Enter")  # nothing to send
        expect(page.locator(HELD)).to_have_count(0)
        page.locator("#chat-input").fill("Frga")
        page.locator("#chat-input").press("Enter")
        page.locator("#chat-input").press_sequentially(" om")
        expect(page.locator(HELD)).to_have_count(0)
        connect()
        page.locator("#chat-submit:enabled").wait_for()
        expect(page.locator("#chat-input")).to_have_value("Frga om")
        expect(page.locator(QUESTION)).to_have_count(0)


def test_it_says_so_in_english_too(browser: Browser, address: str) -> None:
    with unconnected(browser, address, "en-GB") as (page, _):
        page.locator("#chat-input").fill("Library")
        page.locator("#chat-input").press("Enter")
        expect(page.locator(HELD)).to_have_attribute(
            "data-held", "Connecting … Your question is sent as soon as possible."
        )


@pytest.mark.parametrize("pause", [0, 90])  # milliseconds between two letters: pasted, and at a reader's pace
def test_no_question_is_lost_at_the_very_first_moment(browser: Browser, address: str, pause: int) -> None:
    with browser.new_context(base_url=address, locale="sv-SE") as context:
        page = context.new_page()
        page.goto("/", wait_until="commit")
        page.locator("#chat-input").wait_for()
        page.locator("#chat-input").press_sequentially("Fråga om plats", delay=pause)
        page.locator("#chat-input").press("Enter")
        page.locator(".ks-service").wait_for()
        expect(page.locator(QUESTION)).to_have_text(["Fråga om plats"])


def test_the_next_question_waits_until_the_answer_is_complete(page: Page) -> None:
    ask(page, "Fråga")
    page.locator(".ks-sources").wait_for()
    page.locator("#chat-input").fill("biobiljett")
    page.locator("#chat-input").press("Enter")
    expect(page.locator(HELD)).to_have_attribute("data-held", "Frågan skickas när svaret är klart.")
    expect(page.locator(QUESTION)).to_have_count(1)
    expect(page.locator(".ks-noanswer")).to_be_visible()
    expect(page.locator(".ks-service")).to_be_visible()


def test_a_question_sent_while_the_server_starts_anew_is_sent_when_it_has(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    with restartable(tmp_path, port) as start:
        server = start()
        with opened(browser, f"http://localhost:{port}") as page:
            server.terminate()
            server.wait()
            page.locator("#chat-input").fill("Fråga")
            page.locator("#chat-submit:disabled").wait_for()  # it knows that it has lost the server
            page.locator("#chat-input").press("Enter")
            expect(page.locator(HELD)).to_have_count(1)
            start()
            page.locator(".ks-service").wait_for(timeout=60_000)
            expect(page.locator(QUESTION)).to_have_count(1)


def test_nor_is_one_lost_that_is_sent_before_the_page_knows_that_the_server_is_gone(
    browser: Browser, tmp_path: Path
) -> None:
    port = free_port()
    with restartable(tmp_path, port) as start:
        server = start()
        with opened(browser, f"http://localhost:{port}") as page:
            page.locator("#chat-input").fill("Fråga")
            page.locator("#chat-submit:enabled").wait_for()
            server.terminate()
            server.wait()
            page.locator("#chat-input").press("Enter")
            start()
            page.locator(".ks-service").wait_for(timeout=60_000)
            expect(page.locator(QUESTION)).to_have_count(1)
