"""/medarbetare/omdomen: staff read what readers think of the answers, and delete it when a reader asks for that. Nobody else does."""

import asyncio
import logging
from collections.abc import Callable
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.answer_card import swedish_date, web_address
from bot.database import DatabaseError
from bot.feedback import Feedback, FeedbackStore
from bot.settings import Settings
from bot.staff import audience_of, page, reader_of

log = logging.getLogger(__name__)
PATH = "/medarbetare/omdomen"
LOG_IN = "Logga in för att läsa omdömen."
DOWN = "Omdömena kan inte läsas just nu. Försök igen om en stund."
PAGE = Template((Path(__file__).parent / "chat_files" / "omdomen.html").read_text(encoding="utf-8"))


def feedback_routes(settings: Settings, store: FeedbackStore) -> APIRouter:
    router = APIRouter()

    @router.get(PATH)
    async def history(request: Request) -> Response:
        return await for_staff(request, lambda: listed(settings, store))

    @router.post(PATH)
    async def delete(request: Request, id: str = Form(max_length=100)) -> Response:
        return await for_staff(request, lambda: deleted(store, id))

    async def for_staff(request: Request, answer: Callable[[], Response]) -> Response:
        """The answer, or why there is none."""
        reader = await reader_of(request)
        if audience_of(reader) != "medarbetare":
            return page(settings, LOG_IN, 403 if reader else 401)
        try:
            return await asyncio.to_thread(answer)
        except DatabaseError as error:
            log.error("%s", error)
            return page(settings, DOWN, 503)

    return router


def listed(settings: Settings, store: FeedbackStore) -> Response:
    found = store.latest()
    municipality, rows = escape(settings.municipality), "\n".join(map(row, found))
    return HTMLResponse(PAGE.substitute(municipality=municipality, summary=summary(found), days=store.days, rows=rows))


def deleted(store: FeedbackStore, id: str) -> Response:
    store.delete(id)
    return RedirectResponse(PATH, status_code=303)


def summary(found: list[Feedback]) -> str:
    helpful = sum(one.helpful for one in found)
    return f"{helpful} av {len(found)} läsare hade nytta av svaret." if found else "Inga omdömen än."


def row(one: Feedback) -> str:
    verdict = "Hade nytta" if one.helpful else "Hade inte nytta"
    made_with = " · ".join(filter(None, [one.audience, one.status, one.model, one.index_version]))
    return f"""<article>
<h2>{escape(one.question)}</h2>
<p><strong>{verdict}</strong>, {swedish_date(one.given[:10])}{f": ”{escape(one.reason)}”" if one.reason else ""}</p>
<p>{escape(one.answer)}</p>
<p class="small">{" · ".join(map(page_link, one.pages.splitlines()))}<br>{escape(made_with)}</p>
<details><summary>Ta bort omdömet</summary>
<form method="post"><input type="hidden" name="id" value="{escape(one.id)}"><p>Det går inte att ångra.</p><button>Ta bort för alltid</button></form>
</details>
</article>"""


def page_link(url: str) -> str:
    address = web_address(url)
    return f'<a href="{escape(address)}">{escape(address)}</a>' if address else escape(url)
