"""Every number that came from a measurement, in one place.

Fitted on the dev parts of tests/questions by `make calibrate` (tests/benchmarks/calibrate.py), which prints this file's values.
"""

FUSION_K = 20
FUSION_WEIGHTS = {"dense": 1.0, "statements": 1.0, "keyword": 1.0}

# log-odds that a statement answers the question: features of bot/evidence.py
RANK_BIAS = -14.0
RANK_WEIGHTS = {"cosine": 12.0, "coverage": 2.0, "place": 1.0, "fused": 10.0, "digits": 0.0}

# log-odds that the evidence answers the question: features of bot/gate.py
GATE_BIAS = -14.0
GATE_WEIGHTS = {"best": 0.5, "cosine": 10.0, "dense": 5.0, "coverage": 2.0, "keyword": 0.05}
GATE_THRESHOLD = 0.3
