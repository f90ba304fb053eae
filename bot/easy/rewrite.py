"""A verified sentence -> short sentences in plain words with the same citations, or itself where nothing can be made easier safely.

The short ones stay together as one sentence of the Answer, so that what one says and another limits is verified, and cited, as a whole.
They have every figure, negation, duty, limit, condition and word of meaning that the sentence has. Each of them is also checked alone against
the words of the quote that it says, and keeps the conditions, place and year that hold for it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.answer import Answer, Evidence, Sentence
from bot.easy.split import Part, split
from bot.easy.words import in_everyday_words
from bot.verification import claims
from bot.verification.figures import NUMBER_WORDS, plain
from bot.verification.markers import DUTIES, LIMITS, NEGATIONS, pattern
from bot.verification.support import Support
from bot.verification.wording import held_by, uncovered
from bot.verification.wording import split as words_of
from bot.verify import CHECKS, problems

CIRCUMSTANCES = (claims.condition_problem, claims.place_problem, claims.year_problem)
"""What a sentence says of when and where, it says of every part in its scope."""


def in_easy_swedish(growing: Iterator[Answer]) -> Iterator[Answer]:
    """Each answer with easier sentences, the same one again where nothing new has come; citations and quotes stay as they are."""
    before = eased = None
    for answer in growing:
        if answer is not before or eased is None:
            easier_ones = tuple(easier(one, answer.evidence) for one in answer.sentences)
            before, eased = answer, replace(answer, sentences=easier_ones)
        yield eased


@lru_cache(maxsize=256)
def easier(sentence: Sentence, evidence: tuple[Evidence, ...]) -> Sentence:
    """Args:
    sentence: as `verify` or `quote` made it.
    """
    text = in_everyday_words(sentence.text)
    cited = [everyday(one) for one in evidence if one.number in sentence.citations]
    for parts in (split(text), [Part(text, text)]):
        if not rewrite_problems(parts, text, cited):
            return replace(sentence, text=" ".join(part.text for part in parts))
    return sentence


def everyday(evidence: Evidence) -> Evidence:
    return replace(evidence, text=in_everyday_words(evidence.text))


def rewrite_problems(parts: Sequence[Part], text: str, cited: Sequence[Evidence]) -> list[str]:
    """What is wrong with the parts as another wording of the text, in words for a report; [] for nothing."""
    together = " ".join(part.text for part in parts)
    return [
        *(problem for part in parts for problem in part_problems(part, text, cited)),
        *problems(together, cited),
        *losses(text, together),
    ]


def part_problems(part: Part, text: str, cited: Sequence[Evidence]) -> list[str]:
    """The verifier's checks of one part against its own words of the quote; it also keeps whose word it is, and when and where it holds."""
    whole = replace(Support.of(text, [replace(one, text=text) for one in cited[:1]]), told=(text,))
    own = replace(whole, told=(part.told,))
    scope = replace(whole, told=(part.scope or text,))
    return [
        *(found for check in CHECKS for found in check(part.text, own)),
        *(found for check in CIRCUMSTANCES for found in check(part.text, scope)),
        *claims.source_problem(part.text, scope),
    ]


def losses(text: str, together: str) -> list[str]:
    """Figures, negations, duties, limits, conditions and words of the text that are missing or rarer in the new sentences."""
    lost = [name for name, count in counted(text).items() if counted(together)[name] < count]
    return [f"{name} saknas" for name in [*lost, *uncovered(text, held_by(together))]]


def counted(text: str) -> Counter[str]:
    groups = {
        "nekning": NEGATIONS,
        "villkor": "om|när|såvida|ifall|förrän|tills|medan|så länge|vid|utom",
        **DUTIES,
        **LIMITS,
    }
    found = Counter({name: len(pattern(options).findall(plain(text))) for name, options in groups.items()})
    found["villkor"] += text.count("? Då ")
    return found + Counter(word for word in words_of(text) if word[0].isdigit() or word in NUMBER_WORDS)
