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
    sign = "+" if signed and value > 0 else ""
    text = {
        "share": f"{100 * value:.1f} {'procentenheter' if signed else '%'}",
        "seconds": f"{value:.2f} s",
        "tokens": f"{value:.0f}",
        "points": f"{value:.2f}",
    }[unit]
    return f"{sign}{text}".replace("-", "−").replace(".", ",").replace(" ", "\u00a0")
