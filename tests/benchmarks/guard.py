"""Labelled sentences -> how well the guard tells emergencies and refusals from everyday questions.

    python -m tests.benchmarks.guard [FILE...] [--everyday FILE...] [--show] [--words]

FILE holds lines {"id", "kind", "lang", "question"}; kind is the phrase that answers (danger, suicide, violence, child, poison;
threat, politics, decision, person, instruction) or null for an everyday question. guard/dev.jsonl is for tuning, guard/test.jsonl and
training/alarm-check.jsonl only for reporting. --words measures without the embedding model. --everyday takes question files whose lines are all everyday questions, such as ../shared/data/swefaq.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.answer import Status
from bot.guard import Guarded, guard
from bot.models import open_index
from bot.safety.alarm import EMERGENCIES
from bot.settings import Settings

FOLDER = Path(__file__).parents[1] / "questions" / "guard"
CHECK = Path(__file__).parents[1] / "training" / "alarm-check.jsonl"


@dataclass(frozen=True)
class Row:
    """One labelled sentence."""

    id: str
    kind: str | None
    question: str

    @property
    def status(self) -> Status | None:
        if self.kind is None:
            return None
        return Status.EMERGENCY if self.kind in EMERGENCIES else Status.REFUSED


@dataclass(frozen=True)
class Figures:
    """What the guard made of a file's rows. Shares are 0 to 1."""

    missed: tuple[Row, ...]  # emergencies and refusals that got another status
    false_alarms: tuple[Row, ...]  # everyday questions that got a status
    other_phrase: tuple[Row, ...]  # right status, another phrase than the label's
    emergency_recall: float
    refusal_recall: float
    false_alarm_share: float


def read_rows(path: Path) -> list[Row]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Row(row["id"], row["kind"], row["question"]) for row in map(json.loads, lines)]


def read_everyday(path: Path) -> list[Row]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Row(str(number), None, row.get("question") or row["text"]) for number, row in enumerate(lines, 1)]


def measure(rows: Sequence[Row], guarded: Callable[[str], Guarded] = guard) -> Figures:
    found = [(row, guarded(row.question)) for row in rows]
    return Figures(
        missed=tuple(row for row, got in found if row.status and got.status != row.status),
        false_alarms=tuple(row for row, got in found if row.status is None and got.status),
        other_phrase=tuple(row for row, got in found if row.status and got.status == row.status and got.phrase != row.kind),
        emergency_recall=share(found, Status.EMERGENCY),
        refusal_recall=share(found, Status.REFUSED),
        false_alarm_share=1 - share(found, None),
    )  # fmt: skip


def share(found: Sequence[tuple[Row, Guarded]], status: Status | None) -> float:
    """The share of the rows of this status that got it; 1 where there are none."""
    right = [got.status == status for row, got in found if row.status == status]
    return sum(right) / len(right) if right else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[*sorted(FOLDER.glob("*.jsonl")), CHECK])
    parser.add_argument("--everyday", nargs="*", type=Path, default=[])
    parser.add_argument("--show", action="store_true", help="list the sentences that went wrong")
    parser.add_argument("--words", action="store_true", help="without the embedding model")
    options = parser.parse_args()
    read = [(path, read_rows(path)) for path in options.files]
    read += [(path, read_everyday(path)) for path in options.everyday]
    guarded = guard if options.words else partial(guard, embed=open_index(Settings()).embed_untrained)
    for path, rows in read:
        figures = measure(rows, guarded)
        everyday = sum(row.status is None for row in rows)
        print(f"{path.name}: emergency recall {figures.emergency_recall:.3f}, refusal recall {figures.refusal_recall:.3f}, "
              f"false alarms {len(figures.false_alarms)} of {everyday} ({figures.false_alarm_share:.3f}), "
              f"other phrase {len(figures.other_phrase)}")  # fmt: skip
        if options.show:
            show(figures, guarded)


def show(figures: Figures, guarded: Callable[[str], Guarded]) -> None:
    for name in ("missed", "false_alarms", "other_phrase"):
        for row in getattr(figures, name):
            print(f"  {name:<13}{row.kind or '-':<10}{row.question}  ({guarded(row.question).phrase})")


if __name__ == "__main__":
    main()
