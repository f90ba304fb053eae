"""python -m ingest with an embedding model that needs no weights and takes no time.

python -m tests.cheap_ingest SOURCE... [as python -m ingest]
"""

import sys
from pathlib import Path
from unittest.mock import patch

import bot.models
import ingest.__main__ as command
from bot.models import embedding_identity
from bot.settings import load_settings
from corpus.index import Index
from tests.conftest import HashedWords


def ingest(arguments: list[str]) -> int:
    """Run the command in this process, and return its exit code."""
    with patch.object(bot.models, "load_embeddings", lambda settings: HashedWords()):
        return command.main(arguments)


def opened(data: Path) -> Index:
    """The index that such an ingest writes."""
    settings = load_settings(data)
    return Index(data / "index", embedding_identity(settings), HashedWords(), settings.chroma_server)


if __name__ == "__main__":
    sys.exit(ingest(sys.argv[1:]))
