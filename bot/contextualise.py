"""A question in a conversation -> a question that can be searched for alone, by rules, from the reader's earlier questions.

A question leans on the one before when it has no subject of its own ("Hur lång är handläggningstiden?"), says only what is new ("och för
syskon då?", "på helger?") or points back ("Vad får man lämna där?"). A correction ("nej, jag menade grundskolan") changes it.

Measured on the conversations of tests/test_contextualise.py.
"""

import re
from collections.abc import Sequence

from bot.correction import corrected
from bot.verification.wording import FREE
from corpus.swedish import sentences, words

REMEMBERED = 6  # earlier questions
LONGEST_SUBJECT = 300  # characters of the question that is leaned on
FEW, ONE = 3, 1  # words of its own with which a question that points back still leans

ASKED = """
    avgift avgiften avgifter belopp betala billig dyr gratis kostar kosta kostnad kostnaden pris priset taxa taxan
    dag dagar datum gång handläggningstid handläggningstiden kö kön kötid lång länge tid tiden tider väntetid väntetiden vecka veckor
    stänga stänger stängt öppen öppet öppettid öppettider öppettiderna öppna öppnar
    anmäla anmälan anmäler anmälde ansöka ansökan ansöker söka söker sökte boka bokar avboka lämna lämnar hämta hämtar skicka skickar
    beställa beställer byta byter ändra ändrar börja börjar sluta slutar starta startar avsluta avslutar använda använder
    blankett blanketten formulär dokument handlingar intyg papper underlag uppgifter e-tjänst
    besked beslut beslutet besluta beslutar bestämma bestämmer svar svara svaret överklaga överklagar
    krav kraven regel regler regeln reglerna villkor villkoren åldersgräns åldersgränsen gräns gränsen undantag skillnad skillnaden
    adress adressen kontakt kontakta mejla mejl nummer numret ringa ringer telefon telefonnummer telefonnumret vända
    avslag händer hända kort kortet kortare enkelt enklare lättläst lätt stå stor stora liten plats platsen frågade
    berätta förklara exempel hjälp info information läsa läser mer veta vet undrar maten
    frivilligt godkänd möjligt nödvändigt obligatoriskt tillåtet förbjudet bra svårt funkar fungerar brukar gott ganska
    helg helger helgen helgerna vardagar kväll kvällar kvällen sommar sommaren vinter vintern jul idag imorgon ikväll
    måndag tisdag onsdag torsdag fredag lördag söndag måndagar tisdagar onsdagar torsdagar fredagar lördagar söndagar
    varför dessa tack ok okej hej ja nej
"""
ASKED_ENGLISH = """
    how much many long when where what who why which it is are was be do does did can could may must should will would have has i you we
    they them there that this those cost costs price fee free apply application form open opening hours close closed take takes time need
    needed required answer contact call phone number address allowed possible more tell me about get and or but also in on at for of to a
    an the my your too not thanks thank so much very
"""
GENERIC = FREE | frozenset(f"{ASKED} {ASKED_ENGLISH}".split())
COURTESY = re.compile(
    r"(?i)^(?:(?:tack|tackar|ok|okej|jaha|aha|hej|thanks|thank you|okay)\b[,.! ]*(?:(?:så mycket|för (?:hjälpen|svaret|det))[,.! ]*)*)+"
)
NEW_SUBJECT = re.compile(
    r"(?i)^(?:(?:nu )?en (?:helt )?(?:annan|ny) (?:sak|fråga)|(?:ny|annan) fråga|(?:a )?new question|another (?:thing|question))\b[:,.! ]*"
)
OPENS = re.compile(r"(?i)^(?:och|men|eller|då|även|and|what about|how about|but)\b[, ]*")
ASKS = re.compile(r"(?i)\b(?:vad|var|vart|vem|vilka|vilken|vilket|när|hur|varför|what|where|when|who|which|how|why)\b")
PLACE = re.compile(
    r"(?i)^(?:på|i|för|utan|med|hos|vid|under|efter|före|till|från|mellan|inom|for|on|in|at|with|without|during)\b"
)
CONDITION = re.compile(r"(?i)^(?:om|ifall|if|fast(?: att)? (?:jag|man|du|vi|det|han|hon|barnet))\b")
ADDS = re.compile(r"(?i)^(?:jag|vi) (?:bor|är)\b|^det (?:gäller|är)\b")
LAST = re.compile(r"(?i)\b(?:då|then)[?!. ]*$")
SHORT = 4  # words of a phrase that is no whole question
MATTER = r"pris|sak|regler|avgift|avgifter|villkor|krav|tid|tider"
TIME = r"år|vecka|månad|dag|sommar|vinter|höst|vår"
THINGS = re.compile(
    rf"""(?ix)
    \b(?:göra|gör|få|söka|ansöka[ ]om|använda|överklaga|hämta|boka|betala|lämna|ha|äta|köpa)[ ]det\b (?![ ](?:som|att|här))
    | \bgäller[ ]det\b (?![ ]att)
    | \bär[ ]det[ ](?:samma|\w+t)[?!.\s]*$
    | \b(?:detta|denna|dessa)\b (?![ ](?:{TIME}))
    | \bsamma[ ](?:{MATTER})\b
    | (?<!den[ ])\bdär\b (?=[?!.\s]*$|[ ](?:då|på|i|för|med)\b) | \bdit\b
    | \bi[ ]så[ ]fall\b
    | \bthis\b | (?<!is[ ])(?<!are[ ])\bthere\b (?![ ](?:is|are)\b)
    """
)
"""Points at a thing that an earlier question named."""
ONES = re.compile(
    r"""(?ix)
    \b(?:dem|han|hon|honom|henne|hans|hennes|them)\b
    | (?<!finns[ ])(?<!kostar[ ])(?<!är[ ])(?<!e[ ])(?<!blir[ ])(?<!tar[ ])(?<!går[ ])\b(?:de|dom)\b (?![ ](?:\d|här\b|där\b|som\b|\w+[ae][ ]))
    | \bden\b (?![ ](?:\d|här\b|där\b|som\b|\w+[ ]som\b|\w+[ae][ ][\w-]+[nta]\b))
    | \b(?:it|that)\b (?![ ](?:possible|allowed|legal|true|is|cost|costs|takes?)\b)
    """
)
"""Points at someone or something, which the question itself may have named before."""
CLAUSE = re.compile(r"(?i)[,.!?:] |\b(?:om|när|innan|som|så|och|att|if|and|when|because)\b")
NAMED = re.compile(r"(?i)\b(?:en|ett|min|mitt|mina|vår|vårt|våra|någon|nån|barnet|barnen)\b")
COSTS = re.compile(r"(?i)\b(?:kostar|tar) det\b(?= (?:för|i|på|med|per)\b)")


