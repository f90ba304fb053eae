"""What a sentence claims beyond its words: what it denies, demands and limits, whose word it is, and under which condition.

Each check takes the sentence and what supports it and returns what is wrong, in Swedish, for a report.
"""

import re
from collections.abc import Iterator

from bot.verification.figures import YEAR, plain
from bot.verification.markers import DUTIES, LIMITS, NEGATIONS, SOURCE, named, pattern, phrase
from bot.verification.segments import SAID, cells, is_row
from bot.verification.support import DEMANDS, Check, Support
from bot.verification.wording import FINITE, FREE, content, covered, held_by, overlap, root

DEMANDED = 0.6  # share of a demand's words that the sentence must hold
CARRIED = 0.7  # share of a condition's words that the sentence must hold
RECEIVE = re.compile(
    r"\bfår(?: du| ni| man| inte| ingen| inget| också| även| bara| alltid)*+"
    r"(?! \w+a\b| få\b| gå\b| bli\b| ge\b| ta\b| ha\b| se\b| stå\b)"
)
"""The "får" that is "gets" and not "may": no infinitive follows."""
OFFERED = r"du kan|kan du|får du|du får|ni kan|kan ni"
CLAUSE = re.compile(
    r"\b(?:(?<!sida )(?<!även )om(?! året| dagen| dygnet| natten| hand)|när|såvida|ifall|förrän|tills|medan|så länge)\b"
    r"|(?<!,) (?<!räknas )(?<!samma )som\b"
)
"""Opens a clause that limits a rule; a relative clause after a comma only explains."""
DEMAND_END = re.compile(r"[,;:.•(]| (?:om|när|som|innan|enligt) | eller (?=\w+a )|\d+ kap")
SCOPE = re.compile(r"\b(?:vid|utom|förutom|utanför|tillsammans med)\b")
"""Opens a phrase that limits a rule."""
SUBJECTS = "du ni det de den man jag vi barnet båda någon ingen alla inte"
INVERTED = r" \w+ (?:du|ni|det|de|den|man)\b"  # where the main clause goes on after a condition: "... kan du"
FRONTED = re.compile(
    r"(?:är|har|ska|vill|får|blir|bor|saknas|kommer|gäller|fungerar|[a-zåäö]+[rs](?= (?:du|ni|det|barnet|någon|något)\b))\b"
    rf".*?(?=,|\.|$|{INVERTED})"
)
"""A condition without "om": "Får du avslag ...", "Gäller ärendet ..."."""
IMPERATIVE = re.compile(
    r"(?:[a-zåäö]{3,}era|ta|be|boka|lämna|bifoga|skapa|sök|ansök|anmäl|läs|ring|skriv|stoppa|klassa|berätta|räkna|minska|klistra"
    r"|ladda|svara|lås|byt|fråga|försök|välj|använd|kontakta|visa|hämta|betala|beställ|spara|fyll|tänk|håll|gör|låt|se|gå|ge"
    r"|skicka|ordna|samla|vänd|följ|begär|testa|öppna|jämför|bedöm|ställ|stäng|meddela|ange|uppge|logga|klicka|undvik"
    r"|mät|gräv|knyt|släng|häng|sätt|lägg)\b"
)
ADVICE = re.compile(r"(?:fråga|kontakta|ring|läs|mejla|besök)\b")
LAW = re.compile(r"enligt (?:\d|[\w -]*(?:lag|förordning|balk|artikel|gdpr|bilaga)\w*)")


def negation_problem(text: str, support: Support) -> list[str]:
    said, held = negations(text, ""), negations(support.said, "") | negations(support.said, support.places)
    denied = held != {0} or phrase(support.said, "nej")
    same = (said != {0}) == denied if is_row(support.said) else said & held
    return [] if same else ["nekningen skiljer sig från citatets"]


def negations(text: str, places: str) -> set[int]:
    """How many there are, without those that the title or heading has ("utan bygglov").

    After a comma and another negation, "utan" may mean "but" ("inte sök, utan ..."): then both readings.
    """
    found = re.findall(rf"(?<!\w)(?:{NEGATIONS})(?!\w)(?: [\w-]+)?", plain(text))
    count = sum(not (one.startswith("utan ") and one in plain(places)) for one in found)
    contrast = re.search(rf"{pattern(NEGATIONS).pattern}.*(?:,|\w\w) utan (\w+)", plain(text))
    return {count, count - 1} if contrast and (contrast[0].count(", utan") or contrast[1] in FINITE) else {count}


def duty_problem(text: str, support: Support) -> list[str]:
    """ "måste" may not become "kan", nor "bör" "måste"; an offer to the reader ("du kan ringa") may lose its "kan"."""
    held = named(support.said, DUTIES)
    lost = held - named(text, DUTIES)
    added = named(RECEIVE.sub(" ", re.sub(r"\bfå\b", " ", plain(text))), DUTIES) - held - implied(support.said)
    if phrase(support.said, OFFERED) and "måste" not in named(text, DUTIES):
        lost -= {"kan"}
    return [f"”{name}” står inte i citatet" for name in sorted(added)] + [
        f"”{name}” saknas" for name in sorted(lost - {"måste"})
    ]


