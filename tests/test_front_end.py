from pathlib import Path

from bot.front_end import banner, copy_logo, swedish_page
from bot.settings import Settings

HTML = """<html lang="en"><head><link rel="preconnect" href="https://fonts.example" /><link href="/a.css"><script>
      const global = globalThis;
    </script></head><body><div id="root"></div></body></html>"""


def test_the_page_is_swedish_and_asks_no_other_host() -> None:
    page = swedish_page(HTML, "<header>Vi</header>")
    assert 'lang="sv"' in page and "fonts.example" not in page and '<link href="/a.css">' in page
    assert '<header>Vi</header><div id="root">' in page and "<script>" not in page


def test_the_municipality_is_named_as_text() -> None:
    assert "Orsa &lt;b&gt;" in banner(Settings(municipality="Orsa <b>"), "/public/kommunsvar.svg")


def test_the_municipality_s_logo_is_copied_to_where_it_is_served(tmp_path: Path) -> None:
    logo = tmp_path / "vapen.svg"
    logo.write_text("<svg/>")
    assert copy_logo(Settings(logo=str(logo)), tmp_path) == "/public/logotyp.svg"
    assert (tmp_path / "logotyp.svg").read_text() == "<svg/>"
    assert copy_logo(Settings(), tmp_path) == "/public/kommunsvar.svg"
