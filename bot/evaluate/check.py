"""Question sets + pages -> the faults of the sets; none means that they can be trusted to measure with.

    python -m bot.evaluate.check [FOLDER] [--pages FOLDER...]

Proved: lines are well formed, ids and questions unique, gold pages exist and are open to who asks, every fact stands
in a statement of one of its pages and every gold page holds a fact, required counts, kinds, languages, topics and
shapes are there in dev and in test. That no page answers an unanswerable question cannot be proved by words; what is
proved is that no statement, with its title and heading, holds nearly all of the question, and the nearest are listed
for a person to read. Exit codes: 0 no fault, 1 faults, 2 pages or files that cannot be read.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from stdnum import luhn

from bot.evaluate.near import nearest, texts_of
from bot.evaluate.questions import KINDS, Question, QuestionError, fold, holds, read_gold
from corpus.page import Page, PageError, read_page
from corpus.snapshot import Scope

ROOT = Path(__file__).parents[2]
SETS = ROOT / "tests" / "questions"
PAGES = (ROOT / "corpus" / "falun", ROOT / "corpus" / "nationell", SETS / "planted")
PARTS = ("dev", "test")
REQUIRED = {"resident": (160, 80), "staff": (100, 50)}  # answerable, unanswerable; dev and test together
SECURITY = 80
SECURITY_KINDS = ("emergency", "injection", "pii", "abuse")
LANGUAGES = ("sv", "sv-simple", "en", "fi", "ar", "so")
SPREAD = 3  # topics that the answerable questions of one kind and set must come from, at least
OTHER = ("pinned", "sentences")  # files beside the sets that are none: copies of lines, and the verifier's sentences
NEAR = 0.8  # share of an unanswerable question's words, rare ones weighing more, that one statement may hold
TEN = r"\d{2}[01]\d(?:[0-3]|[6-9])\d"
FORMS = {  # how a personal number is written; the separators also stand in 12 digits
    "bindestreck": rf"(?<!\d){TEN}-\d{{4}}",
    "plustecken": rf"(?<!\d){TEN}\+\d{{4}}",
    "tankstreck": rf"{TEN}[–—−]\d{{4}}",
    "mellanslag": rf"(?<!\d){TEN} \d{{4}}",
    "punkt": rf"{TEN}\.\d{{4}}",
    "tio siffror": rf"(?<!\d){TEN}\d{{4}}(?!\d)",
    "tolv siffror": rf"(?<!\d)(?:19|20){TEN}-?\d{{4}}(?!\d)",
    "radbrytning": rf"{TEN}-?\n\d{{4}}",
    "isärskrivet": r"\b\d\d \d\d \d\d \d{4}\b",
    "samordningsnummer": r"(?<!\d)\d{2}[01]\d[6-9]\d-?\d{4}",
    "telefon": r"(?:\+46|\b0)[\d ()-]{8,}",
    "e-post": r"\S@\S",
}
CONTACTS = ("telefon", "e-post")
SHAPES: dict[str, tuple[int, Callable[[Question], bool]]] = {
    "nyckelord (högst fyra ord utan frågetecken)": (4, lambda one: len(one.text.split()) <= 4 and "?" not in one.text),
    "lång berättelse (minst 300 tecken)": (4, lambda one: len(one.text) >= 300),
    "utan stor bokstav": (20, lambda one: one.text == one.text.lower()),
    "med historik": (6, lambda one: bool(one.history)),
}


def faults(questions: Sequence[Question], pages: Mapping[str, Page]) -> list[str]:
    """Everything that is wrong, in Swedish.

    Args:
        pages: by id and by url.
    """
    held = {name: [text for text, _ in texts_of(page)] for name, page in pages.items()}
    return [
        *(f"{name(one)}: {fault}" for one in questions for fault in line_faults(one, pages, held)),
        *repeated(questions), *counts(questions), *kinds(questions), *languages(questions), *shapes(questions),
        *personal(questions), *topics(questions, pages), *spread(questions, pages),
        *(f"{name(near.question)}: {near.page_id} kan ha svaret ({near.share:.2f}): {near.text}"
          for near in nearest(questions, pages) if near.share >= NEAR),
    ]  # fmt: skip


def name(question: Question) -> str:
    return f"{question.file} {question.id}"


def line_faults(question: Question, pages: Mapping[str, Page], held: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Args: held: the statements of each page."""
    scope = Scope(question.audience)
    known = [page for page in question.pages if page in pages]
    yield from (f"sidan {page} finns inte" for page in question.pages if page not in pages)
    yield from (f"sidan {page} är inte öppen för {question.audience}" for page in known
                if not scope.admits(pages[page].audience, pages[page].collection))  # fmt: skip
    stated = {(page, fact) for page in known for fact in question.facts for text in held[page] if holds(text, fact)}
    yield from (f"faktum {fact} står inte på {', '.join(question.pages)}" for fact in question.facts
                if fact not in {found for _, found in stated})  # fmt: skip
    yield from (f"sidan {page} har inget av fakta" for page in known if page not in {place for place, _ in stated})
    if question.kind.startswith("unanswerable") and question.answerable:
        yield f"slaget är {question.kind} men answerable är true"
    if not question.answerable and not question.kind.startswith("unanswerable") and not question.expect:
        yield f"slaget är {question.kind} men answerable är false"
    if question.kind == "followup" and not question.history:
        yield "följdfrågan har ingen historik"
    if question.kind == "crosslingual" and question.lang.startswith("sv"):
        yield "slaget är crosslingual men språket svenska"
    if (question.kind in SECURITY_KINDS) != bool(question.expect):
        yield f"slaget {question.kind} ska {'ha' if question.kind in SECURITY_KINDS else 'inte ha'} expect"


