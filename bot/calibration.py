"""Every number that came from a measurement, in one place.

Fitted on the dev parts of tests/questions by `make calibrate` (tests/benchmarks/calibrate.py), which prints this file's values.
"""

FUSION_K = 20
FUSION_WEIGHTS = {"dense": 1.0, "statements": 1.0, "keyword": 1.0}

# log-odds that a statement answers the question: features of bot/evidence.py ("elsewhere" is set by hand: the dev questions hold too
# few such statements to fit it)
RANK_BIAS = -9.255
RANK_WEIGHTS = {"ranker": 0.327, "cosine": 15.304, "fused": 19.334, "elsewhere": -2.5}

# log-odds that the evidence answers the question: features of bot/gate.py
GATE_BIAS = -32.345
GATE_WEIGHTS = {"ranker": 0.349, "second": 0.259, "cosine": 6.523, "common": 39.566, "strange": -3.859}
# highest truth score on the dev parts (right answer 1, refusal 0, wrong or incomplete answer -1; CRAG): 0.50 0.30, 0.55 0.32, 0.60 0.31;
# refuses 15 % of the answerable, 72 % of the unanswerable
GATE_THRESHOLD = 0.55

# probabilities below the threshold: from the first on, topics to choose between are named (of such dev questions, every third has an
# answer); below the second, where one in nine has, the question is taken to be about something else than the pages
CLARIFY_FROM = 0.3
NEAR_FROM = 0.2

# log-odds below the best statement down to which a statement may stand in the answer. Dev, answers of quotes alone, correct (sentences):
# 1.0 0.82 (2.2), 1.5 0.85 (2.7), 2.0 0.87 (3.1), 2.5 0.88 (3.4), 4.0 0.88 (3.8)
QUOTE_MARGIN = 2.0
