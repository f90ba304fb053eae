"""What we believe of an OpenID provider: a real one (tests/openid_provider.py), and the same one made to lie."""

import asyncio
import logging
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from joserfc.jwk import RSAKey

from bot.openid import DOWN, NO_ROLE, STALE, WRONG, NotLoggedIn, Provider, is_staff
from bot.settings import OpenID
from tests.openid_provider import STAFF, Running, log_in, openid_provider

CLOSED = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def provider() -> Iterator[Running]:
    with openid_provider() as running:
        yield running


@pytest.fixture
def settings(provider: Running) -> OpenID:
    return OpenID(provider.address, "kommunsvar", "hemligt", "http://localhost:8000", "groups", STAFF)


def outcome(settings: OpenID, name: str = "kim", **changed: str) -> str:
    """What becomes of a log-in: "inne", or what the reader is told."""
    return asyncio.run(logged_in(Provider(settings), name, **changed))


async def logged_in(ours: Provider, name: str, **changed: str) -> str:
    try:
        started = await ours.start()
        query = dict(parse_qsl(urlsplit(await asyncio.to_thread(log_in, started["url"], name)).query))
        await ours.finish(query, started | changed)
    except NotLoggedIn as error:
        return str(error)
    return "inne"


def test_staff_are_let_in_and_others_are_told(settings: OpenID) -> None:
    assert (outcome(settings), outcome(settings, "med många")) == ("inne", "inne")
    assert outcome(settings, "ture") == outcome(settings, "en okänd") == NO_ROLE


@pytest.mark.parametrize(("given", "let_in"), [
    (STAFF, True), ([STAFF, "x"], True), (None, False), ([], False), ("", False), (f"{STAFF}e", False), ([f"x{STAFF}"], False),
    ({STAFF: 1}, False), (True, False),
])  # fmt: skip
def test_the_claim_must_be_the_value_or_hold_it(settings: OpenID, given: object, let_in: bool) -> None:
    assert is_staff({"groups": given}, settings) == let_in
    assert not is_staff({"roles": given}, settings)


@pytest.mark.parametrize("changed", [{"state": "en annan"}, {"state": ""}])
def test_an_answer_to_another_readers_log_in_is_refused(settings: OpenID, changed: dict[str, str]) -> None:
    assert outcome(settings, **changed) == STALE


def test_an_answer_to_no_log_in_is_refused(settings: OpenID) -> None:
    with pytest.raises(NotLoggedIn, match=STALE):
        asyncio.run(Provider(settings).finish({"state": "", "code": "x"}, {}))


def test_a_wrong_nonce_or_secret_is_refused(settings: OpenID) -> None:
    assert outcome(settings, nonce="en annan") == outcome(settings, code_verifier="x" * 48) == WRONG


@pytest.fixture
def lying(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Changes what the provider puts into its id_tokens, or signs them with."""
    from oidc_provider_mock._app import OpenIDCode

    truth = OpenIDCode.get_jwt_config

    def lie(**lies: Any) -> None:
        monkeypatch.setattr(OpenIDCode, "get_jwt_config", lambda *given: {**truth(*given), **lies})

    return lie


@pytest.mark.parametrize("lies", [
    {"iss": "https://annan.se"}, {"aud": "annan"}, {"aud": ["annan", "kommunsvar"], "azp": "annan"}, {"exp": -3600},
    {"nbf": time.time() + 3600}, {"alg": "none"}, {"alg": "HS256", "key": {"kty": "oct", "k": "aGVtbGlndA" * 8}},
    {"key": RSAKey.generate_key(2048).as_dict(private=True)},
], ids=["utgivare", "mottagare", "part", "gammal", "för tidig", "osignerad", "delad nyckel", "annan nyckel"])  # fmt: skip
def test_a_token_that_is_not_right_is_refused(
    settings: OpenID, lying: Callable[..., None], lies: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    lying(**lies)
    with caplog.at_level(logging.ERROR):
        assert outcome(settings) == WRONG
    assert "inloggningen kunde inte kontrolleras" in caplog.text and "eyJ" not in caplog.text


def believed(settings: OpenID, monkeypatch: pytest.MonkeyPatch, **said: object) -> str:
    """What the reader is told when the provider describes itself so."""
    truth = httpx2.AsyncClient.request

    async def request(self: httpx2.AsyncClient, method: str, url: str, **given: Any) -> httpx2.Response:
        answer = await truth(self, method, url, **given)
        if "well-known" not in str(url):
            return answer
        return httpx2.Response(200, json={**answer.json(), **said}, request=answer.request)

    monkeypatch.setattr(httpx2.AsyncClient, "request", request)
    return outcome(settings)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"])
def test_no_other_server_is_asked(settings: OpenID, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.2)
        elsewhere = f"http://127.0.0.1:{other.getsockname()[1]}/x"
        assert believed(settings, monkeypatch, **{name: elsewhere}) == WRONG
        with pytest.raises(TimeoutError):
            other.accept()


def test_an_issuer_by_another_name_is_refused(settings: OpenID, monkeypatch: pytest.MonkeyPatch) -> None:
    assert believed(settings, monkeypatch, issuer="https://annan.se") == WRONG


def test_an_unsigned_token_is_refused_whatever_the_provider_says_of_itself(
    settings: OpenID, monkeypatch: pytest.MonkeyPatch, lying: Callable[..., None]
) -> None:
    lying(alg="none")
    assert believed(settings, monkeypatch, id_token_signing_alg_values_supported=["none", "RS256"]) == WRONG


def test_a_provider_that_is_down_or_is_none_is_told(settings: OpenID) -> None:
    assert outcome(replace(settings, issuer=CLOSED)) == DOWN
    assert outcome(replace(settings, issuer=f"{settings.issuer}/finns-inte")) == DOWN
    assert asyncio.run(Provider(replace(settings, issuer=CLOSED)).end("x")) == ""


def test_nobody_is_asked_before_somebody_logs_in_and_then_for_its_keys_each_time(
    settings: OpenID, provider: Running
) -> None:
    provider.asked.clear()
    ours = Provider(settings)
    assert provider.asked == []
    description = "/.well-known/openid-configuration"
    for _ in range(2):
        assert asyncio.run(logged_in(ours, "kim")) == "inne"
        assert provider.asked == [description, "/oauth2/authorize", description, "/oauth2/token", "/jwks"]
        provider.asked.clear()


def test_log_out_goes_by_the_provider_and_back(settings: OpenID) -> None:
    there = urlsplit(asyncio.run(Provider(settings).end("en id_token")))
    asked = dict(parse_qsl(there.query))
    assert there.path == "/oauth2/end_session" and asked.pop("state")
    assert asked == {
        "id_token_hint": "en id_token", "client_id": "kommunsvar", "post_logout_redirect_uri": "http://localhost:8000/medarbetare",
    }  # fmt: skip
