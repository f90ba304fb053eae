"""The chat page's behaviour: Chainlit callbacks around Assistant.answer.

bot/serve.py prepares Chainlit's folder, calls `register` and then runs the server.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any, TypeVar

import chainlit as cl
from chainlit.server import sio
from chainlit.session import WebsocketSession
from chainlit.types import ChatProfile, Starter
from starlette.datastructures import Headers

from bot.answer import Answer, Status
from bot.answer_card import card
from bot.assistant import Assistant
from bot.feedback import Feedback, FeedbackStore
from bot.phrases import language_of, phrase, turn_to
from bot.rate import RateLimit
from bot.staff import RESIDENT
from corpus.index import Scope

log = logging.getLogger(__name__)
Item = TypeVar("Item")
REMEMBERED = 6  # earlier questions
ELEMENT = "Answer.jsx"

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
    "invånare": "## Vad vill du veta?\n\nJag är en **AI-tjänst** som svarar från kommunens sidor, och jag **kan ha fel**. Siffran efter "
                "varje mening visar var det står. Skriv inga personuppgifter. [Så fungerar tjänsten](/om)",
    "medarbetare": "## Vad vill du veta?\n\nJag är en **AI-tjänst** som svarar från riktlinjer och lagar om generativ AI och från kommunens "
                   "sidor. Jag **kan ha fel** och ersätter inte juridisk rådgivning. Skriv inga personuppgifter. "
                   "[Så fungerar tjänsten](/om)",
}  # fmt: skip


def register(assistant: Assistant, store: FeedbackStore) -> None:
    """Register the callbacks with Chainlit."""
    limit = RateLimit(assistant.settings.questions_a_minute, within=60)

    @cl.header_auth_callback
    async def everybody_may_ask(headers: Headers) -> cl.User:
        """Residents need no login; staff get their session from bot/staff.py."""
        return RESIDENT

    @cl.set_chat_profiles
    async def profiles(user: cl.User | None) -> list[ChatProfile]:
        """Staff choose between their own pages and a resident's view; a resident has one."""
        audiences = ["medarbetare", "invånare"] if audience_of(user) == "medarbetare" else ["invånare"]
        return [profile(audience, default=audience == audiences[0]) for audience in audiences]

    @cl.on_message
    async def on_message(message: cl.Message) -> None:
        try:
            if limit.reached(client()):
                await AnswerCard().show(too_many(message.content))
            else:
                limit.count(client())
                await show(assistant, message.content)
        except Exception:  # the outermost surface: report, and tell the reader honestly
            log.exception("frågan kunde inte besvaras")
            contact = turn_to(assistant.settings.contact, "sv")
            note = phrase("error", "sv", contact=contact)
            await AnswerCard().show(Answer("", Status.ERROR, note=note, contact=assistant.settings.contact, done=True))
        finally:
            cl.chat_context.clear()  # Chainlit's own copy of the messages, which outlives the session

    @cl.action_callback("feedback")
    async def on_feedback(action: cl.Action) -> bool:
        """Save, change or take back what the reader thinks of an answer in this session; whether it was done."""
        answer: Answer | None = (cl.user_session.get("answers") or {}).get(action.payload.get("id"))
        return answer is not None and await asyncio.to_thread(keep, store, answer, scope(), action.payload)

    @cl.action_callback("forget")
    async def on_forget(action: cl.Action) -> bool:
        """Delete the conversation, also one that is being answered, and the feedback given in it."""
        if cl.context.session.current_task:
            cl.context.session.current_task.cancel()
        for id in cl.user_session.get("rated") or []:
            await asyncio.to_thread(store.delete, id)
        for name in ("history", "answers", "rated"):
            cl.user_session.set(name, None)
        return True

    @sio.on("stop")
    async def stop(socket_id: str) -> None:
        """Chainlit's own handler, without its message in English."""
        session = WebsocketSession.get(socket_id)
        if session and session.current_task:
            session.current_task.cancel()


