"""Security headers on every answer of the server: what a page may load, who may frame it, what is told to others.

In: an ASGI app. Out: the same app with the headers (Content Security Policy Level 3; OWASP Secure Headers).
"""

import base64
import hashlib
import re
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

INLINE = re.compile(r"<script>(.*?)</script>", re.S)
OWN = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def with_headers(app: ASGIApp, policy: str) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update({**OWN, "Content-Security-Policy": policy})
            await send(message)

        await app(scope, receive, send_with_headers)

    return answer


def content_policy(html: str, frame_ancestors: str) -> str:
    """The policy for a page with these inline scripts: nothing from other hosts.

    Chainlit compiles its custom elements in the browser (react-runner), which needs 'unsafe-eval'; every script still comes
    from this server or is named by its hash.
    """
    scripts = " ".join(["'self'", "'unsafe-eval'", *map(digest, INLINE.findall(html))])
    return "; ".join(directives(scripts, frame_ancestors))


def directives(scripts: str, frame_ancestors: str) -> Iterable[str]:
    yield "default-src 'self'"
    yield f"script-src {scripts}"
    yield "style-src 'self' 'unsafe-inline'"
    yield "img-src 'self' data:"
    yield "font-src 'self' data:"
    yield "worker-src 'self' blob:"
    yield "object-src 'none'"
    yield "base-uri 'self'"
    yield "form-action 'self'"
    yield "frame-ancestors " + (frame_ancestors or "'none'")


def digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
