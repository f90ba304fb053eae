"""Feedback and the staff pages in a real browser, with an assistant that needs no model (tests/fake_chat.py)."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import jwt
import pytest
import socketio
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.staff import staff
from tests.chat_page import answered, opened, serving

pytestmark = pytest.mark.browser
PASSWORD = "hemligt lösenord"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    settings = folder / "kommunsvar.toml"
    settings.write_text(f'staff_password = "{PASSWORD}"', encoding="utf-8")
    with serving("tests.fake_chat", settings, "--data", str(folder)) as started:
        yield started


def staff_sees(address: str) -> str:
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        client.post("/medarbetare", data={"password": PASSWORD})
        return client.get("/medarbetare/omdomen").text


def test_a_reader_says_what_was_wrong_and_takes_it_back(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        answered(page, "Fråga från <b>Kim</b>")
        page.get_by_role("button", name="Nej").click()
        expect(page.get_by_role("button", name="Nej")).to_have_attribute("aria-pressed", "true")
        page.get_by_label("Vad var fel eller saknades?").fill("<script>alert(1)</script> ring 070-123 45 67")
        page.get_by_role("button", name="Skicka", exact=True).click()
        expect(page.get_by_text("Tack! Det hjälper oss")).to_be_visible()
        kept = staff_sees(address)
        assert "Fråga från &lt;b&gt;Kim&lt;/b&gt;" in kept and "Hade inte nytta" in kept
        assert "&lt;script&gt;" in kept and "[telefonnummer]" in kept and "<script>" not in kept
        page.get_by_role("button", name="Ta bort mitt omdöme").click()
        expect(page.get_by_role("button", name="Nej")).to_have_attribute("aria-pressed", "false")
        assert "Inga omdömen än." in staff_sees(address)


def test_residents_and_strangers_see_no_feedback(address: str) -> None:
    with httpx.Client(base_url=address) as stranger:
        for status in (401, 403):
            for answer in (
                stranger.get("/medarbetare/omdomen"),
                stranger.post("/medarbetare/omdomen", data={"id": "x"}),
            ):
                assert answer.status_code == status and "Logga in för att läsa omdömen." in answer.text
            stranger.post("/auth/header")


def test_staff_delete_what_a_reader_wants_gone(browser: Browser, address: str, folder: Path) -> None:
    with opened(browser, address) as page:
        answered(page, "Min granne heter Bertil")
        page.get_by_role("button", name="Ja", exact=True).click()
        expect(page.get_by_role("button", name="Ja", exact=True)).to_have_attribute("aria-pressed", "true")
    with browser.new_context() as staff_browser:
        page = staff_browser.new_page()
        page.goto(f"{address}/medarbetare")
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Logga in").click()
        page.goto(f"{address}/medarbetare/omdomen")
        assert Axe().run(page).response["violations"] == []
        about = page.locator("article", has_text="Bertil")
        about.get_by_text("Ta bort omdömet").click()
        about.get_by_role("button", name="Ta bort för alltid").click()
        expect(page.locator("article", has_text="Bertil")).to_have_count(0)
    assert b"Bertil" not in (folder / "feedback.sqlite3").read_bytes()


def session_of(address: str, *, staff: bool) -> str:
    """The cookies of a reader."""
    with httpx.Client(base_url=address) as client:
        client.post("/medarbetare", data={"password": PASSWORD}) if staff else client.post("/auth/header")
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


@contextmanager
def conversation(address: str, profile: str, cookies: str) -> Iterator[Callable[[], str]]:
    """A websocket that names a profile; asks what audience the assistant is asked for, or hears why it is not."""
    with socketio.SimpleClient() as reader:
        session = {"clientType": "webapp", "sessionId": str(uuid4()), "chatProfile": profile, "userEnv": "{}"}
        reader.connect(address, socketio_path="/ws/socket.io", headers={"Cookie": cookies}, auth=session)
        reader.emit("connection_successful")

        def ask() -> str:
            question = {"id": str(uuid4()), "name": "x", "type": "user_message", "output": "målgrupp",
                        "createdAt": "2026-11-24T08:00:00Z"}  # fmt: skip
            reader.emit("client_message", {"message": question, "fileReferences": []})
            while (event := reader.receive(timeout=10))[0] != "element":
                pass
            return str(event[1]["props"]["note"][0]["text"])

        yield ask


def heard(address: str, profile: str, cookies: str) -> str:
    with conversation(address, profile, cookies) as ask:
        return ask()


@pytest.mark.parametrize(("profile", "is_staff", "audience"), [
    ("Medarbetare", False, "invånare"), ("Medarbetare", True, "medarbetare"), ("Invånare", True, "invånare"),
])  # fmt: skip
def test_a_resident_who_claims_to_be_staff_is_a_resident(
    address: str, profile: str, is_staff: bool, audience: str
) -> None:
    assert heard(address, profile, session_of(address, staff=is_staff)) == audience


def session_until(folder: Path, until: float, cookie_ends: float) -> str:
    """The cookie of a member of staff, signed as the server does."""
    known = {**staff(until).to_dict(), "exp": int(cookie_ends), "iat": int(time.time()) - 60}
    return f"access_token={jwt.encode(known, (folder / 'session-secret').read_text(), algorithm='HS256')}"


def test_staff_whose_log_in_has_ended_are_told_and_get_no_staff_page(address: str, folder: Path) -> None:
    session = session_until(folder, time.time() - 1, time.time() + 60)
    assert heard(address, "Medarbetare", session).startswith("Din inloggning har gått ut.")
    page = httpx.get(f"{address}/medarbetare/omdomen", headers={"Cookie": session})
    assert page.status_code == 403 and "Logga in för att läsa omdömen." in page.text


def test_a_log_in_ends_in_the_middle_of_a_conversation(address: str, folder: Path) -> None:
    ends = int(time.time()) + 6
    session = session_until(folder, ends, ends)
    with conversation(address, "Medarbetare", session) as ask:
        assert ask() == "medarbetare"
        assert httpx.get(f"{address}/medarbetare/omdomen", headers={"Cookie": session}).status_code == 200
        time.sleep(ends + 0.1 - time.time())
        assert ask().startswith("Din inloggning har gått ut.")
    assert httpx.get(f"{address}/medarbetare/omdomen", headers={"Cookie": session}).status_code == 401
    with pytest.raises(socketio.exceptions.ConnectionError), conversation(address, "Medarbetare", session):
        pass


@pytest.mark.parametrize("cookies", ["", "access_token=trasig", "expired"])
def test_a_resident_s_session_comes_with_the_page(address: str, folder: Path, cookies: str) -> None:
    """Without one, Chainlit takes a detour by its log-in page, from which some first visits never came back."""
    if cookies == "expired":
        ended = {**staff(time.time() - 1).to_dict(), "exp": int(time.time()) - 1}
        cookies = f"access_token={jwt.encode(ended, (folder / 'session-secret').read_text(), algorithm='HS256')}"
    given = httpx.get(address, headers={"Cookie": cookies} if cookies else {})
    user = httpx.get(f"{address}/user", cookies={"access_token": given.cookies["access_token"]})
    assert user.json()["identifier"] == "invånare"
    assert "HttpOnly" in given.headers["set-cookie"]


def test_staff_keep_their_session_when_the_page_is_loaded_anew(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        client.post("/medarbetare", data={"password": PASSWORD})
        assert "set-cookie" not in client.get("/").headers
        assert client.get("/user").json()["identifier"] == "medarbetare"


def test_a_socket_without_a_session_is_refused(address: str) -> None:
    with socketio.SimpleClient() as reader, pytest.raises(socketio.exceptions.ConnectionError):
        reader.connect(address, socketio_path="/ws/socket.io", auth={"clientType": "webapp", "sessionId": "s"})


def test_staff_choose_their_role_and_log_out(browser: Browser, address: str) -> None:
    page: Page = browser.new_page(locale="sv-SE")
    page.goto(f"{address}/medarbetare")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.locator("#chat-profiles").wait_for()
    expect(page.locator("#chat-profiles")).to_contain_text("Medarbetare")
    expect(page.get_by_role("link", name="För medarbetare")).to_be_hidden()
    page.locator("#user-nav-button").click()
    page.get_by_role("menuitem", name="Logga ut").click()
    expect(page.get_by_role("link", name="För medarbetare")).to_be_visible(timeout=15_000)
    page.close()
