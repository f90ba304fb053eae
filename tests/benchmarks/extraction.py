"""How much of each page's text and table cells the extraction finds, and how much of what it finds is the page's.

python -m tests.benchmarks.extraction [--pages 60]

Recall: the share of the page's sentences (and of its table cells, each in a row of its own table) that are in the text.
Precision: the share of the extracted words that belong to the page's own sentences and cells. Compared: this project,
trafilatura's plain default, trafilatura with recall favoured (what this project did before), readability-lxml.
"""

import argparse
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ingest.extract import Defaults, Document, read
from ingest.webpage import decode
from tests.patterns import PATTERNS
from tests.subjects import Subject, subject

Extract = Callable[[str], str]
SAVED = Path("tests/saved")


def ours(html: str) -> str:
    address = "https://www.exempelkommun.se/sida"
    return read(Document(address, address, ".html", html.encode(), "sida"), Defaults("test", "invånare")).page.text


def trafilatura_default(html: str) -> str:
    import trafilatura

    return trafilatura.extract(html) or ""


def trafilatura_recall(html: str) -> str:
    import trafilatura

    return trafilatura.extract(html, output_format="markdown", include_tables=True, include_links=False,
                               include_comments=False, favor_recall=True, deduplicate=False) or ""  # fmt: skip


def readability(html: str) -> str:
    from lxml.html import fromstring
    from readability import Document as Readable

    return str(fromstring(Readable(html).summary()).text_content())


METHODS: dict[str, Extract] = {
    "kommunsvar": ours, "trafilatura": trafilatura_default, "trafilatura, recall": trafilatura_recall,
    "readability": readability,
}  # fmt: skip


def folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def score(found: str, one: Subject) -> tuple[float, float, float, float]:
    """(recall of sentences, recall of cells, share of rows kept as rows, precision of words)."""
    whole = folded(found)
    sentences = [folded(text) in whole for text in one.texts]
    cells = [folded(cell) in whole for cell in one.cells]
    rows = [any(all(folded(cell) in folded(line) for cell in row) for line in found.splitlines()) for row in one.table]
    own = words(
        " ".join([one.title, *one.texts, *one.cells, one.email, "Kontakt Telefon E-post Öppet måndag fredag 8 16"])
    )
    seen = words(found)
    precision = sum((seen & own).values()) / max(1, seen.total())
    return sum(sentences) / len(sentences), sum(cells) / len(cells), sum(rows) / len(rows), precision


def score_saved(found: str, expected: dict[str, Any]) -> tuple[float, float, float]:
    """(recall of sentences, share of rows kept as rows, share of what is no text that was left out)."""
    whole = folded(found)
    sentences = [folded(text) in whole for text in expected["sentences"]]
    rows = [
        any(all(folded(cell) in folded(line) for cell in row) for line in found.splitlines())
        for row in expected["rows"]
    ]
    left_out = [folded(text) not in whole for text in expected["noise"]]
    return tuple(sum(column) / len(column) for column in (sentences, rows, left_out))  # type: ignore[return-value]


def measure_saved() -> dict[str, tuple[float, ...]]:
    """method -> means over the saved pages, in the order of `score_saved`."""
    pages = tomllib.loads((SAVED / "expected.toml").read_text(encoding="utf-8"))
    htmls = {name: decode((SAVED / f"{name}.html").read_bytes()) for name in pages}
    scores = {
        method: [score_saved(extract(htmls[name]), expected) for name, expected in pages.items()]
        for method, extract in METHODS.items()
    }
    return {
        method: tuple(sum(column) / len(pages) for column in zip(*some, strict=True)) for method, some in scores.items()
    }


def measure(pages: int) -> dict[tuple[str, str], tuple[float, ...]]:
    """(pattern, method) -> means over the pages, in the order of `score`."""
    found = {}
    for pattern, render in PATTERNS.items():
        for method, extract in METHODS.items():
            scores = [score(extract(render(one, [], "/x")), one) for one in map(subject, range(pages))]
            found[pattern, method] = tuple(sum(column) / pages for column in zip(*scores, strict=True))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=60)
    options = parser.parse_args()
    table = Table("mönster", "metod", "meningar", "celler", "rader", "precision")
    for (pattern, method), values in measure(options.pages).items():
        table.add_row(pattern, method, *(f"{value:.2f}" for value in values))
    Console().print(table)
    saved = Table("metod", "meningar", "rader", "utelämnat", title="sparade sidor (tests/saved)")
    for name, values in measure_saved().items():
        saved.add_row(name, *(f"{value:.2f}" for value in values))
    Console().print(saved)


if __name__ == "__main__":
    main()
