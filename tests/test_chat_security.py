"""The chat server's defences: headers, rate limit, no uploads, no staff pages for residents, a restart in mid-answer."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from bot.headers import content_policy
from bot.rate import RateLimit
from tests.chat_page import answered, ask, opened, serving
from tests.test_offline import free_port, wait_for


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("security")
    settings = folder / "kommunsvar.toml"
    settings.write_text('questions_a_minute = 2\nframe_ancestors = "https://www.falun.se"', encoding="utf-8")
    with serving("tests.fake_chat", settings, "--data", str(folder)) as started:
        yield started


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/om", "/medarbetare", "/project/settings", "/public/kommunsvar.js"])
def test_every_answer_has_the_headers(address: str, path: str) -> None:
    headers = httpx.get(address + path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors https://www.falun.se" in policy
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


@pytest.mark.browser
def test_the_policy_breaks_nothing_and_the_limit_is_said_kindly(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
        page.reload()
        page.locator("[id^=starter-]:not([disabled])").first.wait_for()
        answered(page, "Fråga")
        expect(page.locator(".ks-service")).to_be_visible()
        assert refused == []
        answered(page, "biobiljett")
        answered(page, "Fråga")
        expect(page.locator(".ks-note").last).to_contain_text("Du har ställt många frågor på kort tid.")


@pytest.mark.browser
def test_files_cannot_be_uploaded(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        expect(page.locator("input[type=file]")).to_have_count(0)
        session = next(one["value"] for one in page.context.cookies() if one["name"] == "X-Chainlit-Session-id")
        status = page.evaluate(
            """async session => { const form = new FormData(); form.append('file', new File(['a'], 'a.txt', {type: 'text/plain'}));
            return (await fetch(`/project/file?session_id=${session}`, {method: 'POST', body: form})).status }""",
            session,
        )
        assert status == 400


@pytest.mark.browser
def test_a_restart_in_mid_answer_is_said_and_the_question_can_be_asked_again(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    with restartable(tmp_path, port) as start:
        server = start()
        with opened(browser, f"http://localhost:{port}") as page:
            ask(page, "En långsam fråga, svara långsamt")
            page.locator(".ks-answer").wait_for()
            server.terminate()
            server.wait()
            expect(page.get_by_text("Anslutningen bröts innan svaret var färdigt.").first).to_be_visible(timeout=20_000)
            expect(page.locator(".ks-waiting")).to_have_count(0)
            start()
            expect(page.locator("#session-error")).to_have_count(0, timeout=30_000)
            page.get_by_role("button", name="Fråga igen").click()
            page.locator(".ks-answer").nth(1).wait_for()
            settled(page)


def settled(page: Page) -> None:
    page.locator("#stop-button").click()
    expect(page.get_by_text("Du stoppade svaret.")).to_be_visible()


@contextmanager
def restartable(folder: Path, port: int) -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """A function that starts the server on this port, again and again; the last one is stopped."""
    settings = folder / "kommunsvar.toml"
    settings.touch()
    command = [sys.executable, "-m", "tests.fake_chat", "--port", str(port), "--data", str(folder)]
    servers: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        environment = {**os.environ, "KOMMUNSVAR_SETTINGS": str(settings)}
        servers.append(
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        )
        wait_for(f"http://localhost:{port}/", servers[-1])
        return servers[-1]

    yield start
    servers[-1].terminate()


def test_a_client_may_ask_so_many_times_and_others_go_on() -> None:
    limit = RateLimit(most=2, within=60)
    for _ in range(2):
        assert not limit.reached("192.0.2.1")
        limit.count("192.0.2.1")
    assert limit.reached("192.0.2.1") and not limit.reached("192.0.2.2")


def test_no_limit_is_never_reached() -> None:
    limit = RateLimit(most=0, within=60)
    limit.count("192.0.2.1")
    assert not limit.reached("192.0.2.1")


def test_inline_scripts_are_named_by_hash_and_nobody_frames() -> None:
    policy = content_policy("<script>1</script><script src='/a.js'></script>", "")
    assert policy.count("sha256-") == 1 and policy.endswith("frame-ancestors 'none'")
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
