import os
from datetime import date
from pathlib import Path

import pytest

from corpus.index import Index, IndexMissing
from corpus.snapshot import Scope
from tests.conftest import HashedWords, fill, make_page

STREET = make_page("gata", "Anmäl en trasig gatlykta till kommunen.\n\n## Tid\n\nLyktan lagas inom en vecka.")
SCHOOL = make_page("skola", "Sök plats i förskolan senast i april.")
STAFF = make_page(
    "ai", "Klistra aldrig in personuppgifter i en öppen tjänst.", audience="medarbetare", collection="nationell"
)
RESIDENT = Scope("invånare")


def found(index: Index, question: str, scope: Scope) -> set[str]:
    """Page ids that any search finds."""
    vector = index.embed_question(question)
    hits = (
        index.dense(vector, scope, 10) + index.dense_statements(vector, scope, 10) + index.keyword(question, scope, 10)
    )
    return {index.snapshot().by_id[id_].page_id for id_, _ in hits}


def test_what_was_stored_is_found(index: Index) -> None:
    fill(index, STREET, SCHOOL)
    vector = index.embed_question("trasig gatlykta")
    best = index.chunks([index.dense(vector, RESIDENT, 5)[0][0]])[0]
    assert best.text == "Anmäl en trasig gatlykta till kommunen."
    assert index.keyword("plats i förskola", RESIDENT, 5)[0][0] == index.pages()["skola"].chunks[0]


def test_a_resident_never_meets_a_staff_page(index: Index) -> None:
    fill(index, STREET, STAFF)
    question = "klistra in personuppgifter i en öppen tjänst"
    assert "ai" not in found(index, question, RESIDENT)
    assert "ai" in found(index, question, Scope("medarbetare"))


def test_collections_narrow_the_search(index: Index) -> None:
    fill(index, STREET, STAFF)
    assert found(index, "gatlykta personuppgifter", Scope("medarbetare", ("nationell",))) == {"ai"}


def test_a_removed_page_is_gone_from_every_search(index: Index) -> None:
    fill(index, STREET, SCHOOL)
    fill(index, STREET)
    assert found(index, "plats i förskolan", RESIDENT) == {"gata"}


def test_unchanged_pages_are_not_embedded_again(index: Index, embeddings: HashedWords) -> None:
    fill(index, STREET, SCHOOL)
    embeddings.embedded.clear()
    fill(index, STREET, SCHOOL, STAFF)
    assert all("personuppgifter" in text for text in embeddings.embedded)


def test_what_stays_on_a_changed_page_is_not_embedded_again(index: Index, embeddings: HashedWords) -> None:
    """Another date and another place on the page make another chunk, but no other text."""
    text = "## Tid\n\nLyktan lagas inom en vecka.\n\n## Pris\n\nDet kostar ingenting att anmäla."
    fill(index, make_page("gata", text, updated="2025-01-01"), SCHOOL)
    embeddings.embedded.clear()
    fill(index, make_page("gata", f"Ring i tid.\n\n{text}", updated="2026-01-01"), SCHOOL)
    assert set(embeddings.embedded) == {"Gata\nRing i tid.", "Gata: Ring i tid."}
    [passage] = [one for one in index.chunks(index.pages()["gata"].chunks) if one.heading == ("Pris",)]
    assert (passage.updated, passage.position) == ("2026-01-01", 2)
    assert index.dense(index.embed_question("det kostar ingenting att anmäla"), RESIDENT, 1)[0][0] == passage.id


def test_the_version_follows_the_content(index: Index) -> None:
    one = fill(index, STREET)
    assert fill(index, STREET, SCHOOL) != one
    assert fill(index, STREET) == one


def test_the_pages_were_read_in_when_the_last_run_was_also_where_nothing_was_new(index: Index) -> None:
    fill(index, STREET)
    os.utime(index.folder / "current", (1_000_000_000, 1_000_000_000))
    assert index.read_in() == date(2001, 9, 9)
    fill(index, STREET)
    assert index.read_in() > date(2001, 9, 9)


