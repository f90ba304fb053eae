"""Staff log in with the organisation's own account: authorization code with PKCE at an OpenID provider, through Authlib.

In: the settings. Out: where to send the reader, and whether the one who comes back is staff. Nobody but the named issuer is asked,
and only when somebody logs in or out. (OpenID Connect Core 1.0, Discovery 1.0 and RP-Initiated Logout 1.0; RFC 7636.)
"""

import hmac
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import StarletteOAuth2App
from joserfc.errors import JoseError

from bot.settings import OpenID

log = logging.getLogger(__name__)
PATIENCE = 10  # seconds for each answer of the provider
LEEWAY = 60  # seconds that two clocks may differ
ASKED = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")  # what is used of its metadata
SIGNED = ("RS", "PS", "ES", "Ed")  # families of signature that only the provider can make; not HS, not none

DOWN = "Kommunens inloggning svarar inte just nu. Vänta en stund och försök igen."
WRONG = "Inloggningen kunde inte kontrolleras. Försök igen. Hjälper det inte, kontakta den som driver tjänsten."
STALE = "Inloggningen tog för lång tid, eller började i ett annat fönster. Försök igen."
CANCELLED = "Inloggningen avbröts."
NO_ROLE = "Ditt konto har inte behörighet till medarbetarnas sidor. Be den som driver tjänsten om behörighet."


class NotLoggedIn(Exception):
    """Says to the reader why, in Swedish; `status` is the HTTP status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Mismatch(ValueError):
    """The provider says something else about itself than the settings do."""


class Provider:
    """Asked anew at each log-in, so that a new key or address of its is known at once."""

    def __init__(self, settings: OpenID) -> None:
        self.settings = settings
        self.answer_address = f"{settings.address.rstrip('/')}/medarbetare/oidc/svar"

    async def start(self) -> dict[str, str]:
        """`url` is where to send the reader; state, nonce and code_verifier are for `finish` and the reader's browser alone.

        Raises:
            NotLoggedIn
        """
        with told():
            started: dict[str, str] = await Issuer(self.settings).create_authorization_url(self.answer_address)
            return started

    async def finish(self, query: Mapping[str, str], started: Mapping[str, str]) -> str:
        """The id_token of a member of staff.

        Args:
            query: what the reader came back with.
            started: what `start` gave, from this reader's browser; empty where there is none.

        Raises:
            NotLoggedIn
        """
        if not started or not hmac.compare_digest(query.get("state", "").encode(), started["state"].encode()):
            raise NotLoggedIn(STALE, 400)
        if "code" not in query:
            log.warning("inloggningen avslogs: %s", query.get("error"))
            raise NotLoggedIn(CANCELLED, 403)
        with told():
            issuer = Issuer(self.settings)
            token = await issuer.fetch_access_token(
                self.answer_address, code=query["code"], code_verifier=started["code_verifier"]
            )
            claims = await issuer.claims(token, started["nonce"])
        if not is_staff(claims, self.settings):
            raise NotLoggedIn(NO_ROLE, 403)
        return str(token["id_token"])

    async def end(self, id_token: str) -> str:
        """Where the reader also logs out at the provider; "" where it has no such page or is down.

        Args:
            id_token: "" where it is not known.
        """
        back = f"{self.settings.address.rstrip('/')}/medarbetare"
        try:
            with told():
                issuer = Issuer(self.settings)
                if "end_session_endpoint" not in await issuer.load_server_metadata():
                    return ""
                made = await issuer.create_logout_url(back, id_token, client_id=self.settings.client)
                return str(made["url"])
        except NotLoggedIn:
            return ""


class Issuer(StarletteOAuth2App):  # type: ignore[misc]
    """Authlib's client, held to the issuer of the settings."""

    def __init__(self, settings: OpenID) -> None:
        self.settings = settings
        super().__init__(
            None, client_id=settings.client, client_secret=settings.secret,
            server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": settings.scope, "code_challenge_method": "S256", "timeout": PATIENCE},
        )  # fmt: skip

    async def load_server_metadata(self) -> dict[str, Any]:
        """What the issuer says about itself.

        Raises:
            Mismatch: it is another, or names an address on another server.
        """
        metadata: dict[str, Any] = await super().load_server_metadata()
        if str(metadata.get("issuer")).rstrip("/") != self.settings.issuer.rstrip("/"):
            raise Mismatch(f"{self.settings.issuer} kallar sig {metadata.get('issuer')}")
        for name in ASKED:
            if name in metadata and origin(metadata[name]) != origin(self.settings.issuer):
                raise Mismatch(f"{name} är {metadata[name]}, på en annan server än {self.settings.issuer}")
        given = metadata.get("id_token_signing_alg_values_supported") or []
        safe = [algorithm for algorithm in given if algorithm.startswith(SIGNED)]
        metadata["id_token_signing_alg_values_supported"] = safe or ["RS256"]
        return metadata

    async def claims(self, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """What the id_token says, when its signature, issuer, audience, nonce and time are right."""
        issuer = (await self.load_server_metadata())["issuer"]
        wanted = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": self.client_id}}
        claims = await self.parse_id_token(token, nonce, claims_options=wanted, leeway=LEEWAY)
        if claims is None:
            raise Mismatch("svaret saknar id_token")
        return dict(claims)


@contextmanager
def told() -> Iterator[None]:
    """What fails between us and the provider, as the reader may hear it; the operator finds the reason in the log."""
    try:
        yield
    except httpx2.HTTPError as error:
        log.error("inloggningstjänsten svarar inte: %r", error)
        raise NotLoggedIn(DOWN, 502) from error
    except (AuthlibBaseError, JoseError, ValueError, RuntimeError) as error:
        log.error("inloggningen kunde inte kontrolleras: %s", error)
        raise NotLoggedIn(WRONG, 502) from error


def is_staff(claims: Mapping[str, Any], settings: OpenID) -> bool:
    """The claim is the wanted value, or a list that holds it."""
    given = claims.get(settings.claim)
    return settings.staff in (given if isinstance(given, list) else [given])


def origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc.casefold()