def implied(quote: str) -> set[str]:
    """The duties that a quote without such a verb may be worded with: any of a table row, "ska" or "bör" of an imperative."""
    if is_row(quote):
        return set(DUTIES)
    if phrase(quote.partition(": ")[0], DEMANDS):
        return {"måste"}
    if not any(is_imperative(part) for part in (plain(quote), plain(quote).rpartition(": ")[2])):
        return set()
    return {"måste", "bör"} | ({"kan"} if ADVICE.match(plain(quote)) else set())


def is_imperative(text: str) -> bool:
    """ "Mät radon ...": a known verb form, or nothing before the first clause that could be a finite verb."""
    opening = re.split(r"[,;:.]| (?:om|när|som|vad|hur|för att|så) ", text)[0].split()
    return bool(IMPERATIVE.match(text)) or not any(
        word in FINITE or word.endswith(("r", "s", "de")) for word in opening
    )


def limit_problem(text: str, support: Support) -> list[str]:
    """A limit that the sentence adds or loses."""
    said, held = named(text, LIMITS), named(support.said, LIMITS)
    return [f"”{name}” står inte i citatet" for name in sorted(said - held)] + [
        f"villkoret ”{name}” saknas" for name in sorted(held - said)
    ]


def demand_problem(text: str, support: Support) -> list[str]:
    """What is demanded is said whole: "måste bo på orten" is not "måste bo"; a second verb ("eller göra ...") may go."""
    quote = "" if is_row(support.said) else plain(support.said)
    rests = pattern(DUTIES["måste"]).split(quote)[1:]
    demands = [DEMAND_END.split(rest)[0] for rest in rests]
    said = f"{text} {support.places}"
    lost = [one for one in demands if overlap(one, said) < DEMANDED and not phrase(one, f"{DEMANDS}|skälen|fallen")]
    return [f"kravet ”{one.strip()}” saknas" for one in lost]


def source_problem(text: str, support: Support) -> list[str]:
    """Who says it stays with what is said; a law may be left out."""
    lost = phrase(support.said, SOURCE) and not phrase(text, SOURCE) and not LAW.search(plain(support.said))
    return ["vem som säger det saknas"] if lost else []


def place_problem(text: str, support: Support) -> list[str]:
    """ "I Lund ..." stays a sentence about Lund; the own municipality may be left out."""
    said = held_by(f"{text} {support.places}")
    fronted = [name for quote in support.told for name in re.findall(r"^I ([A-ZÅÄÖ][\w-]+)", quote)]
    lost = [name for name in fronted if not covered(root(name.casefold()), said)]
    return [f"orten {name} saknas" for name in lost if not name.casefold().startswith(support.home[:4])]


def year_problem(text: str, support: Support) -> list[str]:
    """The year of an amount or a state; one in brackets, or since when, may go."""
    quote = plain(support.said)
    told = [part for part in re.split(r"; |, (?:och|men) ", quote) if overlap(part, text) >= SAID] or [quote]
    dated = re.sub(r"\([^)]*\)|sedan [^,]*?\d{4}", "", " ; ".join(told))
    return [f"året {year} saknas" for year in sorted(set(YEAR.findall(dated)) - set(YEAR.findall(text)))]


def condition_problem(text: str, support: Support) -> list[str]:
    spans = conditions(support.said)
    return [
        f"villkoret ”{span.strip()}” saknas"
        for span in spans
        if not carried(span, text, f"{support.places} {support.home}")
    ]


def carried(span: str, text: str, places: str) -> bool:
    wanted, said = content(span), held_by(f"{text} {places}")
    if not wanted:
        return phrase(text, "om|när|som|vid|då")
    return sum(covered(word, said) for word in wanted) / len(wanted) >= CARRIED


def conditions(quote: str) -> Iterator[str]:
    """What follows each word that opens a condition, up to where the clause or phrase seems to end."""
    text = plain(cells(quote)[0] if is_row(quote) else quote)
    for found in CLAUSE.finditer(text):
        span = re.split(r"[,;:.(]| – | enligt ", text[found.end() :])[0]
        span = re.split(INVERTED, span)[0] if found.start() == 0 else span
        span = relative(span) if found[0] == " som" and text[: found.start()].count(" ") < 3 else span
        if not phrase(span, "villkor|krav|villkoren|kraven") and (
            found[0] != "om" or opens_clause(text[found.end() :])
        ):
            yield span
    for found in SCOPE.finditer(text):
        yield " ".join(content(re.split(r"[,;:.(]| – ", text[found.end() :])[0])[:2])
    if opening := FRONTED.match(text):
        yield opening[0]


def relative(span: str) -> str:
    """The relative clause of a subject ("Du som har tillstånd åker gratis"): up to the second verb."""
    words = span.split()
    verbs = [place for place, word in enumerate(words) if is_verb(word)]
    return " ".join(words[: verbs[1]]) if len(verbs) > 1 else span


def opens_clause(after: str) -> bool:
    """Whether "om" is "if" and not "about": a pronoun comes first, or a verb soon."""
    first, *later = re.findall(r"[\w-]+", after)[:4] or [""]
    return first in SUBJECTS.split() or first in FINITE or any(is_verb(word) for word in later)


def is_verb(word: str) -> bool:
    """A finite verb, as far as a list and the ending tell; plurals like "dagar" pass for one."""
    return word in FINITE or (word.endswith("r") and not word.endswith("or") and word not in FREE)


CHECKS: tuple[Check, ...] = (
    negation_problem, duty_problem, limit_problem, demand_problem, source_problem, place_problem, year_problem, condition_problem,
)  # fmt: skip
