"""The page in English, for an English browser or by choice; Swedish for everybody else."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.chat import page_language
from bot.front_end import OURS, SHAPES, english_texts
from tests.chat_page import answered, ask
from tests.test_chat_access import flat, violations, words_on

FILES = Path("bot/chat_files")
OURS_BY_KEY = re.compile(r"\bt\('([^']+)'")
SWEDISH = re.compile(
    r"[åäöÅÄÖ]|\b(och|att|inte|svar|chatt|mening|ditt|din|sidor|uppdaterad|utan|citat)\b", re.IGNORECASE
)


def shown(browser: Browser, address: str, locale: str) -> Page:
    page = browser.new_page(locale=locale)
    page.goto(address, timeout=120_000)
    page.locator("[id^=starter-]:not([disabled])").first.wait_for(timeout=120_000)
    return page


def without_swedish_parts(page: Page) -> str:
    """What is seen and heard, but for what is marked as Swedish, the reader's own questions, and messages that have gone by."""
    page.evaluate(
        "document.querySelectorAll('html[lang=en] [lang=sv], [data-step-type=user_message], [data-sonner-toast]')"
        ".forEach(node => node.remove())"
    )
    return words_on(page).replace("Falu kommun svarar", "")


@pytest.mark.browser
def test_an_english_browser_gets_our_texts_in_english(browser: Browser, address: str) -> None:
    page = shown(browser, address, "en-US")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Report a broken street light")).to_be_visible()
    expect(page.get_by_placeholder("Write your question here")).to_be_visible()
    ask(page, "An unhurried question, svara långsamt")
    waiting = re.compile("Reading the pages and checking every sentence|Checking the next sentence")
    expect(page.get_by_text(waiting).first).to_be_visible()
    page.locator("#stop-button").click()
    page.get_by_text("You stopped the answer.").wait_for()
    for question in ("Fråga", "biobiljett", "plats", "What does the library cost?", "det brinner", "fel"):
        answered(page, question)
    expect(page.get_by_text("updated 6 May 2024").first).to_be_visible()
    expect(page.locator(".ks-note").last).to_contain_text("Something went wrong")
    expect(page.locator(".ks-note").last).to_have_attribute("lang", "en")
    page.get_by_role("button", name="No", exact=True).first.click()
    page.locator(".ks-mark").last.click()
    assert violations(page) == []
    page.get_by_text("Menu", exact=True).click()
    expect(page.get_by_role("button", name="Delete the conversation")).to_be_enabled()
    words = without_swedish_parts(page)
    assert SWEDISH.findall(words) == [], words
    page.close()


@pytest.mark.browser
def test_a_reader_chooses_english_and_swedish_again(browser: Browser, address: str) -> None:
    page = shown(browser, address, "sv-SE")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.locator("#welcome-screen").get_by_role("link", name="In English").click()
    expect(page.get_by_role("heading", name="What do you want to know?")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="What do you want to know?")).to_be_visible()
    answered(page, "fel")
    expect(page.locator(".ks-note")).to_contain_text("Something went wrong")
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator(".ks-banner").get_by_role("link", name="På svenska").click()
    expect(page.get_by_role("heading", name="Vad vill du veta?")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.close()


@pytest.mark.browser
def test_another_browser_gets_swedish(browser: Browser, address: str) -> None:
    page = shown(browser, address, "fi-FI")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.get_by_role("heading", name="Vad vill du veta?")).to_be_visible()
    page.close()


def test_every_word_of_ours_has_its_english() -> None:
    dictionary = (FILES / "public" / "english.js").read_text(encoding="utf-8")
    used = set(OURS.values()) | set(re.findall(r'kommunsvarText\("([^"]+)"', "".join(SHAPES.values())))
    for script in ("elements/Answer.jsx", "kommunsvar.js", "listen.js", "widget.js"):
        used |= set(OURS_BY_KEY.findall((FILES / "public" / script).read_text(encoding="utf-8")))
    used |= set(re.findall(r"data-text>([^<]+)<", (FILES / "banner.html").read_text(encoding="utf-8")))
    assert len(used) > 60
    assert [words for words in sorted(used) if f"'{words}':" not in dictionary] == []


def test_chainlit_s_english_has_our_words_and_nothing_is_lost() -> None:
    english = flat(json.loads(english_texts()))
    swedish = flat(json.loads((FILES / ".chainlit/translations/sv-SE.json").read_text(encoding="utf-8")))
    assert set(english) == set(swedish)
    assert english["chat.watermark"].startswith("AI service.")


@pytest.mark.parametrize(("cookies", "language"), [
    ("", "sv"), ("a=1; kommunsvar-language=en", "en"), ("kommunsvar-language=sv", "sv"), ("kommunsvar-language=xx", "sv"),
])  # fmt: skip
def test_the_server_knows_the_reader_s_choice(cookies: str, language: str) -> None:
    assert page_language(cookies) == language
