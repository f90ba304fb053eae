"""Every number that came from a measurement, in one place.

Fitted on the dev parts of tests/questions by `make calibrate` (tests/benchmarks/calibrate.py), which prints this file's values.
"""

FUSION_K = 20
FUSION_WEIGHTS = {"dense": 1.0, "statements": 1.0, "keyword": 1.0}

# log-odds that a statement answers the question: features of bot/evidence.py
RANK_BIAS = -13.681
RANK_WEIGHTS = {"ranker": 0.717, "cosine": 8.864, "coverage": 0.782, "fused": 37.488, "points": -2.582}

# log-odds that the evidence answers the question: features of bot/gate.py
GATE_BIAS = -39.957
GATE_WEIGHTS = {"ranker": 0.621, "second": 0.364, "cosine": 35.083, "common": 13.065, "strange": -4.766}
GATE_THRESHOLD = 0.51  # refuses 10 % of answerable dev questions: a wrong answer costs about as much as a needless refusal

# log-odds below the best statement down to which a statement may stand in the answer. Dev, answers of quotes alone, correct (sentences):
# 1.0 0.72 (2.3), 1.5 0.77 (2.9), 2.0 0.80 (3.2), no limit 0.80 (4.0)
QUOTE_MARGIN = 2.0
