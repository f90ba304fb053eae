"""Which words of a Swedish sentence carry its meaning, and which of them a quote holds in any inflection or compound."""

import re
from functools import lru_cache

from bot.verification.figures import NUMBER_WORDS, plain
from bot.verification.markers import without_markers
from corpus.swedish import STOP_WORDS, stem, words

PRONOUNS = """
    jag du han hon hen den det vi ni de dem dom man mig dig sig oss er henne honom min mitt mina din ditt dina sin sitt
    sina vår vårt våra ert era deras dess hans hennes denna detta dessa här där någon något några vem vad vilken vilket
    vilka vars själv själva en ett sådan sådant sådana båda
"""
LINKS = """
    och eller samt men utan att som om när då medan eftersom därför så både antingen varken vare dels i på av för med till
    från vid hos via under mellan genom per mot åt bland enligt kring runt inklusive innan efter sedan
    dit hit vart hur där därifrån härifrån
    också även dessutom alltså dock ju nu sen därefter annars istället stället härmed därmed exempel nämligen
    dvs upp ut in fram ner
"""
VERBS = """
    är vara var varit vore blir bli blev blivit har ha hade haft finns finnas fanns funnits får få fick fått
    ges ge ger gav gett gör göra görs gjorde gjort gjordes går gå gick gått kommer komma kom kommit tar ta tas tog tagit
    omfattar omfattas innehåller ingår ingå erbjuds erbjuder pågår serveras ordnas
    sker ske skedde skett gäller gälla gällde gällt ligger ligga låg heter hette kallas innebär betyder utgör uppgår utgörs
    hålls hölls håller räknas räknar räknat nås nå fattas ske består bestå ska skall måste kan kunna kunde vill vilja skulle
    bör borde
    krävs kräver behöver behöva behövs behövdes
"""
GENERAL = """
    ålder åldern person personer personen sak saker sätt del delar typ typer slag fall fallet följande adress adressen
    möjlighet årligen
"""
LIMITING = """
    inte ej aldrig ingen inga inget ingenting icke minst lägst högst max maximalt senast tidigast först bara endast enbart
    ungefär cirka omkring drygt knappt nära nästan över inom utanför utom förutom normalt vanligtvis vanligen oftast
    troligen förmodligen uppges främst preliminär preliminärt preliminära kommunerna år
"""
FREE = frozenset(f"{PRONOUNS} {LINKS} {VERBS} {GENERAL} {LIMITING}".split()) | STOP_WORDS
"""Words that come and go with the wording; those that limit a claim are compared in bot/verification/claims.py."""
FINITE = frozenset(VERBS.split())
SAME = (
    "ansöka söka", "telefon ringa telefonnummer telefonnumret nummer numret", "kosta avgift pris belopp taxa betala",
    "öppen öppet öppna öppettid", "kontakt nå vända", "gratis kostnadsfri avgiftsfri", "webbplats hemsida webben",
    "e-post mejl mail", "uppgift information", "avgör beror utgår styr", "starta börja påbörja inleda", "studera läsa", "arbeta jobba",
    "använda nyttja", "genast omedelbart snarast", "ändra förändra", "hitta finna", "utföra genomföra",
    "meddela informera berätta", "sista senast", "skriva skrev skrivit", "välja val vald valt", "sälja såld sålt", "sätta satt",
    "stå stod", "lång längd", "hög höjd", "bok böcker", "stad städer", "land länder", "natt nätter", "man män", "hand händer",
)  # fmt: skip
"""Words on a line say the same here, or are forms that no ending explains."""
SET_PHRASE = re.compile(
    r"\b(?:på grund av|med hjälp av|när det gäller|i samband med|till exempel|bland annat|till och med|från och med|det vill säga"
    r"|hur (?:mycket|många|stor|stort|stora|länge|lång|långt)|varje (?:år|månad|vecka|dag)|per (?:år|månad|vecka|dag))\b"
)
ENDINGS = frozenset(
    ["", "e", "et", "t", "en", "n", "a", "ad", "d", "ar", "er", "or", "s", "na", "al", "r", "de", "te", "ts", "m", "at",
     "as", "ats", "ade", "ig", "igt", "iga", "it", "its", "ning", "ing", "ande"]
)  # fmt: skip
SHORT_ENDINGS = frozenset(["", "et", "a", "tt", "r"])  # after two letters: "år", "året"; "ny", "nya"; "bo", "bor"


