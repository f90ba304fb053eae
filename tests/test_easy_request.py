import pytest

from bot.easy.request import request


@pytest.mark.parametrize(
    ("asked", "rest"),
    [
        ("Vad kostar förskolan? Skriv lättläst.", "Vad kostar förskolan?"),
        ("Skriv lättläst: Vad kostar förskolan?", "Vad kostar förskolan?"),
        ("Vad kostar förskolan på lätt svenska?", "Vad kostar förskolan?"),
        ("Hur söker jag bygglov? Förklara enkelt, tack!", "Hur söker jag bygglov?"),
        ("Förklara enkelt hur jag söker bygglov", "hur jag söker bygglov"),
        ("Kan du förklara på lättläst svenska hur jag söker bygglov?", "hur jag söker bygglov?"),
        ("Lättläst, tack. När hämtas soporna?", "När hämtas soporna?"),
        ("När hämtas soporna? Svara med enkla ord", "När hämtas soporna?"),
        ("Skriv lättläst", ""),
        ("Kan du skriva det enklare?", ""),
        ("lättläst svenska tack", ""),
    ],
)
def test_a_request_in_words_is_found_and_taken_out(asked: str, rest: str) -> None:
    made = request(asked)
    assert (made.question, made.easy) == (rest, True)


@pytest.mark.parametrize(
    "question",
    [
        "Vad kostar förskolan?",
        "Finns det lättläst information om valet?",
        "Har biblioteket böcker på lättläst svenska?",
        "Var hittar jag kommunens nyheter på lätt svenska?",
        "Vad är lättläst?",
        "Hur ansöker jag enklast om bygglov?",
        "Kan man enkelt byta förskola?",
        "Kan jag få beslutet förklarat av en handläggare?",
        "Hur lär jag mig svenska?",
        "Skriv ut mitt intyg",
    ],
)
def test_a_question_about_something_else_stays_as_it_is(question: str) -> None:
    made = request(question)
    assert (made.question, made.easy) == (question, None)


@pytest.mark.parametrize(
    "question", ["Skriv inte lättläst", "Vad kostar förskolan? På vanlig svenska igen.", "Sluta skriva lättläst"]
)
def test_a_reader_can_ask_for_ordinary_swedish_again(question: str) -> None:
    assert request(question).easy is False
    assert "svenska" not in request(question).question
