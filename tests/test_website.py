"""python -m ingest against a made-up municipality's site on 127.0.0.1."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

import ingest.__main__ as command
from bot.models import embedding_identity
from bot.settings import load_settings
from corpus.index import Index
from corpus.snapshot import PageRecord, Scope
from ingest.extract import read
from ingest.history import History, Run
from ingest.isolation import Isolation
from ingest.status import harmless
from tests.conftest import HashedWords
from tests.municipality import municipality, path_of, render
from tests.subjects import subject
from tests.webserver import Answer, WebSite, page, redirect, served

PAGES = 12  # enough for every pattern, and for a third of them to vanish


class InProcess:
    """Isolation without its process: faster, and enough for pages that do no harm."""

    def __enter__(self) -> "InProcess":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    read = staticmethod(read)


class Visitor:
    """Runs the command against one site and one data folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.data, self.embeddings = folder / "data", HashedWords()
        monkeypatch.setattr("bot.models.load_embeddings", lambda settings: self.embeddings)
        monkeypatch.setattr(command, "Isolation", InProcess)
        patient = command.pace_of
        monkeypatch.setattr(command, "pace_of", lambda *given: replace(patient(*given), pause=0.01))

    def run(self, address: str, *options: str) -> int:
        fast = ["--delay", "0", "--concurrency", "8", "--allow-private", "--data", str(self.data)]
        return command.main([address, *fast, *options])

    def pages(self) -> dict[str, PageRecord]:
        """By path."""
        found = Index(self.data / "index", "x", self.embeddings).pages().values()
        return {record.url.partition("127.0.0.1:")[2].partition("/")[2]: record for record in found}

    def last(self) -> Run:
        return History(self.data / "history.sqlite").runs()[0]


@pytest.fixture
def visitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    return Visitor(tmp_path, monkeypatch)


def test_a_whole_site_is_read_once_and_nothing_twice(visitor: Visitor, tmp_path: Path) -> None:
    with served(municipality(PAGES, tmp_path)) as site:
        assert visitor.run(site.address, "--exclude", "/kalender/*", "--exclude", "/sok*") == 1
    found = set(visitor.pages())
    subjects = {path_of(subject(number))[1:] for number in range(PAGES)}
    documents = {"taxa.pdf", "ansokan.docx", "policy.odt", "info.txt"}
    assert found == subjects | documents | {"", "lankar", "riktad", "jobb"}
    reasons = " ".join(visitor.last().failed.values())
    assert "inskannad" in reasons and "/tom" in reasons and "/trasig" in reasons and "status 500" in reasons
    assert "språkmodell" in str(visitor.last().warnings)
    assert site.busiest <= 8
    assert not site.statuses("/intern/lista") and not site.statuses("/bild.png")


def test_a_second_run_of_an_unchanged_site_embeds_and_fetches_nothing(visitor: Visitor) -> None:
    with served(municipality(PAGES)) as site:
        visitor.run(site.address, "--exclude", "/sok*", "--exclude", "/kalender/*")
        pages, version, count = visitor.pages(), visitor.last().version, len(visitor.embeddings.embedded)
        site.asked.clear()
        visitor.run(site.address, "--exclude", "/sok*", "--exclude", "/kalender/*")
    assert all(site.statuses(path_of(subject(number))) == [304] for number in range(PAGES))
    assert (visitor.pages(), visitor.last().version, len(visitor.embeddings.embedded)) == (pages, version, count)
    assert visitor.last().unchanged == len(pages)


def test_a_server_without_validators_costs_no_embedding_either(visitor: Visitor) -> None:
    with served(municipality(3)) as site:
        for answer in site.answers.values():
            answer.validators = False
        visitor.run(site.address, "--max-depth", "1")
        count = len(visitor.embeddings.embedded)
        visitor.run(site.address, "--max-depth", "1")
    assert len(visitor.embeddings.embedded) == count and not visitor.last().changed


def test_one_changed_page_is_the_only_one_embedded(visitor: Visitor) -> None:
    subjects = [subject(number) for number in range(PAGES)]
    with served(municipality(PAGES)) as site:
        visitor.run(site.address, "--max-depth", "1")
        count = len(visitor.embeddings.embedded)
        site.answers[path_of(subjects[4])] = render(subjects[4], subjects, revision=1)
        visitor.run(site.address, "--max-depth", "1")
    assert [url.endswith(path_of(subjects[4])) for _, _, url in visitor.last().changed] == [True]
    assert all(subjects[4].title in text for text in visitor.embeddings.embedded[count:])


