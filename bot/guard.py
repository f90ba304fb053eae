"""A question as it came -> the question that may be logged and searched, or an outcome that needs no search.

Masks personal data, limits the length, answers emergencies at once, and refuses threats, politics, decisions in a case and questions about
a private person. Instructions inside a question are just text.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from bot.answer import Status
from bot.easy.request import request
from bot.safety.alarm import Embed
from bot.safety.emergency import emergency
from bot.safety.likelihood import likelihood
from bot.safety.personal_data import mask
from bot.safety.refusal import refusal

__all__ = ["LONGEST", "Guarded", "guard", "mask", "tidy"]

LONGEST = 2000  # characters
READ = 4 * LONGEST  # characters that are looked at; what is masked may shorten them
UNSEEN = frozenset(
    ["Cc", "Cf", "Cn", "Co", "Cs", "Me"]
)  # Unicode's control, format, unassigned, private, surrogate, enclosing
FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u180b\u180c\u180d") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}
CONTROL_TOKEN = re.compile(  # what chat templates and tokenizers give a meaning: <|im_start|>, </s>, [INST], <start_of_turn>
    r"<(?=[|｜][^<>]{1,40}[|｜]>|/?(?:s|unk|pad|mask|bos|eos|cls|sep)>|/?(?:start|end)_of_turn>|<?/?SYS>)|\[(?=/?(?:INST|SYS|CLS|SEP|MASK|PAD)\])",
    re.I,
)


@dataclass(frozen=True)
class Guarded:
    """The question with personal data masked; where `status` is set, the phrase that answers it, else where it may be an emergency,
    the phrase of caution to say before the answer."""

    question: str
    masked: bool = False
    status: Status | None = None
    phrase: str = ""
    caution: str = ""


def guard(question: str, public: Collection[str] = (), embed: Embed | None = None, *, staff: bool = False) -> Guarded:
    """Must come before anything is logged, stored, searched or sent to a model.

    Args:
        public: phone numbers and e-mail addresses that everybody may know, such as the municipality's own; they are not masked.
        embed: the embedding model that the alarm's weights were trained on, asked where no rule knows an emergency.
        staff: whether staff ask, who may see internal pages.
    """
    clean = tidy(question[:READ])
    safe = mask(clean, public)
    masked = safe != clean
    if len(question) > READ or len(safe) > LONGEST:
        return Guarded(safe[:LONGEST], masked, Status.REFUSED, "too_long")
    if phrase := emergency(safe):
        return Guarded(safe, masked, Status.EMERGENCY, phrase)
    likely = likelihood(safe, embed)
    if likely.emergency:
        return Guarded(safe, masked, Status.EMERGENCY, likely.emergency)
    plain = request(safe)  # who asks for easy Swedish gives no instruction
    if phrase := refusal(plain.question, likely.refusal if plain.easy is None else "", staff):
        return Guarded(safe, masked, Status.REFUSED, phrase)
    return Guarded(safe, masked, caution=likely.caution)


def tidy(question: str) -> str:
    """NFC, without characters that nobody sees, outer white space removed, and no sign that a chat template takes for its own."""
    seen = "".join(
        character for character in unicodedata.normalize("NFC", question.replace("\r\n", "\n")) if is_seen(character)
    )
    return CONTROL_TOKEN.sub(lambda found: f"{found[0]} ", re.sub(r"[^\S\n]+(?=\n)", "", seen)).strip()


def is_seen(character: str) -> bool:
    return character in "\n\t" or (unicodedata.category(character) not in UNSEEN and character not in FILLERS)
