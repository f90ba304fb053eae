"""Pages -> Index: embeds what is new or changed, removes what is gone, leaves the rest alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from corpus.index import Index, PageRecord
from corpus.page import Page, PageError
from ingest.chunk import chunk


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


def sync(index: Index, sources: dict[str, list[Page]], failed: dict[str, str], progress: Progress) -> Report:
    """Make the index hold these pages of these sources, and every other source's as before.

    Args:
        sources: for each source all its pages; a page that a source no longer has is removed.
        failed: files that could not be read, with the reason; pages that came from them are kept as they were.
    """
    with index.lock():
        old = index.pages()
        records = {id_: record for id_, record in old.items() if record.source not in sources}
        records |= {id_: record for id_, record in old.items() if record.origin in failed}
        chunks = []
        for source, pages in sources.items():
            for page in pages:
                other = records.get(page.id)
                if other and other.source != source:
                    raise PageError(f"Två sidor har id {page.id!r}: en i {source}, en i {other.source}. Ändra det ena.")
                known = old.get(page.id)
                if known and known.digest == page.digest and known.source == source:
                    records[page.id] = known
                    continue
                made = chunk(page)
                chunks.extend(made)
                records[page.id] = PageRecord(
                    page.digest, source, page.origin, page.url, page.title, tuple(c.id for c in made)
                )
        version = index.commit(records, chunks, lambda stored: progress(stored, len(chunks)))
        return compare(version, old, records, {page.id for pages in sources.values() for page in pages}, failed)


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
