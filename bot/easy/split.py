"""A long Swedish sentence -> short ones, one thought each, by rules that know no grammar beyond word lists.

A rule cuts only where both halves are whole sentences, or become so with a word that the sentence itself has: the subject is
repeated, never left to be guessed. A condition ("om", "när") stays whole in its sentence. What the rules cannot tell, they leave.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.easy.grammar import (
    ASKED,
    CLAUSE,
    DOUBT,
    FINITE,
    GOES_ON,
    GOVERNS,
    HEDGED,
    HOLDS_FOR_ALL,
    IF,
    ONE,
    RELATIVE,
    SAYING,
    SOURCED,
    SUBJECT,
    WHERE,
    WORD,
)
from bot.easy.listing import listed
from bot.verification.claims import IMPERATIVE, is_imperative
from bot.verification.figures import plain
from bot.verification.segments import is_row
from corpus.markdown import list_parts

SHORT = 12  # words; a sentence up to this long is left as it is
LEAST = 2  # words of a sentence that is cut off


@dataclass(frozen=True)
class Part:
    """A sentence of its own, the words of the long sentence that it says (`told`), and those whose conditions hold for it (`scope`;
    "": all of them)."""

    text: str
    told: str
    scope: str = ""

    @classmethod
    def alone(cls, text: str, opening: str = "") -> "Part":
        """Words that stand so in the long sentence, and hold by themselves; `opening` binds them to the sentence before."""
        return cls(f"{opening}{text}", text, text)


Rule = Callable[[str], list[Part]]
"""A sentence without its stop -> its parts, or [] where the rule does not fit."""


def split(text: str) -> list[Part]:
    """The sentence in parts, each cut again as long as it is long; one part where nothing can be cut."""
    body, stop = (text[:-1], text[-1]) if text[-1:] in ".!" else (text, "")
    parts = [] if is_row(text) or list_parts(text)[1] else cut(body)
    if len(parts) < 2:
        return [Part(listed(body) + stop, text)]
    *before, last = [replace(part, text=capital(part.text) if place else part.text) for place, part in enumerate(parts)]
    return [
        *(replace(part, text=ended(part.text, ".")) for part in before),
        replace(last, text=ended(listed(last.text), stop)),
    ]


def cut(body: str) -> list[Part]:
    """A source at the end holds for the whole sentence: it is told by itself, or nothing is cut off but a condition."""
    if len(WORD.findall(body)) <= SHORT:
        return [Part(body, body)]
    for rule in RULES if not SOURCED.search(body) else (source, condition):
        if parts := rule(body):
            return [one for part in parts for one in again(part)]
    return [Part(body, body)]


def again(part: Part) -> list[Part]:
    """A part cut further, where it stands in the long sentence as it is."""
    if part.text != part.told:
        return [part]
    return [replace(one, scope=one.scope or part.scope) for one in cut(part.text)]


def ended(text: str, stop: str) -> str:
    return text if text.endswith("?") else text + stop


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def halves(body: str, joint: str) -> tuple[str, str] | None:
    """What stands before and after the only place of the joint, each long enough."""
    found = re.split(joint, body)
    return (found[0], found[1]) if len(found) == 2 and all(len(WORD.findall(one)) >= LEAST for one in found) else None


def followed(first: str, second: str) -> list[Part]:
    """Two clauses. What limits the second does not limit the first, unless it follows after a comma; what limits the first limits the
    second too, unless that one only says what is not known."""
    own = "" if re.search(r", (?:om|när|men|dock)\b", second) else first
    return [Part(first, first, own), Part(second, second, second if DOUBT.search(second) else "")]


def condition(body: str) -> list[Part]:
    """ "Får du avslag kan du överklaga" -> "Får du avslag? Då kan du överklaga" """
    found = ASKED.match(body) or IF.match(body)
    if not found or len(re.findall(GOES_ON, body[1:])) != 1 or re.search(r"(?:,| eller| och| men)$", found["asked"]):
        return []
    asked = found["asked"]
    if found.re is IF:
        asked = f"{capital(found['verb'])} {found['you']}{found['denied'] or ''}{found['rest']}"
    return [Part(f"{asked}?", found["asked"], found["asked"]), Part.alone(found["main"], "Då ")]


def then(body: str) -> list[Part]:
    """ "Sök i tid, så får du plats" -> "Sök i tid. Då får du plats" """
    pair = halves(body, rf", så (?={FINITE} )")
    if not pair or not IMPERATIVE.match(pair[0][0].lower() + pair[0][1:]):
        return []
    return [Part.alone(pair[0]), Part.alone(pair[1], "Då ")]


def source(body: str) -> list[Part]:
    """ "..., enligt Digg" -> "Så är det enligt Digg" A source that makes what it says uncertain stays where it stands."""
    found = re.match(r"(?P<said>(?:(?!, så )[^;:])+), (?P<source>enligt [^,;:]+)$", body)
    if not found or HEDGED.search(body) or is_imperative(plain(body)) or "enligt" in found["said"]:
        return []
    return [Part.alone(found["said"]), Part.alone(found["source"], "Så är det ")]


def semicolon(body: str) -> list[Part]:
    """ "A gäller; B gäller inte" """
    pair = halves(body, "; ")
    return followed(*pair) if pair and CLAUSE.match(pair[1]) and ":" not in pair[1] else []


def clauses(body: str) -> list[Part]:
    """ "A gäller, och B är ..." Two main clauses with a subject each; what opens the first with more than its subject may hold for
    both."""
    pair = halves(body, r", (?:och|medan) ")
    if not pair or SAYING.search(pair[0]) or not (CLAUSE.match(pair[0]) and CLAUSE.match(pair[1])):
        return []
    return followed(*pair)


def contrast(body: str) -> list[Part]:
    """ "A gäller, men B är ..." -> "A gäller. Men B är ..." What limits the one never limited the other but by standing beside it."""
    pair = halves(body, r",? men ")
    if not pair or SAYING.search(pair[0]) or not CLAUSE.match(pair[1]):
        return []
    return [Part.alone(pair[0]), Part.alone(pair[1], "Men ")]


def repeated(body: str) -> list[Part]:
    """ "Du ringer kommunen och ber om ett formulär" -> "Du ringer kommunen. Du ber om ett formulär" """
    subject, found = SUBJECT.match(body), re.search(rf",? (?P<joint>och|men) (?={FINITE}\b)", body)
    if not subject or not found or body.count(" och ") + body.count(" men ") > 1 or subject.end() >= found.start():
        return []
    first, second = body[: found.start()], body[found.end() :]
    if GOVERNS.search(first):
        return []
    owner = subject["subject"]
    owner = owner if owner.startswith("Falu") else owner[0].lower() + owner[1:]
    opening = "Men " if found["joint"] == "men" else ""
    return [Part(first, first), Part(capital(f"{opening}{owner} {second}"), second)]


def orders(body: str) -> list[Part]:
    """ "Ring kommunen och be om ett formulär" -> "Ring kommunen. Be om ett formulär" """
    pair = halves(body, r",? och (?:sedan )?")
    if not pair or not all(IMPERATIVE.match(one[0].lower() + one[1:]) for one in pair) or "," in pair[0]:
        return []
    return [Part(one, one) for one in pair]


def reason(body: str) -> list[Part]:
    """ "..., eftersom du ..." -> "Det är för att du ..." """
    pair = halves(body, r", eftersom ")
    return [Part.alone(pair[0]), Part.alone(pair[1], "Det är för att ")] if pair else []


def effect(body: str) -> list[Part]:
    """ "..., vilket gör att ..." -> "Det gör att ..." """
    pair = halves(body, r", vilket ")
    return [Part.alone(pair[0]), Part.alone(pair[1], "Det ")] if pair else []


def meaning(body: str) -> list[Part]:
    """ "... ett enskilt avlopp, alltså ett eget avlopp" -> "Ett enskilt avlopp är ett eget avlopp" """
    found = re.match(rf"(?P<head>.*\b(?P<term>{ONE})), alltså (?P<said>{ONE}(?: [^,]+)?)$", body)
    if not found:
        return []
    meant = f"{found['term']}, alltså {found['said']}"
    return [Part.alone(found["head"]), Part(f"{capital(found['term'])} är {found['said']}", meant)]


def relative(body: str) -> list[Part]:
    """ "... Region Dalarna, som beslutar om ..." -> "Region Dalarna beslutar om ..." """
    found = RELATIVE.match(body)
    if not found or HOLDS_FOR_ALL.match(body):
        return []
    one = found["name"] or found["named"] or f"{found['person']}n"  # "en handläggare": said once, it is known
    between = " ".join(filter(None, [found["verb"], found["you"], found["adverb"]]))
    second = body[found.end("head") + 2 :]
    return [Part.alone(found["head"]), Part(f"{capital(one)} {between}{found['rest']}", second, second)]


def place(body: str) -> list[Part]:
    """ "... en karta, där du kan söka" -> "Där kan du söka" """
    found = WHERE.match(body)
    if not found:
        return []
    second = body[found.end("head") + 2 :]
    return [Part.alone(found["head"]), Part(f"Där {found['verb']} {found['you']}{found['rest']}", second)]


def aside(body: str) -> list[Part]:
    """ "... (rabatten togs bort 2024) ..." becomes a sentence after the one that it stands in."""
    found = re.match(r"(?P<head>[^(]+) \((?P<said>[^()]+)\)(?P<tail>[^()]*)$", body)
    if not found or not CLAUSE.match(found["said"]):
        return []
    return [Part.alone(found["head"] + found["tail"]), Part(found["said"], found["said"])]


RULES: tuple[Rule, ...] = (
    source, semicolon, contrast, clauses, repeated, orders, reason, effect, meaning, relative, place, aside, then, condition,
)  # fmt: skip
