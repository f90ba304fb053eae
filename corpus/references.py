"""References between pages: every [title](id.md) leads to a page that its reader may see.

In: pages. Out: problems, and the ids that a page links to.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.page import Page
from corpus.problem import Problem, problem_at

TARGET = re.compile(r"\]\(\s*<?([^)\s>]*)")
OUTSIDE = ("http://", "https://", "mailto:", "tel:")


def targets(page: Page) -> list[str]:
    """What the page's links lead to inside the corpus, as written ("lekplatser.md")."""
    return [target for target in TARGET.findall(page.text) if not target.startswith(OUTSIDE)]


def linked_ids(page: Page) -> list[str]:
    return [target.removesuffix(".md") for target in targets(page)]


def check_references(pages: Sequence[Page]) -> Iterator[Problem]:
    known = {page.id: page for page in pages}
    for page in pages:
        for target in dict.fromkeys(targets(page)):
            fault = fault_of(page, target, known)
            if fault:
                yield problem_at(page, fault, f"]({target}")


def fault_of(page: Page, target: str, known: Mapping[str, Page]) -> str | None:
    if not target.endswith(".md") or target.removesuffix(".md") not in known:
        return f"länken {target!r} leder inte till någon sida; väntade id.md"
    if page.audience != "medarbetare" and known[target.removesuffix(".md")].audience == "medarbetare":
        return f"sidan är för {page.audience} men länkar till {target}, som bara är för medarbetare"
    return None
