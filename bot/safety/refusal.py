"""A question -> the phrase that refuses it (threat, politics, decision, person), or None. Rules: bot/safety/refusal.toml."""

from functools import lru_cache
from pathlib import Path

from bot.safety.rule import Rules, read_rules


def refusal(text: str) -> str | None:
    return rules().first(text)


@lru_cache(maxsize=1)
def rules() -> Rules:
    return read_rules(Path(__file__).with_name("refusal.toml"))
