from dataclasses import replace

from bot.evaluate.compare import Comparison, compare
from tests.small_run import nothing, question, result

QUESTIONS = [question(str(i)) for i in range(30)]
RIGHT = [result(str(i)) for i in range(30)]
REFUSED = [result(str(i), status="no_evidence") for i in range(30)]


def verdicts(comparison: Comparison) -> dict[str, str]:
    return {change.metric: change.verdict for change in comparison.changes}


def test_a_fall_is_sure_and_names_its_step() -> None:
    found = compare(QUESTIONS, RIGHT[:15] + REFUSED[15:], RIGHT, False)
    told = verdicts(found)
    assert (told["answer_correct"], told["false_refusal"], told["page_recall_10"]) == ("worse", "worse", "unsure")
    assert [one.id for one in found.worse] == [str(i) for i in range(15, 30)] and found.steps == (("gate", 0, 15),)


def test_a_rise_is_better_also_where_lower_is_better() -> None:
    told = verdicts(compare(QUESTIONS, RIGHT, REFUSED, False))
    assert (told["answer_correct"], told["false_refusal"]) == ("better", "better")


def test_what_parts_the_runs_is_told() -> None:
    assert compare(QUESTIONS, RIGHT, RIGHT, False, ["prompts", "ranking_model"]).differs == ("prompts", "ranking_model")


def test_the_same_answers_differ_in_nothing() -> None:
    found = compare(QUESTIONS, RIGHT, RIGHT, False)
    assert set(verdicts(found).values()) == {"unsure"} and not found.better and not found.worse


def test_one_question_of_thirty_is_not_sure() -> None:
    assert verdicts(compare(QUESTIONS, RIGHT[:29] + REFUSED[29:], RIGHT, False))["answer_correct"] == "unsure"


def test_a_slower_machine_is_no_sure_fall() -> None:
    slow = [
        replace(one, answer=one.answer | {"timings": {**one.answer["timings"], "retrieve_s": 9.0}}) for one in RIGHT
    ]
    changes = compare(QUESTIONS, slow, RIGHT, False).changes
    changed = next(one for one in changes if one.metric == "retrieve_p50")
    assert changed.low > 0 and changed.verdict == "unsure"


def test_questions_that_both_runs_have_are_compared() -> None:
    other = result("29", question="en annan ordalydelse")
    found = compare([*QUESTIONS, nothing("ny")], [*RIGHT, result("ny")], [*RIGHT[:29], other, result("borta")], False)
    assert (found.common, found.left_out) == (29, 4)