@pytest.mark.parametrize(("status", "stays"), [(404, False), (410, False), (500, True), (503, True), (403, True)])
def test_only_what_the_site_calls_gone_is_removed(visitor: Visitor, status: int, stays: bool) -> None:
    path = path_of(subject(2))
    with served(municipality(PAGES)) as site:
        visitor.run(site.address, "--max-depth", "1")
        site.answers[path] = Answer(status=status)
        visitor.run(site.address, "--max-depth", "1")
        assert (path[1:] in visitor.pages()) is stays
        assert bool(visitor.last().removed) is not stays
        site.answers[path] = render(subject(2), [subject(number) for number in range(PAGES)])
        visitor.run(site.address, "--max-depth", "1")
        assert path[1:] in visitor.pages()


def test_a_page_that_nothing_links_to_any_more_is_still_asked_for(visitor: Visitor) -> None:
    with served(small("<a href='/a'>A</a>")) as site:
        visitor.run(site.address)
        site.answers["/"] = small("").answers["/"]
        visitor.run(site.address)
        assert "a" in visitor.pages()
        del site.answers["/a"]
        visitor.run(site.address, "--force")
        assert "a" not in visitor.pages()


def small(links: str) -> WebSite:
    """A start page with these links, and pages a, b and c."""
    start = f"<html lang='sv'><body><main><h1>Start</h1><p>Välkommen till en mycket liten webbplats.</p>{links}</main></body></html>"
    return WebSite({"/": page(start), **{f"/{name}": page(paragraph(name)) for name in "abc"}})


def paragraph(name: str) -> str:
    return f"<html lang='sv'><body><main><h1>Om {name}</h1><p>Det som är värt att veta om {name} står på den här sidan.</p></main></body></html>"


