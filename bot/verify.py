"""Draft sentence + evidence -> the sentence with the numbers of what supports it, or nothing.

Checked: citation numbers exist; every number, date, amount, time, phone, address, name and content word of the sentence stands in the
quote (figures, wording); negation, obligation, limits, conditions and sources are kept (claims); numbers stay with what they
count (amounts); nothing has changed places (roles). The rules prefer to leave out a good sentence rather than to show an unsupported
one: the answer is filled up with quotes, which are always supported.

Measured as a classifier of unsupported sentences: python -m tests.benchmarks.verifier
"""

import re
from collections.abc import Sequence

from bot.answer import Evidence, Sentence
from bot.verification import amounts, claims, roles
from bot.verification.figures import addresses, names, new_numbers
from bot.verification.markers import NEGATIONS, phrase
from bot.verification.segments import core, is_row
from bot.verification.support import Check, Support, joined
from bot.verification.wording import content, covered, held_by, overlap, parts_and_whole, root, split, uncovered

__all__ = ["problems", "quote", "repeats", "verify"]

SAME = 0.8  # share of words by which a sentence repeats an earlier one
KEPT = 0.5  # share of the quotes' content words that the sentence must keep
YES_NO = re.compile(r"^(?:Ja|Nej|Jo)(?:[,.]| det| du| ni)\s*", re.I)


def verify(draft: Sentence, evidence: Sequence[Evidence]) -> Sentence | None:
    """The draft with the numbers of the evidence that supports it, or None when none does.

    One cited evidence that supports it alone is enough; else all that it cites together; else any other, and the draft, which named
    the wrong number, is cited right. A number that does not exist is a failure.
    """
    cited = [one for one in evidence if one.number in draft.citations]
    if not cited or len(cited) != len(draft.citations):
        return None
    text = without_yes(draft.text)
    for support in (*([one] for one in cited), cited, *([one] for one in evidence)):
        if not problems(text, support):
            return Sentence(text, tuple(one.number for one in support))
    return None


def without_yes(text: str) -> str:
    """ "Ja, det går" -> "Det går": a yes or no stands in no quote."""
    opening = YES_NO.match(text)
    rest = text[opening.end() :] if opening else text
    return rest[:1].upper() + rest[1:] if opening else text


def quote(evidence: Evidence) -> Sentence:
    """The evidence's own words as a sentence."""
    text = evidence.text.strip()
    return Sentence(text if text[-1:] in ".!?" else f"{text}.", (evidence.number,))


def repeats(text: str, earlier: str) -> bool:
    """Whether the earlier sentence says it already: most of its words, all its numbers, and denied as it is or not."""
    return (
        overlap(text, earlier) >= SAME
        and not new_numbers(text, earlier)
        and phrase(text, NEGATIONS) == phrase(earlier, NEGATIONS)
    )


def problems(text: str, cited: Sequence[Evidence]) -> list[str]:
    """What the cited quotes do not support, in words for a report; [] for a supported sentence."""
    if any(text.strip(" .") == one.text.strip(" .") for one in cited):
        return []
    support = Support.of(text, cited)
    return [found for check in CHECKS for found in check(text, support)]


def fragment_problem(text: str, support: Support) -> list[str]:
    """A word alone states nothing, whatever quotes its parts stand in ("boka-prov")."""
    return [] if len(split(text)) > 1 else ["ett ensamt ord säger ingenting"]


def figure_problem(text: str, support: Support) -> list[str]:
    held = parts_and_whole(f"{support.held} {support.places}")
    return [
        *(f"talet {number} står inte i citatet" for number in sorted(new_numbers(text, support.held))),
        *(f"adressen {found} står inte i citatet" for found in sorted(addresses(text) - addresses(support.held))),
        *(f"namnet {found} står inte i citatet" for found in sorted(names(text)) if not covered(root(found), held)),
    ]


def word_problem(text: str, support: Support) -> list[str]:
    """Every content word stands in the quotes.

    A word of the title or heading alone may be added ("biblioteket", "hemtjänst"), but not in place of a word of the quotes.
    """
    added = uncovered(text, held_by(support.held))
    lost = uncovered(joined([core(one) for one in support.told]), held_by(text))
    if not lost and (is_row(support.held) or weight(text) >= weight(support.said) + len(added)):
        added = [word for word in added if not covered(word, held_by(support.places))]
    return [f"ordet {word} står inte i citatet" for word in added]


def weight(text: str) -> int:
    """How many words carry meaning or address the reader."""
    return len(content(text)) + sum(word in ("du", "ni") for word in split(text))


def loss_problem(text: str, support: Support) -> list[str]:
    """A sentence that carries little of its quotes has lost their point, or half of a sentence."""
    return [] if overlap(support.said, f"{text} {support.places}") >= KEPT else ["det mesta av citatet saknas"]


CHECKS: tuple[Check, ...] = (
    fragment_problem, figure_problem, word_problem, loss_problem, *claims.CHECKS, *amounts.CHECKS, *roles.CHECKS,
)  # fmt: skip
