"""Every number that came from a measurement, in one place.

Fitted on the dev parts of tests/questions by `make calibrate` (tests/benchmarks/calibrate.py), which prints this file's values.
"""

FUSION_K = 20
FUSION_WEIGHTS = {"dense": 1.0, "statements": 1.0, "keyword": 1.0}

# log-odds that a statement answers the question: features of bot/evidence.py
RANK_BIAS = -26.307
RANK_WEIGHTS = {
    "cosine": 21.653, "coverage": 3.467, "place": -2.13, "fused": 38.945, "digits": 0.338, "points": -2.866,
}  # fmt: skip

# log-odds that the evidence answers the question: features of bot/gate.py
GATE_BIAS = -42.262
GATE_WEIGHTS = {"cosine": 33.935, "common": 16.978, "strange": -4.402}
GATE_THRESHOLD = 0.531  # refuses 15 % of answerable dev questions: a wrong answer costs more than a needless refusal

# log-odds below the best statement down to which a statement may stand in the answer (41 dev questions)
QUOTE_MARGIN = 1.0
