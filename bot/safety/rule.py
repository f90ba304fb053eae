"""A file of rules + a text -> the name of the first rule that holds.

A rule holds when one of its signals stands in a sentence that holds none of its excuses. Everyday words anywhere in the text excuse too, unless
the rule is certain. Signals and excuses are regular expressions over folded text (see `fold`), where <word> stands for the file's own list
of that name, and å, ä, ö also match a and o, for keyboards without them.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOTHING = re.compile(r"(?!)")
SENTENCE_END = re.compile(r"[.!?…\n]+(?=\s|$)|[!?…\n]+")
# Cyrillic and Greek letters that look like Latin ones (Unicode's confusables.txt, those of one letter)
ALIKE = str.maketrans(
    "аевкмнорстухіјѕԁɡοαερτυικνκӏЅІΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХ",
    "aebkmhopctyxijsdgoaeptuiknklSIABEZHIKMNOPTYXABEKMHOPCTYX",
)
MIXED = re.compile(r"\b(?=\w*[a-zåäö])(?=\w*[\u0370-\u052f])\w+")  # a word of Latin and other letters
APOSTROPHES = re.compile(r"['’‘´`]")
REPEATED = re.compile(r"(\w)\1{2,}")


class RuleError(ValueError):
    """A file of rules that cannot be used: names file, rule and what is wrong."""


@dataclass(frozen=True)
class Rule:
    """`name` is the phrase that answers; `certain`: everyday words elsewhere in the text do not excuse it."""

    name: str
    signal: re.Pattern[str]
    excuse: re.Pattern[str]
    certain: bool


@dataclass(frozen=True)
class Rules:
    rules: tuple[Rule, ...]
    everyday: re.Pattern[str]

    def first(self, text: str) -> str | None:
        """The name of the first rule that holds; rules stand in the file's order."""
        whole = fold(text)
        excused = self.is_everyday(text)
        sentences = [one for one in map(str.strip, SENTENCE_END.split(whole)) if one]
        for rule in self.rules:
            if (rule.certain or not excused) and any(holds(rule, sentence) for sentence in sentences):
                return rule.name
        return None

    def is_everyday(self, text: str) -> bool:
        """Whether it holds a word of an errand or a general question."""
        return bool(self.everyday.search(fold(text)))


def holds(rule: Rule, sentence: str) -> bool:
    return bool(rule.signal.search(sentence)) and not rule.excuse.search(sentence)


def fold(text: str) -> str:
    """Lower case, NFKC, without apostrophes, look-alike letters as the Latin ones; "brinnerrr" as "brinner"; white space folded, line
    breaks kept."""
    plain = APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).casefold())
    plain = MIXED.sub(lambda found: found[0].translate(ALIKE), plain)
    return REPEATED.sub(r"\1", re.sub(r"[^\S\n]+", " ", plain))


def read_rules(path: Path) -> Rules:
    """Read a TOML file: [words] lists, `everyday` signals, and [[rule]] tables with name, signals, excuses, certain.

    Raises:
        RuleError: a rule without name or signals, a word that no list has, or an expression that does not compile.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    words: dict[str, str] = {}
    for name, forms in table.get("words", {}).items():  # a list may use those before it
        words[name] = f"(?:{expanded('|'.join(forms), words)})"
    rules = tuple(read_rule(row, words, path) for row in table["rule"])
    return Rules(rules, expression(table.get("everyday", []), words, f"{path}: everyday"))


def read_rule(row: dict[str, Any], words: dict[str, str], path: Path) -> Rule:
    where = f"{path}: regeln {row.get('name')!r} ({row.get('why', 'utan why')})"
    if unknown := set(row) - {"name", "why", "signals", "excuses", "certain"}:
        raise RuleError(f"{where}: okända nycklar {sorted(unknown)}")
    if not row.get("name") or not row.get("signals"):
        raise RuleError(f"{where}: väntade name och signals")
    signal = expression(row["signals"], words, where)
    return Rule(row["name"], signal, expression(row.get("excuses", []), words, where), bool(row.get("certain")))


def expression(forms: list[str], words: dict[str, str], where: str) -> re.Pattern[str]:
    """The alternatives as one expression that begins at a word's beginning; none matches nothing."""
    if not forms:
        return NOTHING
    joined = expanded(rf"\b(?:{'|'.join(forms)})", words)
    if missing := re.findall(r"(?<!\?P)(?<!\?)<(\w+)>", joined):
        raise RuleError(f"{where}: listan {missing[0]} finns inte i [words]")
    try:
        return re.compile(lenient(joined))
    except re.error as error:
        raise RuleError(f"{where}: uttrycket går inte att läsa: {error}") from error


def expanded(pattern: str, words: dict[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda found: words.get(found[1], found[0]), pattern)


def lenient(pattern: str) -> str:
    for letter, forms in (("å", "[åa]"), ("ä", "[äa]"), ("ö", "[öo]")):
        pattern = pattern.replace(letter, forms)
    return pattern
