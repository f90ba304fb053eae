"""One address -> one Response, with patience and limits.

Each host gets its own client, its own pace and at most `concurrency` requests at a time. Transport errors, 429 and 5xx are
tried again with growing pauses (tenacity), Retry-After is heeded (RFC 9110, 10.2.3). Bodies are unpacked here and not by
httpx, with a limit on what comes out, so a gzip bomb costs no more than the limit. Redirects are left to the caller.
"""

import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from ingest.connection import AddressRefused, CheckedTransport, Resolve, resolve

TRY_AGAIN = frozenset({408, 429, 500, 502, 503, 504})


class BodyRefused(ValueError):
    """A body beyond the limit, cut short, or packed in a way that we did not ask for."""


class Unavailable(Exception):
    """An answer that is worth another try."""

    def __init__(self, response: "Response") -> None:
        super().__init__(response.status)
        self.response = response


@dataclass(frozen=True)
class Pace:
    """How politely and how patiently a host is asked."""

    agent: str = "Kommunsvar"
    delay: float = 0.25  # seconds between the starts of two requests; robots.txt may ask for more
    concurrency: int = 2  # requests at a time
    timeout: float = 20.0  # seconds without a byte
    longest: float = 120.0  # seconds for one document
    largest: int = 50_000_000  # bytes of one document, unpacked
    attempts: int = 3
    pause: float = 1.0  # seconds before the second attempt; doubles
    allow_private: bool = False


@dataclass(frozen=True)
class Response:
    """What a host said. `status` 0: nothing, and `problem` says why."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    body: bytes = b""
    problem: str = ""

    @property
    def location(self) -> str | None:
        """Where a redirect leads."""
        return self.headers.get("location") if self.status in (301, 302, 303, 307, 308) else None


class Downloader:
    """A context manager; `get` may be called from several threads."""

    def __init__(
        self,
        pace: Pace,
        resolve: Resolve = resolve,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.pace = pace
        self.delays: dict[str, float] = {}  # by host, from robots.txt
        self._resolve = resolve
        self._sleep = sleep
        self._clients: dict[str, httpx.Client] = {}
        self._free: dict[str, float] = {}  # by host: when the next request may start
        self._lock = threading.Lock()

    def __enter__(self) -> "Downloader":
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients.values():
            client.close()

    def get(self, url: str, validators: Mapping[str, str] | None = None) -> Response:
        """Ask once or, where the host is busy, a few times. Never raises for what a host does."""
        retrying = Retrying(
            stop=stop_after_attempt(self.pace.attempts),
            wait=self._wait,
            retry=retry_if_exception(worth_another_try),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._attempt, url, validators or {})
        except Unavailable as error:
            return error.response
        except (httpx.HTTPError, httpx.InvalidURL, BodyRefused) as error:
            return Response(url, 0, problem=explain(error, self.pace))

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = retry_after(error.response) if isinstance(error, Unavailable) else 0.0
        return max(
            asked, wait_exponential_jitter(multiplier=self.pace.pause, max=60, jitter=self.pace.pause / 4)(state)
        )

    def _attempt(self, url: str, validators: Mapping[str, str]) -> Response:
        self._take_turn(urlsplit(url).netloc)
        started = time.monotonic()
        with self._client(url).stream("GET", url, headers=dict(validators)) as answer:
            body = b"".join(self._read(answer, started)) if answer.status_code == 200 else drained(answer)
            headers = {name.lower(): value for name, value in answer.headers.items()}
            response = Response(url, answer.status_code, headers, body)
        if response.status in TRY_AGAIN:
            raise Unavailable(response)
        return response

    def _read(self, answer: httpx.Response, started: float) -> Iterator[bytes]:
        size = 0
        for part in unpacked(answer, self.pace.largest):
            size += len(part)
            if size > self.pace.largest:
                raise BodyRefused(f"dokumentet är större än gränsen {self.pace.largest // 1_000_000} MB")
            if time.monotonic() - started > self.pace.longest:
                raise BodyRefused(f"dokumentet tog mer än {self.pace.longest:.0f} s att hämta")
            yield part

    def _take_turn(self, host: str) -> None:
        with self._lock:
            now = time.monotonic()
            start = max(now, self._free.get(host, now))
            self._free[host] = start + max(self.pace.delay, self.delays.get(host, 0.0))
        if start > now:
            self._sleep(start - now)

    def _client(self, url: str) -> httpx.Client:
        host = urlsplit(url).netloc
        with self._lock:
            if host not in self._clients:
                headers = {"User-Agent": self.pace.agent, "Accept-Encoding": "gzip, deflate", "Accept-Language": "sv"}
                self._clients[host] = httpx.Client(
                    transport=CheckedTransport(self.pace.allow_private, self._resolve), headers=headers,
                    timeout=self.pace.timeout, follow_redirects=False, trust_env=False,
                )  # fmt: skip
            return self._clients[host]


def drained(answer: httpx.Response) -> bytes:
    """Read a short body of no interest to its end, so that the connection can be used again."""
    for number, _ in enumerate(answer.iter_raw(16384)):
        if number >= 8:
            break
    return b""


def unpacked(answer: httpx.Response, limit: int) -> Iterator[bytes]:
    """The body, at most 1 MB at a time whatever it was packed with.

    Raises:
        BodyRefused: the body is packed otherwise than asked for, or broken.
    """
    coding = answer.headers.get("content-encoding", "identity").strip().lower()
    if coding == "identity":
        yield from answer.iter_raw(65536)
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise BodyRefused(f"väntade gzip eller opackat, fann {coding}")
    try:
        yield from inflated(answer.iter_raw(65536))
    except zlib.error as error:
        raise BodyRefused(f"väntade {coding}, fann trasiga data ({error})") from error


def inflated(packed: Iterable[bytes]) -> Iterator[bytes]:
    """gzip or zlib data, whichever it is, unpacked at most 1 MB at a time.

    Raises:
        zlib.error: the data are not packed so, or end too soon.
    """
    unpack = zlib.decompressobj(wbits=47)
    for part in packed:
        while part:
            yield unpack.decompress(part, 1_000_000)
            part = unpack.unconsumed_tail
    while rest := unpack.decompress(b"", 1_000_000):
        yield rest
    if not unpack.eof:
        raise zlib.error("slutar för tidigt")


def worth_another_try(error: BaseException) -> bool:
    return isinstance(error, Unavailable | httpx.TransportError) and not isinstance(error, AddressRefused)


def retry_after(response: Response) -> float:
    """Seconds that the host asks us to wait, at most two minutes; 0 where it does not say."""
    said = response.headers.get("retry-after", "").strip()
    try:
        seconds = float(said) if said.isdigit() else parsedate_to_datetime(said).timestamp() - time.time()
    except (TypeError, ValueError):
        return 0.0
    return min(max(seconds, 0.0), 120.0)


def explain(error: Exception, pace: Pace) -> str:
    """What went wrong, in a web editor's words."""
    if isinstance(error, httpx.TimeoutException):
        return f"servern svarade inte inom {pace.timeout:g} s"
    if isinstance(error, AddressRefused | BodyRefused) or "DNS" in str(error):
        return str(error)
    return f"förbindelsen bröts ({type(error).__name__}: {error})"
