"""A site -> Visits: what each of its addresses says today.

Breadth first from the start page, the sitemaps and the addresses known since earlier runs, so a page is taken for removed
only on the site's own word. Known pages are asked conditionally (RFC 9110, 13.1); robots.txt, the depth, the number of
addresses, the time and the number of addresses of one pattern are limits. What a limit leaves out is counted.

Why not Scrapy: it was tried on the generated site of the tests. It crawls as fast and as soundly, but it brings 22 more packages,
a reactor that cannot be started twice in a process, a cache of its own beside our history, and no check of the address that is
connected to (its resolver never sees literal addresses). trafilatura's spider has no concurrency, conditional requests or
limits. So the loop is here, and its hard parts are libraries: httpx, Protego (Scrapy's robots.txt), tenacity, lxml.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal
from urllib.parse import urlsplit

from ingest.address import Site, join, key, same_host, split
from ingest.download import Downloader, Response
from ingest.links import Outlook, outlook
from ingest.robots import Robots, read_robots
from ingest.sitemap import addresses_in_sitemaps

Outcome = Literal["fetched", "unchanged", "gone", "moved", "barred", "failed"]
KINDS = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf", "text/plain": ".txt",
    "text/markdown": ".md", "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip


class SiteUnreachable(RuntimeError):
    """Nothing of a site could be read: says why. The index is left as it was."""


@dataclass(frozen=True)
class Limits:
    depth: int = 15  # links from the start page
    addresses: int = 20_000
    seconds: float = 6 * 3600


@dataclass(frozen=True)
class Known:
    """What an earlier run remembers of an address whose page is in the index as it was then."""

    address: str
    validators: Mapping[str, str] = field(default_factory=dict)  # If-None-Match, If-Modified-Since
    body: str = ""  # digest of the body
    links: tuple[str, ...] = ()
    depth: int = 0  # as it was: known pages must not carry the crawl one step deeper each night


@dataclass(frozen=True)
class Visit:
    """One address and what it said. `links` are tidy addresses within the site."""

    address: str
    outcome: Outcome
    reason: str = ""
    status: int = 0
    kind: str = ""  # the file name suffix that fits the content
    charset: str = ""  # as the header says
    body: bytes = b""
    digest: str = ""
    validators: Mapping[str, str] = field(default_factory=dict)  # for the next run
    links: tuple[str, ...] = ()
    depth: int = 0

    @property
    def settled(self) -> bool:
        """Whether the site has told what is to become of the page; a failure leaves it as it was."""
        return self.outcome != "failed"


class Crawl:
    """One crawl of one site; iterate over it once. Afterwards `stopped` tells which limit was met, if any."""

    def __init__(
        self, site: Site, downloader: Downloader, known: Mapping[str, Known] | None = None, limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.site = site
        self.downloader = downloader
        self.known = known or {}  # by key
        self.limits = limits or Limits()
        self.clock = clock
        self.stopped = ""
        self.too_deep = 0
        self._frontier: deque[tuple[str, int]] = deque()
        self._seen: set[str] = set()
        self._robots: dict[str, Robots] = {}

    @property
    def waiting(self) -> int:
        return len(self._frontier)

    def __iter__(self) -> Iterator[Visit]:
        """
        Raises:
            SiteUnreachable: robots.txt cannot be had.
        """
        started, pending = self.clock(), set[Future[Visit]]()
        self._fill_frontier()
        with ThreadPoolExecutor(self.downloader.pace.concurrency) as pool:
            while self._frontier or pending:
                self._stop_at_limits(started)
                while self._frontier and len(pending) < 2 * self.downloader.pace.concurrency:
                    pending.add(pool.submit(self._visit, *self._frontier.popleft()))
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                for visit in (future.result() for future in done):
                    self._follow(visit)
                    yield visit

    def _fill_frontier(self) -> None:
        self._settle_home()
        rules = self._rules(self.site.start)
        if rules.closed:
            raise SiteUnreachable(f"{self.site.start}: {rules.closed}. Inget är ändrat; försök igen senare.")
        self._add(self.site.start, 0)
        for one in self.known.values():
            self._add(one.address, min(one.depth, self.limits.depth))
        for address in addresses_in_sitemaps(self.downloader, self.site, rules.sitemaps):
            self._add(address, 1)

    def _settle_home(self) -> None:
        """Take the scheme and host that the site itself prefers, so that not every address is a redirect."""
        parts = urlsplit(self.site.start)
        for _ in range(3):
            response = self.downloader.get(self.site.start)
            target = split(join(self.site.start, response.location or ""))
            if not (response.location and target and same_host(target, parts)) or self.site.start == target.geturl():
                return
            self.site.start = target._replace(path=parts.path or "/", query=parts.query, fragment="").geturl()

    def _add(self, link: str, depth: int) -> None:
        address = self.site.tidy(link)
        if address is None or key(address) in self._seen:
            return
        if depth > self.limits.depth:
            self.too_deep += 1
            return
        self._seen.add(key(address))
        if self.site.admits(address) or key(address) in self.known:
            self._frontier.append((address, depth))

    def _follow(self, visit: Visit) -> None:
        for link in visit.links:
            self._add(link, visit.depth + 1)

    def _stop_at_limits(self, started: float) -> None:
        late = self.clock() - started > self.limits.seconds
        if self._frontier and (late or len(self._seen) - len(self._frontier) >= self.limits.addresses):
            limit = f"{self.limits.seconds / 60:.0f} minuter" if late else f"{self.limits.addresses} adresser"
            self.stopped = f"gränsen {limit} nåddes; {len(self._frontier)} adresser besöktes inte"
            self._frontier.clear()

    def _rules(self, address: str) -> Robots:
        parts = urlsplit(address)
        if parts.netloc not in self._robots:
            rules = read_robots(self.downloader, address)
            self.downloader.delays[parts.netloc] = rules.delay
            self._robots[parts.netloc] = rules
        return self._robots[parts.netloc]

    def _visit(self, address: str, depth: int) -> Visit:
        """Ask; a redirect to a twin is followed here, one to another page leaves that page to its own visit."""
        url, known = address, self.known.get(key(address))
        for _ in range(6):
            rules = self._rules(url)
            if not rules.allows(url):
                outcome: Outcome = "failed" if rules.closed else "barred"
                return Visit(address, outcome, rules.closed or "robots.txt undantar adressen", depth=depth)
            response = self.downloader.get(url, known.validators if known and known.address == url else None)
            if response.location is None:
                return judge(response, known, self.site, depth)
            target = self.site.tidy(response.location, url)
            if target is None or key(target) != key(address):
                return moved(address, join(url, response.location), target, depth)
            url = redirected(response, url)
        return Visit(address, "failed", "servern skickar runt i en ring av omdirigeringar", depth=depth)


def redirected(response: Response, url: str) -> str:
    """A twin's address as the host itself spells it (a tidy one would go back to the scheme of the start page)."""
    return join(url, response.location or "").partition("#")[0]


