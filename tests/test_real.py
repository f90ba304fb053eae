"""The bundled models on the bundled pages, as a reader meets them. `make test` builds the index first."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from bot.__main__ import open_assistant
from bot.answer import Answer, Status
from bot.assistant import Assistant
from bot.guard import guard
from bot.settings import load_settings
from corpus.snapshot import Scope
from tests.benchmarks.guard import CHECK, measure, read_rows

pytestmark = pytest.mark.model
Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return open_assistant(load_settings())


@pytest.fixture(scope="module")
def ask(assistant: Assistant) -> Iterator[Ask]:
    def asked(question: str, audience: str = "invånare") -> Answer:
        *_, answer = assistant.answer(question, Scope(audience))
        return answer

    yield asked


def test_the_deadline_for_preschool(ask: Ask) -> None:
    answer = ask("När måste jag söka förskoleplats för att platsgarantin ska gälla?")
    assert answer.status is Status.ANSWERED and "fyra månader" in answer.text
    [citation] = [one for one in answer.citations if "fyra månader" in one.quote][:1]
    assert citation.url.endswith("/forskola-och-familjedaghem/ansok-eller-sag-upp-plats.html")


def test_a_broken_street_lamp(ask: Ask) -> None:
    answer = ask("Gatlyktan utanför mitt hus är sönder, vad gör jag?")
    assert answer.status is Status.ANSWERED
    assert "formulär" in answer.text or "023-830 00" in answer.text
    assert {citation.page_id for citation in answer.citations} == {"gatubelysning-vag-felanmalan"}


def test_personal_data_in_an_open_ai_service(ask: Ask) -> None:
    answer = ask("Får jag klistra in personuppgifter i en öppen AI-tjänst?", "medarbetare")
    assert answer.status is Status.ANSWERED
    assert "inte" in answer.text.casefold() or "nej" in answer.text.casefold()


def test_a_question_in_english(ask: Ask) -> None:
    answer = ask("What is the deadline for preschool?")
    assert answer.status is Status.ANSWERED and "fyra månader" in answer.text
    assert answer.text.startswith("The pages are in Swedish.")


def test_a_cinema_ticket_is_not_the_municipalitys_business(ask: Ask) -> None:
    answer = ask("Vad kostar en biobiljett i Falun?")
    assert (answer.status, answer.model) == (Status.NO_EVIDENCE, None)
    assert "023-830 00" in answer.text


def test_every_sentence_stands_on_its_quotes(ask: Ask) -> None:
    answer = ask("Vad händer om jag tackar nej till en förskoleplats?")
    quoted = {citation.number for citation in answer.citations}
    assert answer.sentences and all(set(sentence.citations) <= quoted for sentence in answer.sentences)


def test_the_second_question_reuses_the_prefix(assistant: Assistant, ask: Ask) -> None:
    """The fixed messages are in the KV cache: reading evidence and question takes less than reading everything."""
    ask("När måste jag söka förskoleplats för att platsgarantin ska gälla?")
    second = ask("Gäller platsgarantin familjedaghem?")
    assert second.timings.prompt_tokens > 300
    assert second.timings.first_sentence_s is not None and second.timings.first_sentence_s < 60


def test_the_alarm_with_vectors_knows_sentences_that_it_was_not_trained_on(assistant: Assistant) -> None:
    figures = measure(read_rows(CHECK), partial(guard, embed=assistant.index.embed_untrained))
    assert figures.emergency_recall >= 0.91 and figures.refusal_recall >= 0.7, figures.missed
    assert figures.false_alarm_share <= 0.06, figures.false_alarms


def test_an_emergency_in_another_language_that_no_rule_knows(ask: Ask) -> None:
    answer = ask("Mieheni sai juuri sydänkohtauksen ja makaa lattialla")
    assert answer.status is Status.EMERGENCY and answer.text.startswith("Soita heti 112")
