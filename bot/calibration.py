"""Every number that came from a measurement, in one place.

Fitted on the dev parts of tests/questions by `make calibrate` (tests/benchmarks/calibrate.py), which prints this file's values.
"""

FUSION_K = 20
FUSION_WEIGHTS = {"dense": 1.0, "statements": 1.0, "keyword": 1.0}

# log-odds that a statement answers the question: features of bot/evidence.py
RANK_BIAS = -24.724
RANK_WEIGHTS = {"cosine": 18.879, "coverage": 3.392, "place": -2.032, "fused": 44.823, "digits": 0.345}

# log-odds that the evidence answers the question: features of bot/gate.py
GATE_BIAS = -48.387
GATE_WEIGHTS = {"cosine": 61.148, "dense": -4.428, "best": -0.093, "held": 0.383, "known": -1.428}
GATE_THRESHOLD = 0.508
