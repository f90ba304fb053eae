import pytest

from corpus.swedish import compound_parts, sentences, stem, stems, words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Sök senast kl. 8.00. Ring 023-830 00.", 2),
        ("Det gäller t.ex. bygglov, bl.a. på St. Göransgatan 3.", 1),
        ("Avgiften är 1 547 kr. per månad. Se www.falun.se.", 2),
        ("Enligt 4 kap. 1 § SoL gäller det. Enligt art. 22 får du inte.", 2),
        ("Öppnar den 3 jan. 2024. Välkommen!", 2),
        ("Vill du veta mer? ”Ring oss.” Vi svarar.", 3),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_sentences_lose_nothing() -> None:
    text = "Först detta. Sedan det! Och t.ex. detta?"
    assert " ".join(sentences(text)) == text


@pytest.mark.parametrize(("one", "other"), [("gatan", "gata"), ("förskolans", "förskola"), ("avgifterna", "avgift")])
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_thousands_are_one_number() -> None:
    assert words("1 547 kronor") == ["1547", "kronor"]


def test_a_compound_is_parted_into_known_stems() -> None:
    known = {stem(word) for word in ("gata", "belysning", "förskola", "plats")}
    assert compound_parts(stem("gatubelysning"), known) == [stem("gata"), stem("belysning")]
    assert compound_parts(stem("förskoleplats"), known) == [stem("förskola"), stem("plats")]


def test_a_plain_word_has_no_parts() -> None:
    assert compound_parts(stem("belysning"), {stem("belysning")}) == []


def test_hyphenated_words_are_found_whole_and_in_parts() -> None:
    assert stems("AI-tjänst") == [stem("ai-tjänst"), "ai", stem("tjänst")]
