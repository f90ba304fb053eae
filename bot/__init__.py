"""How a question is answered: guard, retrieve, evidence, gate, compose, verify; and the surfaces that show it."""
