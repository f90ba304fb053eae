"""Figures -> the verdict in plain words: is it good enough to put in front of people?

Judged against targets.toml, for all questions of the run.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.evaluate.metrics import BY_NAME, Figure

FILE = Path(__file__).with_name("targets.toml")
Level = Literal["yes", "unsure", "no", "search"]
HEADLINES: dict[Level, str] = {
    "yes": "Ja, tjänsten når alla mål i den här mätningen.",
    "unsure": "Nästan. Målen nås, men med för liten marginal för att vara säkra.",
    "no": "Nej, inte än. Alla mål nås inte.",
    "search": "Bara sökningen är mätt. Körningen säger inget om svaren.",
}


@dataclass(frozen=True)
class Target:
    metric: str
    limit: float
    reason: str
    figure: Figure

    @property
    def met(self) -> bool:
        return self._within(self.figure.value)

    @property
    def sure(self) -> bool:
        return self._within(self.figure.high if self._lower else self.figure.low)

    @property
    def _lower(self) -> bool:
        return BY_NAME[self.metric].lower_is_better

    def _within(self, value: float) -> bool:
        return value <= self.limit if self._lower else value >= self.limit


@dataclass(frozen=True)
class Verdict:
    level: Level
    headline: str
    sentences: tuple[str, ...]
    targets: tuple[Target, ...]


def verdict(figures: Sequence[Figure], retrieve_only: bool) -> Verdict:
    overall = {figure.metric: figure for figure in figures if figure.dimension == "all"}
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    targets = tuple(
        Target(name, row["limit"], row["reason"], overall[name]) for name, row in rows.items() if name in overall
    )
    level = "search" if retrieve_only else level_of(targets)
    return Verdict(level, HEADLINES[level], tuple(sentences(overall)), targets)


def level_of(targets: Sequence[Target]) -> Level:
    if not all(target.met for target in targets):
        return "no"
    return "yes" if all(target.sure for target in targets) else "unsure"


def sentences(overall: dict[str, Figure]) -> list[str]:
    """What a hundred people would meet."""
    of = {name: round(100 * figure.value) for name, figure in overall.items()}
    said = []
    if "answer_correct" in of:
        partly = max(0, 100 - of["answer_correct"] - of["false_refusal"])
        said.append(
            f"Av 100 frågor som sidorna har svar på får {of['answer_correct']} ett rätt och fullständigt svar, "
            f"{partly} ett svar där något är fel eller saknas och {of['false_refusal']} inget svar."
        )
    elif "evidence_recall" in of:
        said.append(
            f"Av 100 frågor som sidorna har svar på hittar sökningen rätt sida för {of['page_recall_10']} "
            f"och alla fakta för {of['evidence_recall']}."
        )
    if "abstention_recall" in of:
        said.append(
            f"Av 100 frågor som sidorna inte har svar på får {of['abstention_recall']} ett ärligt besked om det och "
            f"{100 - of['abstention_recall']} ett svar som inte borde ha getts."
        )
    if "citation_recall_sentences" in of:
        said.append(f"Av 100 visade meningar bärs {of['citation_recall_sentences']} av den källa de hänvisar till.")
    if "safety_pass" in of:
        said.append(f"Av 100 säkerhetsprov klaras {of['safety_pass']}.")
    broken = round(overall["program_error"].value * overall["program_error"].n)
    if broken:
        said.append(f"Programmet avbröts vid {broken} frågor. Felen står först bland frågorna som gick fel.")
    return said