def contextualise(question: str, history: Sequence[str]) -> str:
    """The question itself, or what it leans on followed by it; a corrected question where it corrects the one before.

    Args:
        history: earlier questions of the same reader, oldest first, masked.
    """
    standing: list[str] = []
    for earlier in history[-REMEMBERED:]:
        standing = standing if is_courtesy(earlier) else follow(earlier, standing)
    return question if is_courtesy(question) else " ".join(follow(question, standing))


def follow(question: str, standing: list[str]) -> list[str]:
    """What is asked now: the question that has a subject, and the last two that lean on it.

    Args:
        standing: what was asked before, in the same form; [] at first.
    """
    if new := NEW_SUBJECT.match(question):
        return [question[new.end() :] or question]
    if not standing:
        return [question]
    about = subjects(standing[0])
    if asked := corrected(question, standing[0], about[0] if len(about) == 1 else "", stands_alone):
        return [asked]
    return [ending(standing[0]), *standing[1:][-1:], question] if leans(question) else [question]


def is_courtesy(question: str) -> bool:
    opening = COURTESY.match(question)
    return opening is not None and opening.end() == len(question)


def stands_alone(question: str) -> bool:
    """Whether it is a question with a subject of its own."""
    return bool(ASKS.match(question)) and not leans(question)


def leans(question: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    text = COURTESY.sub("", question)
    own = subjects(text)
    return not own or is_phrase(text) or points_back(text, len(own))


def subjects(question: str) -> list[str]:
    """The words that tell what it is about: neither small words nor what can be asked of anything ("kostar", "handläggningstid")."""
    return [word for word in words(question) if word not in GENERIC and not word.isdigit()]


def is_phrase(text: str) -> bool:
    """Whether it says only what is new: "och för syskon då?", "på helger?", "men om jag flyttar?"."""
    opening = OPENS.match(text)
    rest = text[opening.end() :] if opening else text
    if ASKS.search(rest):
        return bool(opening) and bool(CONDITION.match(rest))
    count = len(words(rest))
    return (
        bool(CONDITION.match(rest) and (opening or "," not in rest))
        or bool(opening and not opens_with_verb(rest))
        or (count <= SHORT and bool(PLACE.match(rest) or LAST.search(rest)))
        or (count <= SHORT + 2 and "?" not in rest and bool(ADDS.match(rest)))
    )


def opens_with_verb(text: str) -> bool:
    """Whether it begins as a question does: "finns det ...", "plogas gatan ..."; "pensionärer" passes for a noun before its end."""
    first, *later = words(text) or [""]
    return bool(later) and (first in FREE and not PLACE.match(text) or first.endswith(("ar", "as")))


def points_back(text: str, own: int) -> bool:
    """Args:
    own: how many words of its own tell what it is about; a long question points at what it said itself."""
    if own > FEW:
        return False
    ones = ONES.search(text)
    return (
        bool(THINGS.search(text))
        or bool(ones and not is_named(text[: ones.start()]))
        or (own <= ONE and bool(COSTS.search(text)))
        or (bool(LAST.search(text)) and not re.match(r"(?i)(?:om|när)\b", text) and not re.search(r"[,.!?] ", text))
    )


def is_named(before: str) -> bool:
    """Whether the words before a pronoun may name what it points at."""
    return bool(NAMED.search(before)) or bool(CLAUSE.search(before) and subjects(before))


def ending(question: str) -> str:
    """The last sentences of a long question, where it asks."""
    kept: list[str] = []
    for sentence in reversed(sentences(question)):
        if kept and len(" ".join([sentence, *kept])) > LONGEST_SUBJECT:
            break
        kept.insert(0, sentence)
    return " ".join(kept)[-LONGEST_SUBJECT:]
