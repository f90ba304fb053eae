"""Behind a reverse proxy: which machine connects, which reader it forwards, and whom it says has logged in as staff."""

from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

PEER = "kommunsvar.peer"  # in the ASGI scope: the address of the machine that connects


class NotTrusted(Exception):
    """The header of a staff log-in came from elsewhere than the proxies of the settings, or more than once."""


def behind_proxy(app: ASGIApp, proxies: list[str]) -> ASGIApp:
    """The app with the connecting machine's address noted, and the reader's address taken from a proxy here or a trusted one."""
    middleware: Any = ProxyHeadersMiddleware  # uvicorn's types of an app are its own
    forwarded: ASGIApp = middleware(app, trusted_hosts=["127.0.0.1", *proxies])

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            scope[PEER] = (scope.get("client") or ("",))[0]
        await forwarded(scope, receive, send)

    return answer


def named_by_proxy(request: Request, header: str, proxies: list[str]) -> str:
    """Who has logged in, as the proxy says; "" where it says nothing.

    Raises:
        NotTrusted: another machine says it, or it is said twice: a proxy that does not replace a reader's own header.
    """
    given = request.headers.getlist(header) if header else []
    if given and (request.scope.get(PEER) not in proxies or len(given) > 1):
        raise NotTrusted
    return given[0].strip() if given else ""
