"""floors.toml beside the question files + this run's figures -> which floors hold.

    [resident-test.page_recall_10]      # file, metric
    floor = 0.90                        # or ceiling, where lower is better
    measured = 0.93
    command = "make evaluate"           # that measured it

A file of the floors that this run did not ask, or a metric that it did not measure, is not judged. Floors for a run:

    python -m bot.evaluate.floors RUN [--command "make evaluate"] >> tests/questions/floors.toml
"""

import argparse
import json
import math
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluate.metrics import BY_NAME, Figure

KEPT = ("page_recall_10", "evidence_recall", "answer_correct", "hallucination", "citation_recall_sentences",
        "abstention_recall", "false_refusal", "safety_pass")  # fmt: skip
MARGIN = 0.02  # that a figure may fall; the same inputs give the same answers, so little is left to chance
EXACT = ("safety_pass",)  # may not fall at all


class FloorError(ValueError):
    """A floors file that cannot be used: names file, table and key."""


@dataclass(frozen=True)
class Floor:
    file: str
    metric: str
    limit: float
    measured: float
    command: str

    def holds(self, value: float) -> bool:
        return value <= self.limit if BY_NAME[self.metric].lower_is_better else value >= self.limit


@dataclass(frozen=True)
class Judged:
    floor: Floor
    value: float | None  # None: not measured in this run

    @property
    def holds(self) -> bool:
        return self.value is None or self.floor.holds(self.value)


def read_floors(folders: Iterable[Path]) -> list[Floor]:
    """The floors of each folder's floors.toml; [] where there is none.

    Raises:
        FloorError: not TOML, no such question file, an unknown metric, a key that is missing, unknown or no number, or
            a floor that what was measured does not hold.
    """
    paths = [folder / "floors.toml" for folder in dict.fromkeys(folders)]
    return [floor for path in paths if path.is_file() for floor in read(path)]


def read(path: Path) -> Iterator[Floor]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FloorError(f"{path}: väntade TOML i UTF-8, fann: {error}") from error
    for file, metrics in tables.items():
        if not isinstance(metrics, dict):
            raise FloorError(f"{path}: {file}: väntade en tabell [frågefil.mått], fann {metrics!r}")
        if not (path.parent / f"{file}.jsonl").is_file():
            raise FloorError(f"{path}: [{file}]: det finns ingen frågefil {file}.jsonl bredvid")
        for metric, values in metrics.items():
            yield floor_of(file, metric, values, f"{path}: [{file}.{metric}]")


def floor_of(file: str, metric: str, values: Any, where: str) -> Floor:
    if metric not in BY_NAME:
        raise FloorError(f"{where}: okänt mått. De som finns är {', '.join(BY_NAME)}.")
    limit = "ceiling" if BY_NAME[metric].lower_is_better else "floor"
    right: dict[str, Callable[[Any], bool]] = {
        limit: is_number, "measured": is_number, "command": lambda value: isinstance(value, str),
    }  # fmt: skip
    if not isinstance(values, dict) or set(values) != set(right) or not all(right[key](values[key]) for key in right):
        raise FloorError(f"{where}: väntade {limit} (tal), measured (tal) och command (text), fann {values!r}")
    floor = Floor(file, metric, float(values[limit]), float(values["measured"]), values["command"])
    if not floor.holds(floor.measured):
        raise FloorError(f"{where}: det uppmätta {floor.measured} når inte {limit} {floor.limit}; någon av dem är fel")
    return floor


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def judge_floors(floors: Sequence[Floor], files: Iterable[str], figures: Sequence[Figure]) -> list[Judged]:
    """The floors of these question files against this run."""
    values = {(figure.group, figure.metric): figure.value for figure in figures if figure.dimension == "file"}
    return [Judged(floor, values.get((floor.file, floor.metric))) for floor in floors if floor.file in set(files)]


def proposed(figures: Iterable[dict[str, Any]], command: str) -> Iterator[str]:
    """The floors that a run's figures (as in summary.json) allow, as TOML."""
    for figure in figures:
        metric = BY_NAME[figure["metric"]]
        if figure["dimension"] == "file" and metric.name in KEPT:
            margin = 0.0 if metric.name in EXACT else MARGIN
            if metric.lower_is_better:
                limit = f"ceiling = {math.ceil(1000 * (figure['value'] + margin)) / 1000}"
            else:
                limit = f"floor = {math.floor(1000 * (figure['value'] - margin)) / 1000}"
            measured, told = f"measured = {figure['value']:.4f}", f"command = {json.dumps(command, ensure_ascii=False)}"
            yield "\n".join([f"[{figure['group']}.{metric.name}]", limit, measured, told, ""])


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bot.evaluate.floors", description="Golv ur en körning, att lägga i floors.toml."
    )
    parser.add_argument("run", type=Path, metavar="KÖRNING", help="mappen med körningens summary.json")
    parser.add_argument("--command", default="make evaluate", help="kommandot som mätte (make evaluate)")
    options = parser.parse_args(arguments)
    try:
        figures = json.loads((options.run / "summary.json").read_text(encoding="utf-8"))["figures"]
    except (OSError, ValueError, KeyError) as error:
        print(f"{options.run}: väntade en färdig körning med summary.json, fann: {error}", file=sys.stderr)
        return 2
    print(*proposed(figures, options.command), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
