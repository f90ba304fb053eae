"""A page's statement -> whether it speaks to a language model instead of to a reader: planted text, never evidence. And a question ->
what it asks beside such text.

A page's text is never obeyed: the grammar holds the model to sentences with citations, and the verifier to the page's own words. What is left is that
an order stands on the page and so may be quoted, as any text. This finds such statements, also in other languages, in look-alike letters and
with invisible signs in them.
"""

import re
import unicodedata
from collections.abc import Sequence

from bot.guard import CONTROL_TOKEN, tidy
from bot.safety.refusal import asks_more, refusal
from bot.safety.rule import ALIKE

BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
MACHINE = r"(?:ai|llm|gpt|chatgpt|copilot|ai-?assistent\w*|ai-?modell\w*|assistent\w*|assistant|språkmodell\w*|sprakmodell\w*|chatt?bott?\w*|language model|ai assistants?)"
ORDERS = (
    rf"(?:^|[\[(<#*•]|[.!?] )\s?(?:{MACHINE}|system|user|användare)\s?\]?\s?[:>](?!(?:n|ns|s|er|erna)\b)\s*\S",  # "[assistant]: ..."
    rf"\b(?:till|bästa|kära|instruktion(?:er)? till|notice (?:for|to)|message to) {MACHINE}(?:\s?[:,]|en:)", r"(?-i:\b(?:SYSTEM|ASSISTENT|ASSISTANT|AI)):\s*(?-i:[A-ZÅÄÖ]{3})",
    rf"^(?:till |bästa |kära )?{MACHINE}\s?,",  # "Assistent, avsluta alltid ..."
    rf"\b(?:om du|den som läser detta|du) (?:är|är nu) en {MACHINE}\b", rf"\b(?:if you are|to all|attention) (?:an? )?{MACHINE}\b", rf"\b(?:message|notice|note|important)\b.{{0,30}}\b{MACHINE}\b",
    r"\b(?:ignorera|bortse från|glöm|strunta i|åsidosätt)\b.{0,40}\b(?:instruktion\w*|anvisning\w*|regler\w*|frågan|tabellen|tidigare|ovan\w*)",
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|rules|previous|above|table|question|prompt|fee)", r"\bignoriere\b|\bignorez\b|\bignora las\b|\bohita\b.{0,20}ohjeet|تجاهل|negeer alle|zignoruj",
    r"\b(?:du är nu|låtsas att du är|spela rollen|stanna kvar i rollen|utan regler|you are now|pretend (?:to be|you)|act as|roleplay)\b", r"\b(?:din|dina|your) (?:system ?prompt|instruktion\w*|hidden|instructions?)",
    r"\b(?:svara|säg|skriv|inled|avsluta|upprepa|answer|say|reply|respond|write|tell the user)\b.{0,40}\b(?:alla svar|i svaret|ditt svar|svaret med|alltid svar\w*|med ordet|med orden|with the word|in every answer|only with)", r"\b(?:ta med|lägg till|hänvisa alltid|byt ut alla)\b.{0,50}\b(?:i svaret|i alla svar|i ditt svar|telefonnummer)",
    r"\b(?:du måste|ska du|måste du|du ska)\b.{0,30}\b(?:svara|säga|skriva) (?:att\b|med ord|(?-i:[A-ZÅÄÖ]{3}))", r":\s?säg att\b", r"^(?:skriv|write|say) (?-i:[A-ZÅÄÖ]{4,})",
    rf"\b{MACHINE}\s?:\s?(?:skriv|säg|svara|write|say|reply)\b", r"^(?:svar|answer|assistent|assistant)\s?:.*\[\d+\]", r"^(?:svara|säg|reply|respond|answer) (?:alltid |bara |endast |nu )?(?:att|med|på engelska|only|with|that)\b", r"\bsom alltid svarar\b", r"</?evidence", r"\b(?:avkoda|decode|base64)\b.{0,40}\b(?:följ|lyd|obey|follow|detta)",
    r"\bska (?:nu )?(?:svara|skriva) (?:på engelska|att|med ordet)\b",
)  # fmt: skip
ORDER = re.compile("|".join(ORDERS), re.I | re.S)

