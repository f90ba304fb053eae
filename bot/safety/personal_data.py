"""Text -> the same text with personal data replaced by its name in brackets: "[personnummer]".

Amounts, dates, opening hours, case numbers, property names, postcodes and paragraphs stay.
"""

from collections.abc import Collection
from itertools import chain

from bot.safety.account import accounts
from bot.safety.personnummer import identities
from bot.safety.reach import emails, phones, plain_contact
from bot.safety.shadow import replaced, shadow


def mask(text: str, public: Collection[str] = ()) -> str:
    """The text without personal data.

    Args:
        public: phone numbers and e-mail addresses that everybody may know, such as the municipality's own; they stay. So do
            numbers that no private person can have (020, 077, 0900, 112).
    """
    plain = shadow(text)
    known = {plain_contact(one) for one in public}
    return replaced(text, chain(identities(plain), accounts(plain), emails(plain, known), phones(plain, known)))
