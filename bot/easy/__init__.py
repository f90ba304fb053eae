"""Lättläst: an answer's sentences in easy-to-read Swedish on request, by rules, each checked against its quote."""
