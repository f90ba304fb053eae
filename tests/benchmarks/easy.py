"""Measure bot/easy: what easy-to-read Swedish makes of quotes, in reading ease and in how many it can help.

    python -m tests.benchmarks.easy              (every statement of the bundled pages, and the quotes of sentences-dev.jsonl)
    python -m tests.benchmarks.easy --show 60    (also so many that were changed, drawn at random, to read)

Prose is what is no table row. A line is a sentence or one thing of a list. Words and LIX (corpus/readability.py) are for the same
quotes before and after.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.answer import Evidence, Sentence
from bot.easy.rewrite import easier, everyday
from bot.verification.segments import is_row
from bot.verify import problems, quote
from corpus.markdown import statements
from corpus.page import Chunk, read_page
from corpus.readability import WORD, lix_of
from ingest.chunk import chunk

PAGES = ("corpus/falun", "corpus/nationell")
QUESTIONS = Path("tests/questions/sentences-dev.jsonl")
LONG = 12  # words
Pair = tuple[Evidence, Sentence]


def of_pages(folder: str) -> Iterator[Evidence]:
    seen: set[str] = set()
    for path in sorted(Path(folder).glob("*.md")):
        for part in chunk(read_page(path)):
            for text in statements(part.text):
                if text not in seen:
                    seen.add(text)
                    yield Evidence(1, text, part, 0.0)


def of_questions() -> Iterator[Evidence]:
    seen: set[str] = set()
    for row in map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines()):
        place = Chunk(row["page"], "https://example.org", row["title"], "falun", "alla", "", (row["heading"],), "", 0)
        for text in row["quotes"]:
            if text not in seen:
                seen.add(text)
                yield Evidence(1, text, place, 0.0)


def lines(sentence: Sentence) -> list[str]:
    return [part for line in sentence.lines for part in line.text.split(" • ")]


def reading(pairs: Sequence[Pair]) -> str:
    """Words a line, share of long lines, LIX; before -> after."""
    found = []
    for texts in ([quote(one) for one, _ in pairs], [made for _, made in pairs]):
        said = [line for text in texts for line in lines(text)]
        words = [len(WORD.findall(line)) for line in said]
        found.append((sum(words) / len(words), sum(count > LONG for count in words) / len(words), lix_of(said)))
    (words, long, lix), (words_after, long_after, lix_after) = found
    return (f"words a line {words:.1f} -> {words_after:.1f}, lines over {LONG} words {long:.2f} -> {long_after:.2f}, "
            f"LIX {lix:.1f} -> {lix_after:.1f}")  # fmt: skip


def report(name: str, evidence: Sequence[Evidence]) -> list[Pair]:
    """The pairs that were changed."""
    pairs = [(one, easier(quote(one), (one,))) for one in evidence]
    changed = [(one, made) for one, made in pairs if made != quote(one)]
    unsupported = sum(bool(problems(made.text, [everyday(one)])) for one, made in changed)
    print(f"{name}: {len(pairs)} quotes, {len(changed)} changed ({len(changed) / len(pairs):.2f}), "
          f"{unsupported} of these not supported by their quote")  # fmt: skip
    for kind, rows in (("prose", False), ("rows", True)):
        of_kind = [pair for pair in pairs if is_row(pair[0].text) is rows]
        own = [pair for pair in changed if is_row(pair[0].text) is rows]
        if own:
            print(
                f"  {kind}: {len(own)} of {len(of_kind)} changed; all: {reading(of_kind)}\n    the changed: {reading(own)}"
            )
    return changed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="so many changed quotes, to read")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    changed = [pair for folder in PAGES for pair in report(folder, list(of_pages(folder)))]
    changed += report(QUESTIONS.name, list(of_questions()))
    for one, made in random.Random(options.seed).sample(changed, min(options.show, len(changed))):
        print(f"\n- {one.text}", *made.text.split(" • "), sep="\n    ")


if __name__ == "__main__":
    main()
