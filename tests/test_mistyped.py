"""Typing errors in questions are put right with the pages' own words, and nothing else is touched."""

import pytest

from corpus.dictionary import swedish_dictionary
from corpus.keyword import KeywordIndex
from corpus.mistyped import mended

TEXTS = (
    "Lånetiden på biblioteket är fyra veckor. Biblioteket lånar ut böcker.",
    "Årskort till bussen köper du på webben. Kvinnojouren Kullan hjälper dig. Cybersäkerhetslagen gäller.",
    "Vägen från Storgatan till Kyrkogatan är stängd. Kortet gäller i Hosjö.",
)


@pytest.fixture(scope="module")
def index() -> KeywordIndex:
    return KeywordIndex.build(TEXTS, ["Låna", "Resor", "Gator"])


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("hur länge får man låna på bibloteket?", "hur länge får man låna på biblioteket?"),  # a letter too few
        ("Lånettiden?", "lånetiden?"),  # too many
        ("var köper man årskrot till bussn", "var köper man årskort till bussen"),  # two swapped
        ("kvinojouren telefon", "kvinnojouren telefon"),
        ("cybersakerhetslgen", "cybersäkerhetslagen"),  # two in a long word
    ],
)
def test_a_typing_error_becomes_the_pages_word(index: KeywordIndex, asked: str, meant: str) -> None:
    assert mended(asked, index, swedish_dictionary()) == meant


@pytest.mark.parametrize(
    "asked",
    [
        "Får man låna veckotidningar?",  # parts of a compound that the pages know
        "var kan man köpa årskorten",  # another form
        "finns det kvarnar och bäckar?",  # Swedish words, near others or not
        "Ligger den på Storgattan eller vid Hosjo?",  # a name may be another name
        "mejla bibloteket@falun.se eller se www.bibloteket.se",
        "bus to Falun, libary card?",
        "vad är elsparkcyklsten",  # nothing is near
        "",
    ],
)
def test_the_rest_of_the_question_stays(index: KeywordIndex, asked: str) -> None:
    assert mended(asked, index, swedish_dictionary()) == asked


def test_of_two_words_as_near_the_one_used_most_is_meant() -> None:
    index = KeywordIndex.build(["Vita barken.", "Parken är öppen.", "I parken finns en damm."], ["", "", ""])
    assert mended("är xarken öppen", index, swedish_dictionary()) == "är parken öppen"


def test_the_words_are_there_in_a_saved_index(index: KeywordIndex, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keyword")
    index.save(folder)
    assert mended("bibloteket", KeywordIndex.load(folder), swedish_dictionary()) == "biblioteket"
