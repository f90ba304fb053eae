"""Easy-to-read Swedish: what the rules make of sentences, and that nothing is lost or changed."""

import pytest

from bot.answer import Answer, Evidence, Sentence, Status
from bot.easy.rewrite import easier, in_easy_swedish, rewrite_problems
from bot.easy.split import Part, split
from bot.easy.words import everyday, in_everyday_words
from bot.verify import problems, quote
from corpus.page import Chunk

CHUNK = Chunk("p", "https://x", "Sidan", "falun", "invånare", "K", ("Rubrik",), "", 0)


def evidence(text: str) -> Evidence:
    return Evidence(1, text, CHUNK, 0.0)


def lines(text: str) -> list[str]:
    """The sentences that a quote becomes."""
    return [line.text for line in easier(quote(evidence(text)), (evidence(text),)).lines]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (  # two main clauses
            "Dalarna har ett gemensamt skolskjutsreglemente, och Falu kommuns lokala avstånd står i bilaga 1 till reglementet.",
            ["Dalarna har ett gemensamt skolskjutsreglemente.", "Falu kommuns lokala avstånd står i bilaga 1 till reglementet."],
        ),
        (  # a contrast keeps its "men", and a lost subject is said again
            "Barnet har företräde till sin placeringsskola men är inte garanterat plats på skolan.",
            ["Barnet har företräde till sin placeringsskola.", "Men barnet är inte garanterat plats på skolan."],
        ),
        (  # a condition stays whole
            "Får du avslag på ansökan om hemtjänst kan du överklaga till förvaltningsrätten inom tre veckor.",
            ["Får du avslag på ansökan om hemtjänst?", "Då kan du överklaga till förvaltningsrätten inom tre veckor."],
        ),
        (
            "Om du inte har fått ett beslut inom sex månader kan du ringa Kontaktcenter på 023-830 00.",
            ["Har du inte fått ett beslut inom sex månader?", "Då kan du ringa Kontaktcenter på 023-830 00."],
        ),
        (  # a relative clause about a name, and about one that was just introduced
            "Du ansöker om färdtjänst hos Region Dalarna, som beslutar om tillstånd på uppdrag av kommunerna.",
            ["Du ansöker om färdtjänst hos Region Dalarna.", "Region Dalarna beslutar om tillstånd på uppdrag av kommunerna."],
        ),
        (
            "Frågor om daglig verksamhet ställer du till en LSS-handläggare, som du når via Kontaktcenter på 023-830 00.",
            ["Frågor om daglig verksamhet ställer du till en LSS-handläggare.",
             "LSS-handläggaren når du via Kontaktcenter på 023-830 00."],
        ),
        (
            "Falun hade omval till kommunfullmäktige den 7 april 2019, eftersom 126 förtidsröster inte hade räknats.",
            ["Falun hade omval till kommunfullmäktige den 7 april 2019.", "Det är för att 126 förtidsröster inte hade räknats."],
        ),
        (
            "Du behöver tillstånd för att koppla en vattentoalett till ett enskilt avlopp, alltså ett eget avlopp.",
            ["Du behöver tillstånd för att koppla en vattentoalett till ett enskilt avlopp.",
             "Ett enskilt avlopp är ett eget avlopp."],
        ),
        (
            "Sök förskoleplats minst fyra månader innan ditt barn ska börja, så gäller platsgarantin.",
            ["Sök förskoleplats minst fyra månader innan ditt barn ska börja.", "Då gäller platsgarantin."],
        ),
        (
            "Kommunen får välja en annan lösning som är likvärdig med standarden EN 301 549, enligt Digg.",
            ["Kommunen får välja en annan lösning som är likvärdig med standarden EN 301 549.", "Så är det enligt Digg."],
        ),
        (  # what is told in brackets
            "Biljetten för unga kostar 20 kronor (rabatten togs bort den 1 mars 2024) på alla bussar i Falun.",
            ["Biljetten för unga kostar 20 kronor på alla bussar i Falun.", "Rabatten togs bort den 1 mars 2024."],
        ),
        (  # lists
            "Anmäl en trasig gatlykta till Falu kommun i kommunens webbformulär för synpunkter, klagomål och felanmälan.",
            ["Anmäl en trasig gatlykta till Falu kommun i kommunens webbformulär för: • synpunkter • klagomål och • felanmälan."],
        ),
        (
            "Du kan söka en avgiftsbelagd plats om du arbetar, studerar, är föräldraledig eller är arbetslös.",
            ["Du kan söka en avgiftsbelagd plats om du: • arbetar • studerar • är föräldraledig eller • är arbetslös."],
        ),
        (
            "Barn 1 – Förskola 2024: cirka 1 688 kronor, Fritidshem 2024: cirka 1 125 kronor",
            ["Barn 1: • Förskola 2024: ungefär 1 688 kronor • Fritidshem 2024: ungefär 1 125 kronor."],
        ),
        ("Borgerlig vigsel är kostnadsfri.", ["Borgerlig vigsel är gratis."]),
    ],
)  # fmt: skip
def test_a_long_sentence_becomes_short_ones(text: str, short: list[str]) -> None:
    assert lines(text) == short


