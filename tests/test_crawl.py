"""A crawl of several hundred pages, and what is made of its visits, without an index."""

import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from corpus.snapshot import PageRecord
from ingest.address import Site
from ingest.crawl import Crawl, Limits, SiteUnreachable
from ingest.download import Downloader, Pace
from ingest.extract import Defaults, read
from ingest.history import Seen
from ingest.website import Gathered, gather, known, made_by
from tests.changing_site import ChangingSite
from tests.municipality import municipality, path_of
from tests.subjects import subject
from tests.webserver import Answer, WebSite, page, redirect, served

PAGES = 300
PATHS = {path_of(subject(number)) for number in range(PAGES)}
PACE = Pace(delay=0, concurrency=8, pause=0.01, timeout=5, allow_private=True)
DEFAULTS = Defaults("falun", "invånare")
NOW = "2026-01-01T00:00:00+00:00"


def crawled(
    site: WebSite,
    before: Gathered | None = None,
    limits: Limits | None = None,
    per_pattern: int = 300,
    clock: Callable[[], float] = time.monotonic,
    now: str = NOW,
) -> Gathered:
    """Crawl as after an earlier one whose pages all went into the index."""
    rows = {row.key: row for row in before.seen} if before else {}
    held = {
        row.page: PageRecord(row.page_digest, "s", row.address, row.address, row.title, ())
        for row in rows.values()
        if row.page
    }
    with Downloader(PACE) as downloader:
        asked, limit = Site(site.address, per_pattern=per_pattern), limits or Limits(depth=100)
        crawl = Crawl(asked, downloader, known(rows, held, DEFAULTS, now), limit, clock)
        return gather(crawl, rows, held, DEFAULTS, read, now)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[WebSite, Gathered]]:
    with served(municipality(PAGES, tmp_path_factory.mktemp("site"))) as site:
        yield site, crawled(site, per_pattern=20)


def test_every_page_is_found_and_asked_for_once(large: tuple[WebSite, Gathered]) -> None:
    site, first = large
    assert {one.url.removeprefix(site.address) for one in first.pages} >= PATHS
    asked = Counter(one for one in site.asked if one[0] in PATHS)
    assert asked == {(path, 200): 1 for path in PATHS}


def test_each_address_has_one_outcome(large: tuple[WebSite, Gathered]) -> None:
    site, first = large
    outcomes = {row.address.removeprefix(site.address): row.outcome for row in first.seen}
    expected = {
        "/": "page", "/borttagen": "gone", "/trasig": "failed", "/tom": "unreadable", "/inskannad.pdf": "unreadable", "/dold": "barred",
        "/intern/lista": "barred", "/flyttad": "moved", "/ut": "moved", "/ring": "failed", "/riktad": "page", "/taxa.pdf": "page",
        f"/utskrift/{subject(0).slug}": "twin", "/kort": "moved", "/jobb": "page", "/arbete/lediga-jobb": "twin",
    }  # fmt: skip
    assert {address: outcomes.get(address) for address in expected} == expected


def test_an_unchanged_site_is_only_asked_whether_it_changed(large: tuple[WebSite, Gathered]) -> None:
    site, first = large
    site.asked.clear()
    second = crawled(site, first, per_pattern=20)
    assert second.pages == [] and second.kept == {one.id for one in first.pages}
    assert {status for path, status in site.asked if path in PATHS} == {304}
    assert {row.key: row.first_seen for row in second.seen} == {row.key: row.first_seen for row in first.seen}


def test_the_same_site_crawled_twice_gives_the_same_pages(large: tuple[WebSite, Gathered]) -> None:
    """However the answers of eight requests at a time happen to come."""
    site, first = large
    subjects = {one.id for one in crawled(site, per_pattern=20).pages if "kalender" not in one.url}
    assert subjects == {one.id for one in first.pages if "kalender" not in one.url}


def test_nights_of_changes_each_leave_what_the_site_has() -> None:
    """Two hundred pages, of which three in ten change and one in ten goes or comes back, three nights in a row."""
    changing, chance = ChangingSite(200), random.Random(1)
    with served(changing.site) as site:
        found, there = crawled(site), changing.pages()
        held = {one.id: one.digest for one in found.pages}
        for _ in range(3):
            assert held == {id_: one.digest for id_, one in there.items()}
            before, there = there, changing.change(chance)
            site.asked.clear()
            found = crawled(site, found)
            held = {id_: held[id_] for id_ in found.kept} | {one.id: one.digest for one in found.pages}
            same = {one.url.removeprefix(site.address) for id_, one in there.items() if before.get(id_) == one}
            assert {status for path, status in site.asked if path in same} == {304}


