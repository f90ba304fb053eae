"""Web addresses as a crawl sees them: one spelling for each page, and which of them it may visit.

In: an address as a page writes it. Out: the tidy address, or None for one that is not ours or holds no text; and the key
under which twins (http/https, with and without www, trailing slash, index file, tracking parameters) are one page.
RFC 3986, section 6. courlan's cleaner is not used: it takes every parameter that begins like a tracker for one (gata=, referens=).
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

LONGEST = 1500  # characters; longer addresses are made by machines for machines
TEXT_KINDS = (".html", ".htm", ".pdf", ".docx", ".odt", ".txt", ".md")
PAGE_KINDS = ("", ".asp", ".aspx", ".cfm", ".jsp", ".php", ".shtml", ".xhtml")  # pages by any other name
DEFAULT_FILE = re.compile(r"(?i)/(?:index|default|start)\.(?:html?|aspx?|php)$")
NOISE = re.compile(  # parameters for tracking, session, print and share
    r"(?i)(?:utm|mtm|pk|hsa|mc)_\w+|(?:fbc|gc|dc|gbra|wbra|msclk|tw|yc)lid|msclkid|igshid|_\w*|jsessionid|phpsessid"
    r"|session_?id|sid|print|utskrift|share|dela|replytocom"
)
REPEATED = re.compile(r"(/[^/]+(?:/[^/]+)*?)\1\1")  # /a/b/a/b/a/b: a relative link that has gone wrong
KEPT = "%/:=&?~+!$,;'@()*"


@dataclass
class Site:
    """The hosts that a crawl has been given, and how far it goes within them.

    `start` is the address as the operator wrote it: its scheme and host are used for all twins.
    """

    start: str
    hosts: frozenset[str] = frozenset()  # further hosts, as given
    exclude: tuple[str, ...] = ()  # patterns of paths (fnmatch)
    per_pattern: int = 300  # addresses that differ only in digits or query: calendars and searches without end
    _patterns: Counter[str] = field(default_factory=Counter)

    @property
    def home(self) -> SplitResult:
        return urlsplit(self.start)

    def tidy(self, link: str, base: str | None = None) -> str | None:
        """The one spelling of a link, or None where it leaves the site, is excluded or leads to no text."""
        parts = split(join(base or self.start, link))
        if parts is None or not self.holds(parts) or len(link) > LONGEST:
            return None
        if same_host(parts, self.home):
            parts = parts._replace(scheme=self.home.scheme, netloc=self.home.netloc.lower())
        path = tidy_path(parts.path)
        excluded = any(fnmatchcase(unquote(path), pattern) for pattern in self.exclude)
        if excluded or REPEATED.search(path) or not readable(path):
            return None
        return urlunsplit(parts._replace(path=path, query=tidy_query(parts.query), fragment=""))

    def holds(self, parts: SplitResult) -> bool:
        """Whether the host is one that was named (with or without www); another port is another host."""
        return same_host(parts, self.home) or bare(parts.hostname) in {bare(host.lower()) for host in self.hosts}

    def admits(self, address: str) -> bool:
        """Whether there is room for one more address of this pattern; asked once for each address."""
        parts = urlsplit(address)
        pattern = f"{parts.scheme}://{parts.netloc}" + re.sub(r"\d+", "#", parts.path)
        self._patterns[pattern] += 1
        return self._patterns[pattern] <= self.per_pattern

    def crowded(self) -> dict[str, int]:
        """Patterns of which some addresses were left out -> how many."""
        return {pattern: count - self.per_pattern for pattern, count in self._patterns.items()
                if count > self.per_pattern}  # fmt: skip


def join(base: str, link: str) -> str:
    """The whole address of a link; empty for what is no address."""
    try:
        return urljoin(base, re.sub(r"[\x00-\x1f\x7f]", "", link).strip())
    except ValueError:
        return ""


def split(address: str) -> SplitResult | None:
    """The parts of an http(s) address; None for any other scheme and for what is no address."""
    try:
        parts = urlsplit(re.sub(r"[\x00-\x20\x7f]", "", address))
        _ = parts.port  # raises where the port is no number
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else None


def same_host(one: SplitResult, other: SplitResult) -> bool:
    return bare(one.hostname) == bare(other.hostname) and port_of(one) == port_of(other)


def port_of(parts: SplitResult) -> int | None:
    """The port, None for the usual ones: http on 80 and https on 443 are twins."""
    return None if parts.port in (None, 80, 443) else parts.port


def bare(host: str | None) -> str:
    return (host or "").removeprefix("www.").rstrip(".")


def tidy_path(path: str) -> str:
    """Dot segments resolved by urljoin already; here session ids, empty parameters, double slashes and the spelling of escapes."""
    plain = re.sub(r"(?i);jsessionid=[^/]*|;+(?=/|$)", "", path)
    plain = re.sub(r"/(?:\.\.?/)+", "/", re.sub(r"/{2,}", "/", plain))
    return re.sub(r"%[0-9a-f]{2}", lambda escape: escape.group().upper(), quote(plain or "/", safe=KEPT))


def tidy_query(query: str) -> str:
    """Without noise, in order."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted((name, value) for name, value in pairs if not NOISE.fullmatch(name)))


def readable(path: str) -> bool:
    """Whether an address with this path may hold text: by its suffix, as far as it has one."""
    suffix = re.search(r"\.[a-z]{2,5}\d?$", path.rpartition("/")[2].lower())
    return not suffix or suffix.group() in TEXT_KINDS or suffix.group() in PAGE_KINDS


def key(address: str) -> str:
    """What all twins of an address have in common."""
    parts = urlsplit(address)
    port = port_of(parts)
    path = DEFAULT_FILE.sub("/", parts.path).rstrip("/")
    host = bare(parts.hostname) + (f":{port}" if port else "")
    return f"{host}{path}" + (f"?{parts.query}" if parts.query else "")


def is_address(source: str) -> bool:
    return bool(re.match(r"(?i)https?://", source))
