"""The widget on a page of another origin, in a real browser: an allowed one works as a resident's, a refused one gets nothing."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.chat_page import serving
from tests.page_states import VIEWS
from tests.test_chat_access import ENGLISH, violations, words_on

pytestmark = pytest.mark.browser
PASSWORD = "hemligt lösenord"
COLOUR = re.compile(r"rgb\(122, 31, 9[12]\)")  # #7a1f5c in whole degrees and percent
TREE = "document.querySelector('#chainlit-copilot').shadowRoot.querySelector('#cl-shadow-root')"
PAGE = """<!doctype html><html lang="sv" style="font-size: 62.5%"><head><meta charset="utf-8"><title>Orsa kommun</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>body {{ font: italic 1.6rem serif }} button {{ color: red }}</style>
<script src="{chat}/public/widget.js" defer></script></head>
<body><main><h1>Avfall och återvinning</h1><p>Soporna hämtas varannan vecka.</p></main></body></html>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *given: object) -> None:
        pass


@pytest.fixture(scope="module")
def municipality(folder: Path) -> Iterator[str]:
    """The municipality's own site; by its other name it is a stranger's."""
    site = folder / "webbplats"
    site.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module")
def chat(folder: Path, municipality: str) -> Iterator[str]:
    settings = folder / "kommunsvar.toml"
    logo = folder / "vapen.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="50"><path d="M0 0h40v50z"/></svg>')
    settings.write_text(
        f'municipality = "Orsa kommun"\ncolour = "#7a1f5c"\nlogo = "{logo}"\n'
        f'widget_origins = "{municipality}"\nstaff_password = "{PASSWORD}"',
        encoding="utf-8",
    )
    with serving("tests.fake_chat", settings, "--data", str(folder)) as address:
        (folder / "webbplats" / "index.html").write_text(PAGE.format(chat=address), encoding="utf-8")
        yield address


def visited(browser: Browser, site: str, **options: object) -> Page:
    page = browser.new_page(locale="sv-SE", **options)  # type: ignore[arg-type]
    page.goto(site)
    return page


def opened(page: Page) -> None:
    page.get_by_role("button", name="Ställ en fråga").click()
    page.locator("[id^=starter-]:not([disabled])").first.wait_for(timeout=90_000)


def answered(page: Page, question: str) -> None:
    before = page.locator(".ks-answer").count()
    page.locator("#chat-input").fill(question)
    page.locator("#chat-submit").click()
    page.locator(".ks-answer:not([aria-busy=true])").nth(before).wait_for(timeout=60_000)


def test_the_service_has_the_municipality_s_name_colour_and_logo(
    browser: Browser, chat: str, municipality: str
) -> None:
    page = browser.new_page(locale="sv-SE")
    page.goto(chat)
    expect(page.get_by_role("heading", level=1)).to_have_text("Orsa kommun svarar")
    page.wait_for_function("document.querySelector('.ks-brand img').naturalWidth === 40")
    expect(page.locator("#starters p").first).to_have_css("color", COLOUR)
    page.goto(municipality)
    expect(page.get_by_role("button", name="Ställ en fråga")).to_have_css("background-color", COLOUR)
    page.close()


def test_one_script_tag_gives_a_button_that_opens_the_service(browser: Browser, chat: str, municipality: str) -> None:
    asked: list[str] = []
    page = browser.new_page(locale="sv-SE")
    page.on("request", lambda request: asked.append(request.url))
    page.goto(municipality)
    expect(page.get_by_role("button", name="Ställ en fråga")).to_be_visible()
    assert not any("copilot" in url for url in asked)  # 8 MB that only those who ask fetch
    opened(page)
    expect(page.locator("#chat-input")).to_be_focused()
    expect(page.get_by_text("Jag är en AI-tjänst som svarar från kommunens sidor, och jag kan ha fel.")).to_be_visible()
    expect(page.get_by_role("link", name="Så fungerar tjänsten")).to_have_attribute("href", f"{chat}/om")
    page.get_by_role("button", name="Söka förskoleplats").click()
    expect(page.locator(".ks-service")).to_be_visible()
    page.get_by_role("button", name="Visa källa 1").first.click()
    expect(page.get_by_role("group", name="Källa 1").locator("mark")).to_contain_text("minst fyra månader innan")
    page.get_by_role("button", name="Ja", exact=True).click()
    expect(page.get_by_role("button", name="Ja", exact=True)).to_have_attribute("aria-pressed", "true")
    assert {url for url in asked if not url.startswith((chat, municipality, "data:", "blob:"))} == set()
    page.close()


@pytest.mark.parametrize("starter", [False, True])
def test_a_question_sent_before_the_widget_is_connected_waits(
    browser: Browser, chat: str, municipality: str, starter: bool
) -> None:
    page, stopped = browser.new_page(locale="sv-SE"), list[Route]()
    page.route("**/set-session-cookie", lambda route: stopped.append(route))
    page.goto(municipality)
    page.get_by_role("button", name="Ställ en fråga").click()
    page.locator("#starters button").first.wait_for()
    page.locator("#chat-input").fill("" if starter else "Fråga")
    if starter:
        page.get_by_role("button", name="Söka förskoleplats").click(force=True)
    else:
        page.locator("#chat-input").press("Enter")
    expect(page.locator("#message-composer")).to_have_attribute(
        "data-held", "Ansluter … Frågan skickas så snart det går."
    )
    page.route("**/set-session-cookie", lambda route: route.continue_())
    for route in stopped:
        route.continue_()
    page.locator(".ks-service").wait_for()
    expect(page.locator("[data-step-type=user_message]")).to_have_count(1)
    expect(page.locator("[data-held]")).to_have_count(0)
    page.close()


