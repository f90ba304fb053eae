"""Figures and results -> drawings as SVG that stands inside the report: quality by group, risk-coverage, latency.

Text stays text, lines and marks differ without colour, each drawing says in words what it shows, and the same figures
give the same bytes.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from bot.evaluate.labels import label, number, swedish
from bot.evaluate.metrics import Array, Figure

SHORTEST = 0.001  # seconds that a logarithmic scale begins with
INK, BLUE, RUST, GREY = "#1b1b1b", "#004b87", "#a8320a", "#6b7280"
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "kommunsvar",
    "font.family": "sans-serif",
    "font.size": 11,
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.grid": True,
    "grid.color": "#e5e7eb",
    "axes.axisbelow": True,
}


@dataclass(frozen=True)
class Drawing:
    svg: str
    description: str  # what it shows, in words


@contextmanager
def figure(height: float) -> Iterator[tuple[Any, Any]]:
    """(figure, axes) of 8 inches by `height`."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    with matplotlib.rc_context(STYLE):
        made, axes = pyplot.subplots(figsize=(8, height), layout="constrained")
        yield made, axes
        pyplot.close(made)


def drawing(made: Any, key: str, title: str, description: str) -> Drawing:
    """An <svg role="img"> with a name and a description for those who do not see it.

    Args:
        key: makes the ids of the drawing its own; several stand in one page.
    """
    out = io.StringIO()
    made.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    text = out.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg") :], flags=re.S)
    text = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", text))
    text = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{key}-", text)
    head = f'<svg role="img" aria-labelledby="{key}t {key}d" '
    told = f'<title id="{key}t">{escape(title)}</title><desc id="{key}d">{escape(description)}</desc>'
    return Drawing(text.replace("<svg ", head, 1).replace(">", f">{told}", 1), description)


def by_group(figures: Sequence[Figure], dimension: str, title: str) -> Drawing:
    """One row for each group: the share with its 95 % interval, smallest first."""
    ordered = sorted(figures, key=lambda one: (one.value, one.group))
    with figure(0.9 + 0.34 * len(ordered)) as (made, axes):
        places = np.arange(len(ordered))
        values = np.array([100 * one.value for one in ordered])
        spread = np.array([[100 * (one.value - one.low), 100 * (one.high - one.value)] for one in ordered]).clip(0).T
        axes.barh(places, values, height=0.55, color="#c7dcee", edgecolor=BLUE)
        axes.errorbar(
            values, places, xerr=spread, fmt="o", color=BLUE, ecolor=INK, elinewidth=1.4, capsize=3, markersize=5
        )
        axes.set_yticks(places, [f"{label(dimension, one.group)} ({one.n})" for one in ordered])
        axes.set_xlim(0, 103)
        axes.set_ylim(len(ordered) - 0.4, -0.6)
        axes.set_xlabel("procent, med 95 % osäkerhet; antal frågor inom parentes")
        axes.grid(visible=False, axis="y")
        worst = ", ".join(f"{label(dimension, one.group)} ({100 * one.value:.0f} %)" for one in ordered[:3])
        return drawing(made, dimension, title, f"Lägst: {worst}.")


def risk_coverage(gates: Array, wrong: Array, threshold: float) -> Drawing:
    """Share wrong among the questions let through, for every threshold of the gate (El-Yaniv & Wiener, "On the
    Foundations of Noise-free Selective Classification", JMLR 2010).

    Args:
        gates: (questions,) probability. wrong: (questions,) 1 where the evidence does not hold the answer.
    """
    order = np.argsort(-gates, kind="stable")
    coverage = 100 * np.arange(1, len(gates) + 1) / len(gates)
    risk = 100 * np.cumsum(wrong[order]) / np.arange(1, len(gates) + 1)
    passed = int((gates >= threshold).sum())
    with figure(3.6) as (made, axes):
        axes.plot(coverage, risk, color=BLUE, linewidth=2)
        description = f"Utan grind saknas svaret i underlaget för {risk[-1]:.0f} % av frågorna."
        if passed:
            x, y = coverage[passed - 1], risk[passed - 1]
            axes.plot([x], [y], "o", color=RUST, markersize=9)
            axes.annotate(
                f"dagens gräns {threshold:.2f}".replace(".", ","),
                (x, y),
                xytext=(-10, 14),
                textcoords="offset points",
                ha="right",
                color=RUST,
            )
            passing = f"Vid dagens gräns släpps {x:.0f} % igenom och {y:.0f} % av dem saknar svaret i underlaget."
            description = f"{passing} {description}"
        axes.set_xlim(0, 101)
        axes.set_ylim(0, max(10.0, 1.15 * float(risk.max())))
        axes.set_xlabel("andel frågor som grinden släpper igenom, procent")
        axes.set_ylabel("varav svaret saknas, procent")
        return drawing(made, "gate", "Risk och täckning för grinden", description)


def latency(times: dict[str, Array]) -> Drawing:
    """Share of the questions that are done within a time (logarithmic), one curve for each of retrieval, first sentence
    and whole answer."""
    styles = {"retrieve_s": (GREY, ":", "källor visas"), "first_sentence_s": (BLUE, "-", "första meningen"),
              "total_s": (RUST, "--", "hela svaret")}  # fmt: skip
    with figure(3.4) as (made, axes):
        told = []
        for column, (color, line, name) in styles.items():
            seconds = np.sort(times[column][~np.isnan(times[column])]).clip(SHORTEST)
            if len(seconds):
                axes.step(
                    seconds,
                    100 * np.arange(1, len(seconds) + 1) / len(seconds),
                    where="post",
                    color=color,
                    linestyle=line,
                    linewidth=2,
                    label=name,
                )
                told.append(f"{name} {number(float(np.median(seconds)), 'seconds')}")
        axes.set_ylim(0, 102)
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: swedish(f"{value:g}"))
        axes.xaxis.set_minor_formatter("")
        axes.set_xlabel("sekunder, logaritmisk skala")
        axes.set_ylabel("procent av frågorna klara")
        axes.legend(frameon=False, loc="lower right")
        return drawing(made, "latency", "Svarstider", f"Median: {', '.join(told)}.")
