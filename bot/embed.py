"""The widget on the municipality's own pages: which origins may ask this server from a page of theirs, and as whom.

In: an ASGI app. Out: the same app, where an allowed origin's page always asks as an anonymous resident, whatever cookies its
reader has, and sets none; and where every other origin's page is refused, over HTTP and websocket. A link to the chat has no origin.
"""

from collections.abc import Collection

from chainlit.auth import create_jwt
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.staff import RESIDENT

SESSION = ("cookie", "authorization")


def for_residents_elsewhere(app: ASGIApp, origins: Collection[str]) -> ASGIApp:
    """Args:
    origins: as a browser sends them: "https://www.orsa.se".
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or is_own(Headers(scope=scope)):
            await app(scope, receive, send)
        elif Headers(scope=scope).get("origin") in origins:
            await app(as_resident(scope), receive, without_cookies(send))
        else:
            await refuse(scope, receive, send)

    return answer


def is_own(headers: Headers) -> bool:
    """Whether no other origin's page asks. A proxy that does not pass on Host is met by what the browser says itself."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if not origin or site == "same-origin":
        return True
    if origin == "null":  # also what a form of our own sends, since our pages tell nobody where the reader comes from
        return site is None
    return origin.split("://")[-1] in (headers.get("host"), headers.get("x-forwarded-host"))


def as_resident(scope: Scope) -> Scope:
    """The request with an anonymous resident's session in place of the reader's own."""
    kept = [(name, value) for name, value in scope["headers"] if name.decode("latin-1") not in SESSION]
    return {**scope, "headers": [*kept, (b"cookie", f"access_token={create_jwt(RESIDENT)}".encode())]}


def without_cookies(send: Send) -> Send:
    """A staff log-in of the same browser is not replaced by the widget's."""

    async def send_without(message: Message) -> None:
        if message["type"] == "http.response.start":
            del MutableHeaders(scope=message)["set-cookie"]
        await send(message)

    return send_without


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse("Sidan får inte använda tjänsten (widget_origins).", 403)(scope, receive, send)