def test_the_page_s_own_style_and_small_root_text_do_not_reach_the_widget(
    browser: Browser, chat: str, municipality: str
) -> None:
    page = visited(browser, municipality)
    opened(page)
    answered(page, "Fråga")
    size, style = page.locator(".ks-text").evaluate(
        "node => { const style = getComputedStyle(node); return [parseFloat(style.fontSize) * node.currentCSSZoom, style.fontStyle] }"
    )
    assert size >= 17 and style == "normal"  # pixels on the screen
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    page.close()


def test_escape_closes_the_quote_and_then_the_widget(browser: Browser, chat: str, municipality: str) -> None:
    page = visited(browser, municipality)
    opened(page)
    answered(page, "Fråga")
    page.get_by_role("button", name="Visa källa 1").first.click()
    page.keyboard.press("Escape")
    expect(page.locator(".ks-quote")).to_have_count(0)
    expect(page.get_by_role("button", name="Visa källa 1").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#chat-input")).to_have_count(0)
    expect(page.get_by_role("button", name="Ställ en fråga")).to_be_focused()
    page.close()


@pytest.mark.long
@pytest.mark.parametrize("view", ["laptop", "mobil", "400"])
def test_the_widget_is_for_everybody(browser: Browser, chat: str, municipality: str, view: str) -> None:
    page = visited(browser, municipality, **VIEWS[view])
    page.get_by_role("button", name="Ställ en fråga").wait_for()
    assert violations(page) == []
    opened(page)
    assert violations(page) == []
    seen = [words_on(page, TREE)]
    for question in ("biobiljett", "plats", "det brinner", "många", "fel", "Fråga"):
        answered(page, question)
    page.locator(".ks-mark").last.click()
    page.get_by_role("button", name="Nej", exact=True).last.click()
    page.locator(".ks-feedback textarea").wait_for()
    assert violations(page) == []
    seen.append(words_on(page, TREE))
    inside = "node => { const at = node.getBoundingClientRect(); return at.left >= 0 && at.right <= innerWidth && at.top >= 0 }"
    assert page.get_by_role("dialog").evaluate(inside)
    page.get_by_role("button", name="Ny chatt").click()
    expect(page.locator(".ks-answer")).to_have_count(0)
    assert {found[0] for found in ENGLISH.finditer("\n".join(seen))} == set()
    page.close()


def test_a_closed_widget_keeps_its_conversation(browser: Browser, chat: str, municipality: str) -> None:
    page = visited(browser, municipality)
    opened(page)
    answered(page, "Fråga")
    page.get_by_role("button", name="Stäng", exact=True).click()
    expect(page.locator("#chat-input")).to_have_count(0)
    page.get_by_role("button", name="Ställ en fråga").click()
    expect(page.locator(".ks-service")).to_be_visible()
    expect(page.get_by_text("Svaret är klart. 3 citat.")).to_have_count(1)  # not announced again
    answered(page, "minnet")
    expect(page.locator(".ks-note")).to_have_text("Fråga")
    page.close()


def test_staff_who_are_logged_in_are_residents_in_the_widget_and_stay_logged_in(
    browser: Browser, chat: str, municipality: str
) -> None:
    with browser.new_context(locale="sv-SE") as context:
        page = context.new_page()
        page.goto(f"{chat}/medarbetare")
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Logga in").click()
        page.locator("#chat-profiles").wait_for()
        page.goto(municipality)
        opened(page)
        answered(page, "målgrupp")
        expect(page.locator(".ks-note")).to_have_text("invånare")
        page.goto(f"{chat}/medarbetare/omdomen")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert "Logga in som medarbetare" not in page.content()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_of_the_municipality_has_nothing_of_a_member_of_staff(chat: str, municipality: str, method: str) -> None:
    with httpx.Client(base_url=chat, headers={"Origin": chat}) as client:
        client.post("/medarbetare", data={"password": PASSWORD})
        assert client.get("/user").json()["identifier"] == "medarbetare"
        elsewhere = {"Origin": municipality}
        assert client.get("/user", headers=elsewhere).json()["identifier"] == "invånare"
        assert client.get("/medarbetare/omdomen", headers=elsewhere).status_code == 403
        given = client.request(method, "/medarbetare", data={"password": PASSWORD}, headers=elsewhere)
        assert "set-cookie" not in given.headers


def test_a_stranger_s_page_gets_no_button_and_no_answer(browser: Browser, chat: str, municipality: str) -> None:
    stranger = municipality.replace("localhost", "127.0.0.1")
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(stranger)
    page.wait_for_function("document.querySelector('[role=region]')")
    page.wait_for_timeout(500)
    expect(page.get_by_role("button", name="Ställ en fråga")).to_have_count(0)
    assert any(f"{stranger} saknas i widget_origins" in text for text in said)
    tried = """async chat => { const failed = await fetch(chat + '/project/settings', {credentials: 'include'}).then(() => false, () => true);
        const socket = new WebSocket(chat.replace('http', 'ws') + '/ws/socket.io/?EIO=4&transport=websocket');
        const opened = await new Promise(done => { socket.onopen = () => done(true); socket.onerror = () => done(false) });
        return [failed, opened] }"""
    assert page.evaluate(tried, chat) == [True, False]
    page.close()


def test_a_form_on_a_stranger_s_page_cannot_log_anybody_in(chat: str) -> None:
    given = httpx.post(
        f"{chat}/medarbetare", data={"password": PASSWORD}, headers={"Origin": "https://exempel.invalid"}
    )
    assert given.status_code == 403 and "set-cookie" not in given.headers
