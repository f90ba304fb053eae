"""Measure bot/verify.py as a classifier that catches unsupported sentences, on labelled sentences written by hand.

    python -m tests.benchmarks.verifier             (dev part: rules are written against it)
    python -m tests.benchmarks.verifier --test      (test part: other pages; never used for tuning)
    python -m tests.benchmarks.verifier --errors    (also lists what went wrong, with the verifier's reasons)

In: tests/questions/sentences-{dev,test}.jsonl. A line holds the evidence (`quotes`, with the page's `title` and `heading`), a
`sentence` with its `citations`, whether they support it (`supported`) and `why`: how it was worded or corrupted. `right` names the
citations that would carry a sentence with a wrong citation.

An unsupported sentence is caught when `verify` returns None, or a citation of what does carry it. A supported sentence is
kept when `verify` returns it. Precision: the share of what was rejected that deserved it. Recall: the share of the
unsupported that was caught. Intervals are 95 % percentile bootstraps over pages (scipy), since sentences of one page go together.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import binomtest, bootstrap

from bot.answer import Evidence, Sentence
from bot.verify import problems, quote, verify
from corpus.page import Chunk

QUESTIONS = Path(__file__).parent.parent / "questions"


@dataclass(frozen=True)
class Verdict:
    """One labelled sentence and what the verifier made of it."""

    row: dict[str, Any]
    shown: Sentence | None
    reasons: list[str]

    @property
    def rejected(self) -> bool:
        """Left out, or cited as it should be."""
        return self.shown is None or self.shown.citations == tuple(self.row.get("right", ()))

    @property
    def is_right(self) -> bool:
        return self.rejected != self.row["supported"]


def read(part: str) -> list[dict[str, Any]]:
    lines = (QUESTIONS / f"sentences-{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def evidence_of(row: dict[str, Any]) -> tuple[Evidence, ...]:
    heading = tuple(row["heading"].split(" › ")) if row["heading"] else ()
    chunk = Chunk(row["page"], "https://example.org", row["title"], "falun", "alla", "", heading, "", 0)
    return tuple(Evidence(number, text, chunk, 0.0) for number, text in enumerate(row["quotes"], 1))


def judge(row: dict[str, Any]) -> Verdict:
    evidence = evidence_of(row)
    draft = Sentence(row["sentence"], tuple(row["citations"]))
    cited = [one for one in evidence if one.number in draft.citations]
    return Verdict(row, verify(draft, evidence), problems(draft.text, cited))


def scores(supported: Sequence[bool], rejected: Sequence[bool]) -> tuple[float, float, float]:
    """(precision, recall, F1) of catching the unsupported."""
    unsupported, caught = ~np.asarray(supported, bool), np.asarray(rejected, bool)
    hits = int((unsupported & caught).sum())
    precision = hits / max(int(caught.sum()), 1)
    recall = hits / max(int(unsupported.sum()), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def intervals(verdicts: list[Verdict]) -> list[tuple[float, float]]:
    """95 % interval of precision, recall and F1; pages are drawn, not sentences."""
    pages = sorted({verdict.row["page"] for verdict in verdicts})
    by_page = [[verdict for verdict in verdicts if verdict.row["page"] == page] for page in pages]

    def drawn(numbers: Any) -> tuple[float, float, float]:
        chosen = [verdict for number in numbers for verdict in by_page[int(number)]]
        return scores([verdict.row["supported"] for verdict in chosen], [verdict.rejected for verdict in chosen])

    found = bootstrap((np.arange(len(pages)),), drawn, vectorized=False, n_resamples=2000, method="percentile", rng=6)
    return list(zip(found.confidence_interval.low, found.confidence_interval.high, strict=True))


def report(verdicts: list[Verdict], part: str) -> None:
    supported = [verdict.row["supported"] for verdict in verdicts]
    print(f"{part}: {len(verdicts)} sentences on {len({verdict.row['page'] for verdict in verdicts})} pages, "
          f"{sum(supported)} supported, {len(verdicts) - sum(supported)} unsupported")  # fmt: skip
    reached = scores(supported, [verdict.rejected for verdict in verdicts])
    for name, value, (low, high) in zip(("precision", "recall", "F1"), reached, intervals(verdicts), strict=True):
        print(f"  {name:<10} {value:.3f}  [{low:.3f}, {high:.3f}]")
    kept = sum(not verdict.rejected for verdict in verdicts if verdict.row["supported"])
    print(f"  supported sentences kept {kept / sum(supported):.3f}")
    quotes = {one.text: one for verdict in verdicts for one in evidence_of(verdict.row)}
    passed = sum(verify(quote(one), [one]) == quote(one) for one in quotes.values())
    print(f"  direct quotes kept {passed} of {len(quotes)}\n  right, by why (Wilson 95 %):")
    by_why(verdicts)


def by_why(verdicts: list[Verdict]) -> None:
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        groups[verdict.row["why"]].append(verdict)
    for why, group in sorted(groups.items(), key=lambda item: (not item[1][0].row["supported"], item[0])):
        right = sum(verdict.is_right for verdict in group)
        interval = binomtest(right, len(group)).proportion_ci(method="wilson")
        print(f"    {why:<18} {right:>3}/{len(group):<3} [{interval.low:.2f}, {interval.high:.2f}]")


def show_errors(verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        if verdict.is_right:
            continue
        row = verdict.row
        print(f"\n{row['id']} {row['why']}: {'kept out' if row['supported'] else 'LET THROUGH'}, cites {row['citations']}"
              f"{f', shown with {list(verdict.shown.citations)}' if verdict.shown else ''}\n  said:  {row['sentence']}")  # fmt: skip
        print("\n".join(f"  [{number}]    {text}" for number, text in enumerate(row["quotes"], 1)))
        print("\n".join(f"  - {reason}" for reason in verdict.reasons))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--test", action="store_true", help="the test part instead of the dev part")
    parser.add_argument("--errors", action="store_true", help="list what went wrong")
    options = parser.parse_args()
    part = "test" if options.test else "dev"
    verdicts = [judge(row) for row in read(part)]
    report(verdicts, part)
    if options.errors:
        show_errors(verdicts)


if __name__ == "__main__":
    main()