@pytest.mark.parametrize(
    "text",
    [
        "Platsgarantin gäller inte familjedaghem.",  # short already
        "En tillbyggnad kräver alltid bygglov om byggnaden är särskilt värdefull eller ligger i ett värdefullt område.",
        "Hur du sorterar i brunt och svart kärl kan du läsa på sidan om återvinning och sopsortering.",
        "Har du inget personnummer eller har du skyddade uppgifter hänvisar Falu kommun dig till Kontaktcenter i stället.",
        "Att ansökan ska göras i god tid säger kommunen att alla vet, och rektorn kan ändå göra undantag.",
        "Maxtaxan är den högsta avgift du betalar för de insatser som ingår, och den är densamma i alla kommuner.",
        "Maxtaxan ändras i hela landet 1 juli 2026, enligt preliminära uppgifter från Skolverket i andra hand.",
        "Förskoleklassen omfattar minst 20 timmar, och skolan bestämmer hur tiden fördelas, enligt uppgift från 2018.",
        "Du lämnar ansökan till kommunen i god tid före flytten, som måste vara underskriven av båda.",
        "Falun kom på plats 16 av 290 kommuner i en jämförelse 2022, enligt SPF Seniorerna Falun.",
        "Vårdnadshavare ska godkänna uppsägningen.",  # no synonym in law
        "Den avgiftsfria tiden är 15 timmar i veckan.",
        "Bidraget gäller inte hyra, el, vatten eller sophämtning för den som bor i en lägenhet.",
    ],
)
def test_what_cannot_be_made_easier_safely_stands_as_it_was(text: str) -> None:
    assert lines(text) == [text]


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        (["Du ska ringa inom 14 dagar.", "Du får inte parkera."], "talet 14"),
        (["Du ska ringa inom 3 dagar.", "Du får parkera."], "nekning"),
        (["Du kan ringa inom 3 dagar.", "Du får inte parkera."], "måste"),
        (["Du ska ringa.", "Du får inte parkera."], "inom"),
        (["Du ska ringa inom 3 dagar."], "park"),
        (["Du ska ringa grannen inom 3 dagar.", "Du får inte parkera."], "ordet gran"),
    ],
)
def test_a_changed_or_lost_claim_is_found(parts: list[str], wrong: str) -> None:
    text = "Du ska ringa inom 3 dagar, och du får inte parkera."
    found = rewrite_problems([Part(part, text.rstrip(".")) for part in parts], text, [evidence(text)])
    assert any(wrong in problem for problem in found), found


def test_a_part_keeps_the_condition_of_the_whole() -> None:
    text = "Du får parkera gratis i centrum om du har tillstånd, och du får stå i 3 timmar."
    parts = [
        Part("Du får parkera gratis i centrum om du har tillstånd.", text),
        Part("Du får stå i 3 timmar.", "du får stå i 3 timmar"),
    ]
    assert any("villkoret" in problem for problem in rewrite_problems(parts, text, [evidence(text)]))
    assert lines(text) == [text]


@pytest.mark.parametrize(
    ("official", "plain"),
    [
        ("Du erhåller ej bidrag kl. 8.", "Du får inte bidrag klockan 8."),
        ("Kommunen tillhandahåller t.ex. lokaler.", "Kommunen erbjuder till exempel lokaler."),
        ("Avgiften är ca. 300 kr.", "Avgiften är ungefär 300 kronor."),
        ("Ta med pass, legitimation m.m.", "Ta med pass, legitimation med mera."),
        ("Krydda, makrill och cacao.", "Krydda, makrill och cacao."),
    ],
)
def test_official_words_become_everyday_words(official: str, plain: str) -> None:
    assert in_everyday_words(official) == plain


def test_no_everyday_word_is_an_official_one_too() -> None:
    assert not set(everyday()) & set(everyday().values())


def test_quotes_and_citations_stay_and_what_is_shown_is_verified() -> None:
    held = (evidence("Du kan inte betala kontant på bussarna i Falun, men du kan betala med kort."),)
    answer = Answer("Fråga", Status.ANSWERED, evidence=held, sentences=(quote(held[0]),), easy=True)
    [eased] = in_easy_swedish(iter([answer]))
    assert [citation.quote for citation in eased.citations] == [held[0].text]
    assert [line.citations for line in eased.lines] == [(1,), (1,)]
    assert [problems(one.text, held) for one in eased.sentences] == [[]]


def test_where_nothing_is_new_the_same_answer_comes_again() -> None:
    answer = Answer("Fråga", Status.ANSWERED)
    one, same = in_easy_swedish(iter([answer, answer]))
    assert one is same


def test_a_list_is_one_line_with_what_introduces_it() -> None:
    made = Sentence("Du är ny här. Gör så här: 1. Logga in. 2. Fyll i ansökan.", (2,))
    assert [line.text for line in made.lines] == ["Du är ny här.", "Gör så här: 1. Logga in. 2. Fyll i ansökan."]


def test_a_row_and_a_list_are_not_cut() -> None:
    steps = "Gör så här: 1. Logga in, och du får ett kort som gäller. 2. Fyll i ansökan, och den skickas direkt."
    assert len(split(steps)) == 1
