"""The chat page for everybody: axe-core on every state, keyboard only, announcements, 400 % zoom, reduced motion, Swedish."""

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.chat_page import answered, ask, opened

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
ZOOMED = {"width": 320, "height": 256}  # 1280 x 1024 at 400 %
TRANSLATION = Path("bot/chat_files/.chainlit/translations/sv-SE.json")
SAME_IN_BOTH = {"navigation.user.menu.settingsKey", "alerts.beta"}  # a key on the keyboard; "beta"


def violations(page: Page) -> list[str]:
    """What axe-core finds, all rules: WCAG 2.2 A and AA and its best practices."""
    page.wait_for_timeout(600)  # colours fade in
    report = Axe().run(page).response
    assert len(report["passes"]) > 15  # it has really looked
    found = report["violations"]
    return [
        f"{one['id']}: {node['html'][:150]} {node['failureSummary'][:200]}" for one in found for node in one["nodes"]
    ]


def start(page: Page) -> None:
    pass


def answering(page: Page) -> None:
    ask(page, "En långsam fråga, svara långsamt")
    page.locator(".ks-sources").wait_for()


def everything_answered(page: Page) -> None:
    """One conversation with every outcome, a quote open."""
    for question in ("biobiljett", "plats", "det brinner", "fel", "What does the library cost?", "Fråga"):
        answered(page, question)
    page.locator(".ks-mark").last.click()


STATES = {"start": start, "svarar": answering, "allt": everything_answered}


@pytest.mark.parametrize(("scheme", "viewport"), [("light", LAPTOP), ("dark", PHONE)])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(browser: Browser, address: str, state: str, scheme: Any, viewport: Any) -> None:
    with opened(browser, address, color_scheme=scheme, viewport=viewport) as page:
        STATES[state](page)
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/om", "/medarbetare"])
def test_axe_finds_nothing_on_the_pages_beside(browser: Browser, address: str, path: str, scheme: Any) -> None:
    page = browser.new_page(color_scheme=scheme, viewport=PHONE)
    page.goto(address + path)
    assert violations(page) == []
    page.close()


def test_keyboard_only_from_the_first_link_to_a_closed_quote(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        expect(page.locator("#chat-input")).to_be_focused()  # ready to type
        tab_back_to(page, ".ks-skip")
        expect(page.get_by_role("link", name="Hoppa till frågan")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("#chat-input")).to_be_focused()
        page.keyboard.type("Fråga")
        page.keyboard.press("Enter")
        page.locator(".ks-service").wait_for()
        expect(page.locator("#chat-input")).to_be_focused()
        tab_back_to(page, ".ks-mark")
        page.keyboard.press("Enter")
        expect(page.locator(".ks-quote")).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.locator(".ks-quote a")).to_be_focused()
        assert outline(page) >= 2
        page.keyboard.press("Escape")
        expect(page.locator(".ks-quote")).to_have_count(0)


def tab_back_to(page: Page, selector: str) -> None:
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} kan inte nås med tangentbordet")


def outline(page: Page) -> float:
    """The width in pixels of the focus mark."""
    return float(page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)"))


