"""A municipality's site that changes between visits, and the pages that a whole visit should then have found."""

import random

from corpus.page import Page
from ingest.address import key
from ingest.extract import Defaults, Document, read
from tests.municipality import path_of, render
from tests.subjects import subject
from tests.webserver import WebSite, page

DEFAULTS = Defaults("falun", "invånare")


class ChangingSite:
    """Serve `site`; `change` it between visits."""

    def __init__(self, pages: int) -> None:
        self.subjects = [subject(number) for number in range(pages)]
        self.revisions: dict[int, int | None] = dict.fromkeys(range(pages), 0)  # None: the page is gone
        self.site = WebSite()
        self._fill()

    def change(self, chance: random.Random) -> dict[str, Page]:
        """Change three in ten pages, take one in ten away, put those that were away back; what there is then, by id."""
        for number, revision in self.revisions.items():
            if chance.random() < 0.1:
                self.revisions[number] = None
            elif revision is None or chance.random() < 0.3:
                self.revisions[number] = chance.randrange(1000)
        self._fill()
        return self.pages()

    def pages(self) -> dict[str, Page]:
        found = (self._page(path) for path in self.site.answers)
        return {one.id: one for one in found}

    def _page(self, path: str) -> Page:
        address = self.site.address + path
        body = self.site.find(path).body.replace(b"{site}", self.site.address.encode())
        return read(Document(address, address, ".html", body, key(address), "utf-8"), DEFAULTS).page

    def _fill(self) -> None:
        there = {number: revision for number, revision in self.revisions.items() if revision is not None}
        links = "".join(
            f'<li><a href="{path_of(self.subjects[number])}">{self.subjects[number].title}</a></li>' for number in there
        )
        answers = {"/": page(f'<html lang="sv"><body><main><h1>Exempelkommun</h1><p>Välkommen till kommunens {len(there)} sidor.</p><ul>{links}</ul></main></body></html>')}  # fmt: skip
        for number, revision in there.items():
            answers[path_of(self.subjects[number])] = render(self.subjects[number], self.subjects, revision)
        self.site.answers = answers
