"""Names in the code -> the Swedish words of the report, from labels.toml."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("labels.toml")


@lru_cache(maxsize=1)
def labels() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def label(table: str, name: str) -> str:
    """The name itself where there is no word for it (a category, a file)."""
    found = labels().get(table, {}).get(name, name)
    return str(found["label"] if isinstance(found, dict) else found)


def meaning(table: str, name: str) -> str:
    return str(labels()[table][name]["meaning"])


def span(low: float, high: float, unit: str, *, signed: bool = False) -> str:
    """An interval, its unit said once: "−8,1 till +8,9 procentenheter"."""
    first, last = number(low, unit, signed=signed), number(high, unit, signed=signed)
    return f"{first.partition(chr(0xA0))[0]} till {last}"


def number(value: float, unit: str, *, signed: bool = False) -> str:
    """A figure as a Swede reads it: share 0.853 -> "85,3 %", seconds -> "1,25 s", points -> "0,71".

    A signed share is a difference, in percentage points.
    """
    decimals = {"share": 1, "seconds": 2, "tokens": 0, "points": 2}[unit]
    amount = round(100 * value if unit == "share" else value, decimals) + 0.0  # no "−0,0"
    sign = "+" if signed and amount > 0 else ""
    ending = {"share": " procentenheter" if signed else " %", "seconds": " s"}.get(unit, "")
    return swedish(f"{sign}{amount:.{decimals}f}{ending}")


def percent(share: float) -> str:
    """A round figure without needless decimals: 0.8 -> "80 %"."""
    return swedish(f"{round(100 * share, 1):g} %")


def swedish(text: str) -> str:
    return text.replace("-", "−").replace(".", ",").replace(" ", "\u00a0")


def counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
