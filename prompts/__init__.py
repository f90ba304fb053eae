"""What we say to the model: Markdown files, and render() which fails on a missing value."""

import re
from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent


class PromptError(KeyError):
    """A prompt that lacks a value: names the file and the missing names."""


def render(name: str, **values: str) -> str:
    """The text of prompts/<name>.md with every $value filled in.

    Raises:
        PromptError: the file names a value that was not given.
    """
    template = Template((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    missing = sorted(set(template.get_identifiers()) - set(values))
    if missing:
        raise PromptError(f"prompts/{name}.md saknar värden för {', '.join(missing)}")
    return template.substitute(values).strip()


def examples(name: str) -> list[tuple[str, str]]:
    """(question, answer) for each worked example of prompts/<name>.md: parts headed "# Fråga" and "# Svar" in turn."""
    parts = re.split(r"^# (Fråga|Svar)\n", (FOLDER / f"{name}.md").read_text(encoding="utf-8"), flags=re.M)[1:]
    kinds, texts = parts[::2], [text.strip() for text in parts[1::2]]
    if kinds != ["Fråga", "Svar"] * (len(kinds) // 2) or not kinds:
        raise PromptError(f"prompts/{name}.md ska ha delarna # Fråga och # Svar i tur och ordning, har {kinds}")
    return list(zip(texts[::2], texts[1::2], strict=True))
