"""Kill `make run` in each of its phases, run it again each time, and ask a question at the end.

    python -m tests.benchmarks.interrupted_start FOLDER

FOLDER: an empty folder for a fresh clone and a model cache of its own; takes a quarter of an hour and 5 GB.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PHASES = (  # what the output says, seconds after it until the kill
    ("Miljö: skapar", 1.0), ("Miljö: installerar", 3.0), ("Miljö: installerar", 60.0), ("Modeller:", 0.5), ("Hämtar", 6.0),
    ("Hämtar", 25.0), ("Index:", 1.0), ("Index:", 12.0), ("Chattsidan öppnas", 1.0),
)  # fmt: skip
READY = "Chattsidan öppnas"


def start(clone: Path, log: Path, port: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "KOMMUNSVAR_MODELS": str(clone.parent / "models"), "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as output:
        return subprocess.Popen(["make", "run", f"PORT={port}"], cwd=clone, env=environment, stdout=output,
                                stderr=subprocess.STDOUT, start_new_session=True)  # fmt: skip


def wait_for(words: str, log: Path, process: subprocess.Popen[bytes]) -> bool:
    """Whether the output came to say this before the process ended."""
    while words not in log.read_text(encoding="utf-8", errors="replace"):
        if process.poll() is not None:
            return False
        time.sleep(0.2)
    return True


def kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    clone, log = folder / "clone", folder / "output.txt"
    subprocess.run(["git", "clone", "-q", ".", str(clone)], check=True)
    for words, seconds in PHASES:
        process = start(clone, log, 8765)
        reached = wait_for(words, log, process)
        if reached:
            time.sleep(seconds)
        kill(process)
        print(f"{words!r} + {seconds} s: {'dödad' if reached else 'fasen kom inte'}", flush=True)
    begun = time.monotonic()
    process = start(clone, log, 8765)
    ready = wait_for(READY, log, process)
    print(
        f"till sist: {'sidan öppnas' if ready else log.read_text()} efter {time.monotonic() - begun:.0f} s", flush=True
    )
    kill(process)
    asked = [
        ".venv/bin/python",
        "-m",
        "bot",
        "ask",
        "--json",
        "När måste jag söka förskoleplats för att platsgarantin ska gälla?",
    ]
    environment = {**os.environ, "KOMMUNSVAR_MODELS": str(folder.resolve() / "models")}
    answer = subprocess.run(asked, cwd=clone, env=environment, capture_output=True, text=True).stdout
    print("svaret har ”fyra månader”:", "fyra månader" in answer)
    return 0 if ready and "fyra månader" in answer else 1


if __name__ == "__main__":
    sys.exit(main())
