"""What the browser tests share: a chat server, a headless Chromium, and a page that may ask no other host for anything."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.test_offline import free_port, wait_for

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

expect.set_options(timeout=30_000)  # milliseconds; a busy machine is slow


@contextmanager
def serving(
    module: str, settings: Path, *arguments: str, port: int | None = None, environment: Mapping[str, str] = os.environ
) -> Iterator[str]:
    """The address of a server that `python -m module --port N` runs with this settings file."""
    port = port or free_port()
    environment = {**environment, "KOMMUNSVAR_SETTINGS": str(settings)}
    command = [sys.executable, "-m", *module.split(), "--port", str(port), *arguments]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            wait_for(f"http://localhost:{port}/", server)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()


@contextmanager
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(
        (str(path) for path in [Path("/usr/bin/chromium")] if path.exists()), None
    )
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """The start page, connected; fails when the page has asked another host for anything."""
    page = browser.new_page(locale="sv-SE", **options)
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if request.url.startswith("http")
            and not request.url.startswith(address) else None)  # fmt: skip
    page.goto(address)
    page.locator("#chat-input").wait_for()
    page.locator("[id^=starter-]:not([disabled])").first.wait_for()  # the automatic login is done
    yield page
    assert outside == []
    page.close()


def ask(page: Page, question: str) -> None:
    page.locator("#chat-input").fill(question)
    page.locator("#chat-submit").click()  # waits until the page is connected


def answered(page: Page, question: str) -> None:
    """Ask, and wait until the answer is complete."""
    before = page.locator(".ks-answer").count()
    ask(page, question)
    page.locator(".ks-answer:not([aria-busy=true])").nth(before).wait_for(timeout=60_000)
