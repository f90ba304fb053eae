"""An HTML page -> where it leads, and whether it wants to be found."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ingest.address import Site, join

MOST = 2_000  # links followed from one page


@dataclass(frozen=True)
class Outlook:
    links: tuple[str, ...] = ()  # tidy addresses within the site, in order, each once
    noindex: bool = False


def outlook(body: bytes, url: str, site: Site) -> Outlook:
    """Links and robots meta tag (nofollow is heeded); nothing for what cannot be parsed."""
    tree = parse(body)
    if tree is None:
        return Outlook()
    told = " ".join(tree.xpath("//meta[translate(@name,'ROBTS','robts')='robots']/@content")).lower()
    noindex = "noindex" in told or "none" in told.split()
    if "nofollow" in told:
        return Outlook(noindex=noindex)
    base = join(url, next(iter(tree.xpath("//base/@href")), ""))
    written = dict.fromkeys(link for link in hrefs(tree) if not link.startswith(("#", "mailto:", "tel:")))
    found = (site.tidy(link, base) for link in islice(written, MOST))
    return Outlook(tuple(dict.fromkeys(link for link in found if link)), noindex)


def hrefs(tree: Any) -> list[str]:
    """What a, area, iframe and the canonical link point to; rel=nofollow left out."""
    links = tree.xpath("//link[@rel='canonical' or @rel='next']/@href | //a[@href] | //area[@href] | //iframe/@src")
    return [
        str(link) if isinstance(link, str) else link.get("href")
        for link in links
        if isinstance(link, str) or not re.search(r"\bnofollow\b", link.get("rel") or "")
    ]


def parse(body: bytes) -> Any:
    from lxml import html
    from lxml.etree import LxmlError

    try:
        return html.document_fromstring(body.replace(b"\0", b""))
    except (LxmlError, ValueError):
        return None
