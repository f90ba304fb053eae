"""A web page -> what it says: its main text as Markdown, title, date, contact, e-service, breadcrumb, language.

The main text is what stands in <main> (Swedish authorities' sites must have it: WCAG 1.3.1 and 2.4.1 by law 2018:1937), less
what is known not to be text: menus, cookie banners, share buttons. A page without it is taken from about its main heading, or else given
to trafilatura, which guesses by density. tests/benchmarks/extraction.py compares the two ways for the patterns of SiteVision, Optimizely and WordPress.
"""

import re
from dataclasses import dataclass
from typing import Any

from corpus.page import Contact, EService
from ingest.contact import contact_of, e_service_of
from ingest.dates import only_says_when, updated
from ingest.structure import fold, plain, to_markdown

NOT_TEXT = re.compile(
    r"(?i)(?<![a-z])(?:nav|navbar|navigation|menu|meny|submenu|sidomeny|breadcrumbs?|brodsmul\w*|cookie\w*|cookies?-?(?:banner|consent|notice)"
    r"|consent|social|share|sharing|sharedaddy|addtoany\w*|dela|dela-sidan|skip-?links?|search-?(?:form|box)|sokruta|pagination|pager"
    r"|page-?links|feedback|sidfeedback|helpful|rating|readspeaker\w*|rs_?skip|rsbtn|lyssna|print-?button|skriv-?ut|toolbar|verktyg\w*"
    r"|screen-reader-text|visually-?hidden|sr-only|env-assistive-text|sv-skip\w*|related(?:-posts?)?|relaterat|comments?|byline-share"
    r"|jp-relatedposts|sv-archive-portlet|sv-channel-portlet|nyhetsflode|puffar|teasers?|modal|popup|chatbot|banner)(?![a-z])"
)
NOT_TEXT_ROLES = frozenset(
    ("navigation", "search", "banner", "contentinfo", "dialog", "alertdialog", "menu", "menubar", "toolbar")
)
NOT_TEXT_TAGS = frozenset(("nav", "footer", "script", "style", "noscript", "template", "iframe", "form"))
PANEL = re.compile(r"(?i)accordion|collaps|expand|dragspel|toggle|panel|fold|tab-?pane|details|utf[äa]ll")
MAIN = (
    "//main",
    "//*[@role='main']",
    "//*[@id='main-content' or @id='maincontent' or @id='huvudinnehall' or @id='content']",
    "//article",
)
SHORTEST = 40  # characters; a main part with less is given to trafilatura too
SHARING = re.compile(r"(?i)^(?:dela(?: (?:sidan|p[åa] .*|via .*|med .*))?|skriv ut|lyssna|tipsa(?: en v[äa]n)?|till toppen|hj[äa]lpte informationen dig\??"
                     r"|tweeta|facebook|twitter|x|linkedin|e-post|till innehållet|hoppa till innehåll(?:et)?|visa mer|st[äa]ng)$")  # fmt: skip


@dataclass(frozen=True)
class WebPage:
    text: str  # Markdown
    title: str
    updated: str | None
    language: str | None
    breadcrumb: tuple[str, ...]  # outermost first, without the start page and the page itself
    contact: Contact | None
    e_service: EService | None
    canonical: str | None


def read_webpage(body: bytes, charset: str = "", url: str = "") -> WebPage | None:
    """None where there is no HTML to parse."""
    tree = parse(decode(body, charset))
    if tree is None:
        return None
    main = main_part(tree)
    title = title_of(tree, main)
    date, language, breadcrumb, canonical = (
        updated(tree),
        language_of(tree),
        breadcrumb_of(tree, title),
        canonical_url(tree),
    )
    contact, e_service = contact_of(tree), e_service_of(main if main is not None else tree, url)
    text = without_dates(without_title(main_text(tree, main), title))
    return WebPage(text, title, date, language, breadcrumb, contact, e_service, canonical)


def decode(body: bytes, charset: str = "") -> str:
    """Bytes that are UTF-8 are read so whatever they claim; else as the header or the page says, else as Windows-1252."""
    told = re.search(rb"(?i)charset\s*=\s*[\"']?\s*([\w-]+)", body[:4096])
    for name in ("utf-8-sig", charset, told.group(1).decode() if told else "", "cp1252"):
        try:
            return body.decode(name) if name else body.decode("utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("cp1252", "replace")


def parse(text: str) -> Any:
    """The tree, or None; characters that HTML does not allow are gone."""
    from lxml import html
    from lxml.etree import LxmlError

    allowed = re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "", text)
    declared = re.sub(r"^\s*<\?xml[^>]*\?>", "", allowed)
    if not declared.strip():
        return None
    try:
        return html.document_fromstring(
            declared, parser=html.HTMLParser(encoding=None, remove_comments=True, remove_pis=True)
        )
    except (LxmlError, ValueError):
        return None


def main_part(tree: Any) -> Any:
    """The element that holds the page's own text, or None: the one of its kind with most text."""
    for query in MAIN:
        found = tree.xpath(query)
        if found:
            return max(found, key=lambda element: len(element.text_content()))
    return around_heading(tree)