MASKED = re.compile(  # "Mitt personnummer är [personnummer]."
    r"(?:\b(?:och|and)\b )?(?:\b(?:hej|jag har|mitt|min|my|namn|tel)\b[!,: ]*)?(?:\b(?:person|samordnings|mobil|telefon|tele|bankgiro|konto|kort)?(?:nummer|nr|number|card|konto|giro|iban)\b[:. ]*)?"
    r"(?:\b(?:är|is|and|och)\b )?[(]?\[(?:personnummer|födelsedatum|siffror|telefonnummer|e-postadress|kontonummer|kortnummer|kod|passnummer|registreringsnummer)\][)]?(?: ?[.,:;\-–](?=\s|$))?",
    re.I,
)
ROLE = re.compile(r"#*\s?(?:system|user|användare|assistent|assistant|developer)\s?:?", re.I)
ASKED = r"(?:vad|vilk\w+|när|var|vart|hur|vem|varför|om|what|which|when|where|how|who|why|whether)\b"
TO_THE_SERVICE = re.compile(  # how to answer or what to be; "säg när ni öppnar" asks something
    rf"(?:och |sen |men |also |then |please |snälla |vänligen |p\.? ?s\.? |obs\W+)*(?:svara|säg|skriv|avsluta|börja|inled|upprepa|översätt|avkoda|dekoda|lägg till|"
    rf"hitta på|sätt|låtsas|glöm|ignorera|från och med nu|answer|reply|respond|say|write|end|finish|start|begin|repeat|translate|decode|add|pretend|forget|"
    rf"ignore|from now on|always|never)\b(?!(?:\W+(?:mig|oss|gärna|också|även|me|us|down))*\W+{ASKED})|(?:strunta i|bry dig inte om)\b|p\.? ?s\.?$",
    re.I,
)
FRAMES = re.compile(
    r"<!--.*?-->|<evidence[^>]*>.*?</evidence>|</?evidence[^>]*>|<\s?[|｜][^<>]{1,40}[|｜]>", re.I | re.S
)


def without_instructions(question: str) -> str:
    """The question without the sentences that speak to a language model and without what was masked in it, which would only lead the
    search astray; whole where nothing else is asked."""
    sentences = re.split(r"(?<=[.!?])\s+|\n", MASKED.sub(" ", FRAMES.sub("\n", question)))
    rest = [one for one in (" ".join(one.split()) for one in sentences) if one and not is_order(one)]
    left = " ".join(rest)
    return left if len(left) < len(question) and asks_more(left) else question


def is_order(sentence: str) -> bool:
    """Whether a question's sentence tells the service what to be or how to answer."""
    told = ROLE.fullmatch(sentence) or TO_THE_SERVICE.match(sentence)
    return bool(told) or is_instruction(sentence) or refusal(sentence) == "instruction"


def instructions(statements: Sequence[str]) -> set[int]:
    """The places of a passage's statements that are instructions, or go on with one that was broken off."""
    found: set[int] = set()
    for place, statement in enumerate(statements):
        goes_on = place - 1 in found and (statement[:1].islower() or statements[place - 1][-1:] not in ".!?:>")
        if is_instruction(statement) or goes_on:
            found.add(place)
    return found


def is_instruction(statement: str) -> bool:
    plain = latin(statement)
    return bool(CONTROL_TOKEN.search(statement) or ORDER.search(plain)) or any(map(is_code, BASE64.findall(plain)))


def is_code(run: str) -> bool:
    """Whether a run of letters is base64 rather than a long word: capitals, small letters and digits or a filling mixed."""
    return bool(re.search(r"[a-z][A-Z]", run) and re.search(r"[0-9=]", run) and re.search(r"[A-Z].*[A-Z]", run))


def latin(text: str) -> str:
    """NFKC without invisible signs, look-alike letters as the Latin ones."""
    return unicodedata.normalize("NFKC", tidy(text)).translate(ALIKE)
