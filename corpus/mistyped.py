"""A question with typing errors -> the same question in the pages' own words: "bibloteket" becomes "biblioteket".

A word is mistyped when neither the pages nor the Swedish dictionary know it. It becomes the word of the pages that is one typing error away
(two for a long word): a letter too many, too few, wrong, or two swapped (Damerau, "A technique for computer detection and correction of
spelling errors", 1964); the one used most, where several are. A name, told by its capital letter, is left as it is.
"""

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.dictionary import Accepts
from corpus.keyword import KeywordIndex

WORD = re.compile(r"(?<![\w@.-])[^\W\d_]{5,}(?![\w@])")
LONG = 10  # letters from which a word may hold two errors
NAME = re.compile(r"(?<=[^.!?\s]\s)[A-ZÅÄÖ][a-zåäö]+")


def mended(question: str, index: KeywordIndex, accepts: Accepts) -> str:
    names = set(NAME.findall(question))

    def put_right(found: re.Match[str]) -> str:
        word = found[0].casefold()
        if found[0] in names or index.knows(word) or accepts(word) or accepts(word.capitalize()):
            return found[0]
        return nearest(word, index) or found[0]

    return WORD.sub(put_right, question)


def nearest(word: str, index: KeywordIndex) -> str | None:
    """The pages' word that was meant; None where none is near."""
    errors = 2 if len(word) >= LONG else 1
    near = process.extract(word, index.words.keys(), scorer=OSA.distance, score_cutoff=errors, limit=None)
    return min(near, key=lambda one: (one[1], one[0][0] != word[0], -index.words[one[0]], one[0]))[0] if near else None
