"""The index with its chunks on a real Chroma server (`chroma run`); in a folder it is tested by test_index and test_concurrent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main as bot
from corpus.index import Index, IndexMissing
from corpus.page import Page
from corpus.snapshot import Scope
from corpus.store import KINDS, Server, StoreUnreachable
from ingest.chunk import chunk
from tests.benchmarks.kills import compare, folder_of, run, write_pages
from tests.cheap_ingest import ingest, opened
from tests.chroma_server import chroma_run, free_port
from tests.conftest import HashedWords, fill, make_page
from tests.test_index import RESIDENT, SCHOOL, STAFF, STREET, found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_run(tmp_path_factory.mktemp("chroma")) as address:
        yield address


@pytest.fixture
def index(tmp_path: Path, server: str) -> Index:
    return Index(tmp_path / "index", "hashed-words", HashedWords(), server)


def held_there(index: Index) -> set[str]:
    """Ids of all chunks that the index has on its server, whatever the version, and of those that have statements."""
    store = index.snapshot().store
    return store.ids() | {id_.partition(":")[0] for id_ in store.statement_ids()}


def ids_of(*pages: Page) -> set[str]:
    return {one.id for page in pages for one in chunk(page)}


def use(server: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make it the setting of every command."""
    (folder / "kommunsvar.toml").write_text(f'chroma_server = "{server}"', encoding="utf-8")
    monkeypatch.setenv("KOMMUNSVAR_SETTINGS", str(folder / "kommunsvar.toml"))


def test_searches_find_what_they_find_in_a_folder(index: Index, tmp_path: Path) -> None:
    folder = Index(tmp_path / "annat", "hashed-words", HashedWords())
    question, vector = "trasig gatlykta", index.embed_question("trasig gatlykta")
    for one in (index, folder):
        fill(one, STREET, SCHOOL, STAFF)
    assert not (index.folder / "snapshots" / index.version / "chroma").exists()
    for searched in ("dense", "dense_statements"):
        here, there = (getattr(one, searched)(vector, RESIDENT, 10) for one in (index, folder))
        assert [id_ for id_, _ in here] == [id_ for id_, _ in there]
        assert [score for _, score in here] == pytest.approx([score for _, score in there], abs=1e-5)
    assert index.keyword(question, RESIDENT, 10) == folder.keyword(question, RESIDENT, 10)
    assert index.snapshot().centroid == pytest.approx(folder.snapshot().centroid, abs=1e-6)
    ids = list(index.snapshot().by_id)
    assert index.chunks(ids) == folder.chunks(ids)
    vectors = folder.statement_vectors(ids)
    assert all(index.statement_vectors(ids)[id_] == pytest.approx(vectors[id_], abs=1e-6) for id_ in ids)


def test_a_held_version_stays_whole_while_the_next_replaces_it(index: Index) -> None:
    fill(index, STREET, SCHOOL)
    reader = Index(index.folder, index.model, index.embeddings, index.snapshot().store._url)
    held = reader.held()
    fill(index, STAFF, STREET)
    assert found(held, "plats i förskolan", RESIDENT) == {"gata", "skola"}
    assert found(held, "personuppgifter", Scope("medarbetare")) == {"gata", "skola"}
    assert found(reader, "plats i förskolan", RESIDENT) == {"gata"}
    assert found(reader, "personuppgifter", Scope("medarbetare")) >= {"ai"}


def test_only_this_version_and_the_one_before_are_kept(index: Index) -> None:
    fill(index, STREET)
    fill(index, SCHOOL)
    fill(index, STAFF)
    assert held_there(index) == ids_of(SCHOOL, STAFF)
    fill(index, STAFF)
    assert held_there(index) == ids_of(STAFF)


