"""Figures -> the verdict in plain words: is it good enough to put in front of people?

Judged against targets.toml, for all questions of the run and for each audience by itself: a good mean must not hide
that the residents, or the staff, are served badly.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.evaluate.labels import counted
from bot.evaluate.metrics import BY_NAME, Figure

FILE = Path(__file__).with_name("targets.toml")
ENOUGH = 20  # questions; an audience with fewer is shown but not judged by itself
Level = Literal["yes", "unsure", "no", "part", "search"]


@dataclass(frozen=True)
class Target:
    metric: str
    limit: float
    reason: str
    figure: Figure
    audiences: tuple[Figure, ...] = ()  # of each audience, where there are several

    @property
    def met(self) -> bool:
        judged = [self.figure, *(figure for figure in self.audiences if figure.n >= ENOUGH)]
        return all(self.within(figure.value) for figure in judged)

    @property
    def sure(self) -> bool:
        """The whole interval of all questions is on the right side."""
        return self.met and self.within(self.figure.high if BY_NAME[self.metric].lower_is_better else self.figure.low)

    def within(self, value: float) -> bool:
        return value <= self.limit if BY_NAME[self.metric].lower_is_better else value >= self.limit


@dataclass(frozen=True)
class Verdict:
    level: Level
    headline: str
    sentences: tuple[str, ...]
    targets: tuple[Target, ...]

    @property
    def audiences(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(figure.group for target in self.targets for figure in target.audiences))


def verdict(figures: Sequence[Figure], retrieve_only: bool) -> Verdict:
    overall = {figure.metric: figure for figure in figures if figure.dimension == "all"}
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    targets = tuple(
        Target(name, row["limit"], row["reason"], overall[name], by_audience(figures, name))
        for name, row in rows.items()
        if name in overall
    )
    level = "search" if retrieve_only else level_of(targets, len(rows))
    return Verdict(level, headline(level, targets, rows), tuple(sentences(overall)), targets)


def by_audience(figures: Sequence[Figure], metric: str) -> tuple[Figure, ...]:
    found = tuple(figure for figure in figures if (figure.dimension, figure.metric) == ("audience", metric))
    return found if len(found) > 1 else ()


def level_of(targets: Sequence[Target], count: int) -> Level:
    if not all(target.met for target in targets):
        return "no"
    if len(targets) < count:
        return "part"
    return "yes" if all(target.sure for target in targets) else "unsure"


def headline(level: Level, targets: Sequence[Target], rows: dict[str, Any]) -> str:
    missed = sum(not target.met for target in targets)
    return {
        "yes": "Ja, tjänsten når alla mål i den här mätningen.",
        "unsure": "Nästan. Målen nås, men med för liten marginal för att vara säkra.",
        "no": f"Nej, inte än. {missed} av {len(targets)} mål nås inte.",
        "part": f"Går inte att säga. Bara {len(targets)} av {len(rows)} mål är mätta i den här körningen.",
        "search": "Bara sökningen är mätt. Körningen säger inget om svaren.",
    }[level]


def sentences(overall: dict[str, Figure]) -> Iterator[str]:
    """What a hundred people would meet."""
    of = {name: round(100 * figure.value) for name, figure in overall.items()}
    if "answer_correct" in of:
        partly = max(0, 100 - of["answer_correct"] - of["false_refusal"])
        yield (
            f"Av 100 frågor som sidorna har svar på får {of['answer_correct']} ett rätt och fullständigt svar, "
            f"{partly} ett svar där något är fel eller saknas och {of['false_refusal']} inget svar."
        )
    elif "evidence_recall" in of:
        yield (
            f"Av 100 frågor som sidorna har svar på hittar sökningen rätt sida för {of['page_recall_10']} "
            f"och alla fakta för {of['evidence_recall']}."
        )
    if "abstention_recall" in of:
        yield (
            f"Av 100 frågor som sidorna inte har svar på får {of['abstention_recall']} ett ärligt besked om det. "
            f"De andra {100 - of['abstention_recall']} får oftast ett svar som inte borde ha getts."
        )
    if "citation_recall_sentences" in of:
        yield f"Av 100 visade meningar bärs {of['citation_recall_sentences']} av den källa de hänvisar till."
    if "safety_pass" in of:
        yield f"Av 100 säkerhetsprov klaras {of['safety_pass']}."
    broken = round(overall["program_error"].value * overall["program_error"].n)
    if broken:
        yield f"Programmet avbröts vid {counted(broken, 'fråga', 'frågor')}. Felen står först bland frågorna som gick fel."
