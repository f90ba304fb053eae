"""The chat page in front of an assistant that needs no model: python -m tests.fake_chat --port 8000 --data DIR.

The question's first word chooses what happens; each state of the page can be shown, slowly enough to be seen.
"""

import argparse
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from bot.answer import Answer, Evidence, Sentence, Status
from bot.easy.request import request
from bot.phrases import phrase, turn_to
from bot.serve import serve
from bot.settings import Settings, load_settings
from corpus.page import Chunk, Contact, EService
from corpus.snapshot import Scope

PAUSE = 0.35  # seconds between two steps of an answer
CONTACT = Contact("Kontaktcenter Falu kommun", "023-830 00", "kontaktcenter@falun.se", "måndag–fredag 8–16.30")
FORSKOLA = Chunk(
    "forskola-ansokan", "https://www.falun.se/forskola/ansok.html", "Ansök om plats i förskola eller familjedaghem", "falun",
    "invånare", "Förskola & skola", ("Platsgaranti: när måste du söka?",),
    "Du ansöker i kommunens e-tjänst med BankID. Sök förskoleplats minst fyra månader innan ditt barn ska börja, så gäller "
    "platsgarantin. Söker du senare får du plats i mån av tillgång. Kommunen räknar från den dag då ansökan kom in.",
    3, updated="2024-05-06", note="Belopp från 2023.", contact=CONTACT,
    e_service=EService("Ansök om plats i förskola och fritidshem", "https://www.falun.se/e-tjanst"),
)  # fmt: skip
AVGIFT = Chunk(
    "forskola-avgift", "https://www.falun.se/forskola/avgifter.html", "Avgifter i förskolan", "falun", "invånare",
    "Förskola & skola", ("Maxtaxa",), "| Barn | Avgift |\n|---|---|\n| Första barnet | högst 1 688 kronor i månaden |\n"
    "| Andra barnet | högst 1 125 kronor i månaden |", 1, updated=None, contact=CONTACT,
)  # fmt: skip
EVIDENCE = (
    Evidence(3, "Sök förskoleplats minst fyra månader innan ditt barn ska börja, så gäller platsgarantin.", FORSKOLA, 5.0),
    Evidence(7, "Första barnet – Avgift: högst 1 688 kronor i månaden", AVGIFT, 4.0),
    Evidence(1, "Du ansöker i kommunens e-tjänst med BankID.", FORSKOLA, 3.0),
)  # fmt: skip
SENTENCES = (
    Sentence("Du måste söka minst fyra månader innan ditt barn ska börja för att platsgarantin ska gälla.", (3,)),
    Sentence("För det första barnet betalar du högst 1 688 kronor i månaden.", (7,)),
    Sentence("Du ansöker i kommunens e-tjänst med BankID.", (1, 3)),
)
EASY = (
    Sentence("Söker du senare? Då får du plats i mån av tillgång.", (3,)),
    Sentence("Du ansöker i kommunens e-tjänst med BankID.", (1,)),
)

CLOSED = threading.Event()  # an answer in the queue was left by its reader


class FakeAssistant:
    """Answers without reading: the words in `answers_by` choose a state, anything else is an answer with three sentences."""

    def __init__(self, settings: Settings) -> None:
        self.settings = replace(settings, contact=CONTACT)
        self.index = SimpleNamespace(version="2026-11-22", read_in=lambda: date(2026, 11, 22))

    def warm_up(self, *, retrieve_only: bool = False) -> None:
        pass

    def answer(
        self, question: str, scope: Scope, history: Sequence[str] = (), *, reader: str = "", easy: bool = False
    ) -> Generator[Answer, None, None]:
        base = Answer(
            question, Status.ANSWERED, contact=CONTACT, model="qwen2.5-0.5b", index_version="2026-11-22", easy=easy
        )
        contact = turn_to(CONTACT, "sv")
        word = question.casefold()
        if "112" in word or "brinner" in word:
            yield replace(base, status=Status.EMERGENCY, note=phrase("danger", "sv"), done=True)
        elif word == "målgrupp":
            yield replace(base, status=Status.REFUSED, note=scope.audience, done=True)
        elif "ätit" in word:
            yield replace(base, status=Status.EMERGENCY, note=phrase("poison", "sv"), done=True)
        elif "biobiljett" in word:
            note = phrase("no_evidence", "sv", contact=contact)
            yield replace(base, status=Status.NO_EVIDENCE, note=note, evidence=EVIDENCE, done=True)
        elif "library" in word:
            quotes = replace(base, note=phrase("quoted", "en"), evidence=EVIDENCE, sentences=SENTENCES[1:2], done=True)
            yield quotes
        elif word == "minnet":
            yield replace(base, status=Status.REFUSED, note=", ".join(history) or "inget", done=True)
        elif word == "plats":
            note = "Vilken plats menar du?"
            choices = (
                "När måste jag söka förskoleplats?",
                "Hur får jag plats på ett äldreboende?",
                "Kan jag boka en p-plats?",
            )
            yield replace(base, status=Status.CLARIFY, note=note, choices=choices, contact=None, done=True)
        elif "skadligt" in word:
            chunk = replace(FORSKOLA, title="**Fet** <img src=x onerror=alert(1)>", url="javascript:alert(1)")
            evil = Evidence(3, "<script>document.title='hackad'</script> [länk](https://exempel.invalid)", chunk, 1.0)
            sentence = Sentence("<b>Fet</b> och **stjärnor** [klicka](https://exempel.invalid).", (3,))
            yield replace(base, evidence=(evil,), sentences=(sentence,), done=True)
        elif word == "steg":
            steps = Sentence("Gör så här: 1. Logga in med BankID. 2. Fyll i ansökan. 3. Vänta på besked.", (3,))
            yield replace(base, evidence=EVIDENCE, sentences=(steps, SENTENCES[1]), done=True)
        elif word == "kö":
            yield from queued(replace(base, evidence=EVIDENCE, sentences=SENTENCES[:1]))
        elif (asked := request(question).easy) is not None or easy:
            chosen = replace(base, easy=easy if asked is None else asked, evidence=EVIDENCE)
            yield replace(chosen, sentences=EASY if chosen.easy else SENTENCES, done=True)
        elif word == "stängd":
            yield replace(base, note=f"{CLOSED.is_set()}", done=True)
        elif word == "många":
            busy = replace(base, status=Status.BUSY, note=phrase("busy", "sv"), evidence=EVIDENCE)
            yield replace(busy, sentences=SENTENCES[:2], done=True)
        elif word == "fel":
            raise RuntimeError("trasigt")
        elif len(question) > 2000:
            yield replace(base, status=Status.REFUSED, note=phrase("too_long", "sv", limit="2 000"), done=True)
        else:
            yield from growing(replace(base, evidence=EVIDENCE), 20 if "långsamt" in word else 1)


def queued(answer: Answer) -> Iterator[Answer]:
    """Second in the queue, then first, for as long as somebody reads."""
    try:
        yield replace(answer, place=2)
        time.sleep(PAUSE * 4)
        waiting = replace(answer, place=1)
        while True:
            yield waiting
            time.sleep(0.05)
    except GeneratorExit:
        CLOSED.set()
        raise


def growing(answer: Answer, slower: float) -> Iterator[Answer]:
    yield answer
    for count in range(1, len(SENTENCES) + 1):
        time.sleep(PAUSE * slower)
        yield replace(answer, sentences=SENTENCES[:count])
    time.sleep(PAUSE * slower)
    yield replace(answer, sentences=SENTENCES, e_service=FORSKOLA.e_service, done=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    settings = load_settings(options.data)
    serve(settings, FakeAssistant(settings), options.port)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
