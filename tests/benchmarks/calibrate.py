"""Fit the ranker's and the gate's weights on the dev parts; print the lines for bot/calibration.py and what they reach.

    make calibrate        (python -m tests.benchmarks.calibrate)

A statement is labelled right when it holds one of the question's facts and stands on one of its pages; beside the dev parts, whose questions
are hard on purpose, the ranking learns from the ranker's own questions on pages that it was never trained on. The gate learns from answerable
and unanswerable questions of the dev parts. Figures on the dev parts are by five-fold cross-validation; figures on the test parts use
the weights in bot/calibration.py as they are and are never used for fitting.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from bot.__main__ import open_assistant
from bot.assistant import FILLED
from bot.contextualise import contextualise
from bot.evidence import Candidate, candidates, choose, near_best, pages_by_answer
from bot.gate import features, probability
from bot.guard import guard
from bot.ranker import Rank
from bot.retrieve import Retrieved, retrieve
from bot.settings import load_settings
from corpus.index import Index
from corpus.page import read_page
from corpus.snapshot import Scope
from corpus.wordlist import widen
from tests.training.examples import HERE, PAGES, held_out, rows_of

QUESTIONS = Path(__file__).parent.parent / "questions"
THRESHOLDS = (0.40, 0.45, 0.50, 0.55, 0.60, 0.65)


@dataclass(frozen=True)
class Case:
    row: dict[str, Any]
    asked: str  # made whole
    retrieved: Retrieved
    ranked: list[Candidate]


def read(part: str) -> list[dict[str, Any]]:
    rows = []
    for name in ("resident", "staff"):
        rows += [
            json.loads(line) for line in (QUESTIONS / f"{name}-{part}.jsonl").read_text(encoding="utf-8").splitlines()
        ]
    return rows


def held_out_rows() -> list[dict[str, Any]]:
    """The training questions on bundled pages that the ranker has not seen, in the form of a question line."""
    pages = {page.id: page.audience for folder in PAGES for page in map(read_page, sorted(folder.glob("*.md")))}
    rows = [*rows_of(HERE / "bundled-direct.jsonl"), *rows_of(HERE / "bundled-questions.jsonl")]
    return [
        {"question": row["question"], "audience": "medarbetare" if pages[row["page"]] == "medarbetare" else "invånare",
         "history": [], "answerable": True, "facts": [row["answers"]], "pages": [row["page"]]}
        for row in rows if row["answers"] and held_out(row["page"])
    ]  # fmt: skip


def search(index: Index, rank: Rank, row: dict[str, Any]) -> Case:
    asked = contextualise(guard(row["question"]).question, row["history"])
    retrieved = retrieve(index, widen(asked), Scope(row["audience"]))
    return Case(row, asked, retrieved, candidates(index, rank, asked, retrieved))


def fold(text: str) -> str:
    return " ".join(text.casefold().split())


def holds(text: str, fact: list[str]) -> bool:
    return any(fold(form) in fold(text) for form in fact)


def is_right(candidate: Candidate, row: dict[str, Any]) -> bool:
    return candidate.chunk.page_id in row["pages"] and any(holds(candidate.text, fact) for fact in row["facts"])


def fit(rows: list[dict[str, float]], labels: list[bool]) -> tuple[float, dict[str, float], Any]:
    """(bias, weights) on the features' own scale, and probabilities by cross-validation."""
    names = list(rows[0])
    data = np.array([[row[name] for name in names] for row in rows])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))
    held_out = cross_val_predict(model, data, labels, cv=5, method="predict_proba")[:, 1]
    model.fit(data, labels)
    scaler, logistic = model[0], model[1]
    weights = logistic.coef_[0] / scaler.scale_
    bias = float(logistic.intercept_[0] - (weights * scaler.mean_).sum())
    return bias, {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}, held_out


def fit_ranking(cases: list[Case]) -> tuple[float, dict[str, float]]:
    """(bias, weights): the weights by the share of the right statements in the softmax over all of a question's (Luce's choice, as ListNet's
    top one, Cao et al., ICML 2007), since what counts is the order; then scaled to log-odds by Platt's method (1999)."""
    names = [name for name in cases[0].ranked[0].features if name != "elsewhere"]
    asked = [(np.array([[one.features[name] for name in names] for one in case.ranked]),
              np.array([is_right(one, case.row) for one in case.ranked])) for case in cases]  # fmt: skip
    asked = [(data, right) for data, right in asked if right.any()]
    every = np.concatenate([data for data, _ in asked])
    mean, scale = every.mean(axis=0), every.std(axis=0)

    def lost(weights: Any) -> float:
        scores = [(data - mean) / scale @ weights for data, _ in asked]
        shares = [logsumexp(one) - logsumexp(one[right]) for one, (_, right) in zip(scores, asked, strict=True)]
        return float(np.mean(shares)) + 0.001 * float(weights @ weights)

    found = minimize(lost, np.ones(len(names))).x / scale
    platt = LogisticRegression(C=1000.0).fit(every @ found[:, None], np.concatenate([right for _, right in asked]))
    slope = float(platt.coef_[0, 0])
    return float(platt.intercept_[0]), dict(zip(names, (found * slope).round(3).tolist(), strict=True))


