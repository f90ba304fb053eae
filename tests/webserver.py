"""A web site on 127.0.0.1 for tests: what each path answers, and what was asked."""

import gzip
import hashlib
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    seconds: float = 0.0  # before it answers
    validators: bool = True  # ETag, and 304 for who knows it; a Last-Modified among the headers is heeded too


def page(html: str, **values: object) -> Answer:
    return Answer(html.encode(), **values)  # type: ignore[arg-type]


def redirect(location: str, status: int = 301) -> Answer:
    return Answer(status=status, headers={"Location": location})


@dataclass
class WebSite:
    """`answers` by path (with query, else without); anything else is 404. `asked` lists (path, status) in order."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    busiest: int = 0  # requests at a time
    port: int = 0
    _busy: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def statuses(self, path: str) -> list[int]:
        return [status for asked, status in self.asked if asked == path]

    def find(self, path: str) -> Answer:
        missing = Answer(b"<html><body><main><h1>Sidan finns inte</h1></main></body></html>", 404)
        return self.answers.get(path) or self.answers.get(urlsplit(path).path) or missing


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Quiet about a client that was killed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def served(site: WebSite) -> Iterator[WebSite]:
    """The site while the block runs; its port is then known."""
    server = Server(("127.0.0.1", 0), handler(site))
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def handler(site: WebSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # noqa: N802 (the library's name)
            with site._lock:
                site._busy += 1
                site.busiest = max(site.busiest, site._busy)
                site.agents.add(self.headers["User-Agent"])
            try:
                self.answer(site.find(self.path))
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client had enough
            finally:
                with site._lock:
                    site._busy -= 1

        def answer(self, answer: Answer) -> None:
            time.sleep(answer.seconds)
            body = (
                answer.body.replace(b"{site}", site.address.encode()) if len(answer.body) < 1_000_000 else answer.body
            )
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            known = answer.validators and answer.status == 200 and self.headers.get("If-None-Match") == etag
            since = answer.headers.get("Last-Modified")
            known = known or (since is not None and self.headers.get("If-Modified-Since") == since)
            status = 304 if known else answer.status
            site.asked.append((self.path, status))
            self.send_response(status)
            for name, value in answer.headers.items():
                self.send_header(name, value.replace("{site}", site.address))
            if answer.validators and answer.status == 200:
                self.send_header("ETag", etag)
            self.send_header("Content-Length", "0" if known else str(len(body)))
            self.end_headers()
            if not known:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler


def sitemap(addresses: list[str]) -> Answer:
    """Gzipped, as large sites do; addresses are paths of the site itself."""
    entries = "".join(f"<url><loc>{{site}}{address}</loc></url>" for address in addresses)
    xml = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    return Answer(xml.encode(), headers={"Content-Type": "application/xml"})


def packed(answer: Answer) -> Answer:
    return Answer(gzip.compress(answer.body), headers={**answer.headers, "Content-Encoding": "gzip"})
