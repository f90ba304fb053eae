"""An Evaluation -> summary.json, metrics.csv and questions.csv: what the report says, for programs and spreadsheets.
(The evidence and drafts of each question are in results.jsonl.)

The CSV files are as a Swedish spreadsheet opens them: semicolons, decimal commas, UTF-8 with a byte order mark.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from math import isnan
from pathlib import Path
from typing import Any

from bot.evaluate.evaluation import Evaluation
from bot.evaluate.labels import label
from bot.evaluate.run import answers_digest
from bot.evaluate.score import COLUMNS

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(evaluation: Evaluation, out: Path) -> None:
    summary = json.dumps(summary_of(evaluation), ensure_ascii=False, indent=1)
    (out / "summary.json").write_text(summary, encoding="utf-8")
    write_csv(out / "metrics.csv", ("mått", "namn", "indelning", "grupp", "värde", "låg", "hög", "frågor"),
              ((one.metric, label("metric", one.metric), one.dimension, one.group, one.value, one.low, one.high, one.n)
               for one in evaluation.figures))  # fmt: skip
    head = ("id", "fil", "målgrupp", "typ", "språk", "ämne", "status", "steg", "orsak", "saknade fakta", "fråga", "svar",
            *COLUMNS)  # fmt: skip
    write_csv(out / "questions.csv", head, question_rows(evaluation))


def summary_of(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "verdict": {"level": evaluation.verdict.level, "headline": evaluation.verdict.headline,
                    "sentences": evaluation.verdict.sentences},
        "figures": [asdict(figure) for figure in evaluation.figures],
        "failures": [{"id": result.id, **asdict(found)}
                     for result, found in zip(evaluation.results, evaluation.failures, strict=True) if found],
        "comparison": evaluation.comparison and asdict(evaluation.comparison),
        "floors": [asdict(judged) | {"holds": judged.holds} for judged in evaluation.floors],
        "answers": answers_digest(evaluation.results),
        "config": evaluation.config,
    }  # fmt: skip


def question_rows(evaluation: Evaluation) -> Iterable[Sequence[Any]]:
    for question, result, row, found in zip(
        evaluation.questions, evaluation.results, evaluation.rows, evaluation.failures, strict=True
    ):
        lost = " | ".join("/".join(fact) for fact in found.missing) if found else ""
        yield (
            result.id,
            question.file,
            question.audience,
            question.kind,
            question.lang,
            result.category,
            result.answer["status"],
            found.step if found else "",
            "; ".join(found.reasons) if found else "",
            lost,
            result.answer["question"],
            result.answer["answer"],
            *(row[name] for name in COLUMNS),
        )


def write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(head)
        writer.writerows([cell(value) for value in row] for row in rows)


def cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe (OWASP, CSV Injection)."""
    if isinstance(value, float):
        return "" if isnan(value) else f"{value:.6g}".replace(".", ",")
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
