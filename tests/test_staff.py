"""Who is let in as staff: by a trusted proxy's header and for how long; nobody by a header from elsewhere."""

import asyncio
import time

import httpx
import pytest
from fastapi import FastAPI

from bot.proxy import behind_proxy
from bot.settings import Settings
from bot.staff import RESIDENT, audience_of, has_ended, staff, staff_routes

PROXY, READER = "192.0.2.10", "198.51.100.7"
SETTINGS = Settings(staff_header="X-Remote-User", staff_proxies=f"{PROXY} 192.0.2.11", staff_minutes=30)


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHAINLIT_AUTH_SECRET", "s" * 64)


def visit(peer: str, headers: list[tuple[str, str]], settings: Settings = SETTINGS) -> httpx.Response:
    """What /medarbetare answers a machine with this address."""
    app = FastAPI()
    app.include_router(staff_routes(settings))
    transport = httpx.ASGITransport(behind_proxy(app, settings.staff_proxies.split()), client=(peer, 1234))

    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://falun.test") as client:
            return await client.get("/medarbetare", headers=headers)

    return asyncio.run(get())


def test_a_trusted_proxy_s_word_is_enough() -> None:
    answer = visit(PROXY, [("X-Remote-User", "kim")])
    assert answer.status_code == 303 and "access_token" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        (READER, [("X-Remote-User", "kim")]),
        (READER, [("X-Remote-User", "kim"), ("X-Forwarded-For", PROXY)]),  # says that it is the proxy
        ("127.0.0.1", [("X-Remote-User", "kim"), ("X-Forwarded-For", PROXY)]),  # a proxy here, but not a trusted one
        (PROXY, [("X-Remote-User", "kim"), ("X-Remote-User", "ture")]),  # the reader's own beside the proxy's
    ],
)
def test_the_header_from_elsewhere_is_refused(peer: str, headers: list[tuple[str, str]]) -> None:
    answer = visit(peer, headers)
    assert answer.status_code == 403 and "set-cookie" not in answer.headers
    assert "kom inte från kommunens egen inloggningsserver" in answer.text


@pytest.mark.parametrize("headers", [[], [("X-Remote-User", "")], [("X-Forwarded-User", "kim")]])
def test_without_the_header_nobody_is_let_in(headers: list[tuple[str, str]]) -> None:
    answer = visit(PROXY, headers)
    assert answer.status_code == 200 and "set-cookie" not in answer.headers


def test_without_the_setting_no_header_counts() -> None:
    answer = visit("127.0.0.1", [("X-Remote-User", "kim")], Settings())
    assert answer.status_code == 200 and "set-cookie" not in answer.headers


def test_a_log_in_ends_also_in_a_conversation_that_goes_on() -> None:
    now, before = staff(time.time() + 60), staff(time.time() - 1)
    assert (audience_of(now), has_ended(now)) == ("medarbetare", False)
    assert (audience_of(before), has_ended(before)) == ("invånare", True)
    assert (audience_of(RESIDENT), has_ended(RESIDENT)) == ("invånare", False)
    assert audience_of(None) == "invånare"