def report(index: Index, cases: list[Case], part: str) -> None:
    answerable = [case for case in cases if case.row["answerable"]]
    print(f"\n{part}: {len(answerable)} answerable, {len(cases) - len(answerable)} unanswerable")
    for k in (1, 5, 10):
        print(f"  page recall@{k:<2} {share(answerable, lambda case, k=k: found_page(case, k)):.3f}")
    for count in (1, 3, 5, 8):
        print(
            f"  facts in the best {count} statements {share(answerable, lambda case, n=count: facts_in(case, n)):.3f}"
        )
    chosen = [choose(case.ranked) for case in answerable]
    held = [all(any(holds(one.text, fact) for one in evidence) for fact in case.row["facts"])
            for case, evidence in zip(answerable, chosen, strict=True)]  # fmt: skip
    size = np.mean([sum(len(one.text) for one in evidence) for evidence in chosen])
    print(f"  evidence recall {np.mean(held):.3f} at {size:.0f} characters")
    if answerable == cases:
        return
    gate(
        [probability(index, case.asked, case.ranked, case.retrieved) for case in cases],
        [case.row["answerable"] for case in cases],
    )


def gate(probabilities: Any, labels: list[bool]) -> None:
    """Print how well the gate parts them."""
    values, right = np.array(probabilities), np.array(labels)
    print(f"  gate AUC {roc_auc_score(right, values):.3f}")
    for refused in (0.05, 0.10, 0.15, 0.20):
        threshold = float(np.quantile(values[right], refused))
        print(f"    threshold {threshold:.3f}: refuses {np.mean(values[~right] < threshold):.3f} of the unanswerable "
              f"and {refused:.0%} of the answerable")  # fmt: skip


def truth(probabilities: Any, cases: list[Case]) -> float:
    """Print the truth score at each threshold, and return the best one: a right answer counts 1, a refusal 0, a wrong or incomplete
    answer -1 (Yang et al., "CRAG", 2024)."""
    values, right = np.array(probabilities), np.array([is_answered(case) for case in cases])
    scores = [float(np.where(values < threshold, 0, np.where(right, 1, -1)).mean()) for threshold in THRESHOLDS]
    print(
        "  truth score",
        ", ".join(f"{threshold:.2f}: {score:.3f}" for threshold, score in zip(THRESHOLDS, scores, strict=True)),
    )
    return THRESHOLDS[int(np.argmax(scores))]


def is_answered(case: Case) -> bool:
    """Whether the statements that would be shown hold every fact."""
    shown = near_best(choose(case.ranked))[:FILLED]
    return case.row["answerable"] and all(any(holds(one.text, fact) for one in shown) for fact in case.row["facts"])


def share(cases: list[Case], right: Callable[[Case], bool]) -> float:
    return float(np.mean([right(case) for case in cases]))


def found_page(case: Case, k: int) -> bool:
    pages = pages_by_answer(case.ranked, case.retrieved.pages)
    return any(page.page_id in case.row["pages"] for page in pages[:k])


def facts_in(case: Case, count: int) -> bool:
    return all(any(holds(one.text, fact) for one in case.ranked[:count]) for fact in case.row["facts"])


def main() -> None:
    assistant = open_assistant(load_settings())
    index, rank = assistant.index, assistant.rank
    dev = [search(index, rank, row) for row in read("dev")]
    report(index, dev, "dev, with the weights in bot/calibration.py")
    if "--test" in sys.argv:
        report(
            index, [search(index, rank, row) for row in read("test")], "test, with the weights in bot/calibration.py"
        )
    learnt = [search(index, rank, row) for row in tqdm(held_out_rows(), disable=None)]
    report(index, learnt, "training questions on pages held out")
    bias, weights = fit_ranking([*(case for case in dev if case.row["answerable"]), *learnt])
    print(f"\nRANK_BIAS = {bias:.3f}\nRANK_WEIGHTS = {weights} and elsewhere, set by hand")
    labels = [case.row["answerable"] for case in dev]
    bias, weights, held_out = fit([features(index, case.asked, case.ranked, case.retrieved) for case in dev], labels)
    print(f"\nGATE_BIAS = {bias:.3f}\nGATE_WEIGHTS = {weights}")
    gate(held_out, labels)
    print(f"GATE_THRESHOLD = {truth(held_out, dev)}")


if __name__ == "__main__":
    main()
