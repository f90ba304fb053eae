"""A question as it came -> the question that may be logged and searched, or an outcome that needs no search.

Masks personal data, limits the length, and answers emergencies at once. Instructions inside a question are just text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.answer import Status

LONGEST = 2000  # characters
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|[^\S\n]+(?=\n)|[\x00-\x08\x0b-\x1f\x7f]")
DASHES = r"[-‐‑‒–—−+.]"
# ÅÅMMDD or ÅÅÅÅMMDD, then four digits, with any dash, plus sign, full stop or white space around it
IDENTITY_NUMBER = re.compile(
    rf"(?<!\d)(?:(?:18|19|20)[\s-]?)?\d{{2}}[\s-]?\d{{2}}[\s-]?\d{{2}}\s*{DASHES}?\s*\d{{4}}(?!\d)"
)
EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
ACCOUNT = re.compile(
    r"(?i)\b(?:bankgiro|bg|plusgiro|pg|kontonummer|konto|clearingnummer|clearing|iban|account(?: number)?)\b\D{0,15}"
    r"((?:[A-Z]{2}\d{2}[ ]?)?\d[\d ,-]{5,30}\d)"
)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}\b")

NOW = r"(?:nu|just nu|akut|precis|snälla|hjälp)"
EMERGENCIES = (
    ("suicide", r"(?:vill|tänker|tänkt|ska|kommer att|orkar) (?:inte (?:leva|finnas)|ta mitt liv|ta livet av|dö\b|döda mig|begå självmord|göra slut på (?:allt|det))"
                r"|självmordstank|ta(?:r|git)? (?:jag )?(?:livet av (?:sig|mig)|sitt liv|mitt liv)|inte vill leva|orkar inte leva|skada mig själv|want to die|kill myself|suicidal|end my life"),
    ("poison", r"(?:druckit|svalt|ätit|fått i sig|satt i sig|swallowed|drank)\b.{0,60}(?:propplösare|kaustik|lut\b|tändvätska|lampolja|maskindisk|klor|tabletter|svamp|gift|bleach|pills|detergent|rengöring|batteri|medicin|glykol|spolarvätska)"),
    ("child", r"(?:barn\w*|unge\w*|\w+åring\w*|flicka\w*|pojke\w*|bebis\w*|kid|child)\b.{0,80}(?:blir slag|slår|misshandl|far illa (?:just )?nu|är inlåst|skriker på hjälp|ensam\w* hemma|sexuell|beaten|hit\b|abused|försvunn|är borta|hittar (?:vi |jag )?(?:henne|honom|hen|inte)|gör (?:henne|honom|hen) illa|missing)"
              r"|(?:slår|misshandlar|slog)\b.{0,40}(?:sitt|sina|våra|mina|mitt|ett|sin) (?:barn|ungar|unge|dotter|son)"),
    ("violence", r"(?:min |min ex|mitt ex|ex)?(?:man|sambo|pojkvän|partner|fru|flickvän|make|husband|boyfriend|exet)\w*\b.{0,60}(?:slår|slog|hotar|misshandl|stryp|hits|beats|knuff|kniv|threaten|sparka)"
                 r"|(?:blir|blev|är) (?:slagen|misshandlad|jagad|hotad|våldtagen|förföljd)|(?:hot|hotar|jagar|attackerar)\w* (?:mig|oss|någon)\b.{0,30}(?:kniv|vapen|pistol|yxa|döda)"),
    ("danger", r"\bdet brinner\b|brinner (?:i|hos|på|nu)\b|\b(?:huset|lägenheten|köket|bilen|skogen|taket|trapphuset) brinner|rök(?:en)? (?:väller|kommer) (?:ut|från|ur)|andas inte|inte andas|medvetslös|livlös|svimmat|hjärtstopp|hjärtinfarkt|bröstsmärt|ont i bröstet|blöder (?:kraftigt|jättemycket|massor|mycket)|drunkn|ramlat i (?:vattnet|sjön|ån|isen)|gått genom isen|gaslukt|luktar gas|gasläck|trafikolycka|bilolycka|påkörd|fara för livet|livshotande|(?:vapen|pistol|kniv) .{0,30}(?:hotar|viftar|springer)|(?:hotar|viftar|springer) .{0,30}(?:vapen|pistol|kniv)|not breathing|unconscious|house is on fire|there(?:'s| is) (?:a )?(?:fire|smoke)|smoke coming|heart attack|smell of gas|smell gas|knivhugg|skjut(?:er|ning)\b|explo(?:sion|derat)|stroke\b|elledning\w* .{0,30}(?:ligger|hänger)"),
)  # fmt: skip
REFUSALS = (
    ("threat", r"(?:ska|kommer att|borde|vill) (?:jag )?(?:döda|slå ihjäl|skjuta|spränga|knivhugga|bränna ner|misshandla|mörda)\b|(?:döda|skjuta|spränga|hänga|avrätta) (?:er|dig|hen|henne|honom|alla|dom|dem)\b|ni (?:ska|kommer) (?:alla )?(?:dö|få dö|brinna)|hoppas (?:du|ni|hon|han|de|dom) dör|jag vet var (?:du|ni|hon|han) bor|slå\w* in (?:skallen|ansiktet|tänderna)|slår? (?:er|dig|henne|honom|dom) (?:sönder|gul och blå|fördärvad)|(?:kommer|ska) (?:att )?få ångra|kill you|(?:make|making) (?:you|him|her|them) (?:regret|pay|suffer)|(?:jävla|äckliga|förbannade) (?:svartskallar|blattar|negrer|judar|muslimer|zigenare|bögar|kärringar?)|(?:utrota|kasta ut|gasa) (?:alla )?(?:invandrare|judar|muslimer|romer)"),
    ("politics", r"(?:vilket|vilka) parti\w*.{0,40}(?:ska|bör|borde|är bäst|rösta)|(?:vem|vilka) (?:ska|bör|borde) (?:jag|man|vi) rösta på|rösta på (?:sd|moderaterna|socialdemokraterna|vänsterpartiet|centern|centerpartiet|liberalerna|miljöpartiet|kristdemokraterna|s|m|v|c|l|mp|kd)\b|(?:övertyga|argumentera|skriv).{0,60}(?:rösta|parti)|(?:bästa|sämsta) partiet|which party"),
    ("decision", r"\b(?:bevilja|godkänn|avslå|besluta om) (?:min|mitt|mina|vår|vårt)\b|(?:kommer|lär) (?:jag|vi) (?:att )?(?:få|beviljas|vinna|bli beviljad)\b.{0,60}(?:bistånd|försörjningsstöd|bygglov|färdtjänst|serveringstillstånd|överklagan|lss|bidrag)|(?:har jag|har vi) rätt till.{0,80}(?:i mitt fall|i vårt fall)|avgör mitt ärende|decide my case"),
    ("person", r"(?:var|vart|vilken adress) bor (?!man\b|ni\b|du\b|de\b|den\b|barn)[A-ZÅÄÖ]\w+|(?:vad (?:har|tjänar)|hur mycket tjänar|vilket|ge mig|vad är) .{0,30}(?:grannens?|chefens?|min ex\w*s?|exets?|hennes|hans|[A-ZÅÄÖ]\w+s) (?:personnummer|telefonnummer|nummer|adress|hemadress|lön|skuld\w*|inkomst|journal)|(?:har|får|fick) (?:min granne|grannen|mitt ex|[A-ZÅÄÖ][a-zåäö]+ [A-ZÅÄÖ][a-zåäö]+) .{0,40}(?:försörjningsstöd|bistånd|soc|lss|hemtjänst|skulder|missbruk)"),
)  # fmt: skip
NOT_EMERGENCY = re.compile(
    r"(?i)brandvarnar|brandskydd|eldningsförbud|elda\b|grilla|nyfikenhet|av skratt|\bbok(?:en)? om|böcker om|litteratur|film om|utbildning|kurs i"
)
EMERGENCY_PATTERNS = tuple((name, re.compile(pattern, re.I | re.S)) for name, pattern in EMERGENCIES)
REFUSAL_PATTERNS = tuple(
    (name, re.compile(pattern, re.S if name == "person" else re.I | re.S)) for name, pattern in REFUSALS
)


@dataclass(frozen=True)
class Guarded:
    """The question with personal data masked; where `status` is set, the phrase that answers it."""

    question: str
    masked: bool = False
    status: Status | None = None
    phrase: str = ""


def guard(question: str) -> Guarded:
    """Must come before anything is logged, stored, searched or sent to a model."""
    clean = tidy(question)
    safe = mask(clean)
    masked = safe != clean
    if len(safe) > LONGEST:
        return Guarded(safe[:LONGEST], masked, Status.REFUSED, "too_long")
    if not NOT_EMERGENCY.search(safe):
        for name, pattern in EMERGENCY_PATTERNS:
            if pattern.search(safe):
                return Guarded(safe, masked, Status.EMERGENCY, name)
    for name, pattern in REFUSAL_PATTERNS:
        if pattern.search(safe):
            return Guarded(safe, masked, Status.REFUSED, name)
    return Guarded(safe, masked)


def tidy(question: str) -> str:
    """NFC, without invisible and control characters, outer white space removed."""
    return INVISIBLE.sub("", unicodedata.normalize("NFC", question)).strip()


def mask(text: str) -> str:
    """Replace personal numbers, cards, accounts, phones and e-mail addresses by their names in brackets."""
    import phonenumbers

    text = EMAIL.sub("[e-postadress]", text)
    text = IBAN.sub("[kontonummer]", text)
    text = CARD.sub(
        lambda found: "[kortnummer]" if luhn(digits(found[0])) and not identity(found[0]) else found[0], text
    )
    text = IDENTITY_NUMBER.sub(lambda found: "[personnummer]" if identity(found[0]) else found[0], text)
    text = ACCOUNT.sub(lambda found: found[0].replace(found[1], "[kontonummer]"), text)
    return replace_spans(
        text, [(m.start, m.end) for m in phonenumbers.PhoneNumberMatcher(text, "SE")], "[telefonnummer]"
    )


def replace_spans(text: str, spans: list[tuple[int, int]], by: str) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + by + text[end:]
    return text


def identity(text: str) -> bool:
    """Whether the digits are a valid personnummer or samordningsnummer (day + 60): a date, and a Luhn check digit
    (folkbokföringslagen 1991:481, 18 §)."""
    ten = digits(text)[-10:]
    day = int(ten[4:6])
    return luhn(ten) and any(is_date(year, int(ten[2:4]), day - 60 if day > 60 else day) for year in centuries(ten))


def centuries(ten: str) -> Iterator[int]:
    yield from (century + int(ten[:2]) for century in (1800, 1900, 2000))


def is_date(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def luhn(number: str) -> bool:
    """The check digit of ISO/IEC 7812-1, annex B."""
    from stdnum import luhn as checker

    return bool(checker.is_valid(number))


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)
