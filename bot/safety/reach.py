"""The shadow of a text -> where phone numbers and e-mail addresses stand that reach a private person."""

import re
from collections.abc import Collection, Iterator

from bot.safety.personnummer import is_written_day
from bot.safety.shadow import AMOUNT, SAID, SAID_DIGITS, Span, spans

LOCAL = r"[\w.+%\-]{1,64}"
EMAIL = re.compile(rf"{LOCAL}@[\w\-]+(?:\.[\w\-]+)*|{LOCAL}\s?@\s?[\w\-]+(?:\s?\.\s?[\w\-]+)+")
SAID_DOT = r"\s?(?:\(punkt\)|\[punkt\]|\bpunkt\b|\(dot\)|\[dot\]|\bdot\b)\s?"
DOT = rf"(?:\s?\.\s?|{SAID_DOT})"
SAID_AT = r"\s?(?:[(\[{]\s?(?:at|snabel-?a|@|a)\s?[)\]}]|\bsnabel-?a\b)\s?"
PROVIDERS = r"gmail|hotmail|outlook|live|icloud|yahoo|telia|bredband|protonmail|comhem|msn|tele2|spray"
SAID_EMAIL = re.compile(  # a bare "at" is also a word, so it needs a said dot or a mail provider after it
    rf"(?i)\b{LOCAL}(?:{SAID_DOT}{LOCAL})?{SAID_AT}[\w\-]+(?:{DOT}[\w\-]+)*{DOT}[a-z]{{2,6}}\b"
    rf"|\b{LOCAL}(?:{SAID_DOT}{LOCAL})?\s(?:at|@|a)\s[\w\-]+{SAID_DOT}[a-z]{{2,6}}\b"
    rf"|\b{LOCAL}\sat\s(?:{PROVIDERS}){DOT}[a-z]{{2,6}}\b"
)
WORDS = r"tel(?:efon)?\.?(?:nr|nummer)?|tfn|mobil\w*|mob|telefonnummer|nås på|phone|(?:ring|sms:?a) (?:mig|mej|till mig)(?: på)?"
NAMED_PHONE = re.compile(
    rf"(?i)\b(?:{WORDS})\b[^\d\n]{{0,15}}(?P<it>\+?\(?\d(?:[ .\-/()]{{0,2}}\d){{4,13}})(?!\d|{AMOUNT})"
)
SAID_PHONE = re.compile(
    rf"(?i)\b(?:{WORDS})\b[^\d\n]{{0,15}}?\b(?P<it>{SAID_DIGITS})|\b(?P<alone>noll(?:[ ,.\-]{{1,2}}{SAID}{{1,3}}){{5,}})\b"
)
PHONE_IN_PIECES = re.compile(  # over a line break, or digit by digit
    r"(?<!\d)0\d{1,3}[ \-]?\d*[ \-]?\n[ \-]?\d(?: ?\d){3,9}(?!\d)|(?<!\d)(?<!\d[ .\-])0(?:[ .\-]\d){8,10}(?![ .\-]?\d)"
)
TIMES = re.compile(r"\d\d[.:]\d\d\s?-\s?\d\d[.:]\d\d")  # 08.30-16.30 has the digits of a Stockholm number


def emails(text: str, known: Collection[str]) -> Iterator[Span]:
    """Args:
    text: a shadow.
    known: addresses that stay, in plain_contact's form.
    """
    for pattern in (EMAIL, SAID_EMAIL):
        for start, stop, name in spans(pattern, text, "e-postadress"):
            if plain_contact(text[start:stop]) not in known:
                yield start, stop, name


def phones(text: str, known: Collection[str]) -> Iterator[Span]:
    """Args: as for emails."""
    from phonenumbers import PhoneNumberMatcher

    yield from ((*found.span("it" if found["it"] else "alone"), "telefonnummer") for found in SAID_PHONE.finditer(text))
    matched = [trimmed(match.start, match.raw_string) for match in PhoneNumberMatcher(text, "SE")]
    pieces = [span for span in spans(PHONE_IN_PIECES, text, "telefonnummer") if is_phone(text[span[0] : span[1]])]
    for start, stop, name in [*matched, *pieces, *spans(NAMED_PHONE, text, "telefonnummer")]:
        written = text[start:stop]
        if not (
            plain_contact(written) in known or is_shared(written) or is_written_day(written) or TIMES.search(written)
        ):
            yield start, stop, name


def trimmed(start: int, written: str) -> Span:
    """Without the bracket around a number, and white space at its ends."""
    bare = written.lstrip("( ") if ")" not in written else written
    return start + len(written) - len(bare), start + len(written.rstrip()), "telefonnummer"


def is_phone(written: str) -> bool:
    from phonenumbers import NumberParseException, is_valid_number, parse

    try:
        return bool(is_valid_number(parse(plain_contact(written), "SE")))
    except NumberParseException:
        return False


def is_shared(written: str) -> bool:
    """Whether no private person can have this number: free calls, shared or extra cost (020, 077, 0900), or a short one."""
    from phonenumbers import NumberParseException, PhoneNumberType, number_type, parse

    shared = (PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE)
    plain = plain_contact(written)
    try:
        return plain.startswith(("11", "90101")) and len(plain) < 6 or number_type(parse(plain, "SE")) in shared
    except NumberParseException:
        return False


def plain_contact(text: str) -> str:
    """A phone number or e-mail address in one form, for comparing: "+46 23-830 00" and "02383000"."""
    if "@" in text:
        return re.sub(r"\s", "", text).casefold().rstrip(".")
    return re.sub(r"^(?:\+|00)46", "0", re.sub(r"[^\d+]", "", text.replace("(0)", "")))
