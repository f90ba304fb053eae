import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.address import Site, key

SITE = Site("https://www.falun.se", frozenset(["dokument.falun.se"]), ("/kalender/*",))


@pytest.mark.parametrize(
    ("link", "tidy"),
    [
        ("/skola", "https://www.falun.se/skola"),
        ("http://falun.se/skola/", "https://www.falun.se/skola/"),
        ("//WWW.FALUN.SE/skola#del", "https://www.falun.se/skola"),
        ("/skola?utm_source=brev&fbclid=1&b=2&a=1", "https://www.falun.se/skola?a=1&b=2"),
        ("/sok?gata=Stora&referens=7", "https://www.falun.se/sok?gata=Stora&referens=7"),
        ("/a;jsessionid=ABC123", "https://www.falun.se/a"),
        ("/a/../b//c", "https://www.falun.se/b/c"),
        ("/förskola%c3%a5", "https://www.falun.se/f%C3%B6rskola%C3%A5"),
        ("https://dokument.falun.se/taxa.pdf", "https://dokument.falun.se/taxa.pdf"),
    ],
)
def test_one_spelling_for_each_page(link: str, tidy: str) -> None:
    assert SITE.tidy(link) == tidy


@pytest.mark.parametrize(
    "link",
    [
        "https://www.orsa.se/", "https://falun.se.exempel.se/", "https://falun.se@exempel.se/", "ftp://www.falun.se/a",
        "mailto:a@falun.se", "javascript:void(0)", "https://www.falun.se:8080/", "/bild.jpg", "/arkiv.zip", "/kalender/2031/1",
        "https://www.falun.se:port/", "http://[::1", "/" + "a" * 2000, "/a/b/a/b/a/b", "https://intranet.falun.se/",
    ],
)  # fmt: skip
def test_what_is_not_ours_or_no_text_is_left(link: str) -> None:
    assert SITE.tidy(link) is None


@pytest.mark.parametrize(
    "twin",
    [
        "http://falun.se/a",
        "https://www.falun.se/a/",
        "https://falun.se/a/index.html",
        "https://www.falun.se:443/a/default.aspx",
    ],
)
def test_twins_have_one_key(twin: str) -> None:
    assert key(twin) == key("https://www.falun.se/a")


def test_a_query_makes_another_page() -> None:
    assert key("https://falun.se/a?sida=2") != key("https://falun.se/a")


def test_addresses_of_one_pattern_run_out() -> None:
    site = Site("https://falun.se", per_pattern=2)
    assert [site.admits(f"https://falun.se/dag/{day}?x={day}") for day in range(4)] == [True, True, False, False]
    assert site.crowded() == {"https://falun.se/dag/#": 2}


@example(";\x08")
@given(st.text(max_size=80))
def test_any_text_gives_a_tidy_address_of_the_site_or_none(link: str) -> None:
    found = SITE.tidy(link)
    assert found is None or (
        found.startswith(("https://www.falun.se/", "https://dokument.falun.se", "http://dokument.falun.se"))
    )
    assert found is None or SITE.tidy(found) == found
