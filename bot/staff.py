"""Staff log in at /medarbetare: by the password from settings, by a trusted proxy's header, or at the organisation's OpenID provider
(bot/openid.py). Residents need no login.

Every reader gets a signed session: an anonymous resident automatically, a member of staff there, for as long as the settings say.
Staff share one identity: who they are is not kept.
"""

import asyncio
import hmac
import time
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import jwt
from chainlit.auth import clear_auth_cookie, get_current_user, get_token_from_cookies, set_auth_cookie
from chainlit.auth.jwt import get_jwt_secret
from chainlit.user import User
from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.openid import NotLoggedIn, Provider
from bot.proxy import NotTrusted, named_by_proxy
from bot.rate import RateLimit
from bot.settings import Settings

PAGE = Template((Path(__file__).parent / "chat_files" / "medarbetare.html").read_text(encoding="utf-8"))
MOST_TRIES = 10  # wrong passwords from one address
WITHIN = 900.0  # seconds
DELAY = 1.0  # seconds before a wrong password is answered
CLOSED = "Inloggningen är inte öppnad. Den som driver tjänsten öppnar den i inställningarna."
STRANGER = "Inloggningen kom inte från kommunens egen inloggningsserver."

STARTED, ID_TOKEN = "kommunsvar-inloggning", "kommunsvar-konto"  # cookies of a log-in at the provider
START_SECONDS = 600  # to log in there
LONGEST_COOKIE = 3800  # characters; a browser drops a larger one
TO_PROVIDER, LOG_OUT = "/medarbetare/oidc", "/medarbetare/logga-ut"
WAYS = {
    "oidc": f'<a class="button" href="{TO_PROVIDER}">Logga in med ditt arbetskonto</a>',
    "password": """<form method="post" action="/medarbetare">
<label for="password">Lösenord</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
<button type="submit">Logga in</button>
</form>""",
}

RESIDENT = User(identifier="invånare", display_name="Invånare", metadata={"audience": "invånare"})


def staff_routes(settings: Settings) -> APIRouter:
    """GET and POST /medarbetare; log out; and, where the settings name a provider, its two steps."""
    router = APIRouter()
    tries = RateLimit(MOST_TRIES, WITHIN)
    proxies = settings.staff_proxies.split()
    provider = Provider(settings.oidc) if settings.oidc else None

    @router.get("/medarbetare")
    async def form(request: Request) -> Response:
        try:
            if named_by_proxy(request, settings.staff_header, proxies):
                return logged_in(request, settings)
        except NotTrusted:
            return page(settings, STRANGER, 403)
        return page(settings, "" if settings.staff_password or settings.oidc else CLOSED)

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

    @router.get(LOG_OUT)
    async def log_out(request: Request) -> Response:
        """Here, and at the provider where the log-in was made there."""
        id_token = request.cookies.get(ID_TOKEN)
        there = await provider.end(id_token) if provider and id_token is not None else ""
        response = RedirectResponse(there or "/", status_code=303)
        clear_auth_cookie(request, response)
        response.delete_cookie(ID_TOKEN, path=LOG_OUT)
        return response

    if provider:
        router.include_router(provider_routes(settings, provider))
    return router


def provider_routes(settings: Settings, provider: Provider) -> APIRouter:
    """To the provider, and back."""
    router = APIRouter()
    kept: dict[str, Any] = {
        "httponly": True,
        "samesite": "lax",
        "secure": provider.settings.address.startswith("https:"),
    }

    @router.get(TO_PROVIDER)
    async def to_provider() -> Response:
        try:
            started = await provider.start()
        except NotLoggedIn as error:
            return page(settings, str(error), error.status)
        response = RedirectResponse(started.pop("url"), status_code=303)
        response.set_cookie(STARTED, sealed(started), START_SECONDS, path=TO_PROVIDER, **kept)
        return response

    @router.get(f"{TO_PROVIDER}/svar")
    async def from_provider(request: Request) -> Response:
        response: Response
        try:
            id_token = await provider.finish(request.query_params, unsealed(request.cookies.get(STARTED, "")))
            response = logged_in(request, settings)
            hint = id_token if len(id_token) <= LONGEST_COOKIE else ""
            response.set_cookie(ID_TOKEN, hint, settings.staff_minutes * 60, path=LOG_OUT, **kept)
        except NotLoggedIn as error:
            response = page(settings, str(error), error.status)
        response.delete_cookie(STARTED, path=TO_PROVIDER)
        return response

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


def sealed(started: dict[str, str]) -> str:
    """A log-in at the provider that has begun, for the reader's own browser to keep; no session (its audience tells them apart)."""
    until = int(time.time()) + START_SECONDS
    return jwt.encode({**started, "aud": STARTED, "exp": until}, get_jwt_secret() or "", algorithm="HS256")


def unsealed(kept: str) -> dict[str, str]:
    """Empty where it is not ours, or too old."""
    try:
        return jwt.decode(kept, get_jwt_secret() or "", algorithms=["HS256"], audience=STARTED)
    except jwt.InvalidTokenError:
        return {}


async def reader_of(request: Request) -> User | None:
    """Who reads a page; nobody without a session, or with one that has ended."""
    try:
        user: User | None = await get_current_user(get_token_from_cookies(request.cookies) or "")
    except HTTPException:
        return None
    return user


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
    open_ways = {"oidc": settings.oidc, "password": settings.staff_password}
    ways = "\n<p>eller</p>\n".join(WAYS[name] for name, is_open in open_ways.items() if is_open)
    return HTMLResponse(PAGE.substitute(municipality=escape(settings.municipality), message=alert, ways=ways), status)
