"""What the chat page says first: what it is and some questions to begin with, by audience, in Swedish and English."""

from chainlit.types import ChatProfile, Starter

STARTERS = {
    ("invånare", "sv"): [
        ("Söka förskoleplats", "När måste jag söka förskoleplats för att platsgarantin ska gälla?"),
        ("Anmäla trasig gatlykta", "Gatlyktan utanför mitt hus är sönder, vad gör jag?"),
        ("Avgift för förskola", "Vad kostar förskolan för det första barnet?"),
        ("Lämna sopor", "Vad får jag lämna på återvinningscentralen?"),
    ],
    ("medarbetare", "sv"): [
        ("Personuppgifter", "Får jag klistra in personuppgifter i en öppen AI-tjänst?"),
        ("Incident", "Hur snabbt måste vi anmäla en personuppgiftsincident?"),
        ("AI-förordningen", "När börjar reglerna om högrisk-AI gälla?"),
        ("Upphovsrätt", "Vem har upphovsrätt till en text som AI har skrivit?"),
    ],
    ("invånare", "en"): [
        ("Apply for preschool", "When must I apply for a preschool place to be guaranteed one in time?"),
        ("Report a broken street light", "The street light outside my house is broken, what should I do?"),
        ("Preschool fee", "How much does preschool cost for the first child?"),
        ("Leave waste", "What may I leave at the recycling centre?"),
    ],
    ("medarbetare", "en"): [
        ("Personal data", "May I paste personal data into an open AI service?"),
        ("Incident", "How soon must we report a personal data breach?"),
        ("The AI Act", "When do the rules on high-risk AI begin to apply?"),
        ("Copyright", "Who has the copyright to a text that AI has written?"),
    ],
}
ABOUT = {
    ("invånare", "sv"):
        "## Vad vill du veta?\n\nJag är en **AI-tjänst** som svarar från kommunens sidor, och jag **kan ha fel**. Siffran efter "
        "varje mening visar var det står. Skriv inga personuppgifter. [Så fungerar tjänsten](/om) · [In English](/?lang=en)",
    ("medarbetare", "sv"):
        "## Vad vill du veta?\n\nJag är en **AI-tjänst** som svarar från riktlinjer och lagar om generativ AI och från kommunens "
        "sidor. Jag **kan ha fel** och ersätter inte juridisk rådgivning. Skriv inga personuppgifter. "
        "[Så fungerar tjänsten](/om) · [In English](/?lang=en)",
    ("invånare", "en"):
        "## What do you want to know?\n\nI am an **AI service** that answers from the municipality's pages, and I **can be wrong**. "
        "You can ask in English. The pages are in Swedish, so the answers are quotes in Swedish. The number after each sentence shows "
        "where it stands. Do not write personal data. [How the service works (in Swedish)](/om) · [På svenska](/?lang=sv)",
    ("medarbetare", "en"):
        "## What do you want to know?\n\nI am an **AI service** that answers from guidelines and laws on generative AI and from the "
        "municipality's pages. I **can be wrong** and do not replace legal advice. You can ask in English; the answers are quotes in "
        "Swedish. Do not write personal data. [How the service works (in Swedish)](/om) · [På svenska](/?lang=sv)",
}  # fmt: skip
NAMES = {"en": {"invånare": "Resident", "medarbetare": "Staff"}}


def profile(audience: str, language: str, *, default: bool) -> ChatProfile:
    """What Chainlit shows a reader of this audience.

    Args:
        language: "sv" or "en".
    """
    name = audience.capitalize()
    return ChatProfile(
        name=name,
        display_name=NAMES.get(language, {}).get(audience, name),
        markdown_description=ABOUT[audience, language],
        icon="/public/kommunsvar.svg",  # without an icon Chainlit hides the description
        default=default,
        starters=starters(audience, language),
    )


def starters(audience: str, language: str) -> list[Starter]:
    return [Starter(label=label, message=message) for label, message in STARTERS[audience, language]]
