"""Every state of the page (tests/page_states.py), on a laptop, a dark phone and at 400 %: axe-core, nothing cut off, no English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chat_page import answered
from tests.page_states import LAPTOP, STATES, VIEWS, ZOOMED, staff_serving, staff_start, start, window
from tests.test_chat_access import ENGLISH, outline, violations, words_on

pytestmark = [pytest.mark.browser, pytest.mark.long]
IN_ENGLISH = {"engelska"}  # a question in English is answered with a note in English
CUT_OFF = """[...document.querySelectorAll('body *')].filter(node => node.checkVisibility() && node.getClientRects().length
    && !node.closest('.ks-hidden, [aria-hidden], .ks-skip')
    && (node.getBoundingClientRect().right > innerWidth + 1 || node.getBoundingClientRect().left < -1)).map(node => node.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with staff_serving(folder) as started:
        yield started


@pytest.mark.parametrize("view", ["laptop", "mobil-mork", "400"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_for_everybody(browser: Browser, address: str, state: str, view: str) -> None:
    with window(browser, address, **VIEWS[view]) as page:
        STATES[state](page)
        assert violations(page) == []
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if state not in IN_ENGLISH:
            assert {found[0] for found in ENGLISH.finditer(words_on(page))} == set()


def focused(page: Page) -> str:
    return str(page.evaluate("(document.activeElement.ariaLabel || document.activeElement.innerText || '').trim()"))


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """To the control with this name; everything on the way can be seen to have the focus, inside the window."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.matches('a, button, summary')"):
            assert outline(page) >= 2, focused(page)
            assert page.evaluate("(() => { const at = document.activeElement.getBoundingClientRect();"
                                 "return at.bottom > 0 && at.top < innerHeight })()"), focused(page)  # fmt: skip
        if focused(page).startswith(name):
            return
    raise AssertionError(f"{name} kan inte nås med tangentbordet")


@pytest.mark.parametrize("viewport", [LAPTOP, ZOOMED])
def test_a_whole_visit_by_keyboard(browser: Browser, address: str, viewport: dict[str, int]) -> None:
    with window(browser, address, viewport=viewport) as page:
        start(page)
        tab_to(page, "Söka förskoleplats", "Shift+Tab")
        page.keyboard.press("Enter")
        page.locator(".ks-service").wait_for()
        tab_to(page, "Visa källa 1")
        page.keyboard.press("Enter")
        page.locator(".ks-quote").wait_for()
        tab_to(page, "Stäng källa 1")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Visa källa 1").first).to_be_focused()
        tab_to(page, "Nej")
        page.keyboard.press("Space")
        tab_to(page, "")
        page.get_by_label("Vad var fel eller saknades?").wait_for()
        while not page.evaluate("document.activeElement.matches('.ks-feedback textarea')"):
            page.keyboard.press("Tab")
        page.keyboard.type("Det stod inget om syskon.")
        tab_to(page, "Skicka")
        page.keyboard.press("Enter")
        page.get_by_text("Tack! Det hjälper oss").wait_for()
        tab_to(page, "Meny", "Shift+Tab")
        page.keyboard.press("Enter")
        page.on("dialog", lambda dialog: dialog.accept())
        tab_to(page, "Radera samtalet")
        page.keyboard.press("Enter")
        expect(page.locator(".ks-answer")).to_have_count(0)


def test_staff_change_role_and_log_out_by_keyboard(browser: Browser, address: str) -> None:
    with window(browser, address, viewport=LAPTOP) as page:
        staff_start(page)
        tab_to(page, "Välj roll", "Shift+Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("option", name="Medarbetare")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("option", name="Invånare")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#chat-profiles")).to_contain_text("Invånare")
        answered(page, "målgrupp")
        expect(page.locator(".ks-note").last).to_have_text("invånare")
        tab_to(page, "Ditt konto", "Shift+Tab")
        page.keyboard.press("Enter")
        page.get_by_role("menuitem", name="Logga ut").wait_for()
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="För medarbetare")).to_be_visible()


def test_two_tabs_are_two_conversations(browser: Browser, address: str) -> None:
    with browser.new_context(base_url=address, locale="sv-SE") as context:
        one, other = context.new_page(), context.new_page()
        for page in (one, other):
            start(page)
        for page, question in ((one, "Fråga ett"), (other, "Fråga två")):
            page.locator("#chat-input").fill(question)
            page.locator("#chat-submit").click()
        for page, question in ((one, "Fråga ett"), (other, "Fråga två")):
            page.locator(".ks-service").wait_for()
            answered(page, "minnet")
            expect(page.locator(".ks-note").last).to_have_text(question)
        one.once("dialog", lambda dialog: dialog.accept())
        one.get_by_text("Meny", exact=True).click()
        one.get_by_role("button", name="Radera samtalet").click()
        expect(one.locator(".ks-answer")).to_have_count(0)
        expect(other.locator(".ks-answer")).to_have_count(2)
        answered(other, "minnet")
        expect(other.locator(".ks-note").last).to_contain_text("Fråga två")
