"""Web pages of every kind -> what they say."""

import pytest

from ingest.dates import written_date
from ingest.webpage import WebPage, decode, read_webpage
from tests.benchmarks.extraction import ours, score, trafilatura_default
from tests.patterns import PATTERNS
from tests.subjects import subject

FILLER = "<p>Här står något som är långt nog för att räknas som text på en sida.</p>"


def web(main: str, head: str = "", beside: str = "") -> WebPage:
    found = read_webpage(
        f'<html lang="sv"><head>{head}</head><body>{beside}<main>{main}{FILLER}</main></body></html>'.encode()
    )
    assert found
    return found


def text(main: str) -> str:
    return web(main).text.removesuffix("\n\nHär står något som är långt nog för att räknas som text på en sida.")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_pattern_keeps_all_text_and_tables_and_little_else(pattern: str) -> None:
    """The floor that this project sets itself; tests/benchmarks/extraction.py measures more pages and other methods."""
    for number in range(6):
        one = subject(number)
        html = PATTERNS[pattern](one, [], "/x")
        sentences, cells, rows, precision = score(ours(html), one)
        assert (sentences, cells, rows) == (1, 1, 1) and precision > 0.95
        assert score(trafilatura_default(html), one)[0] < sentences


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_pattern_tells_date_contact_service_and_place(pattern: str) -> None:
    one = subject(4)
    found = read_webpage(PATTERNS[pattern](one, [], "https://www.exempelkommun.se/a").encode())
    assert found and found.contact and found.e_service
    assert (found.title, found.updated, found.language) == (one.title, one.updated, "sv")
    assert (found.contact.name, found.contact.phone, found.contact.email) == (one.office, one.phone, one.email)
    assert found.e_service.url.endswith(f"exempelkommun.se/{one.slug}")
    assert len(found.breadcrumb) == 1 and "Senast uppdaterad" not in found.text


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>A</h2><p>b</p>c", "## A\n\nb\n\nc"),
        ("<p>a <b>b</b><i>c</i> <a href='/x'>d</a></p>", "a bc d"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<ul><li><h3>Kort</h3><p>a</p></li></ul>", "### Kort\n\na"),
        ("<dl><dt>Pris</dt><dd>3 kr</dd></dl>", "- Pris: 3 kr"),
        (
            "<h2>A</h2><details><summary>B</summary>c</details><details><summary>D</summary>e</details>",
            "## A\n\n### B\n\nc\n\n### D\n\ne",
        ),
        ("<button aria-expanded='false' aria-controls='p'>B</button><div id='p' hidden>c</div>", "## B\n\nc"),
        (
            "<p># ingen rubrik</p><p>- ingen lista</p><p>1. inte heller</p>",
            "\\# ingen rubrik\n\n\\- ingen lista\n\n1\\. inte heller",
        ),
        ("<p>5 * 3 &lt;b&gt;</p>", "5 \\* 3 \\<b>"),
        ("<p>mjukt\u00adbindestreck\u200b</p>", "mjuktbindestreck"),
        ("<div><span><p>a</p></span></div>", "a"),
    ],
)
def test_structure_becomes_markdown(html: str, markdown: str) -> None:
    assert text(html) == markdown


def table(*rows: str) -> str:
    return text("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")


@pytest.mark.parametrize(
    ("rows", "markdown"),
    [
        (("<th>A</th><th>B</th>", "<td>1</td><td>2</td>"), "| A | B |\n| --- | --- |\n| 1 | 2 |"),
        (
            ("<td>Storlek</td><td>Avgift</td>", "<td>Liten</td><td>20 kr</td>"),
            "| Storlek | Avgift |\n| --- | --- |\n| Liten | 20 kr |",
        ),
        (
            ("<th>Liten</th><td>20 kr</td>", "<th>Stor</th><td>30 kr</td>"),
            "|  |  |\n| --- | --- |\n| Liten | 20 kr |\n| Stor | 30 kr |",
        ),
        (
            ("<th>A</th><th>B</th>", "<td rowspan=2>x</td><td>1</td>", "<td>2</td>"),
            "| A | B |\n| --- | --- |\n| x | 1 |\n| x | 2 |",
        ),
        (("<th>A</th><th>B</th>", "<td colspan=2>samma</td>"), "| A | B |\n| --- | --- |\n| samma | samma |"),
        (
            ("<th>A</th><th>B</th>", "<td>a|b</td><td><p>c</p><p>d</p></td>"),
            "| A | B |\n| --- | --- |\n| a\\|b | c d |",
        ),
        (("<td>bara</td>", "<td>layout</td>"), "bara\n\nlayout"),
        (("<td><h2>Rubrik</h2></td><td>text</td>",), "## Rubrik\n\ntext"),
        (("<th>A</th><th>B</th>", "<td colspan=99999999999>x</td>"), ""),
    ],
)
def test_tables_keep_their_cells_in_place(rows: tuple[str, ...], markdown: str) -> None:
    assert table(*rows).startswith(markdown)


