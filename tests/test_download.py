"""Downloads from a server on 127.0.0.1, and the guard against private addresses."""

import gzip
import zlib
from dataclasses import replace

import httpx
import pytest

from ingest.connection import AddressRefused, CheckedTransport, is_public
from ingest.download import Downloader, Pace, Response, inflated, retry_after
from ingest.robots import judge, read_robots
from ingest.sitemap import parse
from tests.webserver import Answer, WebSite, packed, page, served

PACE = Pace(
    agent="Kommunsvar/0.1 (+webb@falun.se)", delay=0, pause=0.01, timeout=0.5, largest=1_000_000, allow_private=True
)


def get(site: WebSite, path: str, pace: Pace = PACE) -> Response:
    with served(site), Downloader(pace) as downloader:
        return downloader.get(site.address + path)


def test_a_page_is_fetched_with_our_name_and_contact() -> None:
    site = WebSite({"/a": page("hej")})
    response = get(site, "/a")
    assert (response.status, response.body, response.headers["etag"][:1]) == (200, b"hej", '"')
    assert site.agents == {"Kommunsvar/0.1 (+webb@falun.se)"}


def test_who_knows_the_page_gets_304() -> None:
    with served(WebSite({"/a": page("hej")})) as site, Downloader(PACE) as downloader:
        etag = downloader.get(site.address + "/a").headers["etag"]
        assert downloader.get(site.address + "/a", {"If-None-Match": etag}).status == 304


@pytest.mark.parametrize(("status", "times"), [(503, 3), (429, 3), (404, 1), (403, 1)])
def test_what_may_pass_is_tried_again(status: int, times: int) -> None:
    site = WebSite({"/a": Answer(status=status)})
    assert get(site, "/a").status == status
    assert len(site.asked) == times


def test_retry_after_is_heeded_within_bounds() -> None:
    said = [
        retry_after(Response("u", 503, {"retry-after": value}))
        for value in ("7", "9999", "skräp", "-3", "Wed, 21 Oct 2015 07:28:00 GMT")
    ]
    assert said == [7, 120, 0, 0, 0]


def test_a_server_that_is_silent_is_given_up() -> None:
    response = get(WebSite({"/a": Answer(seconds=1.5)}), "/a", replace(PACE, attempts=1, timeout=0.3))
    assert response.status == 0 and "svarade inte inom 0.3 s" in response.problem


def test_a_name_that_does_not_exist_is_told() -> None:
    with Downloader(replace(PACE, attempts=1)) as downloader:
        assert "finns inte i DNS" in downloader.get("http://kommunen.invalid/").problem


def test_packed_pages_are_unpacked() -> None:
    assert get(WebSite({"/a": packed(page("hej " * 5000))}), "/a").body == b"hej " * 5000


@pytest.mark.parametrize("body", [gzip.compress(b"0" * 200_000_000, 9), b"0" * 2_000_000])
def test_a_bomb_costs_no_more_than_the_limit(body: bytes) -> None:
    headers = {"Content-Type": "text/html", **({"Content-Encoding": "gzip"} if body[:1] == b"\x1f" else {})}
    response = get(WebSite({"/a": Answer(body, headers=headers)}), "/a")
    assert response.body == b"" and "större än gränsen 1 MB" in response.problem


@pytest.mark.parametrize(("coding", "said"), [("br", "väntade gzip"), ("gzip", "trasiga data")])
def test_what_is_packed_otherwise_is_refused(coding: str, said: str) -> None:
    response = get(WebSite({"/a": Answer(b"inte packat alls", headers={"Content-Encoding": coding})}), "/a")
    assert said in response.problem


def test_data_that_end_too_soon_are_an_error() -> None:
    with pytest.raises(zlib.error):
        list(inflated([gzip.compress(b"hej" * 1000)[:-9]]))


def test_requests_keep_their_distance() -> None:
    """The larger of our own delay and the one that robots.txt asks for; the waiting is only noted here."""
    slept: list[float] = []
    with (
        served(WebSite({"/a": page("hej")})) as site,
        Downloader(replace(PACE, delay=50), sleep=slept.append) as downloader,
    ):
        downloader.delays[f"127.0.0.1:{site.port}"] = 100
        for _ in range(3):
            downloader.get(site.address + "/a")
    assert slept == [pytest.approx(100, abs=20), pytest.approx(200, abs=20)]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "fe80::1",
     "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_addresses_of_the_own_network_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["193.10.1.1", "2a00:1450:400f::1", "64:ff9b::8.8.8.8"])
