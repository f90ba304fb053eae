"""Every number that came from a measurement, in one place.

Fitted on the dev parts of tests/questions by `make calibrate` (tests/benchmarks/calibrate.py), which prints this file's values.
"""

FUSION_K = 20
FUSION_WEIGHTS = {"dense": 1.0, "statements": 1.0, "keyword": 1.0}

# log-odds that a statement answers the question: features of bot/evidence.py ("elsewhere" is set by hand: the dev questions hold too
# few such statements to fit it)
RANK_BIAS = -19.641
RANK_WEIGHTS = {"ranker": 0.569, "cosine": 16.376, "fused": 33.363, "elsewhere": -2.5}

# log-odds that the evidence answers the question: features of bot/gate.py
GATE_BIAS = -39.81
GATE_WEIGHTS = {"ranker": 0.345, "second": 0.294, "cosine": 25.03, "common": 24.505, "strange": -3.683}
# highest truth score on the dev parts (right answer 1, refusal 0, wrong or incomplete answer -1; CRAG): 0.50 0.23, 0.55 0.25, 0.60 0.24;
# refuses 15 % of the answerable, 73 % of the unanswerable
GATE_THRESHOLD = 0.55

# probabilities below the threshold: from the first on, topics to choose between are named (of such dev questions, every third has an
# answer); below the second, where one in nine has, the question is taken to be about something else than the pages
CLARIFY_FROM = 0.3
NEAR_FROM = 0.2

# log-odds below the best statement down to which a statement may stand in the answer. Dev, answers of quotes alone, correct (sentences):
# 1.0 0.72 (2.3), 1.5 0.77 (2.9), 2.0 0.80 (3.2), no limit 0.80 (4.0)
QUOTE_MARGIN = 2.0
