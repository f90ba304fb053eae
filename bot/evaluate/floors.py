"""floors.toml beside the question files + this run's figures -> which floors hold.

    [resident-test.page_recall_10]      # file, metric
    floor = 0.90                        # or ceiling, where lower is better
    measured = 0.93
    command = "make evaluate"           # that measured it

A file of the floors that this run did not ask, or a metric that it did not measure, is not judged.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluate.metrics import BY_NAME, Figure


class FloorError(ValueError):
    """A floors file that cannot be used: names file, table and key."""


@dataclass(frozen=True)
class Floor:
    file: str
    metric: str
    limit: float
    measured: float
    command: str


@dataclass(frozen=True)
class Judged:
    floor: Floor
    value: float | None  # None: not measured in this run

    @property
    def holds(self) -> bool:
        if self.value is None:
            return True
        lower = BY_NAME[self.floor.metric].lower_is_better
        return self.value <= self.floor.limit if lower else self.value >= self.floor.limit


def read_floors(folders: Iterable[Path]) -> list[Floor]:
    """The floors of each folder's floors.toml; [] where there is none.

    Raises:
        FloorError: not TOML, an unknown metric, or a key that is missing, unknown or no number.
    """
    paths = [folder / "floors.toml" for folder in dict.fromkeys(folders)]
    return [floor for path in paths if path.is_file() for floor in read(path)]


def read(path: Path) -> list[Floor]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FloorError(f"{path}: väntade TOML i UTF-8, fann: {error}") from error
    return [floor_of(file, metric, values, f"{path}: [{file}.{metric}]") for file, metrics in tables.items()
            for metric, values in metrics.items()]  # fmt: skip


def floor_of(file: str, metric: str, values: dict[str, Any], where: str) -> Floor:
    if metric not in BY_NAME:
        raise FloorError(f"{where}: okänt mått. De som finns är {', '.join(BY_NAME)}.")
    limit = "ceiling" if BY_NAME[metric].lower_is_better else "floor"
    wanted = {limit: (int, float), "measured": (int, float), "command": (str,)}
    if set(values) != set(wanted) or any(not isinstance(values[key], kinds) for key, kinds in wanted.items()):
        raise FloorError(f"{where}: väntade {limit} (tal), measured (tal) och command (text), fann {values!r}")
    return Floor(file, metric, float(values[limit]), float(values["measured"]), values["command"])


def judge_floors(floors: Sequence[Floor], files: Iterable[str], figures: Sequence[Figure]) -> list[Judged]:
    """The floors of these question files against this run."""
    values = {(figure.group, figure.metric): figure.value for figure in figures if figure.dimension == "file"}
    return [Judged(floor, values.get((floor.file, floor.metric))) for floor in floors if floor.file in set(files)]
