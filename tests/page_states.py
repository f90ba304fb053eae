"""Every state that a reader may meet on the page, each brought about in a fresh browser window (tests/fake_chat.py).

For the tests of each state, and for pictures of them all to look at: python -m tests.page_states FOLDER
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.chat_page import answered, ask, chromium, serving

PASSWORD = "hemligt lösenord"
LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}
ZOOMED = {"width": 320, "height": 256}  # 1280 x 1024 at 400 %
VIEWS: dict[str, dict[str, Any]] = {
    "laptop": {"viewport": LAPTOP},
    "laptop-mork": {"viewport": LAPTOP, "color_scheme": "dark"},
    "mobil": {"viewport": PHONE},
    "mobil-mork": {"viewport": PHONE, "color_scheme": "dark"},
    "liten": {"viewport": SMALL},
    "400": {"viewport": ZOOMED},
}


def start(page: Page) -> None:
    page.goto("/")
    page.locator("[id^=starter-]:not([disabled])").first.wait_for()


def menu(page: Page) -> None:
    start(page)
    page.get_by_text("Meny", exact=True).click()


def question(text: str, page: Page) -> None:
    start(page)
    answered(page, text)


def waiting(text: str, page: Page) -> None:
    start(page)
    ask(page, text)
    page.locator(".ks-waiting").wait_for()


def held(page: Page) -> None:
    """Sent before the page is connected."""
    page.add_init_script(
        "(real => { window.fetch = (url, ...rest) => `${url}`.endsWith('/set-session-cookie') ? new Promise(() => {}) : real(url, ...rest) })(fetch)"
    )
    page.goto("/")
    page.locator("#chat-input").fill("Vad kostar förskolan?")
    page.locator("#chat-input").press("Enter")
    page.locator("#message-composer[data-held]").wait_for()


def held_behind_an_answer(page: Page) -> None:
    waiting("En långsam fråga, svara långsamt", page)
    page.locator("#chat-input").fill("Finns det syskonrabatt?")
    page.locator("#chat-input").press("Enter")
    page.locator("#message-composer[data-held]").wait_for()


def source_open(page: Page) -> None:
    question("Fråga", page)
    page.get_by_role("button", name="Visa källa 1").first.click()
    page.locator(".ks-quote").wait_for()


def feedback_open(page: Page) -> None:
    question("Fråga", page)
    page.get_by_role("button", name="Nej", exact=True).click()
    page.locator(".ks-feedback textarea").wait_for()


def stopped(page: Page) -> None:
    waiting("En långsam fråga, svara långsamt", page)
    page.locator("#stop-button").click()
    page.get_by_text("Du stoppade svaret.").wait_for()


def lost(page: Page) -> None:
    """As when the server is gone: the page's socket closes and none can be opened."""
    page.add_init_script(
        "window.sockets = []; window.WebSocket = class extends WebSocket { constructor(...given) { super(...given); sockets.push(this) } }"
    )
    waiting("En långsam fråga, svara långsamt", page)
    page.route("**/ws/**", lambda route: route.abort())
    page.evaluate(
        "window.WebSocket = class { constructor() { throw new Error('borta') } }; sockets.forEach(socket => socket.close())"
    )
    page.get_by_role("button", name="Fråga igen").wait_for()


def log_in(page: Page, password: str = PASSWORD) -> None:
    page.goto("/medarbetare")
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in").click()


def wrong_password(page: Page) -> None:
    log_in(page, "fel")
    page.get_by_role("alert").wait_for()


def staff_start(page: Page) -> None:
    log_in(page)
    page.locator("#chat-profiles").wait_for()
    page.locator("[id^=starter-]:not([disabled])").first.wait_for()


def staff_opened(control: str, page: Page) -> None:
    staff_start(page)
    page.locator(control).click()
    page.locator("[role=menu], [role=listbox], .ks-menu[open]").first.wait_for()


def staff_answer(page: Page) -> None:
    staff_start(page)
    answered(page, "Fråga")


def staff_feedback(page: Page) -> None:
    feedback_open(page)
    page.get_by_role("button", name="Skicka", exact=True).click()
    page.get_by_text("Tack! Det hjälper oss").wait_for()
    staff_start(page)
    page.goto("/medarbetare/omdomen")


STATES: dict[str, Callable[[Page], None]] = {
    "start": start,
    "meny": menu,
    "svarar": partial(waiting, "En långsam fråga, svara långsamt"),
    "ansluter": held,
    "vantar-pa-svar": held_behind_an_answer,
    "svar": partial(question, "Fråga"),
    "oppen-kalla": source_open,
    "steg": partial(question, "steg"),
    "inget-svar": partial(question, "Vad kostar en biobiljett?"),
    "fortydliga": partial(question, "plats"),
    "nodlage": partial(question, "Det brinner hos grannen"),
    "gift": partial(question, "Mitt barn har ätit tvättmedel"),
    "for-lang": partial(question, "å" * 50_000),
    "ko": partial(waiting, "kö"),
    "manga": partial(question, "många"),
    "fel": partial(question, "fel"),
    "stoppat": stopped,
    "avbrott": lost,
    "engelska": partial(question, "What does the library cost for children?"),
    "omdome": feedback_open,
    "om": lambda page: page.goto("/om") and None,
    "logga-in": lambda page: page.goto("/medarbetare") and None,
    "fel-losenord": wrong_password,
    "medarbetare": staff_start,
    "medarbetare-roll": partial(staff_opened, "#chat-profiles"),
    "medarbetare-konto": partial(staff_opened, "#user-nav-button"),
    "medarbetare-meny": partial(staff_opened, ".ks-menu summary"),
    "medarbetare-svar": staff_answer,
    "omdomen": staff_feedback,
}  # fmt: skip


@contextmanager
def staff_serving(folder: Path) -> Iterator[str]:
    """The chat page where staff can log in."""
    settings = folder / "kommunsvar.toml"
    settings.write_text(f'staff_password = "{PASSWORD}"\nquestions_a_minute = 0', encoding="utf-8")
    with serving("tests.fake_chat", settings, "--data", str(folder)) as address:
        yield address


@contextmanager
def window(browser: Browser, address: str, **view: Any) -> Iterator[Page]:
    with browser.new_context(base_url=address, locale="sv-SE", **view) as context:
        context.set_default_timeout(90_000)  # milliseconds; a busy machine is slow
        yield context.new_page()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--states", nargs="*", default=list(STATES), choices=list(STATES))
    parser.add_argument("--views", nargs="*", default=list(VIEWS), choices=list(VIEWS))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, staff_serving(Path(data)) as address, chromium() as browser:
        for view in options.views:
            for state in options.states:
                with window(browser, address, **VIEWS[view]) as page:
                    STATES[state](page)
                    page.wait_for_timeout(600)  # what fades in has done so
                    page.screenshot(path=options.folder / f"{state}-{view}.png")


if __name__ == "__main__":
    main()
