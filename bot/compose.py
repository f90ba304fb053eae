"""Evidence and question -> draft sentences with citation numbers, as the language model writes them.

The prompt is the fixed instructions and worked examples (whose KV cache is kept), then the evidence, then the question. A
grammar holds the output to one to four sentences, each ending in numbers that exist.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

import prompts
from bot.answer import Evidence, Sentence
from bot.models import Generate, Usage

DRAFT = re.compile(r"\s*(?P<text>[^\[\]]*[^\[\]\s])\s*(?P<numbers>(?:\[\d+\][,\s]*)+)(?P<end>[.!?])")
LONGEST_SENTENCE = 260  # characters


def compose(generate: Generate, municipality: str, question: str, evidence: Sequence[Evidence]) -> Iterator[Sentence | Usage]:
    """Draft sentences as soon as each is complete, then the Usage; text after the last citation is dropped."""
    pending = ""
    for piece in generate(messages(municipality, question, evidence), grammar(len(evidence))):
        if isinstance(piece, Usage):
            yield piece
            continue
        pending += piece
        while found := DRAFT.match(pending):
            pending = pending[found.end() :]
            yield draft(found)


def draft(found: re.Match[str]) -> Sentence:
    text = found["text"].strip().rstrip(".")
    numbers = tuple(dict.fromkeys(int(number) for number in re.findall(r"\d+", found["numbers"])))
    return Sentence(text + found["end"], numbers)


def messages(municipality: str, question: str, evidence: Sequence[Evidence]) -> list[BaseMessage]:
    listed = "\n".join(f"[{one.number}] {one.text}" for one in evidence)
    return [*fixed_messages(municipality), HumanMessage(f"Uppgifter:\n{listed}\n\nFråga: {question}")]


@lru_cache(maxsize=4)
def fixed_messages(municipality: str) -> tuple[BaseMessage, ...]:
    """Instructions and worked examples: the same for every question."""
    shown = [message for asked, answered in prompts.examples("examples") for message in (HumanMessage(asked), AIMessage(answered))]
    return (SystemMessage(prompts.render("answer", municipality=municipality)), *shown)


def grammar(count: int) -> str:
    """GBNF (llama.cpp): sentences of Latin letters, digits and punctuation, each with one or two numbers from 1 to count."""
    numbers = " | ".join(f'"{number}"' for number in range(1, count + 1))
    return (
        'root ::= sentence (" " sentence){0,3}\n'
        'sentence ::= start text mark mark? "."\n'
        'mark ::= " "? "[" number "]"\n'
        "start ::= [A-ZÅÄÖ0-9]\n"
        f"text ::= [A-Za-zÅÄÖåäöÉéÜü0-9 .,:;()/%§&@'!?+–§\"-]{{8,{LONGEST_SENTENCE}}}\n"
        f"number ::= {numbers}\n"
    )
