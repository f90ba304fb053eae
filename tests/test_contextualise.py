"""Conversations: what is searched for when a question follows on others."""

import pytest

from bot.contextualise import contextualise

ALONE = "alone"  # the question says it all: nothing is joined to it
JOINED = "joined"  # the question is searched for after the one before it

CONVERSATIONS: list[tuple[list[str], str, str]] = [
    # what belongs to the thing that was asked about
    (["Hur söker jag bygglov?"], "Vad kostar det?", JOINED),
    (["Hur söker jag bygglov?"], "hur lång tid tar det?", JOINED),
    (["Hur söker jag bygglov?"], "Hur lång är handläggningstiden?", JOINED),
    (["Hur söker jag bygglov?"], "Vilka handlingar behövs?", JOINED),
    (["Hur söker jag bygglov?"], "Kan man överklaga?", JOINED),
    (["Hur söker jag bygglov?"], "När får jag svar?", JOINED),
    (["Får jag parkeringstillstånd för rörelsehindrade?"], "Hur får man det?", JOINED),
    (["Får jag parkeringstillstånd för rörelsehindrade?"], "hur ansöker jag", JOINED),
    (["Får jag parkeringstillstånd för rörelsehindrade?"], "Hur länge gäller det?", JOINED),
    (["Har kommunen färdtjänst?"], "Är det gratis?", JOINED),
    (["Har kommunen färdtjänst?"], "Vem kan få det?", JOINED),
    (["Var ligger återvinningscentralen?"], "När har de öppet?", JOINED),
    (["Var ligger återvinningscentralen?"], "Vilka öppettider gäller?", JOINED),
    (["Var ligger återvinningscentralen?"], "Är det öppet på söndagar?", JOINED),
    (["Var ligger återvinningscentralen?"], "Vad får man lämna där?", JOINED),
    (["Finns det en simhall i Falun?"], "Hur kommer man dit?", JOINED),
    (["Jag vill ha hemtjänst till min mamma"], "Vem ska jag ringa?", JOINED),
    (["Kan man få ekonomiskt bistånd?"], "Vilka krav finns det?", JOINED),
    (["vilka riktlinjer för generativ ai har digg och imy tagit fram?"], "hur många av dem handlar om dataskydd?", JOINED),
    (["har Kungsbacka tagit fram regler för ai?"], "vem skrev dem?", JOINED),
    (["Får vi använda Copilot?"], "Varför inte?", JOINED),
    (["är kraven på högrisk-ai uppskjutna?"], "varför då?", JOINED),
    (["Hur anmäler jag en personuppgiftsincident?"], "Finns det en blankett?", JOINED),
    (["Vad är Faluförslaget?"], "Vem beslutar?", JOINED),
    (["Jag har fått ett beslut om skolskjuts"], "Kan jag överklaga det beslutet?", JOINED),
    (["Hur hyr jag en sporthall?"], "Kan man avboka den?", JOINED),
    (["Vad är ett inackorderingstillägg?"], "Är det skattefritt?", JOINED),
    # only what is new is said
    (["Vad kostar förskolan?"], "och för syskon då?", JOINED),
    (["Vad kostar omvårdnaden på en korttidsplats per dygn?"], "och maten där då?", JOINED),
    (["Vad kostar omvårdnaden på en korttidsplats per dygn?"], "Och maten?", JOINED),
    (["Åker småbarn gratis med bussen?"], "om femåringen åker själv till mormor då?", JOINED),
    (["Hur mycket snö ska det ligga innan ni plogar gatorna?"], "cykelvägarna då?", JOINED),
    (["Hur gammal måste man vara för att ställa sig i bostadskön?"], "och för seniorboende då?", JOINED),
    (["När har badhuset öppet?"], "på helger då?", JOINED),
    (["När har badhuset öppet?"], "På söndagar?", JOINED),
    (["När har badhuset öppet?"], "i juli?", JOINED),
    (["Vad kostar en nybyggnadskarta?"], "men om vi varken har kommunalt vatten eller avlopp där?", JOINED),
    (["Vad kostar busskortet?"], "för pensionärer?", JOINED),
    (["Vad kostar busskortet?"], "Gäller det även studenter?", JOINED),
    (["Vad kostar busskortet?"], "är det samma pris för ungdomar", JOINED),
    (["Måste jag betala för förskolan när barnet är sjukt?"], "även på sommaren?", JOINED),
    (["Hur söker jag förskoleplats?"], "utan bankid?", JOINED),
    (["Hur söker jag förskoleplats?"], "hur gör man om man inte har bankid då?", JOINED),
    (["Hur söker jag förskoleplats?"], "Tack, men hur lång är kön?", JOINED),
    (["Hur söker jag förskoleplats?"], "ok och när får man besked", JOINED),
    (["När är det sportlov?"], "är fritids öppet då?", JOINED),
    (["Hur söker jag serveringstillstånd?"], "vad händer om man får avslag", JOINED),
    (["Vad kostar en tomt?"], "Och hur länge får man stå i kön?", JOINED),
    (["Hur ansöker min mamma om hemtjänst?"], "Kan hon få matlådor?", JOINED),
    (["Finns det lediga lägenheter?"], "jag bor i Borlänge", JOINED),
    (["När måste man boka en färdtjänstresa?"], "men om jag ska till Göteborg då, alltså med riksfärdtjänst?", JOINED),
    (["Vad kostar fritids?"], "Kan du förklara det enklare?", JOINED),
    # the subject is changed: a question with a subject of its own
    (["Vad kostar förskolan?"], "Var finns återvinning?", ALONE),
    (["Vad kostar förskolan?"], "Hur söker jag bygglov?", ALONE),
    (["Vad kostar förskolan?"], "Finns det nattis i Falun?", ALONE),
    (["Vad kostar förskolan?"], "Är det eldningsförbud?", ALONE),
    (["Vad kostar förskolan?"], "Kostar det något att låna böcker?", ALONE),
    (["Vad kostar förskolan?"], "Går det att hyra en sporthall?", ALONE),
    (["Vad kostar förskolan?"], "När öppnar badhuset?", ALONE),
    (["Vad kostar förskolan?"], "Gäller den svenska AI-lagen nu?", ALONE),
    (["Vad kostar förskolan?"], "Hur lång tid tar det att få bygglov?", ALONE),
    (["Vad kostar förskolan?"], "Och hur söker jag bygglov?", ALONE),
    (["Vad kostar förskolan?"], "Men var kan jag rösta?", ALONE),
    (["Vad kostar förskolan?"], "bygglov avgift", ALONE),
    (["Vad kostar förskolan?"], "sophämtning", ALONE),
    (["Vad kostar förskolan?"], "Vad är det för regler för hundar i Falun?", ALONE),
    (["Hur söker jag bygglov?"], "Vad kostar sophämtningen i Falun?", ALONE),
    (["Hur söker jag bygglov?"], "Får man ta med hunden på bussen?", ALONE),
    (["Hur söker jag bygglov?"], "Vem är det som röjer snön?", ALONE),
    (["Hur söker jag bygglov?"], "Min granne eldar i trädgården och det ryker in till oss, får han göra det?", ALONE),
    (["Hur söker jag bygglov?"], "Om det brinner i skogen, vem ska man ringa då?", ALONE),
    (["Hur söker jag bygglov?"], "Vilka lekplatser finns det där man kan grilla?", ALONE),
    (["När har badhuset öppet?"], "När har biblioteket öppet?", ALONE),
    (["När har badhuset öppet?"], "I vilken skola går barn från Svärdsjö?", ALONE),
    (["När har badhuset öppet?"], "Ny fråga: hur överklagar jag ett bygglov?", "hur överklagar jag ett bygglov?"),
    (["När har badhuset öppet?"], "En helt annan sak, vad kostar det att gifta sig?", "vad kostar det att gifta sig?"),
    (["När har badhuset öppet?"], "Får jag elda om gräset är torrt när det inte är förbud?", ALONE),
    (["När har badhuset öppet?"], "Hur länge sparas e-post innan den gallras?", ALONE),
    (["När har badhuset öppet?"], "När beslutades de 18 riktlinjerna?", ALONE),
    (["När har badhuset öppet?"], "Måste chattboten säga att den är AI?", ALONE),
    (["När har badhuset öppet?"], "Tack!", ALONE),
    (["När har badhuset öppet?"], "Tack så mycket för hjälpen", ALONE),
    ([], "och för syskon då?", ALONE),
    (["Hur söker jag bygglov?"], "Varför får jag inte bygglov?", ALONE),
    (["Hur söker jag bygglov?"], "Jag undrar om jag får elda i trädgården", ALONE),
    (["Vad kostar förskolan?"], "Nej, jag undrar om jag får elda i trädgården", "om jag får elda i trädgården"),
    (["Vad kostar förskolan?"], "Varför finns det busskort för barn men inte pensionärer", ALONE),
    # the reader corrects what was asked
    (["När börjar förskolan efter sommaren?"], "nej, jag menade grundskolan", "När börjar grundskolan efter sommaren?"),
    (["När hämtas soporna i Falun?"], "jag bor i Svärdsjö, inte Falun", "När hämtas soporna i Svärdsjö?"),
    (["När hämtas soporna i Falun?"], "inte i Falun utan i Svärdsjö", "När hämtas soporna i Svärdsjö?"),
    (["Vad kostar färdtjänst?"], "Nej, inte färdtjänst utan riksfärdtjänst.", "Vad kostar riksfärdtjänst?"),
    (["Vad kostar färdtjänst?"], "förlåt, jag menade riksfärdtjänst", "Vad kostar riksfärdtjänst?"),
    (["Vad kostar maten på äldreboendet?"], "jag menade skolmaten", "Vad kostar skolmaten på äldreboendet?"),
    (["Hur söker jag plats på förskolan?"], "jag menar fritidshemmet", "Hur söker jag plats på fritidshemmet?"),
    (["Vad kostar bygglov?"], "nej, för ett garage", "Vad kostar bygglov? för ett garage"),
    (["Vad kostar bygglov?"], "Nej jag undrar hur man överklagar ett bygglov", "hur man överklagar ett bygglov"),
    (["Vad kostar bygglov?"], "nej, jag menade när har biblioteket öppet?", "när har biblioteket öppet?"),
    (
        ["När börjar förskolan efter sommaren?", "nej, jag menade grundskolan"],
        "och när slutar den?",
        "När börjar grundskolan efter sommaren? och när slutar den?",
    ),
    (["Vad kostar fritids?"], "Jag frågade om förskolan", "Vad kostar förskolan?"),
    (["Hur får min son skolskjuts till fritids?"], "nej, jag menade gymnasiet", "Hur får min son skolskjuts till fritids? gymnasiet"),
    # longer conversations
    (
        ["Hur söker jag bygglov?", "och hur lång tid tar det?"],
        "och sen?",
        "Hur söker jag bygglov? och hur lång tid tar det? och sen?",
    ),
    (["Hur söker jag bygglov?", "Vad kostar förskolan?"], "och för syskon då?", "Vad kostar förskolan? och för syskon då?"),
    (
        ["Vad kostar förskolan?", "Var finns återvinning?"],
        "När har de öppet?",
        "Var finns återvinning? När har de öppet?",
    ),
    (
        ["Vad kostar förskolan?", "och för syskon då?", "Hur betalar man?"],
        "Hur söker jag bygglov?",
        ALONE,
    ),
    (["Vad kostar förskolan?", "Tack!"], "och för syskon då?", "Vad kostar förskolan? och för syskon då?"),
    # English
    (["What does preschool cost?"], "and for siblings?", JOINED),
    (["What does preschool cost?"], "How do I apply for it?", JOINED),
    (["What does preschool cost?"], "What about siblings?", JOINED),
    (["Where is the recycling centre?"], "When is it open?", JOINED),
    (["Where is the recycling centre?"], "Can I leave paint there?", JOINED),
    (["Where is the recycling centre?"], "How much does it cost?", JOINED),
    (["Where is the recycling centre?"], "How do I apply for a building permit?", ALONE),
    (["Where is the recycling centre?"], "Is it possible to rent a sports hall?", ALONE),
    (["Where is the recycling centre?"], "Is there a swimming pool in Falun?", ALONE),
    (["What does preschool cost?"], "No, I meant school lunches", "What does school lunches cost?"),
]  # fmt: skip


@pytest.mark.parametrize(("history", "question", "whole"), CONVERSATIONS)
def test_what_is_searched_for(history: list[str], question: str, whole: str) -> None:
    wanted = {ALONE: question, JOINED: " ".join([*history[-1:], question])}.get(whole, whole)
    assert contextualise(question, history) == wanted


def test_a_long_question_is_leaned_on_where_it_asks() -> None:
    story = " ".join(f"Det hände mycket vecka {number} hemma hos oss." for number in range(40))
    whole = contextualise("Hur lång tid tar det?", [f"{story} Hur söker jag bygglov?"])
    assert whole.endswith("Hur söker jag bygglov? Hur lång tid tar det?") and len(whole) < 400


def test_only_the_last_questions_are_remembered() -> None:
    assert contextualise("Hur lång tid tar det?", ["Hur söker jag bygglov?", *["Vad kostar det?"] * 9]).count("?") == 3
