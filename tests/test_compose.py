import pytest

import prompts
from bot.answer import Evidence, Sentence
from bot.compose import compose, fixed_messages, grammar, messages
from bot.models import Usage
from corpus.page import Chunk
from tests.conftest import MockModel

CHUNK = Chunk("p", "https://x", "T", "falun", "invånare", "K", (), "", 0)
EVIDENCE = [Evidence(1, "Lånekortet är gratis.", CHUNK, 0.0), Evidence(2, "Visa legitimation.", CHUNK, 0.0)]


def drafts(reply: str) -> list[Sentence]:
    found = compose(MockModel(reply).generate, "Falu kommun", "Vad kostar lånekort?", EVIDENCE, ())
    return [one for one in found if isinstance(one, Sentence)]


def test_each_sentence_comes_with_its_numbers() -> None:
    reply = "Lånekortet är gratis [1]. Visa legitimation [2], [1]. Utan slut"
    assert drafts(reply) == [Sentence("Lånekortet är gratis.", (1,)), Sentence("Visa legitimation.", (2, 1))]


def test_text_without_a_citation_is_no_sentence() -> None:
    assert drafts("Lånekortet är gratis.") == []


def test_a_full_stop_inside_a_sentence_does_not_end_it() -> None:
    assert drafts("Öppnar kl. 8.00 varje dag [1].") == [Sentence("Öppnar kl. 8.00 varje dag.", (1,))]


def test_the_fixed_messages_come_first_and_do_not_depend_on_the_question() -> None:
    one, other = messages("Falu kommun", "Ena?", EVIDENCE, ()), messages("Falu kommun", "Andra?", EVIDENCE[:1], ())
    assert tuple(one[:-2]) == tuple(other[:-2]) == fixed_messages("Falu kommun")
    assert "[2] Visa legitimation." in str(one[-2].content)


def test_the_model_goes_on_from_what_is_said() -> None:
    begun = messages("Falu kommun", "Vad kostar det?", EVIDENCE, [Sentence("Lånekortet är gratis.", (1,))])[-1]
    assert (begun.type, begun.content) == ("ai", "Lånekortet är gratis [1].")


def test_what_is_said_is_not_read_again() -> None:
    model = MockModel("")
    list(compose(model.generate, "F", "?", EVIDENCE, [Sentence("Lånekortet är gratis.", (1,))]))
    ((asked, begun),) = [messages[-2:] for messages in model.asked]
    assert "gratis" not in str(asked.content) and "[2]" in str(asked.content) and "gratis" in str(begun.content)


def test_usage_is_passed_on() -> None:
    assert Usage(100, 5) in list(compose(MockModel("Gratis är det [1].....").generate, "F", "?", EVIDENCE, ()))


def test_the_grammar_allows_only_numbers_that_exist() -> None:
    from llama_cpp import LlamaGrammar

    assert '"2" | "5"\n' in grammar([2, 5]) and '"3"' not in grammar([2, 5])
    assert LlamaGrammar.from_string(grammar(range(1, 7)), verbose=False)


def test_a_prompt_with_a_missing_value_names_it() -> None:
    with pytest.raises(prompts.PromptError, match="municipality"):
        prompts.render("answer")
