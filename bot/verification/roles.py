"""Who does what to whom: the same words may not change places between the quote and the sentence.

No parser: a text is cut into segments and clauses, and what stands together, or after the same small word, belongs together.
Each check takes the sentence and what supports it and returns what is wrong, in Swedish, for a report.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.verification.figures import NUMBER_WORDS, plain
from bot.verification.markers import NEGATIONS, phrase
from bot.verification.segments import BREAK, exclusive, is_row, segments
from bot.verification.support import Check, Support
from bot.verification.wording import FINITE, LINKS, VERBS, carries, content, covered, held_by, root, split, uncovered

BINDS = "före efter över till från hos än bara endast framför ytterst i_stället_för mot åt först"
BINDING = dict.fromkeys(NEGATIONS.split("|"), "inte") | {word: word for word in BINDS.split()} | {"innan": "före"}
FIXED = re.compile(r"i (?=stället för)|stället (?=för)|grund (?=av)|till (?=exempel)|till (?=och med)")
REACH = 3  # content words after a binding word that it may apply to
ITEM = r"[\w-]+(?: [\w-]+){0,2}?"
LISTING = re.compile(rf"{ITEM}(?:, {ITEM})+ (?:och|samt) {ITEM}(?=[.,;:]|$)")
CONTRAST = re.compile(r"[,;:•] |\. | men ")
CLAUSE_BREAK = re.compile(r"[,;:•–()] ?|\. | (?:att|och|men|när|om|som|innan|efter) ")
PREPOSITIONS = "av från i hos med på för till vid enligt över under mellan genom mot"
DETERMINERS = "en ett den det de din ditt dina er ert era sin sitt sina någon något några alla varje"
NOT_NOUN = frozenset(f"{LINKS} {VERBS} du ni vi man det de varje hela samma nästa".split())


def seam_problem(text: str, support: Support) -> list[str]:
    """Each segment of a sentence from several quotes comes from one of them."""
    held = [held_by(f"{quote} {support.places}") for quote in support.quotes]
    loose = [part for part in BREAK.split(plain(text)) if all(uncovered(part, one) for one in held)]
    return ["uppgifter ur olika citat blandas"] if loose and len(held) > 1 else []


def listing_problem(text: str, support: Support) -> list[str]:
    """ "A, B och C" is not "A", unless they are examples."""
    said = held_by(text)
    if not phrase(support.said, "bland annat|till exempel|exempel"):
        for found in LISTING.finditer(plain(support.said)):
            items = [content(item)[-1:] for item in re.split(r", | och | samt ", found[0])]
            told = [covered(item[0], said) for item in items if item]
            if any(told) and not all(told):
                return ["uppräkningen är inte hel"]
    return []


def mixed_problem(text: str, support: Support) -> list[str]:
    """Two segments of the sentence that each mix what two segments of the quote keep apart have swapped something."""
    for one, other in combinations(segments(support.quotes), 2):
        mixed = [
            part
            for part in segments([text])
            if any(exclusive(word, one.all, other.all) for word in part.all)
            and any(exclusive(word, other.all, one.all) for word in part.all)
        ]
        if len(mixed) > 1:
            return ["uppgifter har bytt plats"]
    return []


def binding_problem(text: str, support: Support) -> list[str]:
    """What "inte", "efter", "till", "i stället för" and the like apply to in the sentence, they apply to in the quote."""
    quote = ". ".join(support.quotes)
    held: dict[str, set[str]] = {}
    for binding, after, before in bindings(quote):
        held.setdefault(binding, set()).update(after, before)
    if is_simple(text) and is_simple(quote):
        held.pop("inte", None)  # one clause: it has nothing else to deny
    return [
        f"”{binding} {word}” står inte så i citatet"
        for binding, after, before in bindings(text)
        for word in (after or before)[:1]
        if binding in held and exclusive(word, held_by(quote), frozenset(held[binding]))
    ]


def is_simple(text: str) -> bool:
    return len(segments([text])) == 1 and not phrase(text, "som|om|när|att|innan|efter")


def bindings(text: str) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """(binding word, the content words after it in its segment, for "inte" and "först" also the one before)."""
    whole = FIXED.sub(lambda found: found[0].strip() + "_", plain(text))
    for piece in (piece for part in re.split(r"\. (?!•)|; ", whole) for piece in BREAK.split(part)):
        tokens = re.findall(r"[\w-]+", piece)
        for index, token in enumerate(tokens):
            binding = BINDING.get(token)
            if binding and ((binding == "inte" and token != "utan") or not is_stranded(tokens[index + 1 :])):
                before = content(" ".join(tokens[:index]))[-1:] if binding in ("inte", "först") else ()
                yield binding, content(" ".join(tokens[index + 1 :]))[:REACH], before


def is_stranded(following: Sequence[str]) -> bool:
    """Whether nothing that it applies to follows: a verb ("används till behöver du") or a number (compared apart)."""
    return not following or following[0] in FINITE or following[0] in NUMBER_WORDS or following[0][0].isdigit()


def denial_problem(text: str, support: Support) -> list[str]:
    """ "Inte kontant men med kort" is not "kontant men inte med kort": what is denied and what is not have changed places."""
    prose = [quote for quote in support.quotes if not is_row(quote)]
    held = [part for quote in prose for part in CONTRAST.split(plain(quote)) if content(part)]
    said = [part for part in CONTRAST.split(plain(text)) if content(part)]
    pairs = {(denies(part), denies(likest(part, held))) for part in said}
    return ["nekningen hör till något annat i citatet"] if {(True, False), (False, True)} <= pairs else []


def likest(part: str, held: Sequence[str]) -> str:
    """The segment of the quote with most of the words, of equals one that agrees in denying."""

    def likeness(one: str) -> tuple[int, bool]:
        return sum(covered(word, held_by(one)) for word in content(part)), denies(one) == denies(part)

    return max(held, key=likeness, default="")


def denies(part: str) -> bool:
    return phrase(part, NEGATIONS)


def order_problem(text: str, support: Support) -> list[str]:
    """ "Först betala, sedan bestrida" is not "först bestrida, sedan betala"."""
    (said, later), (held, last) = first_and_later(text), first_and_later(". ".join(support.quotes))
    early = any(exclusive(word, last, held) for word in said)
    late = any(exclusive(word, held, last) for word in later)
    return ["ordningen har vänts"] if said and held and early and late else []


def first_and_later(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """(content words of the segment with "först", those of the other segments)."""
    pieces = BREAK.split(plain(text))
    first = [piece for piece in pieces if phrase(piece, "först")]
    return held_by(" ; ".join(first)), held_by(" ; ".join(piece for piece in pieces if piece not in first))


def swap_problem(text: str, support: Support) -> list[str]:
    """ "A ersätter B" is not "B ersätter A": a clause's first noun and one after its verb may not change places."""
    held = [clause for quote in support.quotes for clause in clauses(quote)]
    pairs = [(said[0], other[0]) for said in clauses(text) for other in held if is_turned(said, other)]
    return [f"{one} och {other} har bytt plats" for one, other in pairs[:1]]


