"""Pairs of a question and the best statement, and how the answer may open. Half of them must open with neither yes nor no."""

import pytest

from bot.yes_no import opening

JA, NEJ, NOTHING = "Ja.", "Nej.", ""

PAIRS = [
    ("Får jag elda i trädgården?", "Du får elda i trädgården.", JA),
    ("Får man grilla på balkongen?", "Det är tillåtet att grilla på balkongen.", JA),
    ("får jag ta med hund på bussen", "Du får ta med hunden på bussen.", JA),
    ("Får man ta med hund på bussen?", "Hund får tas med på bussen.", JA),
    ("Kan jag låna dator på biblioteket?", "På biblioteket kan du låna dator.", JA),
    ("Kan man överklaga ett bygglov?", "Du kan överklaga bygglovet.", JA),
    ("Går det att betala med kort?", "Det går att betala med kort.", JA),
    ("Är det tillåtet att fiska i ån?", "Du får fiska i ån.", JA),
    ("Kan AI hitta på uppgifter?", "AI kan hitta på uppgifter.", JA),
    ("Måste jag ha tillstånd för att sälja tobak?", "Du behöver tillstånd för att sälja tobak.", JA),
    ("Behöver jag bygglov för plank?", "Plank kräver bygglov.", JA),
    ("Måste man anmäla en kamin?", "Du måste anmäla kaminen.", JA),
    ("Behöver man tillstånd för torghandel?", "Torghandel kräver tillstånd.", JA),
    ("Krävs det tillstånd för torghandel?", "För torghandel krävs tillstånd.", JA),
    ("Måste jag ha röstkort för att förtidsrösta?", "Du måste ha röstkort för att förtidsrösta.", JA),
    ("Får jag använda Copilot i arbetet?", "Du får använda Copilot i arbetet.", JA),
    ("Får jag elda hushållsavfall?", "Det är förbjudet att elda hushållsavfall.", NEJ),
    ("Får jag elda hushållsavfall?", "Du får inte elda hushållsavfall.", NEJ),
    ("Får man mata måsar på torget?", "Du får aldrig mata måsar på torget.", NEJ),
    ("Kan jag spara platsen?", "Platsen kan inte sparas.", NEJ),
    ("Kan man boka en gatuparkering?", "Det går inte att boka en gatuparkering.", NEJ),
    ("Får hundar gå lösa i parken?", "Hundar får inte gå lösa i parken.", NEJ),
    ("Får vi klistra in sekretess i ChatGPT?", "Ni får inte klistra in sekretess i ChatGPT.", NEJ),
    ("Är det tillåtet att röka på lekplatsen?", "Det är inte tillåtet att röka på lekplatsen.", NEJ),
    ("Kan man få hemtjänst på sjukhuset?", "Du kan inte få hemtjänst på sjukhuset.", NEJ),
    ("Måste man ha ringar på vigseln?", "Ringar är frivilligt på vigseln.", NEJ),
    ("Behöver jag bygglov för en pool?", "En pool kräver inget bygglov.", NEJ),
    ("Måste jag anmäla en värmepump?", "Du behöver inte anmäla en värmepump.", NEJ),
    ("Behöver man bankid för att rösta?", "Det krävs inget bankid för att rösta.", NEJ),
    ("måste man boka tid för att besöka kontaktcenter", "Du behöver inte boka tid för att besöka Kontaktcenter.", NEJ),
    ("Kan man få skuldsanering vid näringsförbud?", "Du kan inte få skuldsanering vid näringsförbud.", NEJ),
    ("Måste jag skriva dagbok om bullret?", "Du måste inte skriva dagbok om bullret.", NEJ),
    ("Måste jag ha röstkort när jag förtidsröstar?", "Du måste ha ditt röstkort med dig när du förtidsröstar.", JA),
    ("Får man elda om det är eldningsförbud?", "Du får inte elda om det är eldningsförbud.", NEJ),
    # a condition, a place, a time or an amount that the question does not have
    ("Får jag elda i trädgården?", "Du får elda i trädgården när det inte är eldningsförbud.", NOTHING),
    ("Får jag elda?", "Du får inte elda på balkongen.", NOTHING),
    ("Får jag elda?", "Du får elda i en eldstad.", NOTHING),
    ("Får man grilla i parken?", "Du får grilla i parken på särskilda platser.", NOTHING),
    ("Får jag bygga friggebod?", "Du får bygga en friggebod på högst 15 kvadratmeter.", NOTHING),
    ("Behöver jag bygglov för en friggebod?", "Du behöver inte bygglov för en friggebod på 15 kvadratmeter.", NOTHING),
    ("Får hundar gå lösa i parken?", "Hundar får inte gå lösa i parken mellan 1 mars och 20 augusti.", NOTHING),
    ("Måste man ha tillstånd för fest?", "Privata fester kräver inget tillstånd.", NOTHING),
    ("Måste jag betala för förskolan?", "Du måste betala för förskolan även på sommaren.", NOTHING),
    ("Får man flytta in utan slutbesked?", "Du får inte flytta in utan slutbesked, om inte nämnden beslutar annat.", NOTHING),
    ("Kan jag låna dator?", "Du kan normalt låna dator.", NOTHING),
    ("Får jag anmäla buller anonymt?", "I Höör kan du anmäla buller anonymt.", NOTHING),
    ("Får man cykla på leden?", "Endast barn får cykla på leden.", NOTHING),
    ("Får jag använda Copilot?", "Du får använda Copilot, men inte för sekretess.", NOTHING),
    ("Får jag parkera där?", "Här får du parkera.", NOTHING),
    ("Får jag elda på tomten när det är torrt?", "Du får elda på tomten när det är blött.", NOTHING),
    ("Får jag elda om det är eldningsförbud?", "Du får elda om det inte är eldningsförbud.", NOTHING),
    ("Kan jag boka lokalen?", "Det kan du boka.", NOTHING),
    # somebody or something else
    ("Får min son åka gratis?", "Du får åka gratis.", NOTHING),
    ("Får läraren bevilja ledighet?", "Rektorn får bevilja ledighet.", NOTHING),
    ("Får barn åka gratis?", "Pensionärer får åka gratis.", NOTHING),
    ("Får jag dela ut flygblad?", "Vi får inte dela ut flygblad.", NOTHING),
    ("Får man ta med katt på bussen?", "Du får ta med hund på bussen.", NOTHING),
    ("Måste jag söka bygglov?", "Du måste söka tillstånd.", NOTHING),
    ("Får hundar jaga katter?", "Katter får jaga hundar.", NOTHING),
    ("Kan du översätta texten?", "Du kan översätta texten.", NOTHING),
    ("Får jag sälja tobak?", "Du får köpa tobak.", NOTHING),
    ("Får jag röka på balkongen?", "Du får röka på uteplatsen.", NOTHING),
    ("Måste jag ha serveringstillstånd?", "Du måste ha tillstånd.", NOTHING),
    # another kind of verb: what may be done says nothing of what must
    ("Måste jag anmäla kaminen?", "Du får anmäla kaminen.", NOTHING),
    ("Får jag anmäla kaminen?", "Du måste anmäla kaminen.", NOTHING),
    ("Måste jag anmäla kaminen?", "Du bör anmäla kaminen.", NOTHING),
    ("Måste jag ha tillstånd?", "Du kan behöva tillstånd.", NOTHING),
    ("Får jag elda?", "Du ska inte elda.", NOTHING),
    ("Kan jag få bostadsbidrag?", "Du kan få bostadsbidrag.", NOTHING),
    # denials and doubts
    ("Får jag inte elda i trädgården?", "Du får elda i trädgården.", NOTHING),
    ("Måste man inte ha bygglov?", "Du måste ha bygglov.", NOTHING),
    ("Får jag bygga utan bygglov?", "Du får inte bygga utan bygglov.", NOTHING),
    ("Får jag bygga garage?", "Du får bygga garage utan bygglov.", NOTHING),
    ("Får man elda?", "Ingen får elda.", NOTHING),
    ("Kan man överklaga?", "Enligt en bok kan man överklaga.", NOTHING),
    ("Får jag elda eller grilla?", "Du får elda eller grilla.", NOTHING),
    ("Får jag låta bli att rösta?", "Det är inte förbjudet att låta bli att rösta.", NOTHING),
    ("Kan jag slippa avgiften?", "Du kan inte slippa avgiften om du inte säger upp platsen.", NOTHING),
    # no yes or no is asked for
    ("När får jag elda?", "Du får elda i trädgården.", NOTHING),
    ("Vad kostar förskolan?", "Förskolan kostar 3 procent.", NOTHING),
    ("Vilka får elda i trädgården?", "Du får elda i trädgården.", NOTHING),
    ("Får jag elda i trädgården? När då?", "Du får elda i trädgården.", NOTHING),
    ("Får jag elda? Vad får man elda?", "Du får elda.", NOTHING),
    ("Får jag bidrag?", "Det får du.", NOTHING),
    ("Får jag elda?", "Den får inte elda.", NOTHING),
]  # fmt: skip


@pytest.mark.parametrize(("question", "statement", "wanted"), PAIRS)
def test_how_an_answer_opens(question: str, statement: str, wanted: str) -> None:
    assert opening(question, statement) == wanted


def test_half_of_the_pairs_open_with_neither() -> None:
    assert sum(wanted == NOTHING for *_, wanted in PAIRS) >= len(PAIRS) / 2
