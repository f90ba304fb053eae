"""A crawl -> what to put into the index: pages, pages to keep as they are, and a row of history for each address.

One page, one address: of twins (the same text under several addresses, or a page that names another as canonical) only one
becomes a page. A page is given up only when the site says so; what failed or was not reached is kept.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from corpus.page import Page, PageError, digest
from corpus.snapshot import PageRecord
from ingest.address import Site, key
from ingest.boilerplate import outdated
from ingest.crawl import Crawl, Known, SiteUnreachable, Visit
from ingest.extract import EXTRACTOR, Defaults, Document, Reading
from ingest.history import Seen

Read = Callable[[Document, Defaults], Reading]
"""As `extract.read`."""
LONGEST_TRUST = 30  # days that a server's word for "unchanged" is believed; then the page is fetched whole

Progress = Callable[[int, int], None]  # (addresses visited, addresses known so far)


@dataclass(frozen=True)
class Gathered:
    """What one source gave. `failed` and `warnings` map an address or file to the reasons, in Swedish."""

    pages: list[Page] = field(default_factory=list)
    kept: frozenset[str] = frozenset()  # ids of pages that stay as the index has them
    seen: list[Seen] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def name_of(address: str) -> str:
    """What the index calls a web source: the same for all spellings of its start page."""
    return f"https://{key(address)}"


def known(rows: Mapping[str, Seen], held: Mapping[str, PageRecord], defaults: Defaults, now: str) -> dict[str, Known]:
    """What a crawl may take for unchanged: the addresses whose page lies in the index just as it was read.

    Args:
        held: the pages of this source in the index, by id.
        now: ISO 8601 time of the run.
    """
    deep = 1000  # an address without history leads no further than the limit
    made = {key(record.origin): Known(record.origin, depth=deep) for record in held.values()}
    anew = set(outdated(held))
    for row in rows.values():
        record = held.get(row.page)
        if record and row.page not in anew and record.digest == row.page_digest and row.made_by == made_by(defaults):
            asked = row.validators if days_between(row.fetched, now) < LONGEST_TRUST else {}
            made[row.key] = Known(row.address, asked, row.body, row.links, row.depth)
    return made


def days_between(earlier: str, later: str) -> float:
    """Days between two ISO 8601 times; endless where the earlier one is not known."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).days if earlier else math.inf


def made_by(defaults: Defaults) -> str:
    return f"{EXTRACTOR} {defaults.collection} {defaults.audience}"


def gather(
    crawl: Crawl, rows: Mapping[str, Seen], held: Mapping[str, PageRecord], defaults: Defaults, read: Read, now: str,
    progress: Progress = lambda done, total: None,
) -> Gathered:  # fmt: skip
    """Crawl to the end.

    Args:
        rows: this source's history, by key.
        held: the pages of this source in the index, by id.
        now: ISO 8601 time of the run.

    Raises:
        SiteUnreachable: the site gave not a single page.
    """
    website = Website(crawl.site, rows, held, defaults, read, now)
    for number, visit in enumerate(crawl, 1):
        website.take(visit)
        progress(number, number + crawl.waiting)
    return website.finish(tuple(notes(crawl)))


def notes(crawl: Crawl) -> list[str]:
    """Which limits were met."""
    found = [f"{crawl.site.start}: {crawl.stopped}"] if crawl.stopped else []
    if crawl.too_deep:
        found.append(f"{crawl.too_deep} adresser låg djupare än {crawl.limits.depth} länkar och besöktes inte")
    for pattern, count in crawl.site.crowded().items():
        found.append(f"{count} adresser av mönstret {pattern} besöktes inte (kalender eller sökning utan slut?)")
    return found


