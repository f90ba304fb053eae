"""A real OpenID provider on localhost for the tests, from the package oidc-provider-mock, made to demand PKCE."""

import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256

import flask
import flask.typing
import httpx
import oidc_provider_mock
from werkzeug.serving import make_server

STAFF = "medarbetare"
USERS = {"kim": ["alla", STAFF], "ture": ["alla"], "med många": [STAFF, *(f"grupp-{number}" for number in range(400))]}


@dataclass
class Running:
    address: str
    asked: list[str] = field(default_factory=list)  # the paths that were asked for
    challenges: set[str] = field(default_factory=set)


@contextmanager
def openid_provider() -> Iterator[Running]:
    users = [oidc_provider_mock.User(sub=name, claims={"groups": groups}) for name, groups in USERS.items()]
    app = oidc_provider_mock.app(require_nonce=True, user_claims=users)
    server = make_server("localhost", 0, app, threaded=True)
    running = Running(f"http://localhost:{server.server_port}")
    app.before_request(lambda: demand_pkce(running))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def demand_pkce(running: Running) -> flask.typing.ResponseReturnValue | None:
    """RFC 7636: whoever fetches the token knows the secret whose digest came with the reader."""
    running.asked.append(flask.request.path)
    if flask.request.path == "/oauth2/authorize":
        if flask.request.args.get("code_challenge_method") != "S256":
            return {"error": "invalid_request"}, 400
        running.challenges.add(flask.request.args["code_challenge"])
    if flask.request.path == "/oauth2/token":
        digest = sha256(flask.request.form["code_verifier"].encode()).digest()
        if urlsafe_b64encode(digest).decode().rstrip("=") not in running.challenges:
            return {"error": "invalid_grant"}, 400
    return None


def log_in(address: str, name: str) -> str:
    """Where the provider sends a person who logs in there."""
    answer = httpx.post(address, data={"sub": name})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]
