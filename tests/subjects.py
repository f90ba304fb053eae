"""Made-up municipal subjects: what a page says, known exactly, so that an extraction can be measured against it."""

import random
from dataclasses import dataclass

SERVICES = ("Bygglov", "Färdtjänst", "Sophämtning", "Simhall", "Förskola", "Fritidshem", "Skolskjuts", "Hemtjänst", "Serveringstillstånd",
            "Parkering", "Bibliotekskort", "Kulturskola", "Vatten och avlopp", "Sotning", "Eldstad", "Marklov", "Grävtillstånd", "Hundskatt",
            "Trygghetslarm", "Snöröjning", "Lokalhyra", "Båtplats", "Koloniträdgård", "Borgerlig vigsel", "Vuxenutbildning")  # fmt: skip
PLACES = (
    "Norrby",
    "Söderhamra",
    "Västerås by",
    "Östanfors",
    "Hosjö",
    "Grycksbo",
    "Bjursås",
    "Svärdsjö",
    "Enviken",
    "Linghed",
    "Sundborn",
    "Vika",
)
OFFICES = (
    "Stadsbyggnadskontoret",
    "Socialförvaltningen",
    "Tekniska kontoret",
    "Barn- och utbildningsförvaltningen",
    "Kultur- och fritidsförvaltningen",
)
MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "augusti", "september", "oktober", "november")
SENTENCES = (
    "Du ansöker hos {office} senast den {day} {month} varje år.",
    "Handläggningen av {word} i {place} tar normalt {number} veckor från att ansökan är komplett.",
    "Om du bor i {place} gäller särskilda regler för {word}, och du behöver lämna in ett intyg.",
    "Avgiften betalas mot faktura, och den som inte betalar i tid får en påminnelse på {number} kronor.",
    "Ett beslut om {word} kan överklagas inom tre veckor från den dag då du fick del av det.",
    "Personalen i {place} hjälper dig med {word} på vardagar mellan klockan {hour} och 16.",
    "Har du redan ett beslut om {word} behöver du inte ansöka på nytt förrän efter {number} månader.",
    "Uppgifterna sparas hos {office} i {number} år och gallras därefter enligt kommunens dokumenthanteringsplan.",
)


@dataclass(frozen=True)
class Subject:
    """One page's content. `slug` is its path, `number` makes it differ from all others."""

    number: int
    slug: str
    title: str
    intro: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    steps: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]  # header first
    questions: tuple[tuple[str, str], ...]  # accordion
    office: str
    phone: str
    email: str
    updated: str

    @property
    def texts(self) -> list[str]:
        """Every sentence that a reader of the page should find, cells left out."""
        told = [text for heading, paragraphs in self.sections for text in (heading, *paragraphs)]
        return [
            self.intro,
            *told,
            *self.steps,
            *(text for pair in self.questions for text in pair),
            self.office,
            self.phone,
        ]

    @property
    def cells(self) -> list[str]:
        return [cell for row in self.table for cell in row]


def subject(number: int, revision: int = 0) -> Subject:
    """Subject `number`, always the same; another revision has other amounts."""
    chance = random.Random(number)
    name, place = SERVICES[number % len(SERVICES)], PLACES[number // len(SERVICES) % len(PLACES)]
    title = f"{name} i {place}" if number < len(SERVICES) * len(PLACES) else f"{name} i {place} {number}"
    office = chance.choice(OFFICES)

    def say(count: int) -> tuple[str, ...]:
        return tuple(
            sentence.format(office=office, day=chance.randint(1, 28), month=chance.choice(MONTHS), word=title.lower(),
                            place=place, number=chance.randint(2, 60) + number, hour=chance.randint(7, 10))
            for sentence in chance.sample(SENTENCES, count)
        )  # fmt: skip

    rows = tuple((f"{kind} {number}", f"{chance.randint(100, 9000) + revision} kronor", f"{chance.randint(1, 12)} veckor")
                 for kind in ("Liten", "Mellan", "Stor", "Företag"))  # fmt: skip
    return Subject(
        number, f"{slug(name)}-{number}", title, " ".join(say(2)),
        (("Så ansöker du", (" ".join(say(2)), " ".join(say(1)))), ("Regler och villkor", (" ".join(say(3)),))),
        tuple(f"Steg {step}: {text}" for step, text in zip("ABC", say(3), strict=True)),
        (("Storlek", "Avgift", "Handläggningstid"), *rows),
        ((f"Vem kan söka {name.lower()} {number}?", " ".join(say(2))), (f"Vad händer sedan med {number}?", " ".join(say(1)))),
        office, f"0243-{number % 900 + 100} {number % 90 + 10:02}", f"{slug(office)}@exempelkommun.se",
        f"2025-{number % 12 + 1:02}-{number % 27 + 1:02}",
    )  # fmt: skip


def slug(text: str) -> str:
    return text.lower().translate(str.maketrans("åäö ", "aao-"))