def test_what_an_interrupted_run_left_is_taken_up_or_removed(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(index, STREET)
    monkeypatch.setattr(index, "_write_lists", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        fill(index, STREET, SCHOOL, STAFF)
    monkeypatch.undo()
    embeddings = HashedWords()
    again = Index(index.folder, index.model, embeddings, index.snapshot().store._url)
    assert found(again, "plats i förskolan", RESIDENT) == {"gata"}
    fill(again, STREET, SCHOOL)
    assert embeddings.embedded == []
    assert held_there(again) == ids_of(STREET, SCHOOL)


def test_a_removal_that_was_interrupted_is_finished(index: Index) -> None:
    fill(index, STREET, SCHOOL)
    index.snapshot().store.chunks.delete(ids=sorted(ids_of(SCHOOL)))  # and not yet its statements
    fill(index, STREET)
    fill(index, STREET)
    assert held_there(index) == ids_of(STREET)


def test_indexes_share_a_server_without_meeting(index: Index, tmp_path: Path, server: str) -> None:
    other = Index(tmp_path / "annat", index.model, HashedWords(), server)
    fill(index, STREET)
    fill(other, SCHOOL)
    fill(other, STAFF)
    assert held_there(index) == ids_of(STREET)
    assert found(index, "plats i förskolan", RESIDENT) == {"gata"}


def test_an_index_that_is_moved_finds_its_chunks(index: Index, tmp_path: Path, server: str) -> None:
    fill(index, STREET)
    index.folder.rename(tmp_path / "flyttad")
    assert found(Index(tmp_path / "flyttad", index.model, HashedWords(), server), "gatlykta", RESIDENT) == {"gata"}


def test_a_narrow_scope_is_searched_to_the_end(index: Index) -> None:
    many = [make_page(f"g{number}", f"Gatlykta nummer {number} lyser.") for number in range(700)]
    fill(index, *many, make_page("smal", "Något helt annat.", collection="annan"))
    assert found(index, "gatlykta nummer", Scope(collections=("annan",))) == {"smal"}


def test_the_index_moves_to_a_server_and_back(index: Index, tmp_path: Path) -> None:
    folder = Index(index.folder, index.model, HashedWords())
    fill(folder, STREET, SCHOOL)
    with pytest.raises(IndexMissing, match="chroma_server"):
        index.snapshot()
    index.commit(index.pages(), [], lambda stored: None)
    assert found(index, "plats i förskolan", RESIDENT) >= {"skola"}
    client = index.snapshot().store._client
    name = Server.last_used(index.folder)._name()  # type: ignore[union-attr]
    with pytest.raises(IndexMissing, match="chroma_server"):
        folder.snapshot()
    for _ in range(2):
        folder.commit(folder.pages(), [], lambda stored: None)
    assert found(folder, "plats i förskolan", RESIDENT) >= {"skola"}
    assert not [one for one in client.list_collections() if one.name.endswith(name)]


def test_a_changed_model_leaves_no_collections_behind(index: Index, server: str) -> None:
    fill(index, STREET)
    other = Index(index.folder, "en annan modell", HashedWords(), server)
    other.commit(index.pages(), [], lambda stored: None)
    fill(other, STREET, SCHOOL)
    store, name = other.snapshot().store, Server.last_used(other.folder)._name()  # type: ignore[union-attr]
    ours = [one.name for one in store._client.list_collections() if one.name.endswith(name)]
    assert len(ours) == len(KINDS)


def test_a_server_that_is_down_is_told_and_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pages, data, port = write_pages(tmp_path / "sidor", range(3)), tmp_path / "data", free_port()
    use(f"http://localhost:{port}", tmp_path, monkeypatch)
    arguments = [str(tmp_path / "sidor"), "--data", str(data)]
    with chroma_run(tmp_path / "chroma", port):
        assert ingest(arguments) == 0
        reader = opened(data)
        reader.snapshot()
    with pytest.raises(StoreUnreachable, match="svarar inte"):
        found(reader, "avgift", RESIDENT)
    assert bot(["ask", "--retrieve", "Vad är avgiften?", "--data", str(data)]) == 2
    assert "Kontrollera chroma_server" in capsys.readouterr().err
    write_pages(tmp_path / "sidor", range(5))
    assert ingest(arguments) == 3
    assert "Kontrollera chroma_server" in capsys.readouterr().err
    with chroma_run(tmp_path / "chroma", port):
        assert list(compare(opened(data), pages)) == []
        assert ingest(arguments) == 0
        assert list(compare(opened(data), write_pages(tmp_path / "sidor", range(5)))) == []


def test_a_server_that_lost_its_chunks_is_told(index: Index, server: str) -> None:
    fill(index, STREET)
    store = index.snapshot().store
    store.remove(ids_of(STREET))
    with pytest.raises(StoreUnreachable, match="saknar textstycken"):
        Index(index.folder, index.model, HashedWords(), server).snapshot()
    for collection in (store.chunks, store.statements):
        collection.delete_collection()
    with pytest.raises(StoreUnreachable, match="saknar textstycken"):
        Index(index.folder, index.model, HashedWords(), server).snapshot()


def test_kills_at_random_moments_lose_and_double_nothing(
    tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(server, tmp_path, monkeypatch)
    with folder_of(8, tmp_path / "sidor") as source:
        assert run(source, tmp_path / "data", kills=4, seed=1) == []
