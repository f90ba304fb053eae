"""A reader's correction of the question before: "nej, jag menade grundskolan", "jag bor i Svärdsjö, inte Falun"."""

import re
from collections.abc import Callable

PLACE = r"(?:(?:i|på|för|till|om|med|in|for) )?"
NO = r"(?:nej|nä|nja|förlåt|ursäkta|sorry|oj|no)\b[,.! ]*(?:men |but )?"
MEANT = r"(?:jag|vi|i) (?:menar|menade|frågade om|frågade efter|syftar på|syftade på|mean|meant)\b[, ]*"
WONDERS = re.compile(rf"(?i)^{NO}(?:jag|vi) (?:undrar|undrade)\b[, ]*(?P<right>.+)$")
CORRECTS = re.compile(rf"(?i)^(?:(?:{NO})?{MEANT}|(?:nej|nä|no)\b[,.!]+ ?)(?P<right>.+)$")
CONTRASTS = re.compile(
    rf"(?i)^(?:{NO})?(?:{MEANT})?(?:inte|ej|not) {PLACE}(?P<wrong>[\w -]+?),? (?:utan|but) {PLACE}(?P<right>[\w -]+)[.!]*$"
)
EXCLUDES = re.compile(
    rf"(?i)^(?:{NO}|{MEANT}|(?:jag|vi) bor |det (?:gäller|är) )*{PLACE}(?P<right>[\w-]+(?: [\w-]+)?), (?:och )?(?:inte|ej|not) {PLACE}(?P<wrong>[\w-]+)[.!]*$"
)
ALIKE = 5  # letters at the end that make two words members of one family ("förskolan", "grundskolan")


def corrected(question: str, before: str, about: str, stands_alone: Callable[[str], bool]) -> str:
    """The question before with the right word in it, or the question that was meant; "" for no correction.

    Where the word to change is not certain, the right words follow after the question before.

    Args:
        about: the one word that tells what the question before is about; "" where there are several.
    """
    if found := CONTRASTS.match(question) or EXCLUDES.match(question):
        return changed(before, found["wrong"], found["right"]) or f"{before} {found['right']}"
    if not (found := WONDERS.match(question) or CORRECTS.match(question)):
        return ""
    right = found["right"].strip()
    if stands_alone(right) or (found.re is WONDERS and right.startswith("om ")):
        return right
    right = right.rstrip(".!?")
    wrong = (
        "" if re.match(r"(?i)(?:för|i|på|med|utan|om|det|att|for|in|with)\b", right) else akin(before, right) or about
    )
    return changed(before, wrong, right) or f"{before} {right}"


def changed(before: str, wrong: str, right: str) -> str:
    """ "" where the wrong word is not there."""
    place = re.search(rf"(?i)(?<!\w){re.escape(wrong)}(?!\w)", before) if wrong else None
    return before[: place.start()] + right + before[place.end() :] if place else ""


def akin(before: str, right: str) -> str:
    """The word that ends most like the right one, or ""."""
    if " " in right:
        return ""
    best = max(re.findall(r"[\w-]+", before), key=lambda word: shared(word, right), default="")
    return best if shared(best, right) >= ALIKE else ""


def shared(one: str, other: str) -> int:
    """How many letters two words have in common at the end."""
    pairs = zip(reversed(one.casefold()), reversed(other.casefold()), strict=False)
    return next((count for count, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))
