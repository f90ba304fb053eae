"""Sentence + the quotes it cites -> whether they support it: numbers, names and content words.

This is the evaluation's own judge and shares no rule with bot/verify.py, so that a verifier that stops working is
seen. It stands where ALCE (Gao et al., "Enabling Large Language Models to Generate Text with Citations", EMNLP 2023)
asks an entailment model: it can be wrong about a turned meaning, never about a number that is not there.
"""

import re
from collections.abc import Sequence
from typing import Any

from corpus.swedish import normalise, stem, stems, words

COVERED = 0.75  # share of the content words that the quotes and their titles must hold
DIGITS = re.compile(r"\d+(?:[.,:/–-]?\d+)*")
SPELT = "två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton tjugo"
WORDED = {word: str(value) for value, word in enumerate(SPELT.split(), 2)}  # "en" and "ett" are articles more often
NAME = re.compile(r"(?<=[a-zåäö,] )[A-ZÅÄÖ][\wåäöÅÄÖ-]*")
ROOT = 5  # letters that two forms or a compound and its part must share


def supported(text: str, quotes: Sequence[str], places: Sequence[str]) -> bool:
    """Args: places: title and heading of each quote: names and content words may stand there, numbers may not."""
    said = " ".join(quotes)
    wider = f"{said} {' '.join(places)}"
    return numbers(text) <= numbers(said) | parts(said) and names_in(text, wider) and coverage(text, wider) >= COVERED


def numbers(text: str) -> set[str]:
    """Runs of digits without their separators ("1 547" -> 1547), and numbers spelt as words from two to twenty."""
    spelt = {WORDED[word] for word in words(text) if word in WORDED}
    return spelt | {re.sub(r"\D", "", run).lstrip("0") or "0" for run in runs(text)}


def parts(text: str) -> set[str]:
    """The numbers inside runs ("8–16" -> 8, 16)."""
    return {part.lstrip("0") or "0" for run in runs(text) for part in re.findall(r"\d+", run)}


def runs(text: str) -> list[str]:
    return DIGITS.findall(re.sub(r"(?<=\d) (?=\d)", "", normalise(text)))


def names_in(text: str, held: str) -> bool:
    known = {stem(word) for word in words(held)}
    return all(stem(word) in known for name in NAME.findall(text) for word in words(name))


def coverage(text: str, held: str) -> float:
    """Share of the content words that the text holds, also as part of a compound (0 to 1)."""
    wanted = [word for word in stems(text) if not word[0].isdigit() and word not in WORDED]
    known = set(stems(held))
    return sum(any(kin(word, other) for other in known) for word in wanted) / len(wanted) if wanted else 1.0


def kin(one: str, other: str) -> bool:
    """The same stem, or one inside the other where they share enough letters."""
    return one == other or (min(len(one), len(other)) >= ROOT and (one in other or other in one))


def judge(answer: dict[str, Any]) -> list[tuple[dict[str, Any], bool, list[bool]]]:
    """For each sentence of an answer: the sentence, whether its quotes together support it (ALCE's citation recall),
    and for each of its citations whether it is needed or enough (ALCE's citation precision). An unknown number supports
    nothing."""
    known = {citation["number"]: citation for citation in answer["citations"]}
    return [judge_sentence(sentence, known) for sentence in answer["sentences"]]


def judge_sentence(
    sentence: dict[str, Any], known: dict[int, dict[str, Any]]
) -> tuple[dict[str, Any], bool, list[bool]]:
    def holds(numbers: Sequence[int]) -> bool:
        cited = [known[number] for number in numbers if number in known]
        return bool(cited) and supported(sentence["text"], [one["quote"] for one in cited],
                                         [f"{one['title']} {one['heading']}" for one in cited])  # fmt: skip

    all_ = sentence["citations"]
    whole = holds(all_) and set(all_) <= known.keys()
    return (
        sentence,
        whole,
        [whole and (holds([one]) or not holds([other for other in all_ if other != one])) for one in all_],
    )
