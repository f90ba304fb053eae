"""The small pinned part: search, evidence and gate of the bundled models over a few questions, against its floors.

Measured with `python -m bot evaluate tests/questions/pinned.jsonl --retrieve`; `python -m bot.evaluate.floors RUN
--command "make test"` writes its floors.
"""

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.evaluate.check import SETS
from bot.evaluate.floors import read_floors


@pytest.mark.model
def test_the_pinned_questions_hold_their_floors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not any(floor.file == "pinned" for floor in read_floors([SETS])):
        pytest.skip("tests/questions/floors.toml has no floors for pinned yet: see this file's first lines")
    assert main(["evaluate", str(SETS / "pinned.jsonl"), "--retrieve", "--out", str(tmp_path)]) == 0, (
        capsys.readouterr().out
    )
