"""A long Swedish sentence -> short ones, one thought each, by rules that know no grammar beyond word lists.

A rule cuts only where both halves are whole sentences, or become so with a word that the sentence itself has: the subject is
repeated, never left to be guessed. A condition ("om", "när") stays whole in its sentence. What the rules cannot tell, they leave.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.easy.listing import listed
from bot.verification.claims import IMPERATIVE
from bot.verification.segments import is_row
from corpus.markdown import list_parts

SHORT = 12  # words; a sentence up to this long is left as it is
LEAST = 2  # words of a sentence that is cut off
WORD = re.compile(r"[\w§-]+(?:[.,:]\d+)*")
PRONOUN = r"(?:[Dd]u|[Nn]i|[Vv]i|[Dd]et|[Dd]e|[Mm]an)"
FINITE = (
    r"(?:är|var|har|hade|blir|blev|finns|fanns|får|fick|ges|ger|gör|görs|går|gick|kommer|tar|tas|kan|kunde|ska|skulle|måste|bör|borde|vill"
    r"|behöver|behövs|krävs|kräver|gäller|gällde|står|ligger|heter|hette|kallas|innebär|betyder|omfattar|omfattas|ingår|sker|består"
    r"|beslutar|bestämmer|bedömer|prövar|avgör|ansvarar|sköter|hanteras|hanterar|räknas|räknar|betalar|söker|ansöker|anmäler|ringer"
    r"|lämnar|hämtar|skickar|skriver|väljer|loggar|fyller|följer|kontrollerar|kontaktar|använder|används|erbjuder|erbjuds|kostar|börjar"
    r"|slutar|bor|hyr|ber|vänder|når|läser|visar|utreds|utreder|sänks|höjs|förlorar|delas|fördelas|stänger|öppnar|gjorde|började|infördes"
    r"|publiceras|publicerades|saknar|saknas|beror|bygger|tog|togs|sänkte|höjde|lanserades|trädde|skrivs|nämns|regleras|godkänner|förmedlar)"
)
ADVERB = r"(?:[Dd]å|[Dd]är|[Ss]edan|[Dd]ärefter|[Dd]essutom|[Aa]nnars|[Nn]u|[Hh]är)"
FRONTED = (
    r"om|när|vid|på|i|för|till|från|med|efter|före|innan|sedan|enligt|utan|under|av|att|som|mellan|hos|genom|även|bara"
)
NOUN_PHRASE = rf"(?!(?:{FRONTED})\b)(?:(?!(?:som|att|om|när|där|{FINITE})\b)[\w-]+ ){{1,4}}"
CLAUSE = re.compile(rf"(?i:{PRONOUN} {FINITE}|{ADVERB} {FINITE}|{NOUN_PHRASE}{FINITE})\b")
"""Opens with subject and verb, or adverb and verb: a main clause."""
SAYING = re.compile(r"\batt\b|\b(?:säger|anger|påpekar|skriver|råder|menar|visar|föreslår)\b")
"""After these, what follows "och" may still be what is said."""
DOUBT = re.compile(
    r"\b(?:är|har) inte (?:\w+ )?(?:känd|känt|kända|kontrollera[dt]\w*)$|\bkan ha (?:ändrats|bytts|löpt ut)\b|\bsaknar datum$"
)
SUBJECT = re.compile(
    rf"(?P<subject>{PRONOUN}|[A-ZÅÄÖ][\w-]+(?:en|et|na)|Falu kommun|(?:Din|Ditt|Dina) [\w-]+) (?P<verb>{FINITE})\b(?! \w+s och)"
)
THEY = r"(?:du|ni|det|den|de|man|barnet|kommunen|din [\w-]+|ditt [\w-]+|dina [\w-]+)"
DEFINITE_NOUN = r"[a-zåäö]{3,}(?:en|et|na)"
GOES_ON = rf"(?:{FINITE} {THEY}|(?:ska|måste|kan|bör|gäller|utreds|fördelas|räknas|prövas|betalas) {DEFINITE_NOUN})\b(?! (?:som|datum))"
"""Verb and subject, where a condition ends and what follows from it begins: "Får du avslag | kan du överklaga"."""
NO_VERB = r"(?!(?:Hur|Var|Vad|När|Här|Där|Hos|Tills|Efter|Under|Över|Utöver|Eller|Senare|Annars|Dessutom)\b)"
ASKED = re.compile(
    rf"(?P<asked>{NO_VERB}(?:[A-ZÅÄÖ][a-zåäö]*[rs]|Ska|Vill|Kan) (?:{THEY}|{DEFINITE_NOUN})\b.{{6,}}?),? (?P<main>{GOES_ON}.*)$"
)
IF = re.compile(
    rf"(?P<asked>Om (?P<you>du|ni|man)(?P<denied> inte)? (?P<verb>{FINITE})\b(?P<rest>.{{4,}}?)),? (?P<main>{GOES_ON}.*)$"
)
HEDGED = re.compile(
    r"\b(?:preliminär|odatera|äldre|uppgift|blogg|troligen|uppges|osäker|andra ?hand|återgiv|\w*sammanfattning|bör\b)"
    r"|\b(?:(?!(?:inte|måste|både|arbete|möte)\b)\w{2,}(?:de|des|te|tes)|var|fick|blev|tog|gick|såg|deltog|gjorde|skulle)\b"
)
"""Words that make a claim uncertain, or advice, or tell of the past."""
HOLDS_FOR_ALL = re.compile(r"I [A-ZÅÄÖ]|År|Sedan|Från|Enligt|Under|Hösten|Våren")
NAME = r"(?:[A-ZÅÄÖ][\w-]+ )*[A-ZÅÄÖ][\w-]+"
DEFINITE = r"(?:[a-zåäö-]|[A-ZÅÄÖ]{2,}-)[\w-]+(?:[eo]n|et|ön|na)"
ONE = r"(?:en|ett) (?:[\w-]+ )?[\w-]+"


@dataclass(frozen=True)
class Part:
    """A sentence of its own, the words of the long sentence that it says (`told`), and those whose conditions hold for it (`scope`;
    "": all of them)."""

    text: str
    told: str
    scope: str = ""


Rule = Callable[[str], list[Part]]
"""A sentence without its stop -> its parts, or [] where the rule does not fit."""


def split(text: str) -> list[Part]:
    """The sentence in parts, each cut again as long as it is long; one part where nothing can be cut."""
    body, stop = (text[:-1], text[-1]) if text[-1:] in ".!" else (text, "")
    if is_row(text) or list_parts(text)[1]:
        return [Part(listed(body) + stop, text)]
    *before, last = [
        replace(part, text=capital(part.text) if place else part.text) for place, part in enumerate(cut(body))
    ]
    return [
        *(replace(part, text=ended(part.text, ".")) for part in before),
        replace(last, text=ended(listed(last.text), stop)),
    ]


def cut(body: str) -> list[Part]:
    if len(WORD.findall(body)) <= SHORT:
        return [Part(body, body)]
    for rule in RULES:
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
    asked = (
        found["asked"]
        if found.re is ASKED
        else f"{capital(found['verb'])} {found['you']}{found['denied'] or ''}{found['rest']}"
    )
    return [Part(f"{asked}?", found[0][: found.start("main")].strip(" ,"), found["asked"]),
            Part(f"Då {found['main']}", body[found.start("main") :], found["main"])]  # fmt: skip


def then(body: str) -> list[Part]:
    """ "Sök i tid, så får du plats" -> "Sök i tid. Då får du plats" """
    pair = halves(body, rf", så (?={FINITE} )")
    if not pair or not IMPERATIVE.match(pair[0][0].lower() + pair[0][1:]):
        return []
    return [Part(pair[0], pair[0], pair[0]), Part(f"Då {pair[1]}", pair[1], pair[1])]


def source(body: str) -> list[Part]:
    """ "..., enligt Digg" -> "Så är det enligt Digg" A source that makes what it says uncertain stays where it stands."""
    found = re.match(r"(?P<said>[^;:]+), (?P<source>enligt [^,;:]+)$", body)
    if not found or HEDGED.search(body) or IMPERATIVE.match(body[0].lower() + body[1:]) or "enligt" in found["said"]:
        return []
    return [
        Part(found["said"], found["said"], found["said"]),
        Part(f"Så är det {found['source']}", found["source"], found["source"]),
    ]


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
    return [Part(pair[0], pair[0], pair[0]), Part(f"Men {pair[1]}", f"men {pair[1]}", pair[1])]


def repeated(body: str) -> list[Part]:
    """ "Du ringer kommunen och ber om ett formulär" -> "Du ringer kommunen. Du ber om ett formulär" """
    subject, found = SUBJECT.match(body), re.search(rf",? (?P<joint>och|men) (?={FINITE}\b)", body)
    if not subject or not found or body.count(" och ") + body.count(" men ") > 1 or subject.end() >= found.start():
        return []
    first, second = body[: found.start()], body[found.end() :]
    if (
        re.search(r"\b(?:att|som|om|när|där|eftersom|kan|ska|måste|får|bör|vill)\b|,", first)
        or len(first.split()) < LEAST
    ):
        return []
    owner = subject["subject"]
    owner = owner if owner.startswith("Falu") else owner[0].lower() + owner[1:]
    opening = "Men " if found["joint"] == "men" else ""
    return [Part(first, first), Part(capital(f"{opening}{owner} {second}"), f"{opening.lower()}{second}")]


def orders(body: str) -> list[Part]:
    """ "Ring kommunen och be om ett formulär" -> "Ring kommunen. Be om ett formulär" """
    pair = halves(body, r",? och (?:sedan )?")
    if not pair or not all(IMPERATIVE.match(one[0].lower() + one[1:]) for one in pair) or "," in pair[0]:
        return []
    return [Part(one, one) for one in pair]


def reason(body: str) -> list[Part]:
    """ "..., eftersom du ..." -> "Det är för att du ..." """
    pair = halves(body, r", eftersom ")
    return (
        [Part(pair[0], pair[0], pair[0]), Part(f"Det är för att {pair[1]}", f"eftersom {pair[1]}", pair[1])]
        if pair
        else []
    )


def effect(body: str) -> list[Part]:
    """ "..., vilket gör att ..." -> "Det gör att ..." """
    pair = halves(body, r", vilket ")
    return [Part(pair[0], pair[0], pair[0]), Part(f"Det {pair[1]}", pair[1], pair[1])] if pair else []


def meaning(body: str) -> list[Part]:
    """ "... ett enskilt avlopp, alltså ett eget avlopp" -> "Ett enskilt avlopp är ett eget avlopp" """
    found = re.match(rf"(?P<head>.*\b(?P<term>{ONE})), alltså (?P<said>{ONE}(?: [^,]+)?)$", body)
    return [Part(found["head"], found["head"], found["head"]), Part(f"{capital(found['term'])} är {found['said']}",
            f"{found['term']}, alltså {found['said']}")] if found else []  # fmt: skip


def relative(body: str) -> list[Part]:
    """ "... Region Dalarna, som beslutar om ..." -> "Region Dalarna beslutar om ..."; only a name or a word in the definite form can be said
    again as it is."""
    found = re.match(
        rf"(?P<head>.*? (?P<one>{NAME}|{DEFINITE}|en [\w-]+are)), som (?:(?P<you>du|ni|man|vi) )?(?P<adverb>också|ofta|tidigare|inte|även)? ?"
        rf"(?P<verb>{FINITE})(?P<rest> [^,]+)$", body,
    )  # fmt: skip
    if (
        not found
        or HOLDS_FOR_ALL.match(body)
        or re.search(rf"\b(?:en|ett|två|flera) (?:\w+ )?{re.escape(found['one'])}$", found["head"])
    ):
        return []
    between = " ".join(filter(None, [found["verb"], found["you"], found["adverb"]]))
    second = body[len(found["head"]) + 2 :]
    return [
        Part(found["head"], found["head"], found["head"]),
        Part(f"{capital(known(found['one']))} {between}{found['rest']}", second, second),
    ]


def known(one: str) -> str:
    """ "en handläggare" -> "handläggaren": said once, it is known."""
    return f"{one.removeprefix('en ')}n" if one.startswith("en ") else one


def place(body: str) -> list[Part]:
    """ "... en karta, där du kan söka" -> "Där kan du söka" """
    found = re.match(rf"(?P<head>[^,]+), där (?P<you>du|ni|man|vi|det) (?P<verb>{FINITE})(?P<rest> [^,]+)$", body)
    if not found:
        return []
    second = body[len(found["head"]) + 2 :]
    return [
        Part(found["head"], found["head"], found["head"]),
        Part(f"Där {found['verb']} {found['you']}{found['rest']}", second),
    ]


def aside(body: str) -> list[Part]:
    """ "... (rabatten togs bort 2024) ..." becomes a sentence after the one that it stands in."""
    found = re.match(r"(?P<head>[^(]+) \((?P<said>[^()]+)\)(?P<tail>[^()]*)$", body)
    if not found or not CLAUSE.match(found["said"]):
        return []
    rest = found["head"] + found["tail"]
    return [Part(rest, rest, rest), Part(found["said"], found["said"])]


RULES: tuple[Rule, ...] = (
    source,
    semicolon,
    contrast,
    clauses,
    repeated,
    orders,
    reason,
    effect,
    meaning,
    relative,
    place,
    aside,
    then,
    condition,
)
