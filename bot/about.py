"""Så fungerar tjänsten: what it is, its models and pages, personal data, complaints, accessibility. GET /om.

The accessibility statement has what the law on accessible digital public service (2018:1937) and Digg ask for. It is a template:
what it says of faults and tests is true of this program, and the municipality answers for it.
"""

from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bot.answer_card import swedish_date
from bot.assistant import Assistant
from bot.settings import BUNDLED, Settings, is_server
from bot.weights import EMBEDDING_MODEL, LANGUAGE_MODEL, Weights
from corpus.index import IndexMissing
from corpus.page import Contact
from corpus.store import StoreUnreachable

ASSESSED = "2026-11-24"  # the day when what the statement says of faults and tests was last looked through
PAGE = Template((Path(__file__).parent / "chat_files" / "om.html").read_text(encoding="utf-8"))


def about_routes(assistant: Assistant) -> APIRouter:
    router = APIRouter()

    @router.get("/om")
    def about() -> HTMLResponse:
        settings = assistant.settings
        return HTMLResponse(
            PAGE.substitute(
                municipality=escape(settings.municipality),
                language_model=escape(model_name(settings.language_model, LANGUAGE_MODEL)),
                embedding_model=escape(model_name(settings.embedding_model, EMBEDDING_MODEL)),
                pages=escape(pages(assistant)),
                contact=contact(settings.contact),
                data_protection=data_protection(settings),
                models_run=models_run(settings),
                days=settings.feedback_days,
                assessed=swedish_date(ASSESSED),
            )
        )

    return router


def model_name(named: str, bundled: Weights) -> str:
    """A model as readers may see it: a path by its file, a server without its address."""
    if named == BUNDLED:
        return f"den inbyggda, {Path(bundled.name).stem}"
    if is_server(named):
        return "på en annan server, som kommunen har valt"
    return Path(named).name if Path(named).is_absolute() else named


def models_run(settings: Settings) -> str:
    """Where a question goes."""
    if is_server(settings.language_model) or is_server(settings.embedding_model):
        return (
            "En AI-modell körs på en annan server, som kommunen har valt. Din fråga skickas dit, utan de uppgifterna."
        )
    return "AI-modellerna körs på samma server som tjänsten, så din fråga skickas inte vidare till något annat företag."


def pages(assistant: Assistant) -> str:
    """When the pages were read in, and which version of the index they are."""
    try:
        day = swedish_date(assistant.index.read_in().isoformat())
        return f"lästes senast in den {day} (version {assistant.index.version})"
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
