"""Problem: what is wrong with a page, and where.

In: a file and the words that are wrong. Out: "file:line: what is wrong", in Swedish.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from corpus.page import Page

WORD = re.compile(r"\w+")


@dataclass(frozen=True, order=True)
class Problem:
    path: Path
    line: int  # from 1
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def problem_at(page: Page, message: str, needle: str = "") -> Problem:
    """The problem, at the line of the page's file that holds the needle; at the first line without one."""
    path = Path(page.origin)
    return Problem(path, line_of(path.read_text(encoding="utf-8"), needle), message)


def line_of(text: str, needle: str) -> int:
    """The first line that holds the needle, else the one that shares most of its words (lines may break it)."""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if needle in line:
            return number
    wanted = set(WORD.findall(needle))
    shared = [len(wanted & set(WORD.findall(line))) for line in lines]
    return shared.index(max(shared)) + 1 if shared else 1