def around_heading(tree: Any) -> Any:
    """The innermost element about the main heading that holds most of the page's text, or None (a table cell on old pages)."""
    heading = next(tree.iter("h1"), None)
    whole = len("".join(tree.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::nav)]")))
    for element in heading.iterancestors() if heading is not None else ():
        if element.tag in ("body", "form", "header"):
            return None
        if 2 * len(element.text_content()) > whole:
            return element
    return None


def main_text(tree: Any, main: Any) -> str:
    if main is not None:
        clean(main)
        text = to_markdown(main)
        if len(text) >= SHORTEST:
            return text
    return guessed(tree) or (to_markdown(main) if main is not None else "")


def guessed(tree: Any) -> str:
    """trafilatura's guess at the main text, for pages that do not mark it."""
    import trafilatura

    return trafilatura.extract(tree, output_format="markdown", include_tables=True, include_links=False, include_comments=False,
                               favor_recall=True, deduplicate=False) or ""  # fmt: skip


def clean(main: Any) -> None:
    """Remove, in place, what is not the page's text."""
    panels = {target for panel in main.xpath(".//*[@aria-controls]/@aria-controls") for target in panel.split()}
    most = 0.7 * len(main.text_content())
    waiting = [main]
    while waiting:
        for child in list(waiting.pop()):
            if isinstance(child.tag, str) and not_text(child, panels, most):
                child.drop_tree()
            else:
                waiting.append(child)


def not_text(element: Any, panels: set[str], most: float) -> bool:
    if element.tag == "button":
        return not (element.get("aria-expanded") and element.get("aria-controls"))
    if element.tag == "form" and element.xpath("boolean(.//h2 | .//p)"):  # ASP.NET pages stand in one big form
        return False
    role = (element.get("role") or "").lower()
    if element.tag in NOT_TEXT_TAGS or role in NOT_TEXT_ROLES or is_hidden(element, panels):
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    if NOT_TEXT.search(named):  # what holds most of the text all the same is no menu (class="page menu-open")
        return len(element.text_content()) <= most
    return element.tag in ("a", "p", "span", "li", "h2", "h3", "div") and bool(SHARING.match(short_text(element)))


def short_text(element: Any) -> str:
    """The text of an element that holds little, else the empty string."""
    if len(element) > 3:
        return ""
    text = element.text_content()
    return re.sub(r"\s+", " ", text).strip(" \xad:?!") if len(text) < 60 else ""


def is_hidden(element: Any, panels: set[str]) -> bool:
    """Hidden for good, and not as the closed panel of an accordion is."""
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    hidden = element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
    if not hidden and element.get("aria-hidden") != "true":
        return False
    named = f"{element.get('class') or ''} {element.get('id') or ''} {element.getparent().get('class') or ''}"
    return not (element.get("id") in panels or PANEL.search(named))


def without_title(text: str, title: str) -> str:
    """The text without a first heading that only repeats the title."""
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines[:8]) if line.startswith("# ")), None)
    if first is not None and lines[first].lstrip("# ").strip() == fold(title):
        del lines[first]
    return "\n".join(lines).strip()


def without_dates(text: str) -> str:
    """The text without the lines that only say when the page was changed."""
    return "\n\n".join(block for block in text.split("\n\n") if not only_says_when(block))


def title_of(tree: Any, main: Any) -> str:
    """The main heading, else og:title, else <title> without the site's name."""
    heading = next(iter(main.iter("h1") if main is not None else ()), None)
    heading = heading if heading is not None else next(tree.iter("h1"), None)
    if heading is not None and plain(heading):
        return re.sub(r"\\(?=[\\`*<])", "", plain(heading))[:300]
    said = tree.xpath("string(//meta[@property='og:title']/@content)") or tree.xpath("string(//title)")
    return re.sub(r"\s+(?:[|–-])\s+[^|–-]*$", "", re.sub(r"\s+", " ", said).strip())[:300]


def canonical_url(tree: Any) -> str | None:
    """The page's own word for its address (HTML: link rel=canonical; Open Graph: og:url)."""
    for query in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for value in tree.xpath(query):
            if re.match(r"https?://", value.strip()):
                return str(value.strip())
    return None


def language_of(tree: Any) -> str | None:
    """As the page declares it: "sv", "en", "ar"."""
    said = (tree.xpath("string(//html/@lang)") or tree.xpath("string(//html/@*[local-name()='lang'])")).strip().lower()
    return said.split("-")[0] or None


def breadcrumb_of(tree: Any, title: str) -> tuple[str, ...]:
    found = tree.xpath(
        "//*[contains(translate(@class,'B','b'),'breadcrumb') or contains(@class,'brodsmul') or "
        "contains(translate(@aria-label,'BÖ','bö'),'brödsmul') or contains(translate(@aria-label,'B','b'),'breadcrumb')]"
    )
    crumbs = [
        plain(link).strip(" ›>/»") for link in (found[0].iter("a", "li", "span") if found else ()) if not len(link)
    ]
    own = re.compile(r"(?i)^(?:start(?:sida)?n?|hem|home|.*\bkommun|du är här:?)?$")
    return tuple(dict.fromkeys(crumb for crumb in crumbs if crumb and not own.match(crumb) and crumb != fold(title)))[
        :6
    ]