def plain(title: str, links: str = "") -> Answer:
    return page(
        f"<html lang='sv'><body><main><h1>{title}</h1><p>Det som är värt att veta om {title} står här.</p>{links}</main></body></html>"
    )


def test_the_depth_is_kept_from_night_to_night() -> None:
    chain = {f"/{'abcdefgh'[n]}": plain(f"sida {n}", f"<a href='/{'abcdefgh'[n + 1]}'>nästa</a>") for n in range(7)}
    with served(WebSite({"/": plain("start", "<a href='/a'>a</a>"), **chain})) as site:
        found = crawled(site, limits=Limits(depth=3))
        for _ in range(3):
            found = crawled(site, found, Limits(depth=3))
    assert len(found.kept) == 4 and not found.pages
    assert "djupare än 3" in found.notes[0]


def test_a_site_that_prefers_another_spelling_is_followed_once() -> None:
    """The start page redirects to a twin (another path's slash here): no page is lost, none asked for twice."""
    with served(
        WebSite({"/": plain("start", "<a href='/a/'>a</a><a href='/a'>a</a>"), "/a/": redirect("/a"), "/a": plain("a")})
    ) as site:
        assert len(crawled(site).pages) == 2


def test_the_time_is_a_limit() -> None:
    """Known pages that it leaves out stay; a clock that jumps an hour at each look stops the crawl after some pages."""
    with served(municipality(6)) as site:
        first = crawled(site, per_pattern=3)
        hours = itertools.count(0, 3600)
        second = crawled(site, first, Limits(seconds=2 * 3600), clock=lambda: next(hours))
    assert "gränsen 120 minuter" in second.notes[0]
    assert second.kept == {one.id for one in first.pages}


def test_a_start_page_that_fails_is_an_unreachable_site() -> None:
    with served(WebSite({"/": Answer(status=503)})) as site, pytest.raises(SiteUnreachable, match="status 503"):
        crawled(site)


def test_a_failed_page_keeps_its_history() -> None:
    with served(WebSite({"/": plain("start", "<a href='/a'>a</a>"), "/a": plain("a")})) as site:
        first = crawled(site)
        site.answers["/a"] = Answer(status=500)
        second = crawled(site, first)
        third = crawled(site, second)
    row = next(row for row in third.seen if row.address.endswith("/a"))
    assert row.outcome == "failed" and row.page in third.kept and row.validators


def test_another_extractor_reads_everything_anew() -> None:
    rows = {
        "x": Seen(
            "x",
            "https://x",
            "page",
            page="p",
            page_digest="d",
            made_by="0 falun invånare",
            validators={"If-None-Match": "1"},
            fetched=NOW,
        )
    }
    held = {"p": PageRecord("d", "s", "https://x", "https://x", "t", ())}
    assert known(rows, held, DEFAULTS, NOW)["x"].validators == {}
    same = {"x": replace(rows["x"], made_by=made_by(DEFAULTS))}
    assert known(same, held, DEFAULTS, NOW)["x"].validators == {"If-None-Match": "1"}


def test_a_server_that_calls_everything_unchanged_is_not_believed_for_ever() -> None:
    """One that has Last-Modified and no ETag, and forgets to set it anew."""
    same = {"Content-Type": "text/html", "Last-Modified": "Wed, 01 Jan 2025 00:00:00 GMT"}
    with served(
        WebSite({"/": plain("start", "<a href='/a'>a</a>"), "/a": replace(plain("a"), headers=same, validators=False)})
    ) as site:
        first = crawled(site)
        site.answers["/a"] = replace(plain("annat"), headers=same, validators=False)
        second = crawled(site, first, now="2026-01-20T00:00:00+00:00")
        assert site.statuses("/a") == [200, 304] and not second.pages
        third = crawled(site, second, now="2026-02-01T00:00:00+00:00")
    assert [one.title for one in third.pages] == ["annat"]


def test_robots_that_close_the_site_are_heeded() -> None:
    closed = WebSite({"/": plain("start"), "/robots.txt": Answer(b"User-agent: *\nDisallow: /")})
    with served(closed) as site, pytest.raises(SiteUnreachable, match="robots.txt undantar"):
        crawled(site)
