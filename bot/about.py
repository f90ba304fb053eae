"""Så fungerar tjänsten: what it is, its models and pages, personal data, complaints, accessibility. GET /om."""

from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bot.assistant import Assistant
from bot.settings import BUNDLED, Settings
from corpus.index import IndexMissing
from corpus.page import Contact
from corpus.store import StoreUnreachable

PAGE = Template((Path(__file__).parent / "chat_files" / "om.html").read_text(encoding="utf-8"))


def about_routes(assistant: Assistant) -> APIRouter:
    router = APIRouter()

    @router.get("/om")
    def about() -> HTMLResponse:
        settings = assistant.settings
        return HTMLResponse(
            PAGE.substitute(
                municipality=escape(settings.municipality),
                language_model=escape(model_name(settings.language_model)),
                embedding_model=escape(model_name(settings.embedding_model)),
                pages=escape(pages_version(assistant)),
                contact=contact(settings.contact),
                data_protection=data_protection(settings),
            )
        )

    return router


def model_name(named: str) -> str:
    """A model as readers may see it: a path by its file, a server without its address."""
    if named == BUNDLED:
        return "den inbyggda"
    if urlsplit(named).scheme in ("http", "https"):
        return "på kommunens egen server"
    return Path(named).name if Path(named).is_absolute() else named


def pages_version(assistant: Assistant) -> str:
    try:
        return assistant.index.version
    except (IndexMissing, StoreUnreachable):
        return "inga sidor är inlästa"


def contact(given: Contact) -> str:
    """Name, phone, e-mail and hours as HTML."""
    phone = given.phone and f'<a href="tel:{escape(given.phone.replace(" ", ""))}">{escape(given.phone)}</a>'
    email = given.email and mail(given.email)
    return ", ".join(filter(None, [escape(given.name), phone, email, escape(given.hours or "")]))


def mail(address: str) -> str:
    return f'<a href="mailto:{escape(address)}">{escape(address)}</a>'


def data_protection(settings: Settings) -> str:
    """Whom to ask about personal data."""
    if settings.data_protection:
        return f"Kommunens dataskyddsombud svarar på frågor: {mail(settings.data_protection)}."
    return f"Frågor om personuppgifter besvaras av {contact(settings.contact)}."
