"""Every number that came from a measurement, in one place.

Fitted on the dev parts of tests/questions by `make calibrate` (tests/benchmarks/calibrate.py), which prints this file's values.
"""

FUSION_K = 20
FUSION_WEIGHTS = {"dense": 1.0, "statements": 1.0, "keyword": 1.0}

# log-odds that a statement answers the question: features of bot/evidence.py ("elsewhere" is set by hand: the dev questions hold too
# few such statements to fit it)
RANK_BIAS = -19.194
RANK_WEIGHTS = {
    "ranker": 0.566,
    "cosine": 15.021,
    "coverage": 0.795,
    "whole": 0.168,
    "fused": 36.912,
    "elsewhere": -2.5,
}

# log-odds that the evidence answers the question: features of bot/gate.py
GATE_BIAS = -42.7
GATE_WEIGHTS = {"ranker": 0.382, "second": 0.449, "cosine": 25.417, "common": 27.864, "strange": -4.357}
# refuses 10 % of answerable dev questions, 65 % of the unanswerable: a wrong answer costs about as much as a needless refusal
GATE_THRESHOLD = 0.486

# probabilities below the threshold: down to the first, topics to choose between are named; below the second, the question is taken to be
# about something else than the pages
CLARIFY_FROM = 0.3
NEAR_FROM = 0.1

# log-odds below the best statement down to which a statement may stand in the answer. Dev, answers of quotes alone, correct (sentences):
# 1.0 0.72 (2.3), 1.5 0.77 (2.9), 2.0 0.80 (3.2), no limit 0.80 (4.0)
QUOTE_MARGIN = 2.0
