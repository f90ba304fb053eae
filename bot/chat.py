"""The chat page's behaviour: Chainlit callbacks around Assistant.answer.

bot/serve.py prepares Chainlit's folder, calls `register` and then runs the server.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from typing import TypeVar

import chainlit as cl
from chainlit.types import ChatProfile, Starter
from starlette.datastructures import Headers

from bot.answer import Answer, Citation, Status
from bot.assistant import Assistant
from bot.phrases import phrase, turn_to
from bot.staff import RESIDENT
from corpus.index import Scope

log = logging.getLogger(__name__)
Item = TypeVar("Item")
REMEMBERED = 6  # earlier questions

STARTERS = {
    "invånare": [
        ("Söka förskoleplats", "När måste jag söka förskoleplats för att platsgarantin ska gälla?"),
        ("Anmäla trasig gatlykta", "Gatlyktan utanför mitt hus är sönder, vad gör jag?"),
        ("Avgift för förskola", "Vad kostar förskolan för det första barnet?"),
        ("Lämna sopor", "Vad får jag lämna på återvinningscentralen?"),
    ],
    "medarbetare": [
        ("Personuppgifter", "Får jag klistra in personuppgifter i en öppen AI-tjänst?"),
        ("Incident", "Hur snabbt måste vi anmäla en personuppgiftsincident?"),
        ("AI-förordningen", "När börjar reglerna om högrisk-AI gälla?"),
        ("Upphovsrätt", "Vem har upphovsrätt till en text som AI har skrivit?"),
    ],
}
ABOUT = {
    "invånare": "## Fråga {municipality}\n\nJag är en **AI-tjänst** som svarar på frågor om kommunens service, till exempel förskola, "
                "felanmälan, bygglov och avfall. Varje mening kontrolleras mot sidan den hänvisar till, men jag **kan ha fel**. "
                "Jag kan inte se ditt ärende och fattar inga beslut. Skriv inga personuppgifter.",
    "medarbetare": "## För medarbetare\n\nJag är en **AI-tjänst** som svarar på frågor om riktlinjer och lagar för generativ AI, och om "
                   "kommunens service. Varje mening kontrolleras mot sidan den hänvisar till, men jag **kan ha fel** och ersätter "
                   "inte juridisk rådgivning. Skriv inga personuppgifter.",
}  # fmt: skip


def register(assistant: Assistant) -> None:
    """Register the callbacks with Chainlit."""

    @cl.header_auth_callback
    async def everybody_may_ask(headers: Headers) -> cl.User:
        """Residents need no login; staff get their session from bot/staff.py."""
        return RESIDENT

    @cl.set_chat_profiles
    async def profiles(user: cl.User | None) -> list[ChatProfile]:
        """Staff choose between their own pages and a resident's view; a resident has one."""
        audiences = ["medarbetare", "invånare"] if audience_of(user) == "medarbetare" else ["invånare"]
        return [
            profile(audience, assistant.settings.municipality, default=audience == audiences[0])
            for audience in audiences
        ]

    @cl.on_message
    async def on_message(message: cl.Message) -> None:
        try:
            await show(assistant, message.content)
        except Exception:  # the outermost surface: report, and tell the reader honestly
            log.exception("frågan kunde inte besvaras")
            contact = turn_to(assistant.settings.contact, "sv")
            await cl.Message(content=phrase("error", "sv", contact=contact)).send()


def profile(audience: str, municipality: str, *, default: bool) -> ChatProfile:
    return ChatProfile(
        name=audience.capitalize(),
        markdown_description=ABOUT[audience].format(municipality=municipality),
        icon="/public/kommunsvar.svg",  # without an icon Chainlit hides the description
        default=default,
        starters=[Starter(label=label, message=message) for label, message in STARTERS[audience]],
    )


async def show(assistant: Assistant, question: str) -> None:
    """Answer one question in one message: sources first, then verified sentences, last links and contact."""
    history: list[str] = cl.user_session.get("history") or []
    shown: cl.Message | None = None
    async for answer in in_thread(assistant.answer(question, scope(), history)):
        if shown is None:
            shown = await cl.Message(content=as_markdown(answer)).send()
        else:
            shown.content = as_markdown(answer)
            await shown.update()
        if answer.done:
            cl.user_session.set("history", [*history, answer.question][-REMEMBERED:])


def scope() -> Scope:
    """A staff session that has chosen its own profile sees staff pages; everybody else is a resident."""
    chosen = (cl.user_session.get("chat_profile") or "").casefold()
    allowed = audience_of(cl.user_session.get("user"))
    return Scope("medarbetare" if chosen == allowed == "medarbetare" else "invånare")


def audience_of(user: cl.User | None) -> str:
    return str(user.metadata.get("audience", "invånare")) if user else "invånare"


async def in_thread(items: Iterator[Item]) -> AsyncIterator[Item]:
    """The items of a blocking iterator, made in another thread; it is closed when the reader stops or leaves."""
    end = object()
    try:
        while (item := await asyncio.to_thread(next, items, end)) is not end:
            yield item  # type: ignore[misc]
    finally:
        await asyncio.to_thread(items.close)  # type: ignore[attr-defined]


def as_markdown(answer: Answer) -> str:
    """What the reader sees of an answer, finished or not."""
    parts = [plain(answer.note), " ".join(plain(str(sentence)) for sentence in answer.sentences)]
    if answer.status is Status.ANSWERED:
        if not answer.done:
            parts.append("*Kontrollerar och skriver …*")
        parts.append(sources(answer))
        if answer.done:
            parts += [service(answer), contact(answer)]
    return "\n\n".join(filter(None, parts))


def sources(answer: Answer) -> str:
    """The cited quotes with links; before the first sentence, the pages that are being read."""
    if answer.citations:
        return "**Källor**\n\n" + "\n\n".join(map(source, answer.citations))
    pages = dict.fromkeys((one.chunk.title, one.chunk.url) for one in answer.evidence)
    return "**Jag läser på**\n\n" + "\n".join(f"- {link(title, url)}" for title, url in pages)


def source(citation: Citation) -> str:
    updated = f" · uppdaterad {citation.updated}" if citation.updated else ""
    heading = f" › {plain(citation.heading)}" if citation.heading else ""
    return f"\\[{citation.number}\\] {link(citation.title, citation.url)}{heading}{updated}\n> {plain(citation.quote)}"


def service(answer: Answer) -> str:
    return f"**E-tjänst:** {link(answer.e_service.name, answer.e_service.url)}" if answer.e_service else ""


def contact(answer: Answer) -> str:
    if not answer.contact:
        return ""
    ways = [answer.contact.name, answer.contact.phone, answer.contact.email, answer.contact.hours]
    return f"**Kontakt:** {plain(', '.join(filter(None, ways)))}"


def link(text: str, url: str) -> str:
    """A Markdown link to a page of the corpus; a page on disk is named without a link."""
    safe = re.sub(r"[\s<>()]", lambda found: f"%{ord(found[0]):02X}", url)
    return f"[{plain(text)}]({safe})" if url.startswith(("http://", "https://")) else plain(text)


def plain(text: str) -> str:
    """Text that Markdown must not read as markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", text)