def test_a_site_that_has_lost_a_third_of_its_pages_is_left_alone(
    visitor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(municipality(PAGES)) as site:
        visitor.run(site.address, "--max-depth", "1")
        before = visitor.pages()
        for number in range(8):
            site.answers[path_of(subject(number))] = Answer(status=404)
        assert visitor.run(site.address, "--max-depth", "1", "--log", str(visitor.data / "log")) == 3
        assert "--force" in capsys.readouterr().err and visitor.pages() == before
        assert '"stopped"' in (visitor.data / "log").read_text()
        visitor.run(site.address, "--max-depth", "1", "--force")
    assert len(visitor.pages()) == len(before) - 8


def test_a_maintenance_page_everywhere_does_not_empty_the_index(visitor: Visitor) -> None:
    with served(municipality(PAGES)) as site:
        visitor.run(site.address, "--max-depth", "1")
        before = visitor.pages()
        for path in list(site.answers):
            site.answers[path] = page(
                "<html><body><main><h1>Driftstopp</h1><p>Webbplatsen uppdateras, kom tillbaka senare.</p></main></body></html>"
            )
        assert visitor.run(site.address, "--max-depth", "1") == 3
    assert visitor.pages() == before


@pytest.mark.parametrize("status", [500, 503])
def test_a_robots_file_that_cannot_be_had_closes_the_site(visitor: Visitor, status: int) -> None:
    with served(small("<a href='/a'>A</a>")) as site:
        site.answers["/robots.txt"] = Answer(status=status)
        assert visitor.run(site.address) == 3
    assert not visitor.pages() and not site.statuses("/a")


def test_a_site_that_does_not_answer_changes_nothing(visitor: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    with served(small("<a href='/a'>A</a>")) as site:
        visitor.run(site.address)
        before = visitor.pages()
    assert visitor.run(site.address) == 3
    assert "Inget är ändrat" in capsys.readouterr().err and visitor.pages() == before


def test_loopback_is_refused_unless_asked_for(visitor: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    with served(small("")) as site:
        assert command.main([site.address, "--data", str(visitor.data)]) == 3
    assert "--allow-private" in capsys.readouterr().err and not site.asked


def test_traps_without_end_are_left_and_told_and_never_grow(visitor: Visitor) -> None:
    with served(municipality(3)) as site:
        for _ in range(3):
            visitor.run(site.address, "--max-depth", "40", "--max-alike", "5")
    asked = {path for path, _ in site.asked if path.startswith(("/kalender", "/sok"))}
    assert len(asked) == 10
    assert "kalender" in " ".join(visitor.last().notes)


def test_the_limits_on_addresses_leave_the_rest_as_it_was(visitor: Visitor) -> None:
    with served(municipality(PAGES)) as site:
        visitor.run(site.address, "--max-depth", "1")
        before = set(visitor.pages())
        visitor.run(site.address, "--max-depth", "1", "--max-pages", "3")
    assert set(visitor.pages()) == before
    assert "gränsen 3 adresser" in " ".join(visitor.last().notes)


def test_a_history_that_was_lost_costs_fetches_but_no_embedding(visitor: Visitor) -> None:
    with served(municipality(3)) as site:
        visitor.run(site.address, "--max-depth", "1")
        count, before = len(visitor.embeddings.embedded), visitor.pages()
        (visitor.data / "history.sqlite").unlink()
        visitor.run(site.address, "--max-depth", "1")
    assert len(visitor.embeddings.embedded) == count and visitor.pages() == before


def test_an_index_that_was_lost_is_built_again_in_spite_of_the_history(visitor: Visitor) -> None:
    with served(small("<a href='/a'>A</a>")) as site:
        visitor.run(site.address)
        (visitor.data / "index" / "current").unlink()
        visitor.run(site.address)
    assert set(visitor.pages()) == {"", "a"}


def test_another_audience_reads_the_pages_anew(visitor: Visitor) -> None:
    with served(small("<a href='/a'>A</a>")) as site:
        visitor.run(site.address)
        visitor.run(site.address, "--audience", "medarbetare")
    assert len(visitor.last().changed) == 2


def test_redirects_out_of_the_site_are_not_followed_and_moved_pages_leave(visitor: Visitor) -> None:
    with served(small("<a href='/a'>A</a><a href='/b'>B</a><a href='/c'>C</a>")) as site:
        visitor.run(site.address)
        site.answers["/a"] = redirect("http://127.0.0.2:1/a")
        visitor.run(site.address)
    assert set(visitor.pages()) == {"", "b", "c"}


def test_every_page_naming_the_start_page_as_canonical_is_not_believed(visitor: Visitor) -> None:
    site = small("<a href='/a'>A</a><a href='/b'>B</a>")
    for name in "ab":
        site.answers[f"/{name}"] = page(
            paragraph(name).replace("<body>", "<link rel='canonical' href='{site}/'><body>")
        )
    with served(site):
        visitor.run(site.address)
    assert set(visitor.pages()) == {"", "a", "b"}


def test_boilerplate_is_one_page_s_and_another_s_when_that_is_gone(visitor: Visitor) -> None:
    """The pages that did not change are then asked for anew, the next night."""
    names = "abcdefgh"
    site = small("".join(f"<a href='/{name}'>{name}</a>" for name in names))
    notice = "<p>Kontaktcenter har stängt för lunch mellan klockan 12 och 13 varje dag.</p>"
    for name in names:
        site.answers[f"/{name}"] = page(paragraph(name).replace("</main>", f"{notice}</main>"))

    def holders() -> list[str]:
        index = Index(visitor.data / "index", embedding_identity(load_settings(visitor.data)), visitor.embeddings)
        found = [index.snapshot().by_id[id_].page_id for id_, _ in index.keyword("stängt för lunch", Scope(), 20)]
        return [index.pages()[id_].url[-1] for id_ in found]

    with served(site):
        visitor.run(site.address)
        [first] = holders()
        site.answers[f"/{first}"] = Answer(status=410)
        visitor.run(site.address)
        visitor.run(site.address)
        [second] = holders()
        site.asked.clear()
        visitor.run(site.address)
    assert second != first and {
        status for path, status in site.asked if path in {f"/{name}" for name in names} - {f"/{first}"}
    } == {304}


def test_a_canonical_page_that_does_not_exist_gives_way(visitor: Visitor) -> None:
    site = small("<a href='/a'>A</a>")
    site.answers["/a"] = page(paragraph("a").replace("<body>", "<link rel='canonical' href='{site}/finns-inte'><body>"))
    with served(site):
        visitor.run(site.address)
    assert set(visitor.pages()) == {"", "a"}


def test_status_and_diff_tell_a_web_editor_what_to_mend(
    visitor: Visitor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(municipality(PAGES, tmp_path)) as site:
        visitor.run(site.address, "--exclude", "/kalender/*", "--exclude", "/sok*", "--log", str(tmp_path / "log"))
        del site.answers[path_of(subject(3))]
        visitor.run(site.address, "--exclude", "/kalender/*", "--exclude", "/sok*")
    capsys.readouterr()
    assert command.main(["status", "--data", str(visitor.data)]) == 0
    told = capsys.readouterr().out
    for kind in ("sidor utan läsbar text", "brutna länkar", "sidor utan datum", "samma sida under flera adresser"):
        assert kind in told
    assert f"{site.address}{path_of(subject(3))} finns inte, men länkas från {site.address}" in told
    assert command.main(["diff", "--data", str(visitor.data)]) == 0
    assert "Borttagna (1)" in capsys.readouterr().out
    assert '"event": "done"' in (tmp_path / "log").read_text()


def test_status_names_contradictions_and_writes_each_page_s_history(
    visitor: Visitor, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fee = "<p>Avgiften för att hyra torgplats under en marknadsdag är {} kronor inklusive el.</p></main>"
    site = small("<a href='/a'>A</a><a href='/b'>B</a><a href='/c'>C</a>")
    for name, amount in (("a", 350), ("b", 400)):
        site.answers[f"/{name}"] = page(paragraph(name).replace("</main>", fee.format(amount)))
    (tmp_path / "mapp").mkdir()
    (tmp_path / "mapp" / "tom.txt").write_text("")
    (tmp_path / "mapp" / "lokal.txt").write_text("Lokal\n\nLokalen hyrs ut per timme.", encoding="utf-8")
    with served(site):
        monkeypatch.setattr(command, "now", lambda: "2026-01-01")
        visitor.run(site.address, str(tmp_path / "mapp"))
        monkeypatch.setattr(command, "now", lambda: "2026-01-02")
        site.answers["/a"] = page(paragraph("a").replace("</main>", fee.format(375)))
        del site.answers["/c"]
        visitor.run(site.address, str(tmp_path / "mapp"), "--force")
    capsys.readouterr()
    assert command.main(["status", "--data", str(visitor.data), "--csv", str(tmp_path / "sidor.csv")]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "uppgifter som kan motsäga varandra (1)" in told and "375 kronor" in told and "400 kronor" in told
    with (tmp_path / "sidor.csv").open(encoding="utf-8-sig") as file:
        rows = {row["adress"].rpartition("/")[2]: row for row in csv.DictReader(file, delimiter=";")}
    assert set(rows) == {"", "a", "b", "c", "tom.txt", "lokal.txt"}
    history = {
        name: [row[column] for column in ("först sedd", "ändrad", "senast kontrollerad")] for name, row in rows.items()
    }
    assert history["a"] == ["2026-01-01", "2026-01-02", "2026-01-02"]
    assert history["b"] == history["lokal.txt"] == ["2026-01-01", "2026-01-01", "2026-01-02"]
    assert "375 kronor" in rows["b"]["att rätta"] and "saknar datum" in rows["a"]["att rätta"]
    assert "/c är bruten" in rows[""]["att rätta"] and rows["c"]["i indexet"] == "nej"
    assert "ingen läsbar text" in rows["tom.txt"]["att rätta"] and rows["lokal.txt"]["i indexet"] == "ja"


def test_no_cell_of_the_table_is_a_formula() -> None:
    assert [harmless(cell) for cell in ("=1+1", "@a", "-1", "a=1", "")] == ["'=1+1", "'@a", "'-1", "a=1", ""]


def test_diff_without_a_run_says_what_to_do(visitor: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["diff", "--data", str(visitor.data)]) == 2
    assert "python -m ingest SOURCE" in capsys.readouterr().err


@pytest.mark.parametrize(
    "place", ["ingest.history.History.record", "ingest.sync.compare", "corpus.index.Index._make_current"]
)
def test_a_run_that_dies_is_made_good_by_the_next(visitor: Visitor, place: str) -> None:
    """Before the index is committed, between that and the history, and before either."""
    with served(small("<a href='/a'>A</a>")) as site:
        visitor.run(site.address)
        site.answers["/"] = small("<a href='/a'>A</a><a href='/b'>B</a>").answers["/"]
        with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(place, interrupt)
            visitor.run(site.address)
        assert visitor.run(site.address) == 0
        assert set(visitor.pages()) == {"", "a", "b"}
        count = len(visitor.embeddings.embedded)
        visitor.run(site.address)
    assert visitor.last().unchanged == 3 and len(visitor.embeddings.embedded) == count


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_the_whole_way_with_extraction_in_its_own_process(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "Isolation", Isolation)
    (tmp_path / "mapp").mkdir()
    (tmp_path / "mapp" / "lokal.txt").write_text("Hyra lokal\n\nLokalen hyrs ut per timme.", encoding="utf-8")
    with served(small("<a href='/a'>A</a>")) as site:
        assert visitor.run(site.address, str(tmp_path / "mapp")) == 0
    assert len(visitor.last().new) == 3
