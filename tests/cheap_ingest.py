"""python -m ingest with an embedding model that needs no weights and takes no time.

python -m tests.cheap_ingest SOURCE... [as python -m ingest]
"""

import sys
from pathlib import Path
from unittest.mock import patch

import ingest.__main__ as command
from bot.models import embedding_identity
from bot.settings import load_settings
from corpus.index import Index
from tests.conftest import HashedWords


def ingest(arguments: list[str]) -> int:
    """Run the command in this process, and return its exit code."""
    with patch.object(command, "load_embeddings", lambda settings: HashedWords()):
        return command.main(arguments)


def opened(data: Path) -> Index:
    """The index that such an ingest writes."""
    return Index(data / "index", embedding_identity(load_settings(data)), HashedWords())


if __name__ == "__main__":
    sys.exit(ingest(sys.argv[1:]))