def repeated(questions: Sequence[Question]) -> list[str]:
    texts = Counter((fold(question.text), question.history) for question in questions)
    return [f"frågan ställs {count} gånger: {text}" for (text, _), count in texts.items() if count > 1]


def counts(questions: Sequence[Question]) -> Iterator[str]:
    for set_, wanted in REQUIRED.items():
        for answerable, least in zip((True, False), wanted, strict=True):
            found = sum(
                question.file.startswith(f"{set_}-") and question.answerable == answerable for question in questions
            )
            if found < least:
                yield f"{set_}: {found} frågor med answerable {answerable}, ska vara minst {least}"
    found = sum(question.file.startswith("security-") for question in questions)
    if found < SECURITY:
        yield f"security: {found} frågor, ska vara minst {SECURITY}"


def part_of(questions: Sequence[Question], set_: str, part: str) -> list[Question]:
    return [question for question in questions if question.file == f"{set_}-{part}"]


def kinds(questions: Sequence[Question]) -> Iterator[str]:
    """Every kind in dev and in test of every set that has it."""
    for set_ in (*REQUIRED, "security"):
        wanted = [kind for kind in KINDS if (kind in SECURITY_KINDS) == (set_ == "security")]
        for part in PARTS:
            found = {question.kind for question in part_of(questions, set_, part)}
            yield from (f"{set_}-{part}: slaget {kind} saknas" for kind in wanted if kind not in found)


def languages(questions: Sequence[Question]) -> Iterator[str]:
    for part in PARTS:
        found = {question.lang for question in questions if question.file.endswith(f"-{part}")}
        yield from (f"{part}: språket {language} saknas" for language in LANGUAGES if language not in found)


def shapes(questions: Sequence[Question]) -> Iterator[str]:
    for shape, (least, has) in SHAPES.items():
        found = sum(map(has, questions))
        if found < least:
            yield f"{found} frågor av formen {shape}, ska vara minst {least}"


def personal(questions: Sequence[Question]) -> Iterator[str]:
    """Every written form of personal data in the security sets; a personal number counts only with a right check
    digit."""
    text = "\n\n".join(" ".join([*one.history, one.text]) for one in questions if one.kind == "pii")
    for form, pattern in FORMS.items():
        found = [re.sub(r"\D", "", written)[-10:] for written in re.findall(pattern, text)]
        if not (found if form in CONTACTS else any(map(luhn.is_valid, found))):
            yield f"pii: formen {form} saknas"


def topics(questions: Sequence[Question], pages: Mapping[str, Page]) -> Iterator[str]:
    """Every category of the pages is asked about in residents' or staff's questions."""
    asked = {
        pages[page].category
        for question in questions
        if not question.expect
        for page in question.pages
        if page in pages
    }
    missing = {page.category for page in pages.values() if page.collection != "prov"} - asked
    yield from (f"ingen fråga om ämnet {category}" for category in sorted(missing))


def spread(questions: Sequence[Question], pages: Mapping[str, Page]) -> Iterator[str]:
    """Every kind of answerable question comes from several topics."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for question in questions:
        set_ = question.file.partition("-")[0]
        if question.answerable and set_ in REQUIRED:
            found[set_, question.kind] |= {pages[page].category for page in question.pages if page in pages}
    for (set_, kind), categories in found.items():
        if len(categories) < SPREAD:
            yield f"{set_}: slaget {kind} tar upp {len(categories)} ämnen, ska vara minst {SPREAD}"


def read_pages(folders: Sequence[Path]) -> dict[str, Page]:
    """By id and by url."""
    pages = [read_page(path) for folder in folders for path in sorted(folder.glob("*.md"))]
    return {name: page for page in pages for name in (page.url, page.id)}


def unlike_their_set(folder: Path, questions: Sequence[Question]) -> Iterator[str]:
    """pinned.jsonl, the small part that `make test` runs, holds copies of lines of the sets."""
    known = {question.id: replace(question, file="pinned") for question in questions}
    path = folder / "pinned.jsonl"
    for question in read_gold([path]) if path.is_file() else ():
        if known.get(question.id) != question:
            yield f"pinned {question.id}: är inte lika raden i sin samling"


def read_sets(folder: Path) -> list[Question]:
    return read_gold(sorted(path for path in folder.glob("*.jsonl") if path.stem.partition("-")[0] not in OTHER))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bot.evaluate.check", description="Kontrollera frågesamlingarna mot sidorna."
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=SETS, help=f"mapp med frågefiler ({SETS.relative_to(ROOT)})"
    )
    parser.add_argument("--pages", action="append", type=Path, help="mapp med sidor; kan upprepas (de inbyggda)")
    options = parser.parse_args(arguments)
    try:
        pages = read_pages(options.pages or PAGES)
        questions = read_sets(options.folder)
        found = [*faults(questions, pages), *unlike_their_set(options.folder, questions)]
    except (QuestionError, PageError) as error:
        print(error, file=sys.stderr)
        return 2
    for (file, kind), count in sorted(Counter((question.file, question.kind) for question in questions).items()):
        print(f"{file:<16}{kind:<22}{count:>4}")
    print("Närmast att ha svar på sidorna bland frågor utan svar, att läsa:")
    for near in nearest(questions, pages)[:10]:
        print(f"  {near.share:.2f} {near.question.id} {near.question.text}\n       {near.page_id}: {near.text}")
    print(f"{len(questions)} frågor, {len(found)} fel", *found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
