"""Sitemaps (sitemaps.org 0.9): index files, gzip and plain lists -> the addresses they name."""

import zlib
from collections.abc import Iterator

from ingest.address import Site, join, split
from ingest.download import Downloader, inflated

FILES = 500  # sitemap files read for one site
ADDRESSES = 50_000  # of one file (the protocol's own limit)
LARGEST = 50_000_000  # bytes of one file, unpacked (the protocol's own limit)


def addresses_in_sitemaps(downloader: Downloader, site: Site, named: list[str]) -> Iterator[str]:
    """The addresses of every sitemap that robots.txt names, else of /sitemap.xml; those of other hosts are left out."""
    waiting = [join(site.start, address) for address in named] or [join(site.start, "/sitemap.xml")]
    read: set[str] = set()
    while waiting and len(read) < FILES:
        address = waiting.pop(0)
        parts = split(address)
        if address in read or parts is None or not site.holds(parts):
            continue
        read.add(address)
        maps, pages = parse(downloader.get(address).body)
        waiting += maps
        yield from pages


def parse(body: bytes) -> tuple[list[str], list[str]]:
    """(addresses of further sitemaps, addresses of pages); both empty for what is no sitemap."""
    text = unpack(body)
    if not text.lstrip().startswith(b"<"):
        return [], [line for line in text.decode("utf-8", "replace").split()[:ADDRESSES] if line.startswith("http")]
    return locations(text)


def unpack(body: bytes) -> bytes:
    """A .gz file's content, cut at the limit; anything else as it is."""
    if not body.startswith(b"\x1f\x8b"):
        return body[:LARGEST]
    content = bytearray()
    try:
        for part in inflated([body]):
            content += part
            if len(content) > LARGEST:
                break
    except zlib.error:
        pass  # what could be read before the damage is worth having
    return bytes(content[:LARGEST])


def locations(text: bytes) -> tuple[list[str], list[str]]:
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(text, parser)
    if root is None:
        return [], []
    found: dict[str, list[str]] = {"sitemap": [], "url": []}
    for place in root.iter("{*}loc"):
        parent = etree.QName(place.getparent()).localname if place.getparent() is not None else ""
        if parent in found and place.text and len(found[parent]) < ADDRESSES:
            found[parent].append(place.text.strip())
    return found["sitemap"], found["url"]
