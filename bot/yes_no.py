"""Question + the statement that answers it -> "Ja.", "Nej." or "": the opening of the answer, only where it is beyond doubt.

A wrong yes or no is the worst error, so the rules ask for much and mostly say nothing. The question is one clause that asks whether
something may ("får", "kan") or must ("måste", "behöver") be done. The statement is one clause of the same words, none added and none
missing, small harmless words apart; its verb is of the same kind and plainly affirmed or plainly denied. So there is no condition, place,
time, amount, source or exception in the one that the other lacks.

Measured on the labelled pairs of tests/test_yes_no.py.
"""

import re
from collections.abc import Sequence

from bot.evidence import leans
from bot.verification.figures import plain
from bot.verification.markers import LIMITS, NEGATIONS, SOURCE, named, pattern, phrase
from bot.verification.wording import overlap, root, same_form
from corpus.swedish import words

MAY = re.compile(r"(?:(?P<doer>får|kan)|går det(?: bra)? att|är det (?:tillåtet|okej|möjligt) att) (?P<matter>.+)")
MUST = re.compile(r"(?:(?P<doer>måste|behöver)|krävs(?: det)?|behövs(?: det)?) (?P<matter>.+)")
PERMITTED = r"får|kan|(?:är )?tillåt(?:en|et|na)|har rätt|det går|går det"
FORBIDDEN = r"(?:får|kan)(?: du| man| ni)? (?:inte|aldrig)|inte (?:får|kan)|(?:är )?inte tillåt(?:en|et|na)|går(?: det)? inte|(?:är )?förbjud(?:en|et|na)"
DEMANDED = r"måste|behöver|behövs|krävs|kräver|(?:är )?skyldiga?|(?:är )?obligatorisk(?:t|a)?"
EXCUSED = (
    r"(?:måste|behöver|behövs|krävs|kräver)(?: du| man| ni| det)? (?:inte|inget|ingen|inga)"
    r"|inte (?:måste|behöver|behövs|krävs|kräver)|(?:är )?inte (?:skyldiga?|obligatorisk(?:t|a)?)|(?:är )?frivillig(?:t|a)?"
)
YES, NO = f"{PERMITTED}|{DEMANDED}", f"{FORBIDDEN}|{EXCUSED}"
ASKERS = frozenset(["jag", "man", "vi"])
HARMLESS = frozenset("du man ni det att en ett i på för av med till dig din ditt dina mig".split())  # noqa: SIM905
"""Words that one may have without the other."""
OTHERS = r"du|ni|han|hon|hen|de|dom|den|dem|min|mitt|mina|vår|vårt|våra|någon|nån"
"""In a question: someone else than the reader, or something that was named before."""
PARTS = (
    r"eller|och|men|dock|annars|alla|alltid|varje|vissa|några|flesta|många|båda|hela|andra|samma|fast|trots|också|även|såvida|ibland"
    r"|hur|vad|var|varför|vem|här|där|bör|ska|som"
)
"""Makes a clause more than one thing, or less than certain."""
EXCEPTING = r"undantag\w*|undantas|dock|men|utom|förutom|annars|såvida|särskilda skäl|beror"
NEAR = 0.5  # share of the question's words from which another statement is about the same
FORMAL = re.compile(r"Det (?:är|går|krävs|behövs)\b")
LIMITING = {name: options for name, options in LIMITS.items() if name != "om du vill"}  # "frivilligt" is an answer


def opening_among(question: str, statements: Sequence[str]) -> str:
    """How the answer may open before the first of these statements; "" where another one about it could mean otherwise."""
    best, *others = statements
    answer = opening(question, best)
    contrary = f"{EXCEPTING}|{YES if answer == 'Nej.' else NO}"
    near = (other for other in others if overlap(question, other) >= NEAR)
    return "" if any(phrase(other, contrary) for other in near) else answer


def opening(question: str, statement: str) -> str:
    """How an answer to the question may open before this statement."""
    asked, said = one_clause(question), one_clause(statement)
    if not asked or not said or is_leaning(statement) or phrase(asked, f"{NEGATIONS}|{OTHERS}"):
        return ""
    if found := MAY.fullmatch(asked):
        kinds, harmless = (PERMITTED, FORBIDDEN), HARMLESS
    elif found := MUST.fullmatch(asked):
        kinds, harmless = (DEMANDED, EXCUSED), HARMLESS | {"ha"}
    else:
        return ""
    rest, answer = plainly(said, *kinds)
    if answer == "Ja." and re.match(r"kan \w+ få\b", asked):  # "you can get it" promises this reader nothing
        return ""
    asked_words, said_words = matter(found["matter"], harmless | ASKERS), matter(rest, harmless)
    names_a_doer = bool(found["doer"]) and words(found["matter"])[0] not in ASKERS
    return answer if same_words(asked_words, said_words, in_order=names_a_doer) else ""


def one_clause(text: str) -> str:
    """Lower case without its end; "" where there are several parts, a figure, or a limit."""
    one = plain(text).strip(" .?!")
    doubtful = re.search(r"[.,;:!?•()–\d]", one) or phrase(one, PARTS) or phrase(one, SOURCE) or named(one, LIMITING)
    return "" if doubtful else one


def is_leaning(statement: str) -> bool:
    """Whether it points at the statement before; "det är tillåtet att" does not."""
    return leans(statement) and not FORMAL.match(statement)


def plainly(said: str, yes: str, no: str) -> tuple[str, str]:
    """The statement without the verb that affirms or denies, and the answer that this verb gives; "" where it is not plain."""
    for kind, answer in ((no, "Nej."), (yes, "Ja.")):
        verbs = pattern(kind).findall(said)
        if verbs:
            rest = pattern(kind).sub(" ", said)
            return rest, answer if len(verbs) == 1 and not phrase(rest, NEGATIONS) else ""
    return said, ""


def matter(text: str, dropped: frozenset[str]) -> list[str]:
    """The stems of the words that both must have."""
    return [root(word) for word in words(text) if word not in dropped]


def same_words(asked: list[str], said: list[str], *, in_order: bool) -> bool:
    """Whether both have the same words in some form, and as many.

    Args:
        in_order: where someone else than the reader does it: who does it to whom must not change.
    """
    if len(asked) != len(said) or not asked:
        return False
    if in_order:
        return all(map(same, asked, said))
    return all(any(same(one, other) for other in said) for one in asked) and all(
        any(same(one, other) for other in asked) for one in said
    )


def same(one: str, other: str) -> bool:
    """ "tas" is a form of "ta"."""
    return same_form(one, other) or one.removesuffix("s") == other.removesuffix("s")
