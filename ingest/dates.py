"""When a web page says that it was last changed. Nothing is guessed: a page that does not say has no date.

In: a parsed page. Out: ISO date or None. Looked at in this order: meta tags, JSON-LD, <time> and text after "Senast uppdaterad".
"""

import re
from datetime import date, timedelta
from typing import Any

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
META = (
    "article:modified_time", "og:updated_time", "dcterms.modified", "dc.date.modified", "last-modified", "lastmodified", "datemodified", "revised",
    "sv-lastmodified", "pagelastmodified", "article:published_time", "dcterms.date", "dc.date", "dcterms.issued",
)  # fmt: skip
SAID = re.compile(
    r"(?i)\b(?:(?:senast|sidan|är|blev)\s+)*(?:(?:uppdatera|ändra|granska|publicera)(?:des|d|t)|last\s+(?:updated|modified|reviewed))\b"
    r"(?:\s+av\s+\S+(?:\s+\S+)?)??\s*:?\s*(?:den\s+)?(?=\d)"
)
WRITTEN = re.compile(
    r"(?i)(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\s+(jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-zä]*\.?\s+(\d{4})|(\d{1,2})[./](\d{1,2})[./](\d{4})"
)


def updated(tree: Any) -> str | None:
    for found in (from_meta(tree), from_json(tree), from_text(tree)):
        if found:
            return found
    return None


def from_meta(tree: Any) -> str | None:
    said = {
        (element.get("property") or element.get("name") or element.get("itemprop") or "").lower(): element.get(
            "content"
        )
        or ""
        for element in tree.iter("meta")
    }
    return next((found for name in META if (found := written_date(said.get(name, "")))), None)


def from_json(tree: Any) -> str | None:
    """JSON-LD (schema.org): read as text, since half of it is broken in the wild."""
    for name in ("dateModified", "datePublished"):
        for script in tree.xpath("//script[@type='application/ld+json']"):
            found = re.search(rf'"{name}"\s*:\s*"([^"]{{8,40}})"', script.text or "")
            if found and (day := written_date(found.group(1))):
                return day
    return None


def from_text(tree: Any) -> str | None:
    """The latest date after words like "Senast uppdaterad", also where the date stands in a <time>."""
    days = []
    text = re.sub(r"\s+", " ", " ".join(tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]")))[
        -200_000:
    ]
    for said in SAID.finditer(text):
        days.append(written_date(text[said.end() : said.end() + 40], anywhere=False))
    return max((day for day in days if day), default=None)


def only_says_when(text: str) -> bool:
    """Whether a block says when the page was changed and nothing more."""
    said = SAID.match(text.strip("*_ "))
    return bool(said and len(text) < 80 and WRITTEN.match(text.strip("*_ ")[said.end() :]))


def written_date(text: str, anywhere: bool = True) -> str | None:
    """The first date written in a text (at its start unless `anywhere`); None for one that is no day, or lies ahead."""
    found = WRITTEN.search(text) if anywhere else WRITTEN.match(text.lstrip())
    if not found:
        return None
    year, month, day, day2, name, year2, day3, month3, year3 = found.groups()
    number = MONTHS.index(name.lower()) + 1 if name else int(month or month3)
    try:
        made = date(int(year or year2 or year3), number, int(day or day2 or day3))
    except ValueError:
        return None
    return made.isoformat() if date(1990, 1, 1) <= made <= date.today() + timedelta(days=1) else None
