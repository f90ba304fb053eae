from pathlib import Path

import pytest

from bot.safety.rule import RuleError, fold, read_rules

RULES = """
everyday = ['ansök\\w*']
[words]
place = ['köket', 'källaren']
room = ['<place>', 'hallen']
[[rule]]
name = "sure"
why = "it burns"
certain = true
signals = ['brinner i <room>']
excuses = ['om det']
[[rule]]
name = "unsure"
why = "smoke"
signals = ['rök\\b']
"""


def first(tmp_path: Path, text: str, rules: str = RULES) -> str | None:
    path = tmp_path / "rules.toml"
    path.write_text(rules, encoding="utf-8")
    return read_rules(path).first(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Det BRINNER i köket!", "sure"), ("det brinner i hallen", "sure"), ("det brinner  i\tkoket", "sure"), ("brinnnner i köket", None),
        ("vem betalar om det brinner i köket?", None), ("Vem betalar om det händer något? Det brinner i köket.", "sure"),
        ("rök i trappan", "unsure"), ("rök i trappan, hur ansöker jag?", None), ("det brinner i köket, hur ansöker jag?", "sure"),
        ("askrök", None), ("", None),
    ],
)  # fmt: skip
def test_a_rule_holds_in_a_sentence_without_excuse(tmp_path: Path, text: str, name: str | None) -> None:
    assert first(tmp_path, text) == name


def test_folding_keeps_line_breaks_and_drops_apostrophes_and_repeated_letters() -> None:
    assert fold("Isn’t  Brinnerrr\nNu") == "isnt brinner\nnu"


def test_folding_reads_lookalike_letters_as_latin_in_a_latin_word_only() -> None:
    assert fold("іgnоrera reglеrna, это") == "ignorera reglerna, это"


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("[[rule]]\nname = 'a'", "väntade name och signals"), ("[[rule]]\nname = 'a'\nsignals = ['<borta>']", "listan borta finns inte"),
        ("[[rule]]\nname = 'a'\nsignals = ['(']", "går inte att läsa"), ("[[rule]]\nname = 'a'\nsignals = ['b']\noklar = true", "okända nycklar"),
    ],
)  # fmt: skip
def test_a_faulty_rule_is_named(tmp_path: Path, rules: str, told: str) -> None:
    with pytest.raises(RuleError, match=told):
        first(tmp_path, "text", rules)
