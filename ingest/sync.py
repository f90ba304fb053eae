"""Pages -> Index: embeds what is new or changed, removes what is gone, leaves the rest alone."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from corpus.index import Index
from corpus.page import Chunk, Page, PageError
from corpus.snapshot import PageRecord
from ingest.boilerplate import block_digest, blocks_of, left_out
from ingest.chunk import Fits, chunk

MOST_REMOVED = 1 / 3  # of a guarded source's pages, in one run


@dataclass(frozen=True)
class Report:
    """What an ingest did, by page id; `failed` maps a file to the reason."""

    version: str
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)


Progress = Callable[[int, int], None]  # (chunks stored since the last call, chunks to store in all)


class TooMuchRemoved(RuntimeError):
    """A run would remove so much of a source that it rather looks like a failed crawl. Nothing is changed."""


def sync(
    index: Index,
    sources: Mapping[str, Collection[Page]],
    failed: dict[str, str],
    progress: Progress,
    kept: Collection[str] = (),
    guarded: Collection[str] = (),
) -> Report:
    """Make the index hold these pages of these sources, and every other source's as before.

    Args:
        sources: for each source all its pages; a page that a source no longer has is removed.
        failed: files that could not be read, with the reason; pages that came from them are kept as they were.
        kept: ids of pages that these sources have besides, unchanged.
        guarded: sources that may not lose more than a third of their pages.

    Raises:
        PageError: two sources have a page with the same id.
        TooMuchRemoved: a guarded source would.
    """
    with index.writing():
        old = index.pages()
        stay = {id_: record for id_, record in old.items() if record.source not in sources or record.origin in failed}
        stay |= {id_: old[id_] for id_ in kept if id_ in old}
        records, chunks = arrange(sources, old, stay, index.fits)
        check_losses(old, records, guarded)
        version = index.commit(records, chunks, lambda stored: progress(stored, len(chunks)))
        seen = {page.id for pages in sources.values() for page in pages} | set(kept) & set(old)
        return compare(version, old, records, seen, failed)


def arrange(
    sources: Mapping[str, Collection[Page]], old: dict[str, PageRecord], stay: dict[str, PageRecord], fits: Fits
) -> tuple[dict[str, PageRecord], list[Chunk]]:
    """(all records of the next version, the chunks of its new and changed pages), boilerplate on one page only."""
    records, given = dict(stay), dict[str, Page]()
    for source, pages in sources.items():
        for page in pages:
            other = records.get(page.id)
            if other and other.source != source:
                raise PageError(f"Två sidor har id {page.id!r}: en i {source}, en i {other.source}. Ändra det ena.")
            known = old.get(page.id)
            same = known and known.digest == page.digest and known.source == source and known.blocks
            records[page.id] = known if known and same else unchunked(page, source)
            given[page.id] = page
    left: dict[str, frozenset[str]] = {}
    for source in sources:
        left |= left_out({id_: record for id_, record in records.items() if record.source == source})
    chunks = list[Chunk]()
    for id_, page in given.items():
        without, record = left.get(id_, frozenset()), records[id_]
        if not record.chunks or frozenset(record.left_out) != without:
            made = chunk_without(page, without, fits)
            chunks += made
            ids = tuple(one.id for one in made)
            records[id_] = replace(record, chunks=ids, left_out=tuple(sorted(without)))
    return records, chunks


def chunk_without(page: Page, without: frozenset[str], fits: Fits) -> list[Chunk]:
    return chunk(page, fits=fits, wanted=lambda block: block_digest(block) not in without)


def unchunked(page: Page, source: str) -> PageRecord:
    return PageRecord(page.digest, source, page.origin, page.url, page.title, (), blocks_of(page))


def check_losses(old: dict[str, PageRecord], records: dict[str, PageRecord], guarded: Collection[str]) -> None:
    for source in guarded:
        before = [id_ for id_, record in old.items() if record.source == source]
        lost = [id_ for id_ in before if id_ not in records]
        if len(lost) > MOST_REMOVED * len(before):
            raise TooMuchRemoved(
                f"{source}: {len(lost)} av {len(before)} sidor skulle tas bort, mer än en tredjedel. Inget är ändrat. "
                "Är webbplatsen hel? Är det avsikten: kör igen med --force."
            )


def compare(
    version: str,
    old: dict[str, PageRecord],
    records: dict[str, PageRecord],
    seen: Iterable[str],
    failed: dict[str, str],
) -> Report:
    seen = sorted(seen)
    return Report(
        version=version,
        new=tuple(id_ for id_ in seen if id_ not in old),
        changed=tuple(id_ for id_ in seen if id_ in old and records[id_].digest != old[id_].digest),
        unchanged=tuple(id_ for id_ in seen if id_ in old and records[id_].digest == old[id_].digest),
        removed=tuple(sorted(set(old) - set(records))),
        failed=failed,
    )