def is_turned(said: Sequence[str], held: Sequence[str]) -> bool:
    """Whether each clause opens with a word that the other has after a word that both have between them."""
    if not said or not held or any(clause.count(one[0]) != 1 for clause in (said, held) for one in (said, held)):
        return False
    before, after = said[1 : said.index(held[0])], held[1 : held.index(said[0])]
    return any(word in after for word in before)


def subject_problem(text: str, support: Support) -> list[str]:
    """ "A ansvarar för att B får ..." is not "B ansvarar för att A får ...": two clauses may not exchange their subjects."""
    held = [clause for quote in support.quotes for clause in clauses(quote)]
    pairs = {(said[0], one[0]) for said in clauses(text) for one in held if set(said[1:]) & set(one[1:])}
    swapped = [
        (one, other) for one, other in pairs if one != other and (other, one) in pairs and (one, one) not in pairs
    ]
    return [f"{one} och {other} har bytt plats" for one, other in swapped[:1]]


def exchange_problem(text: str, support: Support) -> list[str]:
    """ "A i B" is not "B i A": two words may not take over each other's preposition."""
    said, held = governors(text), governors(" . ".join(support.quotes))
    changed = [word for word in said if word in held and said[word] != held[word]]
    return [
        f"{one} och {other} har bytt plats"
        for one, other in combinations(changed, 2)
        if said[one] == held[other] and said[other] == held[one]
    ]


def governors(text: str) -> dict[str, str]:
    """Stem -> the preposition before it ("" for none); words that occur more than once are left out."""
    pieces = re.split(r"[,;:•–()]|\. ", plain(text))
    found = [item.rpartition(" ") for piece in pieces for item in governed(piece.split())]
    counts = Counter(word for _, _, word in found)
    return {word: preposition for preposition, _, word in found if counts[word] == 1}


def clauses(text: str) -> list[list[str]]:
    """The content words of each clause that opens with a bare noun; those after a preposition with it ("av nämnd")."""
    opened = [part.split() for part in CLAUSE_BREAK.split(plain(text)) if part.split()]
    bare = [part for part in opened if part[0] not in NOT_NOUN and not any(word[0].isdigit() for word in part[:2])]
    return [governed(part) for part in bare]


def governed(tokens: Sequence[str]) -> list[str]:
    found, preposition = [], ""
    for word in (token.strip("”“.,()") for token in tokens):
        if word in PREPOSITIONS.split():
            preposition = f"{word} "
        elif word and carries(word) and not word.endswith("s"):  # an owner stands between: "i Dalatrafiks app"
            found.append(preposition + root(word))
            preposition = ""
        elif word not in DETERMINERS.split() and not word.endswith("s"):
            preposition = ""
    return found


def genitive_problem(text: str, support: Support) -> list[str]:
    """ "Nämnden avgör när rådets arbete" is not "rådet avgör när nämndens arbete"."""
    said, held = owners(text), owners(" ".join(support.quotes))
    changed = [word for word in said if word in held and said[word] != held[word]]
    swapped = any(said[word] for word in changed) and any(held[word] for word in changed)
    return ["ägare och ägt har bytt plats"] if swapped else []


def owners(text: str) -> dict[str, bool]:
    """Stem -> whether it stands in the genitive; words in both forms are left out."""
    forms: dict[str, set[bool]] = {}
    for word in split(text):
        forms.setdefault(root(word), set()).add(word.endswith("s"))
    return {word: True in found for word, found in forms.items() if len(found) == 1}


def reader_problem(text: str, support: Support) -> list[str]:
    """ "Rektorn kontaktar dig" is not "du kontaktar rektorn"."""
    quote = " ".join(support.quotes)
    was_object = phrase(quote, "dig|er") and not phrase(quote, "du|ni")
    is_subject = phrase(text, "du|ni") and not phrase(text, "dig|er")
    return ["läsaren har fått en annan roll"] if was_object and is_subject else []


CHECKS: tuple[Check, ...] = (
    seam_problem, listing_problem, mixed_problem, binding_problem, denial_problem, order_problem, swap_problem, subject_problem,
    exchange_problem, genitive_problem, reader_problem,
)  # fmt: skip
