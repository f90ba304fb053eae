"""A question -> the phrase that refuses it (threat, politics, decision, person, instruction, internal), or None. Rules: bot/safety/refusal.toml."""

import re
from functools import lru_cache
from pathlib import Path

from bot.safety.rule import Rules, fold, read_rules

QUESTION = re.compile(
    r"^(?:och |men |hej\W+)?(?:vad|va|hur|när|var|vart|vem|vilk\w+|varför|kan|får|finns|har|är|måste|ska|behöver|what|how|when|where|who|why|can|is|are|do|does)\b"
)


def refusal(text: str, likely: str = "", staff: bool = False) -> str | None:
    """What a rule says, else what is likely.

    Args:
        staff: whoever may see internal pages.
    """
    ruled = rules().first(text)
    name = ruled or likely or None
    if name == "internal":
        return None if staff else name
    judged_alone = not ruled and len(sentences_of(text)) < 2  # the question itself is what is likely an instruction
    return None if name == "instruction" and not judged_alone and asks_more(text) else name


def asks_more(text: str) -> bool:
    """Whether a sentence that gives no instruction asks something: then the instructions beside it are just text."""
    others = [one for one in sentences_of(text) if rules().first(one) != "instruction"]
    return any(one.endswith("?") or QUESTION.search(one) for one in others)


def sentences_of(text: str) -> list[str]:
    """Those of more than two words, folded."""
    found = (one.strip() for one in re.findall(r"[^.!?\n]+[?]?", fold(text)))
    return [one for one in found if len(one.split()) > 2]


@lru_cache(maxsize=1)
def rules() -> Rules:
    return read_rules(Path(__file__).with_name("refusal.toml"))
