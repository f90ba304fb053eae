"""The shadow of a text -> where personnummer, samordningsnummer, birth dates and numbers of passports and cars stand, however they are written.

A number counts when it is a date with a right check digit, or when the text calls it a personnummer. A date alone counts after "född", the
others after their name.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.safety.shadow import AMOUNT, SAID_DIGITS, Span, digits, luhn, spans

GAP = r"[\s.\-+/_:,*()]{0,4}"  # before the last four
DATE = r"(?:(?:18|19|20)\s?)?\d\d(?P<part>[\s.\-/]?)\d\d(?P=part)\d\d"  # year, month, day, the same sign between them
ALONE = r"(?<!\d)(?<!\d[.,])"
ENDS = rf"(?![\-./]?\d|{AMOUNT})"  # what a longer number or an amount goes on with

NUMBER = re.compile(rf"(?i){ALONE}{DATE}{GAP}\d{{4}}{ENDS}")
LAST_FOUR_APART = re.compile(rf"{ALONE}{DATE}[\s\-+]{{1,3}}(?:\d\s\d\s\d\s\d|\d\d[\s\-]\d\d){ENDS}")
SPELLED_OUT = re.compile(
    r"(?<!\d)(?<!\d )\d(?:[ \-.]{1,3}\d){9}(?:(?:[ \-.]{1,3}\d){2})?(?![ \-.]?\d)"
)  # "8 1 1 2 2 8 9 8 7 4"
CHECKED = (NUMBER, LAST_FOUR_APART, SPELLED_OUT)  # only with a date and a right check digit

# before a number is given, a letter and three digits; with four signs hidden it still tells the birth date
INTERIM = re.compile(rf"(?i){ALONE}{DATE}[\-+ ]?[trsuwxjklmn]\d{{3}}(?!\d)")
HIDDEN = re.compile(rf"(?i){ALONE}{DATE}[\-+ ]?(?:[x*#•?_]{{4}}|nnnn)(?!\w)")
DATED = (INTERIM, HIDDEN)  # only with a date

NAMES = (
    r"pers(?:on)?\.?[ \-]?(?:nr|numm?e?r)\w*|p\.?-?nr|samordn(?:ings)?\.?(?:nr|numm?e?r)\w*|födelsenummer|"
    r"personal (?:identity |id )?number|social security number|ssn|henkilötunnus\w*|الرقم الشخصي|lambarka shakhsiga"
)
NAMED = re.compile(
    rf"(?i)(?:{NAMES})\W{{0,4}}(?:\w+\W+){{0,2}}?(?P<it>{DATE}{GAP}\d{{4}}|{SAID_DIGITS})(?!\d)"
)  # a digit may be mistyped, or all be said in words
LAST_FOUR = re.compile(
    r"(?i)(?:(?:fyra|4) sista|sista (?:fyra|4))(?: siffror(?:na)?)?\W{0,3}(?:är\W+)?(?P<it>\d{4})(?!\d)"
)
MONTHS = r"(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\w*"
BIRTH_DATE = re.compile(
    rf"(?i)\b(?:född|fött|födelsedatum|födelsedata|födelsedag|f|born|date of birth)\b\W{{0,3}}(?:(?:är|den|on|is|i)\W+)?"
    rf"(?P<it>{DATE}|\d{{1,2}}[./\-]\s?\d{{1,2}}[./\-\s]\s?\d{{2,4}}|\d{{1,2}}(?::?[ea])? {MONTHS},? \d{{4}})(?!\d)"
)

PASSPORT = re.compile(
    r"(?i)\b(?:pass(?:et|nr|nummer)?|passport(?: number)?|lma-?(?:kort|nr|nummer)?)\b[^\d\n]{0,12}?(?P<it>(?:\b[a-z]{1,2})?\d{7,8}|\d\d-\d{6})(?![\d\-])"
)
CAR = re.compile(
    r"(?i)\b(?:reg(?:istrerings)?[. \-]?(?:nr|nummer)|regnumret|license plate)\b\W{0,3}(?:är )?(?P<it>[a-zåäö]{3}[ \-]?\d\d[a-z\d])\b"
)

YEAR_MONTH_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d|(?:19|20)?\d{6}")
DAY_MONTH = re.compile(r"(?:0?[1-9]|[12]\d|3[01])[./\-](?:0?[1-9]|1[0-2])[./\- ](?:19|20)?\d\d")


def identities(text: str) -> Iterator[Span]:
    """Args: text: a shadow."""
    for pattern in CHECKED:
        yield from ((*found.span(), "personnummer") for found in overlapping(pattern, text) if is_identity(found[0]))
    for pattern in DATED:
        yield from ((*found.span(), "personnummer") for found in pattern.finditer(text) if opens_with_day(found[0]))
    yield from spans(NAMED, text, "personnummer")
    yield from spans(LAST_FOUR, text, "siffror")
    yield from spans(BIRTH_DATE, text, "födelsedatum")
    yield from (one for one in spans(PASSPORT, text, "passnummer") if not is_written_day(text[one[0] : one[1]]))
    yield from spans(CAR, text, "registreringsnummer")


def overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches from every place: a number that is none may begin inside one that is."""
    start = 0
    while found := pattern.search(text, start):
        yield found
        start = found.start() + 1


def is_identity(text: str) -> bool:
    """Whether the digits are a valid personnummer or samordningsnummer: a date, and a Luhn check digit
    (folkbokföringslagen 1991:481, 18 §)."""
    ten = digits(text)[-10:]
    return luhn(ten) and is_day(ten[:6])


def opens_with_day(text: str) -> bool:
    found = re.match(DATE, text)
    return found is not None and is_day(digits(found[0])[-6:])


def is_day(six: str) -> bool:
    """ÅÅMMDD of any century; the day of a samordningsnummer is 60 more."""
    year, month, day = int(six[:2]), int(six[2:4]), int(six[4:])
    return any(is_date(century + year, month, day - 60 if day > 60 else day) for century in (1800, 1900, 2000))


def is_date(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def is_written_day(text: str) -> bool:
    """A day alone, such as a payment's day beside an account: ÅÅÅÅ-MM-DD, ÅÅÅÅMMDD, ÅÅMMDD or D/M ÅÅÅÅ."""
    if DAY_MONTH.fullmatch(text.strip()):
        return True
    return bool(YEAR_MONTH_DAY.fullmatch(text.strip())) and is_day(digits(text)[-6:])
