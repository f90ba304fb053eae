"""A language model behind any OpenAI-compatible server: llama-server, vLLM, a shared GPU server.

In: the server's address. Out: a LanguageModel. The grammar is not sent, since servers differ in how they take one; the
verifier rejects citations that do not exist.
"""

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import BaseMessage, convert_to_openai_messages

from bot.models import LanguageModel, ModelError, Pieces, Usage

MOST_TOKENS = 300
SECONDS = 30.0  # without a word from the server, after which it is stuck


def open_server(url: str, name: str, key: str) -> LanguageModel:
    """Args:
    url: the base address, with or without /v1.
    name: the model's name at the server; empty: the first that it lists.

    Raises:
        ModelError: nobody answers there.
    """
    from openai import OpenAI, OpenAIError

    client = OpenAI(base_url=base_address(url), api_key=key or "none", timeout=SECONDS, max_retries=0)
    try:
        model = name or client.models.list().data[0].id
    except (OpenAIError, IndexError) as error:
        raise ModelError(
            f"Språkmodellens server {url} svarar inte som väntat: {error}. Kontrollera language_model."
        ) from error

    def generate(messages: Sequence[BaseMessage], grammar: str) -> Pieces:
        try:
            yield from stream(client, model, messages)
        except OpenAIError as error:
            raise ModelError(f"Språkmodellens server {url} avbröt: {error}") from error

    return LanguageModel(model, generate)


def base_address(url: str) -> str:
    """As OpenAI's client wants it."""
    base = url.rstrip("/")
    return base if base.endswith("/v1") else f"{base}/v1"


def stream(client: Any, model: str, messages: Sequence[BaseMessage]) -> Pieces:
    usage = Usage(0, 0)
    events = client.chat.completions.create(
        model=model, messages=convert_to_openai_messages(list(messages)), temperature=0, max_tokens=MOST_TOKENS, stream=True,
        stream_options={"include_usage": True},
    )  # fmt: skip
    with events:  # a reader who leaves closes the connection, and the server stops
        for event in events:
            if event.usage:
                usage = Usage(event.usage.prompt_tokens, event.usage.completion_tokens)
            if event.choices and event.choices[0].delta.content:
                yield event.choices[0].delta.content
    yield usage