class Website:
    """Takes visits one by one; `finish` sorts out the twins."""

    def __init__(
        self,
        site: Site,
        rows: Mapping[str, Seen],
        held: Mapping[str, PageRecord],
        defaults: Defaults,
        read: Read,
        now: str,
    ) -> None:
        self.site, self.old, self.held, self.defaults, self.read, self.now = site, rows, held, defaults, read, now
        self.rows: dict[str, Seen] = {}
        self.readings: list[tuple[Visit, Reading]] = []

    def take(self, visit: Visit) -> None:
        mark = key(visit.address)
        if visit.outcome == "unchanged":
            fetched = self.old[mark].fetched if visit.status == 304 else self.now
            self.rows[mark] = replace(self.old[mark], outcome="page", reason="", validators=dict(visit.validators),
                                      address=visit.address, links=visit.links, checked=self.now, fetched=fetched)  # fmt: skip
        elif visit.outcome == "fetched":
            self._read(visit)
        elif visit.outcome == "failed" and mark in self.old:
            self.rows[mark] = replace(self.old[mark], outcome="failed", reason=visit.reason, checked=self.now)
        else:
            self.rows[mark] = self._row(visit, visit.outcome, reason=visit.reason)

    def _read(self, visit: Visit) -> None:
        mark = key(visit.address)
        document = Document(visit.address, visit.address, visit.kind, visit.body, mark, visit.charset)
        try:
            self.readings.append((replace(visit, body=b""), self.read(document, self.defaults)))
        except PageError as error:
            page = self.old[mark].page if mark in self.old else ""
            reason = str(error).removeprefix(f"{visit.address}: ")
            self.rows[mark] = self._row(visit, "unreadable", reason=reason, page=page)

    def _row(self, visit: Visit, outcome: str, **values: Any) -> Seen:
        mark = key(visit.address)
        first = self.old[mark].first_seen if mark in self.old else self.now
        return Seen(mark, visit.address, outcome, links=visit.links, depth=visit.depth, first_seen=first, changed=self.now,
                    checked=self.now, fetched=self.now, **values)  # fmt: skip

    def finish(self, notes: tuple[str, ...]) -> Gathered:
        owners = {row.text: mark for mark, row in self.rows.items() if row.outcome == "page"}
        self.readings.sort(key=lambda pair: self._rank(*pair))
        pages = [reading.page for visit, reading in self.readings if self._settle(visit, reading, owners)]
        if not pages and not owners:
            start = self.rows.get(key(self.site.start))
            reason = start.reason if start else "ingen sida hittades"
            raise SiteUnreachable(
                f"{self.site.start}: {reason}. Inget är ändrat; kontrollera adressen och försök igen."
            )
        return Gathered(
            pages, self._kept(), [*self.rows.values(), *self._not_visited()], self._failed(),
            {row.address: row.warnings for row in self.rows.values() if row.warnings}, notes,
        )  # fmt: skip

    def _rank(self, visit: Visit, reading: Reading) -> tuple[bool, bool, int, int, str]:
        """Which of several twins is the page: one that calls itself so, that was it before, that is nearest."""
        mark = key(visit.address)
        before = mark in self.old and bool(self.old[mark].page)
        return self._canonical(visit, reading) != mark, not before, visit.depth, len(visit.address), visit.address

    def _canonical(self, visit: Visit, reading: Reading) -> str:
        """The key of the address that the page names as its own; a start page named by every page is not believed."""
        named = self.site.tidy(reading.canonical, visit.address) if reading.canonical else None
        if named is None or urlsplit(named).path == "/":
            return key(visit.address)
        return key(named)

    def _settle(self, visit: Visit, reading: Reading, owners: dict[str, str]) -> bool:
        """Note what an address gave; whether that is a page of its own."""
        mark, canonical = key(visit.address), self._canonical(visit, reading)
        text = digest([reading.page.title, reading.page.text])
        other = self.rows.get(canonical)
        owner = canonical if canonical != mark and other and other.outcome == "page" else owners.setdefault(text, mark)
        if owner != mark:
            self.rows[mark] = self._row(
                visit, "twin", reason=f"samma sida som {self.rows[owner].address}", body=visit.digest
            )
            return False
        row = self._row(visit, "page", page=reading.page.id, page_digest=reading.page.digest, text=text, body=visit.digest,
                        made_by=made_by(self.defaults), title=reading.page.title)  # fmt: skip
        before = self.held.get(reading.page.id)
        same = before and before.digest == reading.page.digest and mark in self.old
        self.rows[mark] = replace(
            row, validators=dict(visit.validators), updated=reading.page.updated, language=reading.language,
            warnings=reading.warnings, changed=self.old[mark].changed if same else self.now,
        )  # fmt: skip
        return True

    def _kept(self) -> frozenset[str]:
        """Pages of the index that the site has not spoken about: unchanged, failed, unreadable, not visited."""
        made = {reading.page.id for _, reading in self.readings}
        silent = {"page", "failed", "unreadable", None}
        return frozenset(
            id_ for id_, record in self.held.items()
            if id_ not in made and (row.outcome if (row := self.rows.get(key(record.origin))) else None) in silent
        )  # fmt: skip

    def _not_visited(self) -> list[Seen]:
        return [row for mark, row in self.old.items() if mark not in self.rows and row.page in self.held]

    def _failed(self) -> dict[str, str]:
        return {row.address: f"{row.address}: {row.reason}" for row in self.rows.values()
                if row.outcome in ("failed", "unreadable")}  # fmt: skip
