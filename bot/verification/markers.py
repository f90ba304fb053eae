"""Swedish words that deny, oblige or limit: what a sentence may neither add to its quote nor lose. Regular expressions of whole words."""

import re
from functools import lru_cache

from bot.verification.figures import plain

NEGATIONS = r"inte|ej|aldrig|ingen|inga|inget|ingenting|varken|utan|icke"
DUTIES = {
    "måste": r"måste|ska|skall|krävs|kräver|behöver|behövs|behöva|skyldig\w*|obligatorisk\w*",
    "kan": r"får|få|kan|kunde|kunna|möjlig\w*|tillåt\w*|rätt att",
    "bör": r"bör|borde|rekommender\w*|råd(?:en|et|er)?|avråd\w*|lämplig\w*",
}
LIMITS = {
    "minst": r"minst|lägst",
    "högst": r"högst|max|maximalt|som mest|upp till|högsta",
    "senast": r"senast|sista (?:\w+)?dag\w*",
    "tidigast": r"tidigast|först från|först efter",
    "bara": r"bara|endast|enbart|uteslutande",
    "ungefär": r"ungefär|cirka|omkring|runt|ungefärlig\w*",
    "drygt": r"drygt",
    "knappt": r"knappt|(?:nära|nästan)(?= \d)",
    "över": r"över(?= \d)|(?:mer|fler|större|längre|högre) än",
    "under": r"under(?= \d)|(?:mindre|färre|kortare|lägre) än",
    "före": r"före|innan",
    "efter": r"efter",
    "inom": r"inom",
    "utanför": r"utanför",
    "utom": r"utom|förutom|med undantag|undantag\w*",
    "preliminärt": r"preliminär\w*",
    "troligen": r"troligen|förmodligen|uppges|sannolikt",
    "osäkert": r"osäker\w*|oklar\w*|eventuell\w*|kanske|möjligen",
    "normalt": r"normal|normala|normalt|vanligtvis|vanligen|oftast|i allmänhet|i regel",
    "i vissa fall": r"i vissa fall|vissa|undantagsvis|i undantagsfall|ibland",
    "om du vill": r"om (?:du|ni|man|någon) (?:vill|önskar|begär det)(?=[,.]|$)|frivillig\w*",
    "främst": r"främst|i första hand",
    "per år": r"(?:per|om) år(?:et)?|årligen|varje år",
    "per månad": r"per månad|i månaden|varje månad",
    "per vecka": r"per vecka|i veckan|varje vecka",
    "per dag": r"per dag|om dagen|varje dag",
}
SOURCE = r"enligt|råder|hävdade|säger en"
ANY = "|".join([*LIMITS.values(), *DUTIES.values()])


@lru_cache(maxsize=256)
def pattern(options: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{options})(?!\w)")


def phrase(text: str, options: str) -> bool:
    """Whether one of the options (split by "|") occurs."""
    return bool(pattern(options).search(plain(text)))


def named(text: str, groups: dict[str, str]) -> set[str]:
    """The groups of which an option occurs."""
    return {name for name, options in groups.items() if phrase(text, options)}


def without_markers(text: str) -> str:
    return pattern(ANY).sub(" ", plain(text))
