"""Staff log in with their own account, over HTTP, over a websocket and in a real browser, at a real provider
(tests/openid_provider.py); the server runs under the library that logs whatever leaves the machine."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.chat_page import serving
from tests.openid_provider import STAFF, Running, log_in, openid_provider
from tests.test_chat_feedback import heard, session_of
from tests.test_offline import free_port, offline_guard, tried

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def provider() -> Iterator[Running]:
    with openid_provider() as running:
        yield running


@pytest.fixture(scope="module")
def address(folder: Path, provider: Running) -> Iterator[str]:
    port, guard = free_port(), offline_guard(folder)
    settings = folder / "kommunsvar.toml"
    settings.write_text(f"""
[oidc]
issuer = "{provider.address}"
client = "kommunsvar"
secret = "hemligt"
address = "http://localhost:{port}"
claim = "groups"
staff = "{STAFF}"
""", encoding="utf-8")  # fmt: skip
    guarded = {**os.environ, **guard}
    with serving("tests.fake_chat", settings, "--data", str(folder), port=port, environment=guarded) as started:
        yield started
    assert tried(guard) == ""


@pytest.fixture
def reader(address: str) -> Iterator[httpx.Client]:
    """A browser without a screen."""
    with httpx.Client(base_url=address) as client:
        yield client


def come_back(reader: httpx.Client, name: str) -> httpx.Response:
    """Log in at the provider, and go where it sends one."""
    return reader.get(log_in(reader.get("/medarbetare/oidc").headers["location"], name))


def cookies(reader: httpx.Client) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in reader.cookies.jar)


def test_staff_reach_their_pages_over_http_and_websocket(reader: httpx.Client, address: str) -> None:
    assert reader.get("/medarbetare/omdomen").status_code == 401
    answer = come_back(reader, "kim")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert reader.get("/medarbetare/omdomen").status_code == 200
    assert heard(address, "Medarbetare", cookies(reader)) == "medarbetare"


def test_somebody_without_the_role_is_told_and_stays_a_resident(reader: httpx.Client, address: str) -> None:
    reader.post("/auth/header")
    answer = come_back(reader, "ture")
    assert answer.status_code == 403 and "Ditt konto har inte behörighet" in answer.text
    assert "För medarbetare" in answer.text and 'href="/medarbetare/oidc"' in answer.text
    assert reader.get("/medarbetare/omdomen").status_code == 403
    assert heard(address, "Medarbetare", cookies(reader)) == "invånare"


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(reader: httpx.Client, address: str) -> None:
    there = log_in(reader.get("/medarbetare/oidc").headers["location"], "kim")
    for other in (httpx.get(there), httpx.get(there, headers={"Cookie": f"kommunsvar-inloggning={cookies(reader)}x"})):
        assert other.status_code == 400 and "access_token" not in other.headers["set-cookie"]
    assert reader.get(there).status_code == 303
    assert reader.get(there).status_code == 400  # the cookie is gone


def test_a_log_in_that_has_begun_is_no_session_and_a_session_no_log_in(reader: httpx.Client, address: str) -> None:
    reader.get("/medarbetare/oidc")
    begun = reader.cookies["kommunsvar-inloggning"]
    with httpx.Client(base_url=address, cookies={"access_token": begun}) as stranger:
        assert stranger.get("/medarbetare/omdomen").status_code == 401
    session = session_of(address, staff=False).removeprefix("access_token=")
    with httpx.Client(base_url=address, cookies={"kommunsvar-inloggning": session}) as stranger:
        assert stranger.get("/medarbetare/oidc/svar", params={"state": "", "code": "x"}).status_code == 400


def test_somebody_who_changes_their_mind_is_told(reader: httpx.Client) -> None:
    there = reader.get("/medarbetare/oidc").headers["location"]
    back = httpx.post(there, data={"action": "deny"}).headers["location"]
    state = httpx.URL(there).params["state"]
    answer = reader.get(back, params={**httpx.URL(back).params, "state": state})
    assert answer.status_code == 403 and "Inloggningen avbröts." in answer.text


def test_the_id_token_is_the_readers_and_goes_only_to_the_log_out(reader: httpx.Client, folder: Path) -> None:
    answer = come_back(reader, "kim")
    [kept] = [line for line in answer.headers.get_list("set-cookie") if line.startswith("kommunsvar-konto=")]
    assert "Path=/medarbetare/logga-ut" in kept and "HttpOnly" in kept and "SameSite=lax" in kept
    assert "kim" not in reader.get("/user").text
    out = reader.get("/medarbetare/logga-ut")
    assert httpx.URL(out.headers["location"]).params["id_token_hint"] in kept
    assert reader.get("/medarbetare/omdomen").status_code == 401
    assert reader.get("/medarbetare/logga-ut").headers["location"] == "/"


def test_somebody_in_four_hundred_groups_logs_in_and_out(reader: httpx.Client) -> None:
    answer = come_back(reader, "med många")
    assert all(len(line) < 4096 for line in answer.headers.get_list("set-cookie"))
    out = httpx.URL(reader.get("/medarbetare/logga-ut").headers["location"])
    assert out.path == "/oauth2/end_session" and "id_token_hint" not in out.params
    assert out.params["client_id"] == "kommunsvar"


def test_nobody_is_let_in_by_an_empty_password(reader: httpx.Client) -> None:
    assert reader.post("/medarbetare", data={"password": " "}).status_code == 403
    assert 'name="password"' not in reader.get("/medarbetare").text


def test_a_member_of_staff_logs_in_asks_and_logs_out_in_the_browser(browser: Browser, address: str) -> None:
    page = browser.new_page(locale="sv-SE")
    page.goto(f"{address}/medarbetare")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("link", name="Logga in med ditt arbetskonto").click()
    page.get_by_role("button", name="kim").click()
    page.locator("#chat-profiles").wait_for()
    expect(page.locator("#chat-profiles")).to_contain_text("Medarbetare")
    page.locator("#user-nav-button").click()
    page.get_by_role("menuitem", name="Logga ut").click()
    page.locator("button[type=submit]").first.click()  # the provider asks
    page.wait_for_url("**/medarbetare*")
    expect(page.get_by_role("link", name="Logga in med ditt arbetskonto")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("link", name="För medarbetare")).to_be_visible(timeout=15_000)
    page.close()
