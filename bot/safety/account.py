"""The shadow of a text -> where card numbers, IBAN and account numbers (bank, bankgiro, plusgiro, Swish) stand."""

import re
from collections.abc import Iterator

from bot.safety.personnummer import is_written_day
from bot.safety.shadow import AMOUNT, Span, digits, luhn, spans

CARD = re.compile(  # as one, in groups of four, in American Express' groups, digit by digit; two dates are no card
    r"(?<!\d)(?:[2-6]\d{12,18}|[2-6]\d{3}(?P<gap>[ .\-]{1,2})\d{4}(?P=gap)\d{4}(?P=gap)\d{1,7}|3\d{3}[ .\-]\d{6}[ .\-]\d{5}|[2-6](?:[ \-]\d){12,18})(?!\d)"
)
NAMED_CARD = re.compile(  # a digit may be mistyped
    r"(?i)\b(?:kort(?:et|nr|nummer|numret)?|kreditkort\w*|bankkort\w*|card(?: number| no)?|visa|mastercard)\b[^\d\n]{0,12}(?P<it>[2-6]\d{3}(?P<gap>[ \-]?)\d{4}(?P=gap)\d{4}(?P=gap)\d{4})(?!\d)"
)
CARD_CODE = re.compile(r"(?i)\b(?:cvc2?|cvv|säkerhetskod\w*)\b\W{0,4}(?:är )?(?P<it>\d{3,4})(?!\d)")
IBAN = re.compile(r"(?i)\b[a-z]{2}\d{2}[ \-]?[a-z0-9]{4}[a-z0-9 \-]{4,32}\b")  # may run into the words that follow
WORDS = (  # what stands before an account number, since its digits prove nothing
    r"bank[ \-]?giro(?:t|nummer)?|bg|bgnr|plus[ \-]?giro(?:t|nummer)?|postgiro\w*|pg|swish\w*|\w*konto(?:t|nr|nummer|numret)?|"
    r"clearing(?:nr|nummer)?|iban|account(?: number| no)?|swedbank|nordea|handelsbanken|seb|danske bank|länsförsäkringar|ica[ \-]banken|"
    r"skandia\w*|sparbanken|avanza|sbab"
)
NAMED = re.compile(rf"(?i)\b(?:{WORDS})\b[^\d\n]{{0,25}}\n?(?P<it>\d(?:[ .,\-/]{{0,2}}\d){{5,22}})(?!\d|{AMOUNT})")
NAMED_AFTER = re.compile(r"(?i)(?P<it>(?<!\d)\d{3,4}-\d{4}(?!\d))[^\d\n]{0,25}\b(?:bankgiro\w*|bg)\b")
CLEARING = re.compile(  # 8327-9, 123 456 789-0 and 6123-123 456 789
    r"(?<![\d\-])(?:[1-9]\d{3}-\d[, ]{1,2}\d[\d .\-]{6,12}\d|[1-9]\d{3}[\- ,]{1,2}\d{3} ?\d{3} ?\d{2,4})(?!\d)"
)
NAMED_CLEARING = re.compile(r"(?i)\bclearing(?:nr|nummer|numret)?\b[^\d\n]{0,8}(?P<it>[1-9]\d{3}(?:-\d)?)(?!\d)")


def accounts(text: str) -> Iterator[Span]:
    """Args: text: a shadow."""
    yield from ((start, start + len(found), "kontonummer") for start, found in ibans(text))
    yield from ((*found.span(), "kortnummer") for found in CARD.finditer(text) if luhn(digits(found[0])))
    yield from spans(NAMED_CARD, text, "kortnummer")
    yield from spans(CARD_CODE, text, "kod")
    for pattern in (NAMED, NAMED_AFTER, CLEARING, NAMED_CLEARING):
        yield from (one for one in spans(pattern, text, "kontonummer") if not is_written_day(text[one[0] : one[1]]))


def ibans(text: str) -> Iterator[tuple[int, str]]:
    """(place, number): each run of groups cut after the last group that makes it valid."""
    for run in IBAN.finditer(text):
        ends = [gap.start() for gap in re.finditer(r"[ \-]|$", run[0])]
        yield from [(run.start(), run[0][:end]) for end in reversed(ends) if is_iban(run[0][:end])][:1]


def is_iban(text: str) -> bool:
    """ISO 13616: check digits modulo 97; a Swedish one also where a digit is mistyped."""
    from stdnum import iban

    plain = re.sub(r"[ \-]", "", text).upper()
    return bool(iban.is_valid(plain, check_country=False)) or bool(re.fullmatch(r"SE\d{22}", plain))
