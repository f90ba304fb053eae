"""Staff log in at /medarbetare by the password from settings or by a trusted proxy's header; residents need no login.

Every reader gets a signed session: an anonymous resident automatically, a member of staff there, for as long as the settings say.
Staff share one identity: who they are is not kept.
"""

import asyncio
import hmac
import time
from html import escape
from pathlib import Path
from string import Template

import jwt
from chainlit.auth import set_auth_cookie
from chainlit.auth.jwt import get_jwt_secret
from chainlit.user import User
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.proxy import NotTrusted, named_by_proxy
from bot.rate import RateLimit
from bot.settings import Settings

PAGE = Template((Path(__file__).parent / "chat_files" / "medarbetare.html").read_text(encoding="utf-8"))
MOST_TRIES = 10  # wrong passwords from one address
WITHIN = 900.0  # seconds
DELAY = 1.0  # seconds before a wrong password is answered
CLOSED = "Inloggningen är inte öppnad. Den som driver tjänsten anger staff_password i inställningarna."

STRANGER = "Inloggningen kom inte från kommunens egen inloggningsserver."

RESIDENT = User(identifier="invånare", display_name="Invånare", metadata={"audience": "invånare"})


def staff_routes(settings: Settings) -> APIRouter:
    """GET and POST /medarbetare."""
    router = APIRouter()
    tries = RateLimit(MOST_TRIES, WITHIN)
    proxies = settings.staff_proxies.split()

    @router.get("/medarbetare")
    async def form(request: Request) -> Response:
        try:
            if named_by_proxy(request, settings.staff_header, proxies):
                return logged_in(request, settings)
        except NotTrusted:
            return page(settings, STRANGER, 403)
        return page(settings, "" if settings.staff_password else CLOSED)

    @router.post("/medarbetare")
    async def login(request: Request, password: str = Form(max_length=500)) -> Response:
        client = request.client.host if request.client else ""
        if tries.reached(client):
            return page(settings, "För många försök. Vänta en kvart och försök igen.", 429)
        if not is_password(password, settings.staff_password):
            tries.count(client)
            await asyncio.sleep(DELAY)
            return page(settings, "Fel lösenord. Försök igen." if settings.staff_password else CLOSED, 403)
        return logged_in(request, settings)

    return router


def logged_in(request: Request, settings: Settings) -> Response:
    """To the chat, with a staff session."""
    response = RedirectResponse("/", status_code=303)
    set_auth_cookie(request, response, token(staff(time.time() + settings.staff_minutes * 60)))
    return response


def staff(until: float) -> User:
    """A member of staff until then (seconds since 1970)."""
    return User(
        identifier="medarbetare", display_name="Medarbetare", metadata={"audience": "medarbetare", "until": int(until)}
    )


def token(user: User) -> str:
    """Chainlit's signed session, with the user's own end."""
    until = user.metadata["until"]
    return jwt.encode(
        {**user.to_dict(), "exp": until, "iat": int(time.time())}, get_jwt_secret() or "", algorithm="HS256"
    )


def audience_of(user: User | None) -> str:
    """Staff until the log-in ends, also in a conversation that goes on; everybody else is a resident."""
    return (
        "medarbetare" if user and user.metadata.get("audience") == "medarbetare" and not has_ended(user) else "invånare"
    )


def has_ended(user: User | None) -> bool:
    """Whether this was a member of staff whose log-in has ended."""
    return bool(user and user.metadata.get("until", time.time() + 1) <= time.time())


def is_password(given: str, wanted: str) -> bool:
    """Compared in constant time; no password in settings lets nobody in."""
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def page(settings: Settings, message: str, status: int = 200) -> HTMLResponse:
    alert = f'<p role="alert">{escape(message)}</p>' if message else ""
    return HTMLResponse(PAGE.substitute(municipality=escape(settings.municipality), message=alert), status)
