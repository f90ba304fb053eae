"""Text that speaks to a language model instead of to a reader -> warnings for the report.

The answer does not depend on this: evidence is quoted, verified and never obeyed. A web editor should still know who has
written such a thing on the site. The patterns are those of published attacks (OWASP LLM01) in Swedish and English.
"""

import re

PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:ignorera|glöm|strunta i|bortse från)\b.{0,40}\b(?:instruktion|anvisning|regler|prompt|ovan|tidigare|föregående)\w*",
        r"\b(?:ignore|forget|disregard|override)\b.{0,40}\b(?:instruction|prompt|rule|above|previous|prior)s?\b",
        r"\b(?:du är nu|från och med nu är du|låtsas att du är|agera som)\b.{0,40}\b(?:ai|bot|chatt?bot|assistent|språkmodell)\w*",
        r"\b(?:you are now|pretend to be|act as)\b.{0,40}\b(?:ai|bot|chatbot|assistant|model|dan)\b",
        r"\b(?:systemprompt|system prompt|systeminstruktion|developer mode|jailbreak)\w*",
        r"\b(?:till|note to|instructions? (?:for|to)|message to)\s+(?:alla\s+|any\s+|all\s+|the\s+)?(?:ai|språkmodell|chatt?bot|llm|language model|assistant)\w*",
        r"<\|?(?:im_start|im_end|system|assistant|endoftext)\|?>|\[/?INST\]|###\s*(?:system|instruction|assistant)\s*:",
        r"\b(?:svara|säg|answer|reply|respond)\b.{0,30}\b(?:alltid|endast|bara|always|only)\b.{0,60}\b(?:oavsett|regardless|whatever)\b",
    )
)
QUOTED = 80  # characters shown of a find


def injections(text: str) -> tuple[str, ...]:
    """One warning for each kind that occurs."""
    finds = (pattern.search(text) for pattern in PATTERNS)
    return tuple(f"text riktad till en språkmodell: ”{find.group()[:QUOTED]}”" for find in finds if find)
