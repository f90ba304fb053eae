"""What a site lets us visit: robots.txt by RFC 9309, read with Protego (Scrapy's parser)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from ingest.address import bare, join, split
from ingest.download import Downloader, Response

NAME = "Kommunsvar"  # the product token that robots.txt addresses us by
LARGEST = 500_000  # bytes that are read (RFC 9309, 2.5)
LONGEST_DELAY = 30.0  # seconds; a site that asks for more is asked this often


@dataclass(frozen=True)
class Robots:
    """One host's rules. `closed`: the host could not say, so nothing may be visited (RFC 9309, 2.3.1.4)."""

    rules: Protego
    closed: str = ""

    def allows(self, url: str) -> bool:
        return not self.closed and bool(self.rules.can_fetch(url, NAME))

    @property
    def sitemaps(self) -> list[str]:
        return list(self.rules.sitemaps)

    @property
    def delay(self) -> float:
        """Seconds between requests that the host asks for (Crawl-delay or Request-rate)."""
        rate = self.rules.request_rate(NAME)
        asked = self.rules.crawl_delay(NAME) or (rate.seconds / rate.requests if rate and rate.requests else 0.0)
        return min(float(asked), LONGEST_DELAY)


def read_robots(downloader: Downloader, address: str) -> Robots:
    """Fetch the rules of an address's host, following up to five redirects within it; 4xx means that everything is allowed."""
    parts = urlsplit(address)
    url = f"{parts.scheme}://{parts.netloc}/robots.txt"
    response = downloader.get(url)
    for _ in range(5):
        target = join(response.url, response.location or "")
        inside = split(target)
        if not response.location or inside is None or bare(inside.hostname) != bare(parts.hostname):
            break
        response = downloader.get(target)
    return judge(response)


def judge(response: Response) -> Robots:
    if response.status == 200:
        return Robots(Protego.parse(response.body[:LARGEST].decode("utf-8", "replace")))
    if 300 <= response.status < 500 and response.status != 429:
        return Robots(Protego.parse(""))
    said = response.problem or f"status {response.status}"
    return Robots(Protego.parse(""), closed=f"robots.txt gick inte att hämta ({said}); webbplatsen besöks inte")
