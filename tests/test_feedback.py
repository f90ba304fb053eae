from dataclasses import replace
from pathlib import Path

import pytest

from bot.answer import Answer, Sentence, Status
from bot.feedback import Feedback, FeedbackStore

ANSWER = Answer("Vad kostar det? Ring [telefonnummer]", Status.ANSWERED, sentences=(Sentence("Det är gratis.", (1,)),),
                model="m", index_version="v", done=True)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    return FeedbackStore(tmp_path / "feedback.sqlite3", days=30)


def given(id: str = "a", *, helpful: bool = True, reason: str = "") -> Feedback:
    return Feedback.of(id, ANSWER, "invånare", helpful=helpful, reason=reason)


def test_feedback_is_kept_with_what_it_is_about(store: FeedbackStore) -> None:
    store.save(given(reason="Bra!"))
    [kept] = store.latest()
    assert (kept.helpful, kept.reason, kept.answer, kept.model) == (True, "Bra!", "Det är gratis [1].", "m")


def test_a_changed_mind_replaces_and_a_deleted_one_is_gone_from_the_file(store: FeedbackStore) -> None:
    store.save(given())
    store.save(given(helpful=False, reason="fel avgift angiven"))
    assert [one.helpful for one in store.latest()] == [False]
    store.delete("a")
    assert store.latest() == [] and b"fel avgift angiven" not in store.path.read_bytes()


def test_personal_data_in_a_reason_is_masked_and_it_is_short(store: FeedbackStore) -> None:
    assert given(reason="Ring mig på 070-123 45 67").reason == "Ring mig på [telefonnummer]"
    assert len(given(reason="a" * 9000).reason) == 500


def test_old_feedback_is_forgotten(store: FeedbackStore) -> None:
    store.save(replace(given("gammal"), given="2020-01-01T00:00+00:00"))
    store.save(given("ny"))
    assert [one.id for one in store.latest()] == ["ny"]