@pytest.mark.parametrize(
    "noise",
    [
        '<nav><a href="/">Menypost</a></nav>', '<div class="cookie-banner">Menypost</div>', '<div role="dialog">Menypost</div>',
        '<ul class="breadcrumb"><li>Menypost</li></ul>', "<script>Menypost</script>", '<p style="display: none">Menypost</p>',
        '<div aria-hidden="true">Menypost</div>', '<div class="social share">Menypost</div>', "<button>Menypost</button>",
        "<footer>Menypost</footer>", "<p hidden>Menypost</p>", '<div id="sv-related" class="related">Menypost</div>', "<!-- Menypost -->",
    ],
)  # fmt: skip
def test_what_is_no_text_is_left_out(noise: str) -> None:
    assert "Menypost" not in web(noise).text


def test_a_class_that_sounds_like_a_menu_does_not_cost_the_page() -> None:
    assert "något som är långt nog" in web("").text
    assert "hela" in web(f'<div class="page menu"><p>hela sidans text står här</p>{FILLER * 9}</div>').text


def test_a_page_without_main_is_guessed_at() -> None:
    body = "<h1>Sotning</h1>" + "<p>Sotning görs var tredje år av kommunens sotare, som aviserar i god tid.</p>" * 3
    found = read_webpage(f"<html><body><div class='x'>{body}</div></body></html>".encode())
    assert found and "var tredje år" in found.text


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("å".encode(), "", "å"), ("å".encode(), "iso-8859-1", "å"), ("å".encode("latin-1"), "", "å"), ("å €".encode("cp1252"), "utf-8", "å €"),
        (b'<meta charset="iso-8859-2">\xb1', "", '<meta charset="iso-8859-2">ą'), ("å".encode("utf-8-sig"), "", "å"),
        ("å".encode("latin-1"), "finns-inte", "å"), (b"\x81\xff", "", "\ufffdÿ"), ("å".encode("utf-16"), "utf-16", "å"),
    ],
)  # fmt: skip
def test_encodings_are_read_for_what_they_are(raw: bytes, charset: str, text: str) -> None:
    assert decode(raw, charset) == text


@pytest.mark.parametrize(
    ("html", "date"),
    [
        ("<p>Senast uppdaterad: 3 mars 2025</p>", "2025-03-03"), ("<p>Sidan uppdaterades den 2024-01-31</p>", "2024-01-31"),
        ("<p>Publicerad 2023-01-01</p><p>Senast granskad 5/6/2024</p>", "2024-06-05"), ("<p>Mötet är den 3 mars 2025</p>", None),
        ("<p>Senast uppdaterad: <time>12 okt. 2024</time></p>", "2024-10-12"), ("<p>Senast uppdaterad: 31 februari 2024</p>", None),
    ],
)  # fmt: skip
def test_a_date_is_read_where_the_page_says_it(html: str, date: str | None) -> None:
    assert web(html).updated == date


def test_a_day_that_lies_ahead_is_no_date() -> None:
    assert written_date("2999-01-01") is None


def test_meta_tags_come_before_the_text() -> None:
    assert (
        web(
            "<p>Senast uppdaterad 2020-01-01</p>", '<meta property="article:modified_time" content="2025-05-05T10:00">'
        ).updated
        == "2025-05-05"
    )


@pytest.mark.parametrize(
    ("head", "main", "title"),
    [
        ("<title>Sopor - Falun</title>", "<h1>Sophämtning</h1>", "Sophämtning"),
        ("<title>Sopor - Falu kommun</title>", "", "Sopor"),
        ('<title>x</title><meta property="og:title" content="Avfall">', "", "Avfall"),
    ],
)
def test_a_page_has_its_own_title(head: str, main: str, title: str) -> None:
    assert web(main, head).title == title
