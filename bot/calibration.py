"""Every number that came from a measurement, in one place.

Fitted on the dev parts of tests/questions by `make calibrate` (tests/benchmarks/calibrate.py), which prints this file's values.
"""

FUSION_K = 20
FUSION_WEIGHTS = {"dense": 1.0, "statements": 1.0, "keyword": 1.0}

# log-odds that a statement answers the question: features of bot/evidence.py ("elsewhere" is set by hand: the dev questions hold too
# few such statements to fit it)
RANK_BIAS = -9.369
RANK_WEIGHTS = {"ranker": 0.34, "cosine": 15.579, "fused": 19.945, "elsewhere": -2.5}

# log-odds that the evidence answers the question: features of bot/gate.py
GATE_BIAS = -34.031
GATE_WEIGHTS = {"ranker": 0.406, "second": 0.331, "cosine": 7.734, "common": 41.307, "strange": -3.743}
# highest truth score on the dev parts (right answer 1, refusal 0, wrong or incomplete answer -1; CRAG): 0.50 0.33, 0.55 0.34, 0.60 0.33;
# refuses 13 % of the answerable, 74 % of the unanswerable
GATE_THRESHOLD = 0.55

# probabilities below the threshold: from the first on, topics to choose between are named (of such dev questions, every third has an
# answer); below the second, where one in nine has, the question is taken to be about something else than the pages
CLARIFY_FROM = 0.3
NEAR_FROM = 0.2

# log-odds below the best statement down to which a statement may stand in the answer. Dev, answers of quotes alone, correct (sentences):
# 1.0 0.82 (2.1), 1.5 0.86 (2.7), 2.0 0.88 (3.2), 2.5 0.88 (3.4), 4.0 0.88 (3.9)
QUOTE_MARGIN = 2.0