def test_statement_vectors_are_in_reading_order(index: Index) -> None:
    fill(index, make_page("a", "Första meningen om gatan. Andra meningen om skolan."))
    [id_] = index.pages()["a"].chunks
    vectors = index.statement_vectors([id_])[id_]
    asked = index.embed_question("skolan")
    assert vectors.shape[0] == 2
    assert vectors[1] @ asked > vectors[0] @ asked


def test_another_process_sees_the_new_version(index: Index) -> None:
    fill(index, STREET)
    reader = Index(index.folder, index.model, index.embeddings)
    assert set(reader.snapshot().pages) == {"gata"}
    fill(index, SCHOOL)
    assert set(reader.snapshot().pages) == {"skola"}


def test_an_interrupted_commit_leaves_the_old_version_and_is_taken_up(
    index: Index, embeddings: HashedWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(index, STREET)
    monkeypatch.setattr(index, "_write_lists", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        fill(index, STREET, SCHOOL)
    monkeypatch.undo()
    again = Index(index.folder, index.model, embeddings)
    assert found(again, "plats i förskolan", RESIDENT) == {"gata"}
    embeddings.embedded.clear()
    fill(again, STREET, SCHOOL)
    assert found(again, "plats i förskolan", RESIDENT) >= {"skola"}
    assert embeddings.embedded == []


def test_a_version_is_on_the_disk_before_its_name_is(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a power cut a renamed file or folder may be gone, or empty, unless it and the folder it lies in were flushed."""
    done: list[tuple[str, str]] = []
    sync, rename, opened = os.fsync, Path.replace, dict[int, str]()

    def open_noted(path: Path, flags: int) -> int:
        descriptor = original_open(path, flags)
        opened[descriptor] = str(Path(path).relative_to(index.folder))
        return descriptor

    original_open = os.open
    monkeypatch.setattr(os, "open", open_noted)
    monkeypatch.setattr(os, "fsync", lambda number: (done.append(("flushed", opened.get(number, ""))), sync(number)))
    monkeypatch.setattr(
        Path, "replace", lambda one, other: (done.append(("renamed", other.name)), rename(one, other))[1]
    )
    version = fill(index, STREET)
    steps = [
        ("flushed", "next/pages.json"), ("flushed", "next"), ("renamed", version), ("flushed", "snapshots"),
        ("flushed", "current.new"), ("renamed", "current"), ("flushed", "."),
    ]  # fmt: skip
    assert [step for step in done if step in steps] == steps


def test_a_missing_index_says_how_to_build_it(index: Index) -> None:
    with pytest.raises(IndexMissing, match="python -m ingest"):
        index.snapshot()


def test_another_embedding_model_is_not_mixed_in(index: Index, tmp_path: Path) -> None:
    fill(index, STREET)
    other = Index(index.folder, "en annan modell", HashedWords())
    with pytest.raises(IndexMissing, match="annan inbäddningsmodell"):
        other.snapshot()


def test_a_changed_model_embeds_every_source_again(index: Index) -> None:
    fill(index, STREET, SCHOOL)
    other = Index(index.folder, "en annan modell", HashedWords())
    other.commit(index.pages(), [], lambda stored: None)
    assert found(other, "plats i förskolan", RESIDENT) >= {"skola"}


def test_an_index_without_pages_finds_nothing(index: Index) -> None:
    fill(index)
    assert found(index, "något", RESIDENT) == set()


def test_a_chunk_of_many_statements_has_a_vector_for_each(index: Index) -> None:
    many = make_page("lista", "\n".join(f"- sak {number}" for number in range(40)))
    fill(index, many, STREET)
    ids = [*index.pages()["lista"].chunks, *index.pages()["gata"].chunks]
    vectors = index.statement_vectors(ids)
    assert [len(vectors[id_]) for id_ in ids] == [40, 1, 1]
    assert vectors[ids[0]][39] == pytest.approx(index.embed_question("Lista: sak 39"), abs=1e-6)
    assert index.statement_vectors([]) == {}
