"""Staff log in at /medarbetare by the password from settings; residents need no login.

Every reader gets a signed session from Chainlit: an anonymous resident automatically, a member of staff after this form.
"""

import asyncio
import hmac
from html import escape
from pathlib import Path
from string import Template

from chainlit.auth import create_jwt, set_auth_cookie
from chainlit.user import User
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.rate import RateLimit
from bot.settings import Settings

PAGE = Template((Path(__file__).parent / "chat_files" / "medarbetare.html").read_text(encoding="utf-8"))
MOST_TRIES = 10  # wrong passwords from one address
WITHIN = 900.0  # seconds
DELAY = 1.0  # seconds before a wrong password is answered
CLOSED = "Inloggningen är inte öppnad. Den som driver tjänsten anger staff_password i inställningarna."

STAFF = User(identifier="medarbetare", display_name="Medarbetare", metadata={"audience": "medarbetare"})
RESIDENT = User(identifier="invånare", display_name="Invånare", metadata={"audience": "invånare"})


def staff_routes(settings: Settings) -> APIRouter:
    """GET and POST /medarbetare."""
    router = APIRouter()
    tries = RateLimit(MOST_TRIES, WITHIN)

    @router.get("/medarbetare")
    async def form() -> HTMLResponse:
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
        response = RedirectResponse("/", status_code=303)
        set_auth_cookie(request, response, create_jwt(STAFF))
        return response

    return router


def is_password(given: str, wanted: str) -> bool:
    """Compared in constant time; no password in settings lets nobody in."""
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def page(settings: Settings, message: str, status: int = 200) -> HTMLResponse:
    alert = f'<p role="alert">{escape(message)}</p>' if message else ""
    return HTMLResponse(PAGE.substitute(municipality=escape(settings.municipality), message=alert), status)
