"""Settings and question files -> config.json: all that a result depends on, so that two runs can be told apart."""

import hashlib
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot import calibration
from bot.models import embedding_identity
from bot.ranker import WEIGHTS
from bot.settings import BUNDLED, Settings
from bot.weights import LANGUAGE_MODEL

ROOT = Path(__file__).parents[2]
SECRET = ("language_model_key", "staff_password", "oidc", "feedback_database")
LEFT_OUT = (*SECRET, "data")  # a folder whose content index_version tells
CODE = ("bot/*.py", "bot/*.toml", "corpus/*.py", "corpus/*.toml", "prompts/*.py")
# not bot/evaluate: answers do not depend on it, and a finished run can be scored anew
LIBRARIES = (
    "bm25s",
    "chromadb",
    "llama-cpp-python",
    "numpy",
    "pystemmer",
    "sentence-transformers",
    "torch",
    "transformers",
)


def config_of(
    settings: Settings, paths: Sequence[Path], count: int, index_version: str, retrieve_only: bool
) -> dict[str, Any]:
    """JSON; everything but `started` and `machine` must be equal for a run to be resumed."""
    return {
        "started": datetime.now().isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {platform.system()} {platform.release()}",
        "questions": [{"file": path.name, "sha256": digest_of([path])} for path in paths],
        "count": count,
        "retrieve_only": retrieve_only,
        "settings": {key: str(value) if isinstance(value, Path) else value
                     for key, value in asdict(settings).items() if key not in LEFT_OUT},
        "language_model": identity_of(settings.language_model, LANGUAGE_MODEL.sha256),
        "embedding_model": embedding_identity(settings),
        "ranking_model": identity_of(settings.ranking_model, digest_of([WEIGHTS]) if WEIGHTS.is_file() else "saknas"),
        "index_version": index_version,
        "prompts": digest_of(ROOT.glob("prompts/*.md")),
        "calibration": digest_of([Path(calibration.__file__)]),
        "gate_threshold": calibration.GATE_THRESHOLD,
        "code": digest_of(path for pattern in CODE for path in ROOT.glob(pattern)),
        "versions": {"python": sys.version.split()[0]} | {name: version(name) for name in LIBRARIES},
    }  # fmt: skip


def identity_of(named: str, bundled: str) -> str:
    """What tells a model from another: the bundled one's digest, a file's SHA-256, else the name that the settings
    give (a hub's with its revision, a server's address)."""
    if named == BUNDLED:
        return bundled
    if not Path(named).is_file():
        return named
    with Path(named).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of files, in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The keys that part two runs, `started` and `machine` aside."""
    return sorted(
        key for key in one.keys() | other.keys() if key not in ("started", "machine") and one.get(key) != other.get(key)
    )