@lru_cache(maxsize=4096)
def content(text: str) -> tuple[str, ...]:
    """The stems that carry meaning, in order; numbers are compared apart."""
    return tuple(root(word) for word in split(SET_PHRASE.sub(" ", plain(text))) if carries(word))


def split(text: str) -> list[str]:
    """Words in order, a hyphenated one whole."""
    return words(plain(text))


def carries(word: str) -> bool:
    return word not in FREE and word not in NUMBER_WORDS and not word[0].isdigit() and len(word) > 1


@lru_cache(maxsize=200_000)
def root(word: str) -> str:
    """The stem, alike for "medel" and "medlen"."""
    return re.sub(r"(?<=..[^aeiouyåäö])e(?=[lnr]$)", "", stem(word))


@lru_cache(maxsize=200_000)
def same_word(one: str, other: str) -> bool:
    """Whether two stems are forms of one word ("tillstånd", "tillståndet"; "mån", "månad") or listed as synonyms."""
    return same_form(one, other) or bool(synonyms(one) & synonyms(other))


@lru_cache(maxsize=20_000)
def synonyms(word: str) -> frozenset[int]:
    """The lines of SAME that hold the word in some form."""
    return frozenset(
        place for place, line in enumerate(SAME) if any(same_form(word, root(other)) for other in line.split())
    )


def same_form(one: str, other: str) -> bool:
    if one == other:
        return True
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest = {one[shared:], other[shared:]}
    if shared == 2:
        return "" in rest and rest <= SHORT_ENDINGS
    return rest <= ENDINGS and (shared >= 4 or (shared == 3 and ("" in rest or rest == {"d", "t"})))


@lru_cache(maxsize=200_000)
def covered(word: str, held: frozenset[str]) -> bool:
    """Whether the stem is among those held: in some form, as part of a compound, or as a compound of two of them."""
    if word in held or any(same_word(word, other) or is_part(word, other) for other in held):
        return True
    if "-" in word:
        return all(covered(part, held) for part in word.split("-") if len(part) > 2)
    return any(
        any(same_word(word[cut:], tail) for tail in held) and any(same_word(link(word[:cut]), head) for head in held)
        for cut in range(3, len(word) - 2)
    )


def link(head: str) -> str:
    """The first part of a compound without the letter that links it: "gymnasie" -> "gymnasi", "skriv-" -> "skriv"."""
    return head.rstrip("-")[:-1] if head.rstrip("-")[-1:] in "seoua" and len(head) > 3 else head.rstrip("-")


def is_part(word: str, compound: str) -> bool:
    """ "avgift" of "terminsavgift", "förskol" of "förskoleplats", "skol" of "skol-it"."""
    if "-" in compound and word in compound.split("-"):
        return True
    if len(compound) - len(word) < 3:
        return False
    return (len(word) >= 3 and compound.endswith(word)) or (len(word) >= 4 and compound.startswith(word))


def uncovered(text: str, held: frozenset[str]) -> list[str]:
    """Content words of the text that are not held, in order; words that limit or oblige are compared apart."""
    text = without_markers(text)
    return [word for word in dict.fromkeys(content(text)) if not covered(word, held)]


def held_by(text: str) -> frozenset[str]:
    return frozenset(content(text))


def overlap(text: str, quotes: str) -> float:
    """Share of the sentence's content words that the quotes hold, a compound also by its parts (0 to 1)."""
    wanted, held = content(text), held_by(quotes)
    return sum(covered(word, held) for word in wanted) / len(wanted) if wanted else 1.0


def parts_and_whole(text: str) -> frozenset[str]:
    """The stems of all words, hyphenated ones whole and in parts."""
    held = {root(word) for word in split(text)}
    return frozenset(held | {part for word in held for part in word.split("-")})
