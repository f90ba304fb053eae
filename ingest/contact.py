"""A web page -> whom to contact, and the e-service that it leads to."""

import re
from typing import Any

from corpus.page import Contact, EService
from ingest.address import join
from ingest.structure import plain

CONTACT = re.compile(r"(?i)(?<![a-z])(?:kontakt|contact)(?!a?form|-?formul)")
E_SERVICE = re.compile(r"(?i)e-?tj[äa]nst|e-?service|sj[äa]lvservice|minasidor|mina-sidor")
LABEL = re.compile(r"(?i)[\d@]|^(?:kontakta? ?(?:oss)?|telefon|e-post|öppettider|öppet)\W*$")  # a line that is no name
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?:\+46|\b0)[\d][\d \-–]{5,14}\d")
HOURS = re.compile(r"(?im)^.*\b(?:m[åa]n|tis|ons|tor|fre|vardag)\w*.*\d.*$")
LONGEST = 1500  # characters; more is a page about contacts, not a box
BOXES = 200  # looked at


def contact_of(tree: Any) -> Contact | None:
    """The first contact box: an element named so, outside head and foot, with a telephone number or an e-mail address."""
    named = (
        element for element in tree.xpath("//body//*[@class or @id]")
        if CONTACT.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    )  # fmt: skip
    for element, _ in zip(named, range(BOXES), strict=False):
        outside = {parent.tag for parent in element.iterancestors()} & {"footer", "nav"}
        if not outside and (found := read_contact(element)):
            return found
    return None


def read_contact(element: Any) -> Contact | None:
    if len(element.text_content()) > LONGEST:
        return None
    lines = [plain(block) for block in element.iter() if isinstance(block.tag, str) and is_line(block)]
    text = "\n".join(line for line in lines if 0 < len(line) < 200)
    mails = element.xpath(".//a[starts-with(@href,'mailto:')]/@href")
    email = mails[0].removeprefix("mailto:").partition("?")[0] if mails else first(EMAIL, text)
    phone, hours = first(PHONE, text), first(HOURS, text)
    if not (phone or email):
        return None
    name = next((line for line in text.split("\n") if not LABEL.search(line)), "Kontakt")
    return Contact(name[:120], phone, email, hours and re.sub(r"(?i)^öppet(?:tider)?:?\s*", "", hours))


def is_line(element: Any) -> bool:
    """Whether an element holds nothing but text and inline elements."""
    return all(child.tag in ("br", "a", "strong", "span", "b", "em") for child in element)


def e_service_of(main: Any, url: str) -> EService | None:
    """The first link in the text that leads to an e-service, by its address, class or words."""
    for link in main.iter("a"):
        href, name = join(url, link.get("href") or ""), plain(link)
        if (
            href.startswith(("http://", "https://"))
            and name
            and E_SERVICE.search(f"{href} {link.get('class') or ''} {name}")
        ):
            return EService(name[:120], href)
    return None


def first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group().strip() if found else None