def test_addresses_that_anyone_can_reach_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("found", [["10.0.0.5"], ["193.10.1.1", "127.0.0.1"]])
def test_a_name_that_points_inwards_is_refused_before_connecting(found: list[str]) -> None:
    with (
        httpx.Client(transport=CheckedTransport(resolve=lambda host, port: found)) as client,
        pytest.raises(AddressRefused, match="--allow-private"),
    ):
        client.get("http://www.falun.se/")


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """A name that changes between check and use (DNS rebinding) gains nothing: it is looked up once."""
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with served(WebSite({"/a": page("hej")})) as site, Downloader(PACE, resolve) as downloader:
        assert downloader.get(f"http://www.falun.se:{site.port}/a").body == b"hej"
    assert asked == ["www.falun.se"]


@pytest.mark.parametrize(
    ("response", "allowed"),
    [
        (Response("u", 200, body=b"User-agent: *\nDisallow: /hemligt"), (True, False)),
        (Response("u", 200, body=b"User-agent: kommunsvar\nDisallow: /\nUser-agent: *\nAllow: /"), (False, False)),
        (Response("u", 200, body=b"User-agent: *\nDisallow: /\nAllow: /sida$"), (True, False)),
        (Response("u", 404), (True, True)),
        (Response("u", 503), (False, False)),
        (Response("u", 429), (False, False)),
        (Response("u", 0, problem="tyst"), (False, False)),
        (Response("u", 200, body=b"\xff\xfe<html>inte robots"), (True, True)),
    ],
)
def test_robots_decide_by_rfc_9309(response: Response, allowed: tuple[bool, bool]) -> None:
    robots = judge(response)
    assert (robots.allows("https://x.se/sida"), robots.allows("https://x.se/hemligt/a")) == allowed


def test_robots_ask_for_a_pace_and_name_sitemaps() -> None:
    robots = judge(Response("u", 200, body=b"User-agent: *\nCrawl-delay: 3\nSitemap: https://x.se/s.xml"))
    assert (robots.delay, robots.sitemaps) == (3.0, ["https://x.se/s.xml"])
    assert judge(Response("u", 200, body=b"User-agent: *\nCrawl-delay: 9000")).delay == 30.0


def test_robots_are_found_behind_a_redirect() -> None:
    site = WebSite(
        {
            "/robots.txt": Answer(status=301, headers={"Location": "/r.txt"}),
            "/r.txt": Answer(b"User-agent: *\nDisallow: /a"),
        }
    )
    with served(site), Downloader(PACE) as downloader:
        assert not read_robots(downloader, site.address + "/").allows(site.address + "/a")


INDEX = b'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc> https://x.se/1.xml </loc></sitemap></sitemapindex>'
URLS = b"<urlset><url><loc>https://x.se/a</loc></url><url><loc>https://x.se/b</loc><image><loc>https://x.se/bild</loc></image></url></urlset>"
ENTITIES = b'<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://x.se/&b;&c;</loc></url></urlset>'


@pytest.mark.parametrize(
    ("body", "maps", "pages"),
    [
        (INDEX, ["https://x.se/1.xml"], []),
        (URLS, [], ["https://x.se/a", "https://x.se/b"]),
        (gzip.compress(URLS), [], ["https://x.se/a", "https://x.se/b"]),
        (b"https://x.se/a\nhttps://x.se/b\nskr\xe4p", [], ["https://x.se/a", "https://x.se/b"]),
        (b"", [], []),
        (b"<html><body>404", [], []),
        (gzip.compress(URLS)[:-20], [], ["https://x.se/a"]),
    ],
)
def test_sitemaps_of_every_form(body: bytes, maps: list[str], pages: list[str]) -> None:
    found = parse(body)
    assert found[0] == maps and found[1][: len(pages)] == pages and "https://x.se/bild" not in found[1]


def test_a_sitemap_opens_no_file() -> None:
    assert "root" not in str(parse(ENTITIES))
