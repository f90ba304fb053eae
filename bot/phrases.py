"""What the service says itself: fixed phrases in the languages it knows, and which language a question is in."""

import tomllib
from functools import lru_cache
from pathlib import Path
from string import Template

from corpus.page import Contact

FILE = Path(__file__).with_name("phrases.toml")
LANGUAGES = ("sv", "en", "fi", "ar", "so")
NEIGHBOURS = ("no", "da")  # a short Swedish question is easily taken for these
SURE = 3.0  # log-probability by which another language must beat Swedish


@lru_cache(maxsize=1)
def _identifier() -> object:
    import py3langid

    py3langid.set_languages([*LANGUAGES, *NEIGHBOURS])
    return py3langid


def language_of(text: str) -> str:
    """ISO 639-1 code, one of LANGUAGES; Swedish when in doubt (langid.py, Lui & Baldwin 2012)."""
    ranked = dict(_identifier().rank(text))  # type: ignore[attr-defined]
    best = max(LANGUAGES, key=lambda code: ranked[code])
    return best if ranked[best] - max(ranked[code] for code in ("sv", *NEIGHBOURS)) > SURE else "sv"


@lru_cache(maxsize=1)
def _phrases() -> dict[str, dict[str, str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def phrase(name: str, language: str, **values: str) -> str:
    """The phrase in this language, values filled in; a missing value is an error."""
    return Template(_phrases()[name][language]).substitute(values)


def turn_to(contact: Contact, language: str) -> str:
    """Where to turn, in one sentence."""
    ways = ", ".join(filter(None, [contact.phone, contact.email]))
    return phrase("turn_to", language, contact=f"{contact.name}, {ways}" if ways else contact.name)
