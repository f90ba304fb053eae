"""The chat page's behaviour: Chainlit callbacks around Assistant.answer.

bot/serve.py prepares Chainlit's folder, calls `register` and then runs the server.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing, closing
from http.cookies import SimpleCookie
from typing import Any, TypeVar

import chainlit as cl
from chainlit.server import sio
from chainlit.session import WebsocketSession
from chainlit.types import ChatProfile
from starlette.datastructures import Headers

from bot.answer import Answer, Status
from bot.answer_card import card
from bot.assistant import Assistant
from bot.database import DatabaseError
from bot.feedback import Feedback, FeedbackStore
from bot.phrases import language_of, phrase, turn_to
from bot.rate import RateLimit
from bot.staff import RESIDENT, audience_of, has_ended
from bot.welcome import profile, starters
from corpus.snapshot import Scope

log = logging.getLogger(__name__)
Item = TypeVar("Item")
REMEMBERED = 6  # earlier questions
ELEMENT = "Answer.jsx"
LOGGED_OUT = "Din inloggning har gått ut. Ladda om sidan och välj För medarbetare för att logga in igen."


def register(assistant: Assistant, store: FeedbackStore) -> None:
    """Register the callbacks with Chainlit."""
    limit = RateLimit(assistant.settings.questions_a_minute, within=60)

    @cl.header_auth_callback
    async def everybody_may_ask(headers: Headers) -> cl.User:
        """Residents need no login; staff get their session from bot/staff.py."""
        return RESIDENT

    @cl.set_chat_profiles
    async def profiles(user: cl.User | None, language: str | None = None) -> list[ChatProfile]:
        """Staff choose between their own pages and a resident's view; a resident has one."""
        audiences = ["medarbetare", "invånare"] if audience_of(user) == "medarbetare" else ["invånare"]
        return [profile(audience, shown_in(language), default=audience == audiences[0]) for audience in audiences]

    @cl.set_starters
    async def questions_to_begin_with(user: cl.User | None, language: str | None = None) -> list[cl.Starter]:
        """For the widget, which knows no profile."""
        return starters("invånare", shown_in(language))

    @cl.on_window_message
    async def on_choice(message: Any) -> None:
        """Easy-to-read Swedish on or off, from the page's menu; what else comes to the window is not ours."""
        if isinstance(message, dict) and isinstance(message.get("kommunsvarEasy"), bool):
            cl.user_session.set("easy", message["kommunsvarEasy"])

    @cl.on_message
    async def on_message(message: cl.Message) -> None:
        try:
            if limit.reached(client()):
                language = notice_language(message.content)
                await AnswerCard(language).show(Answer("", Status.BUSY, note=phrase("too_many", language), done=True))
            elif has_ended(cl.user_session.get("user")):
                await AnswerCard("sv").show(Answer("", Status.REFUSED, note=LOGGED_OUT, done=True))
            else:
                limit.count(client())
                await show(assistant, message.content)
        except Exception:  # the outermost surface: report, and tell the reader honestly
            log.exception("frågan kunde inte besvaras")
            contact, language = assistant.settings.contact, notice_language(message.content)
            note = phrase("error", language, contact=turn_to(contact, language))
            await AnswerCard(language).show(Answer("", Status.ERROR, note=note, contact=contact, done=True))
        finally:
            cl.chat_context.clear()  # Chainlit's own copy of the messages, which outlives the session

    @cl.action_callback("feedback")
    async def on_feedback(action: cl.Action) -> bool:
        """Save, change or take back what the reader thinks of an answer in this session; whether it was done."""
        answer: Answer | None = (cl.user_session.get("answers") or {}).get(action.payload.get("id"))
        return answer is not None and await done(keep, store, answer, scope(), action.payload)

    @cl.action_callback("forget")
    async def on_forget(action: cl.Action) -> bool:
        """Delete the conversation, also one that is being answered, and the feedback given in it."""
        if cl.context.session.current_task:
            cl.context.session.current_task.cancel()
        for id in cl.user_session.get("rated") or []:
            if not await done(store.delete, id):
                return False
        for name in ("history", "answers", "rated"):
            cl.user_session.set(name, None)
        return True

    @sio.on("stop")
    async def stop(socket_id: str) -> None:
        """Chainlit's own handler, without its message in English."""
        session = WebsocketSession.get(socket_id)
        if session and session.current_task:
            session.current_task.cancel()

    @cl.on_chat_end
    async def page_closed() -> None:
        """Also when the connection is lost: the card then offers to ask again."""
        if task := cl.context.session.current_task:
            task.cancel()


