"""What readers may do with their conversation, in a real browser: delete it, download it, have it read aloud."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.database import SQLite
from bot.feedback import FeedbackStore
from tests.chat_page import answered, ask

pytestmark = pytest.mark.browser
VOICES = """
window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
Object.defineProperty(window, 'speechSynthesis', { value: Object.assign(new EventTarget(), {
  voices: %s, getVoices() { return this.voices }, cancel() { window.spoken.push('stopp') }, speak(said) { window.spoken.push(said) },
}) });
"""


def choose(page: Page, choice: str) -> None:
    page.get_by_text("Meny", exact=True).click()
    page.get_by_role("button", name=choice).click()


def rate(page: Page) -> None:
    page.get_by_role("button", name="Ja", exact=True).last.click()
    expect(page.get_by_role("button", name="Ja", exact=True).last).to_have_attribute("aria-pressed", "true")


def test_a_deleted_conversation_is_gone_from_the_page_and_the_server(page: Page, folder: Path) -> None:
    store = FeedbackStore(SQLite(folder / "feedback.sqlite3"), 365)
    answered(page, "Vad är det vi minns?")
    rate(page)
    answered(page, "minnet")
    expect(page.locator(".ks-note").last).to_have_text("Vad är det vi minns?")
    assert [one.question for one in store.latest()] == ["Vad är det vi minns?"]
    page.once("dialog", lambda dialog: dialog.accept())
    choose(page, "Radera samtalet")
    expect(page.locator(".ks-answer")).to_have_count(0)
    expect(page.get_by_role("alert").filter(has_text="Samtalet är raderat.")).to_have_count(1)
    assert store.latest() == []
    answered(page, "minnet")
    expect(page.locator(".ks-note").last).to_have_text("inget")


def test_a_reader_may_change_their_mind_about_deleting(page: Page) -> None:
    answered(page, "Fråga")
    page.once("dialog", lambda dialog: dialog.dismiss())
    choose(page, "Radera samtalet")
    expect(page.locator(".ks-answer")).to_have_count(1)


def test_the_menu_leads_to_the_accessibility_statement(page: Page) -> None:
    page.get_by_text("Meny", exact=True).click()
    page.get_by_role("link", name="Tillgänglighet", exact=True).click()
    expect(page.get_by_role("heading", name="Tillgänglighetsredogörelse")).to_be_in_viewport()


def test_a_conversation_is_deleted_while_it_is_being_answered(page: Page) -> None:
    ask(page, "En långsam fråga, svara långsamt")
    page.locator(".ks-answer").wait_for()
    page.once("dialog", lambda dialog: dialog.accept())
    choose(page, "Radera samtalet")
    expect(page.locator(".ks-answer")).to_have_count(0)
    answered(page, "minnet")
    expect(page.locator(".ks-note").last).to_have_text("inget")


def test_the_whole_conversation_is_downloaded_with_its_sources(page: Page, tmp_path: Path) -> None:
    for question in ("Fråga", "biobiljett", "det brinner"):
        answered(page, question)
    with page.expect_download() as download:
        choose(page, "Ladda ned samtalet")
    assert download.value.suggested_filename.startswith("samtal-20")
    download.value.save_as(tmp_path / "samtal.txt")
    text = (tmp_path / "samtal.txt").read_text(encoding="utf-8")
    assert text.startswith("Falu kommun svarar, ")
    assert text.index("Fråga: Fråga") < text.index("Fråga: biobiljett") < text.index("Fråga: det brinner")
    for part in (
        "Du ansöker i kommunens e-tjänst med BankID. [3][1]",
        "uppdaterad 6 maj 2024\nhttps://www.falun.se/forskola/ansok.html",
        "Citat: [1] ”Sök förskoleplats minst fyra månader innan",
        "E-tjänst: Ansök om plats i förskola och fritidshem\nhttps://www.falun.se/e-tjanst",
        "Jag hittar inget svar på det", "Liknar frågan: Avgifter i förskolan", "Kontakt: Kontaktcenter Falu kommun, 023-830 00",
        "112",
    ):  # fmt: skip
        assert part in text, part


def test_there_is_nothing_to_save_or_delete_before_the_first_question(page: Page) -> None:
    page.get_by_text("Meny", exact=True).click()
    expect(page.get_by_role("button", name="Radera samtalet")).to_be_disabled()
    expect(page.get_by_role("button", name="Ladda ned samtalet")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Radera samtalet")).to_be_hidden()


LINES = ["Söker du senare?1", "Då får du plats i mån av tillgång.1", "Du ansöker i kommunens e-tjänst med BankID.2"]


def test_easy_swedish_is_chosen_for_the_conversation(page: Page) -> None:
    choose(page, "Lättläst")
    for _ in range(2):
        answered(page, "Fråga")
        shown = page.locator(".ks-answer").last
        expect(shown.locator(".ks-easy")).to_have_text("Lättläst")
        assert [line.strip() for line in shown.locator(".ks-sentence").all_inner_texts()] == LINES
    tops = shown.locator(".ks-sentence").evaluate_all("nodes => nodes.map(node => node.getBoundingClientRect().top)")
    assert tops == sorted(set(tops))
    page.get_by_text("Meny", exact=True).click()
    expect(page.get_by_role("button", name="Lättläst")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Lättläst").click()
    answered(page, "Fråga")
    expect(page.locator(".ks-answer").last.locator(".ks-easy")).to_have_count(0)


def test_a_question_that_asks_for_easy_swedish_turns_it_on(page: Page) -> None:
    answered(page, "Fråga")
    expect(page.locator(".ks-easy")).to_have_count(0)
    answered(page, "Fråga. Skriv lättläst, tack!")
    answered(page, "Fråga")
    expect(page.locator(".ks-easy")).to_have_count(2)
    expect(page.locator("#ks-easy")).to_have_attribute("aria-pressed", "true")
    page.locator("#new-chat-button").click()
    expect(page.locator(".ks-answer")).to_have_count(0)
    answered(page, "Fråga")
    expect(page.locator(".ks-easy")).to_have_count(1)
    answered(page, "Sluta skriva lättläst")
    expect(page.locator("#ks-easy")).to_have_attribute("aria-pressed", "false")


def with_voices(browser: Browser, languages: list[str]) -> Page:
    page = browser.new_page(locale="sv-SE")
    page.add_init_script(VOICES % [{"lang": language} for language in languages])
    return page


def test_a_browser_with_a_swedish_voice_reads_the_answer_aloud(browser: Browser, address: str) -> None:
    page = with_voices(browser, ["en-GB", "sv-SE"])
    page.goto(address)
    answered(page, "What does the library cost for children?")
    page.get_by_role("button", name="Läs upp").click()
    said = page.evaluate("spoken.filter(one => one !== 'stopp').map(one => [one.lang, one.text])")
    assert said == [
        ["en-GB", "The pages are in Swedish. This is what they say:"],
        ["sv-SE", "För det första barnet betalar du högst 1\u00a0688\u00a0kronor i månaden."],
    ]
    page.evaluate("spoken.length = 0")
    page.get_by_role("button", name="Sluta läsa").click()
    assert page.evaluate("spoken") == ["stopp"]
    page.get_by_role("button", name="Läs upp").click()
    page.evaluate("spoken.at(-1).onend()")
    expect(page.get_by_role("button", name="Läs upp")).to_be_visible()
    page.close()


def test_a_browser_without_a_swedish_voice_gets_no_button(browser: Browser, address: str) -> None:
    page = with_voices(browser, ["en-GB"])
    page.goto(address)
    answered(page, "Fråga")
    expect(page.get_by_role("button", name="Kopiera med källor")).to_be_visible()
    expect(page.get_by_role("button", name="Läs upp")).to_have_count(0)
    page.evaluate(
        "speechSynthesis.voices.push({lang: 'sv-SE'}); speechSynthesis.dispatchEvent(new Event('voiceschanged'))"
    )
    expect(page.get_by_role("button", name="Läs upp")).to_be_visible()
    page.close()
