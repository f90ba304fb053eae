"""A reader's session comes with the page: an anonymous resident's, where there is none that is still valid.

Chainlit's own way, a detour by its log-in page, left about one first visit in ten unconnected.
"""

from chainlit.auth import create_jwt, decode_jwt, get_token_from_cookies, set_auth_cookie
from jwt import InvalidTokenError
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.staff import RESIDENT

PAGES = ("/", "/login")  # Chainlit's page, also where it sends those whose session has ended


def with_session(app: ASGIApp) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in PAGES or has_session(Request(scope)):
            await app(scope, receive, send)
            return
        given = Response()
        set_auth_cookie(Request(scope), given, create_jwt(RESIDENT))

        async def send_with_session(message: Message) -> None:
            if message["type"] == "http.response.start":
                for cookie in given.headers.getlist("set-cookie"):
                    MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await app(scope, receive, send_with_session)

    return answer


def has_session(request: Request) -> bool:
    token = get_token_from_cookies(request.cookies)
    try:
        return bool(token and decode_jwt(token))
    except InvalidTokenError:
        return False
