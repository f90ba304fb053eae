"""GET /medarbetare/omdomen: staff read what readers think of the answers. Nobody else does."""

from html import escape
from pathlib import Path
from string import Template
from typing import Annotated

from chainlit.auth import get_current_user
from chainlit.user import User
from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import HTMLResponse

from bot.answer_card import swedish_date, web_address
from bot.feedback import Feedback, FeedbackStore
from bot.settings import Settings
from bot.staff import audience_of

PAGE = Template((Path(__file__).parent / "chat_files" / "omdomen.html").read_text(encoding="utf-8"))


def feedback_routes(settings: Settings, store: FeedbackStore) -> APIRouter:
    router = APIRouter()

    @router.get("/medarbetare/omdomen")
    def feedback(user: Annotated[User | None, Depends(get_current_user)]) -> HTMLResponse:
        if audience_of(user) != "medarbetare":
            raise HTTPException(403, "Logga in som medarbetare.")
        found = store.latest()
        return HTMLResponse(
            PAGE.substitute(
                municipality=escape(settings.municipality),
                summary=summary(found),
                days=store.days,
                rows="\n".join(map(row, found)),
            )
        )

    return router


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
</article>"""


def page_link(url: str) -> str:
    address = web_address(url)
    return f'<a href="{escape(address)}">{escape(address)}</a>' if address else escape(url)