def moved(address: str, location: str, target: str | None, depth: int) -> Visit:
    reason = f"leder vidare till {target}" if target else f"leder till en annan webbplats: {location[:300]}"
    return Visit(address, "moved", reason, links=(target,) if target else (), depth=depth)


def judge(response: Response, known: Known | None, site: Site, depth: int) -> Visit:
    """The visit that an answer makes (anything but a redirect)."""
    if response.status == 304 and known:
        return Visit(response.url, "unchanged", "", 304, digest=known.body, validators=known.validators,
                     links=known.links, depth=depth)  # fmt: skip
    if response.status in (404, 410):
        return Visit(response.url, "gone", f"sidan finns inte (status {response.status})", response.status, depth=depth)
    if response.status != 200:
        reason = response.problem or f"servern svarade med status {response.status}"
        return Visit(response.url, "failed", reason, response.status, depth=depth)
    return read(response, known, site, depth)


def read(response: Response, known: Known | None, site: Site, depth: int) -> Visit:
    declared, _, rest = response.headers.get("content-type", "text/html").partition(";")
    kind = KINDS.get(declared.strip().lower(), "")
    if not kind:
        return Visit(response.url, "barred", f"inget slag som vi läser ({declared.strip()[:80]})", 200, depth=depth)
    digest = sha256(response.body).hexdigest()[:24]
    seen = outlook(response.body, response.url, site) if kind == ".html" else Outlook()
    if seen.noindex or "noindex" in response.headers.get("x-robots-tag", "").lower():
        return Visit(
            response.url, "barred", "sidan undantar sig från sökning (noindex)", 200, links=seen.links, depth=depth
        )
    same = known is not None and known.body == digest
    return Visit(
        response.url, "unchanged" if same else "fetched", "", 200, kind, charset_of(rest), b"" if same else response.body,
        digest, validators_of(response), seen.links, depth,
    )  # fmt: skip


def charset_of(parameters: str) -> str:
    name, _, value = parameters.partition("=")
    return value.partition(";")[0].strip(" \"'") if name.strip().lower() == "charset" else ""


def validators_of(response: Response) -> dict[str, str]:
    """The request headers that ask for the document only if it has changed since this answer."""
    pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
    return {ask: response.headers[said] for ask, said in pairs if response.headers.get(said)}
