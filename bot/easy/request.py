"""Whether a question asks for easy-to-read Swedish in words, and the question without those words."""

import re
from dataclasses import dataclass

LANGUAGE = r"(?:lättläst(?: svenska| språk)?|(?:lätt|enkel|lättare|enklare|klar) svenska|(?:lätt|enkelt|enklare) språk|enkla ord|easy swedish|simple swedish)"
MANNER = r"(?:enkelt|enklare|lättläst|lättare)"
ASKS = r"(?:(?:kan|kunde|vill|skulle) (?:du|ni)(?: kunna)? (?:snälla )?(?:skriva|svara|förklara|berätta|beskriva)|skriv|svara|förklara|berätta|beskriv|ge|answer|write)"
ASKED = re.compile(
    rf"(?i)\b(?:{ASKS}(?: (?:det|det här|svaret|mig|mig svar|svar|gärna|för mig|alltid|in|på|med|i))* (?:{LANGUAGE}|{MANNER})"
    rf"|(?<![\w-]){ASKS} {MANNER})\b"
)
ALONE = re.compile(
    rf"(?i)(?:^|(?<=[.,;:!?–(] ))(?:helst |gärna )?(?:(?:på|med|i|in) )?{LANGUAGE}(?=[.,;:!?)–]|$| tack\b)"
)
ENDS = re.compile(rf"(?i) (?:på|med) {LANGUAGE}(?=[.!?, ]*(?:tack)?[.!? ]*$)")
ABOUT = re.compile(
    r"(?i)\b(?:finns|har|hitta\w*|erbjud\w*|låna|läsa|information|böcker|bok|nyheter|broschyr\w*|sidor|vad är|kommunen)\b"
)
"""A question about what there is in easy Swedish asks for no such answer."""
NO_MORE = re.compile(
    rf"(?i)\b(?:inte|sluta(?: skriva| svara)?)(?: längre)?(?: på| med| i)? {LANGUAGE}|\b(?:på )?vanlig svenska(?: igen)?\b"
)
LEFT = re.compile(r"(?i)^(?:[\s,.;:!?–()]|tack\b|snälla\b|och\b|hur\?)+|(?:[\s,;:–(]|\btack\b|\bsnälla\b)+(?=[.!?)]*$)")


@dataclass(frozen=True)
class Request:
    """The question without the words that ask for easy Swedish; `easy` is True where it asks for it, False where it asks for no more of
    it, None where it says nothing."""

    question: str
    easy: bool | None = None


def request(question: str) -> Request:
    for pattern, easy in ((NO_MORE, False), (ASKED, True), (ALONE, True), (ENDS, True)):
        found = pattern.search(question)
        if found and not (pattern in (ENDS, NO_MORE) and ABOUT.search(question)):
            return Request(tidied(pattern.sub(" ", question)), easy)
    return Request(question)


def tidied(question: str) -> str:
    """Without the space and commas that the words leave behind; "" where nothing else was said."""
    rest = LEFT.sub("", re.sub(r"\s+", " ", question).strip()).strip()
    rest = re.sub(r"(?<=[.?!])[ .,!?]+$", "", re.sub(r"\s+(?=[.,!?])", "", rest))
    return rest if re.search(r"\w", rest) else ""