def profile(audience: str, *, default: bool) -> ChatProfile:
    return ChatProfile(
        name=audience.capitalize(),
        markdown_description=ABOUT[audience],
        icon="/public/kommunsvar.svg",  # without an icon Chainlit hides the description
        default=default,
        starters=[Starter(label=label, message=message) for label, message in STARTERS[audience]],
    )


async def show(assistant: Assistant, question: str) -> None:
    """Answer one question in one card: sources first, then verified sentences, last links and contact."""
    history: list[str] = cl.user_session.get("history") or []
    shown = AnswerCard()
    try:
        async for answer in in_thread(assistant.answer(question, scope(), history)):
            await shown.show(answer)
            if answer.done:
                cl.user_session.set("history", [*history, answer.question][-REMEMBERED:])
    except asyncio.CancelledError:  # the stop button
        await shown.stop()
        raise


class AnswerCard:
    """The message that holds one Answer element, sent with the first thing there is to show."""

    def __init__(self) -> None:
        self.element: cl.CustomElement | None = None
        self.answer: Answer | None = None

    async def show(self, answer: Answer, *, stopped: bool = False) -> None:
        self.answer = answer
        props = card(answer, stopped=stopped)
        if self.element is None:
            self.element = cl.CustomElement(name="Answer", props=props, url=f"/public/elements/{ELEMENT}")
            self.element.props["id"] = self.element.id
            await cl.Message(content="", elements=[self.element]).send()
        else:
            self.element.props = {**props, "id": self.element.id}
            await self.element.update()
        if answer.done:
            remember(self.element.id, answer)

    async def stop(self) -> None:
        """What was shown stays, marked as unfinished."""
        if self.answer and not self.answer.done:
            await self.show(self.answer, stopped=True)


def remember(id: str, answer: Answer) -> None:
    """Keep the last answers of the session, for feedback."""
    answers: dict[str, Answer] = {**(cl.user_session.get("answers") or {}), id: answer}
    cl.user_session.set("answers", dict(list(answers.items())[-REMEMBERED:]))


def keep(store: FeedbackStore, answer: Answer, scope: Scope, payload: dict[str, Any]) -> bool:
    id, helpful, reason = payload["id"], payload.get("helpful"), str(payload.get("reason") or "")
    if helpful is None:
        store.delete(id)
    else:
        store.save(Feedback.of(id, answer, scope.audience, helpful=bool(helpful), reason=reason))
        cl.user_session.set("rated", [*(cl.user_session.get("rated") or []), id])
    return True


def too_many(question: str) -> Answer:
    return Answer("", Status.BUSY, note=phrase("too_many", language_of(question)), done=True)


def client() -> str:
    """The reader's address; behind a proxy on this machine, the one that it forwards (uvicorn's proxy headers)."""
    asgi = cl.context.session.environ.get("asgi.scope", {})
    return str((asgi.get("client") or [""])[0])


def scope() -> Scope:
    """A staff session that has chosen its own profile sees staff pages; everybody else is a resident."""
    chosen = (cl.user_session.get("chat_profile") or "").casefold()
    allowed = audience_of(cl.user_session.get("user"))
    return Scope("medarbetare" if chosen == allowed == "medarbetare" else "invånare")


def audience_of(user: cl.User | None) -> str:
    return str(user.metadata.get("audience", "invånare")) if user else "invånare"


async def in_thread(items: Iterator[Item]) -> AsyncIterator[Item]:
    """The items of a blocking iterator, made in another thread, which stops at its next item when the reader stops or leaves."""
    loop, made, left = asyncio.get_running_loop(), asyncio.Queue[Item | Exception | None](), threading.Event()

    def work() -> None:
        try:
            for item in items:
                loop.call_soon_threadsafe(made.put_nowait, item)
                if left.is_set():
                    break
            loop.call_soon_threadsafe(made.put_nowait, None)
        except Exception as error:  # raised again where the items are read
            loop.call_soon_threadsafe(made.put_nowait, error)

    threading.Thread(target=work, daemon=True, name="svarar").start()
    try:
        while (item := await made.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        left.set()