async def show(assistant: Assistant, question: str) -> None:
    """Answer one question in one card: sources first, then verified sentences, last links and contact."""
    history: list[str] = cl.user_session.get("history") or []
    shown = AnswerCard()
    try:
        growing = assistant.answer(question, scope(), history, reader=client(), easy=easy())
        async with aclosing(in_thread(growing)) as answers:
            async for answer in answers:
                if answer is not shown.answer:
                    await shown.show(answer)
        cl.user_session.set("easy", answer.easy)
        cl.user_session.set("history", [*history, answer.question][-REMEMBERED:])
    except asyncio.CancelledError:  # the stop button, or a closed page
        await shown.stop()
        raise


class AnswerCard:
    """The message that holds one Answer element, sent with the first thing there is to show."""

    def __init__(self, language: str | None = None) -> None:
        """Args:
        language: that of the note, where the question does not tell.
        """
        self.language = language
        self.element: cl.CustomElement | None = None
        self.answer: Answer | None = None

    async def show(self, answer: Answer, *, stopped: bool = False) -> None:
        self.answer = answer
        props = card(answer, stopped=stopped, language=self.language)
        new = self.element is None
        self.element = self.element or cl.CustomElement(name="Answer", props=props, url=f"/public/elements/{ELEMENT}")
        self.element.props = {**props, "id": self.element.id}
        if answer.done:
            remember(self.element.id, answer)  # first, so that feedback given at once is for an answer that is known
        if new:
            await cl.Message(content="", elements=[self.element]).send()
        else:
            await self.element.update()

    async def stop(self) -> None:
        """What was shown stays, marked as unfinished."""
        if self.answer and not self.answer.done:
            await self.show(self.answer, stopped=True)


def remember(id: str, answer: Answer) -> None:
    """Keep the last answers of the session, for feedback."""
    answers: dict[str, Answer] = {**(cl.user_session.get("answers") or {}), id: answer}
    cl.user_session.set("answers", dict(list(answers.items())[-REMEMBERED:]))


async def done(work: Callable[..., object], *arguments: object) -> bool:
    """Whether the feedback's database did it; the operator finds the reason in the log."""
    try:
        await asyncio.to_thread(work, *arguments)
    except DatabaseError as error:
        log.error("%s", error)
        return False
    return True


def keep(store: FeedbackStore, answer: Answer, scope: Scope, payload: dict[str, Any]) -> None:
    id, helpful, reason = payload["id"], payload.get("helpful"), str(payload.get("reason") or "")
    if helpful is None:
        store.delete(id)
    else:
        store.save(Feedback.of(id, answer, scope.audience, helpful=bool(helpful), reason=reason))
        cl.user_session.set("rated", [*(cl.user_session.get("rated") or []), id])


def notice_language(question: str) -> str:
    """The language of what the page itself has to say: the question's; a Swedish one is answered in the page's language."""
    asked = language_of(question)
    return page_language(cl.context.session.environ.get("HTTP_COOKIE", "")) if asked == "sv" else asked


def shown_in(asked: str | None) -> str:
    """The language of the page's own words, of a language tag that the browser asks for."""
    return "en" if asked and asked.startswith("en") else "sv"


def page_language(cookies: str) -> str:
    """What the reader has chosen (public/before.js)."""
    chosen = SimpleCookie(cookies).get("kommunsvar-language")
    return "en" if chosen and chosen.value == "en" else "sv"


def easy() -> bool:
    """Whether this conversation is in easy-to-read Swedish: as last chosen or asked for, else as the one before it in this browser."""
    chosen: bool | None = cl.user_session.get("easy")
    return (
        "kommunsvar-easy" in SimpleCookie(cl.context.session.environ.get("HTTP_COOKIE", ""))
        if chosen is None
        else chosen
    )


def client() -> str:
    """The reader's address; behind a proxy on this machine, the one that it forwards (uvicorn's proxy headers)."""
    asgi = cl.context.session.environ.get("asgi.scope", {})
    return str((asgi.get("client") or [""])[0])


def scope() -> Scope:
    """A staff session that has chosen its own profile sees staff pages; everybody else is a resident."""
    chosen = (cl.user_session.get("chat_profile") or "").casefold()
    allowed = audience_of(cl.user_session.get("user"))
    return Scope("medarbetare" if chosen == allowed == "medarbetare" else "invånare")


async def in_thread(items: Generator[Item, None, None]) -> AsyncGenerator[Item, None]:
    """The items of a blocking generator, made in another thread, which closes it at its next item when the reader stops or leaves."""
    loop, made, left = asyncio.get_running_loop(), asyncio.Queue[Item | Exception | None](), threading.Event()

    def work() -> None:
        try:
            with closing(items):
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