def test_each_sentence_and_the_end_are_announced(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        said = page.locator("[role=status][aria-live=polite].ks-hidden")
        answering(page)
        expect(said).to_contain_text("Läser sidorna.")
        page.locator("#stop-button").click()
        expect(said).to_contain_text("Svaret stoppades.")
        answered(page, "Fråga")
        expect(said).to_contain_text("Du ansöker i kommunens e-tjänst med BankID.")
        expect(said).to_contain_text("Svaret är klart. 3 citat.")


@pytest.mark.parametrize("state", ["start", "allt"])
def test_at_four_hundred_percent_nothing_is_cut_off(browser: Browser, address: str, state: str) -> None:
    with opened(browser, address, viewport=ZOOMED) as page:
        STATES[state](page)
        assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"]
        cut = page.evaluate(
            "[...document.querySelectorAll('#root *, .ks-banner *')].filter(node => node.getClientRects().length && !node.closest('.ks-hidden, [aria-hidden]')"
            " && node.getBoundingClientRect().right > innerWidth + 1).map(node => node.outerHTML.slice(0, 120))"
        )
        assert cut == []
        assert page.locator("#chat-input").evaluate("node => node.getBoundingClientRect().height") > 20


def test_in_a_low_window_the_page_begins_with_its_heading(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport=ZOOMED) as page:
        page.wait_for_timeout(500)  # the box has had its focus
        expect(page.get_by_role("heading", name="Vad vill du veta?")).to_be_in_viewport(ratio=1)
        expect(page.locator("#chat-input")).to_be_focused()
        page.keyboard.type("Fråga")
        expect(page.locator("#chat-input")).to_be_in_viewport()


@pytest.mark.parametrize(("locale", "words"), [("sv-SE", "Ny chatt"), ("en-GB", "New chat")])
@pytest.mark.parametrize("viewport", [LAPTOP, PHONE, ZOOMED])
def test_the_header_s_tools_have_words_and_room(
    browser: Browser, address: str, viewport: Any, locale: str, words: str
) -> None:
    with browser.new_context(base_url=address, locale=locale, viewport=viewport) as context:
        page = context.new_page()
        page.goto("/")
        shown = page.locator("#new-chat-button").evaluate("node => getComputedStyle(node, '::after').content")
        assert shown == f'"{words}"'
        edges = page.evaluate(
            "['.ks-brand h1', '.ks-menu summary', '#new-chat-button', '#theme-toggle'].map(name => document.querySelector(name)"
            ".getBoundingClientRect()).flatMap(({left, right}) => [left, right])"
        )
        assert edges == sorted(edges) and edges[-1] <= viewport["width"]


def test_reduced_motion_stands_still(browser: Browser, address: str) -> None:
    with opened(browser, address, reduced_motion="reduce") as page:
        answering(page)
        seconds = page.locator(".ks-waiting i").first.evaluate(
            "node => parseFloat(getComputedStyle(node).animationDuration)"
        )
        assert seconds < 0.001


def flat(tree: dict[str, Any], path: str = "") -> dict[str, str]:
    leaves: dict[str, str] = {}
    for key, value in tree.items():
        leaves |= flat(value, f"{path}{key}.") if isinstance(value, dict) else {path + key: value}
    return leaves


def english() -> dict[str, str]:
    package = find_spec("chainlit")
    assert package and package.origin
    return flat(json.loads((Path(package.origin).parent / "translations" / "en-US.json").read_text(encoding="utf-8")))


def test_the_translation_is_complete() -> None:
    swedish = flat(json.loads(TRANSLATION.read_text(encoding="utf-8")))
    assert set(swedish) == set(english())
    assert {key for key, text in english().items() if swedish[key] == text} == SAME_IN_BOTH
    names = re.compile(r"{{\w+}}")
    assert {key for key, text in english().items() if names.findall(text) != names.findall(swedish[key])} == set()


def test_what_we_replace_in_chainlits_scripts_is_still_there() -> None:
    from bot.front_end import FONTS, LOG_OUT, OURS, SHAPES

    package = find_spec("chainlit")
    assert package and package.origin
    [script] = (Path(package.origin).parent / "frontend" / "dist" / "assets").glob("index-*.js")
    widget = (Path(package.origin).parent / "copilot" / "dist" / "index.js").read_text(encoding="utf-8")
    text = script.read_text(encoding="utf-8") + widget
    assert [words for words in [*OURS, *SHAPES, *LOG_OUT] if words not in text] == []
    assert FONTS.search(widget)


def words_on(page: Page, tree: str = "document.body") -> str:
    """Everything that a reader sees or hears: text, names, titles, placeholders, alternative texts."""
    return str(
        page.evaluate(
            f"(tree => [document.title, tree.innerText, ...[...tree.querySelectorAll('[aria-label],[title],[placeholder],[alt],.sr-only')]"
            f".flatMap(node => ['aria-label','title','placeholder','alt'].map(name => node.getAttribute(name)).concat(node.innerText))].join('\\n'))({tree})"
        )
    )


ENGLISH = re.compile(
    r"\b(the|and|your|you|is|are|with|chat with|new chat|send|stop|copy|close|toggle|theme|message|avatar|loading|error|failed|"
    r"settings|search|select|profile|user|logo|image|task|manually|upload|files?|light|dark|system|notifications)\b",
    re.IGNORECASE,
)


def test_no_english_is_left_on_a_walk_through_the_page(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        seen = [words_on(page)]
        answering(page)
        seen.append(words_on(page))
        page.locator("#stop-button").click()
        page.get_by_text("Du stoppade svaret.").wait_for()
        for question in ("Fråga", "biobiljett", "plats", "det brinner", "fel"):
            answered(page, question)
        seen.append(words_on(page))
        page.locator("#chat-input").fill("Fråga")
        for control in ("#theme-toggle", "#new-chat-button", "#chat-submit"):
            page.locator(control).hover()
            page.wait_for_timeout(500)
            seen.append(words_on(page))
        page.locator("#theme-toggle").click()
        seen.append(words_on(page))
        assert page.locator("html").get_attribute("lang") == "sv"
    left = {found[0] for found in ENGLISH.finditer("\n".join(seen))}
    assert left == set()
