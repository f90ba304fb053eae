"""Nothing leaves the machine: ingest, ask and the chat server run with a preloaded library that logs and refuses every
connection and name lookup beyond loopback (tests/offline_guard.c)."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.model
PAGES = ["corpus/falun/gatubelysning-vag-felanmalan.md", "corpus/falun/forskola-ansokan-platsgaranti.md"]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    folder = tmp_path_factory.mktemp("offline")
    return {**os.environ, **offline_guard(folder), "DATA": str(folder / "data")}


def offline_guard(folder: Path) -> dict[str, str]:
    """The variables with which a process cannot leave the machine; OFFLINE_LOG names what it tried."""
    library = folder / "offline_guard.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, "tests/offline_guard.c", "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "OFFLINE_LOG": str(folder / "tried.txt")}


def tried(environment: Mapping[str, str]) -> str:
    log = Path(environment["OFFLINE_LOG"])
    return log.read_text() if log.exists() else ""


def run(environment: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", *arguments, "--data", environment["DATA"]]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_guard_sees_and_refuses_an_attempt(guarded: Mapping[str, str], tmp_path: Path) -> None:
    code = "import socket\nfor host in ('192.0.2.1', 'exempel.se'):\n try: socket.create_connection((host, 80), 2)\n except OSError: pass"
    own = {**guarded, "OFFLINE_LOG": str(tmp_path / "own.txt")}
    subprocess.run([sys.executable, "-c", code], env=own, check=True)
    assert tried(own).splitlines() == ["connect 192.0.2.1", "getaddrinfo exempel.se"]


def test_ingest_ask_and_chat_stay_on_the_machine(guarded: Mapping[str, str]) -> None:
    run(guarded, "ingest", *PAGES)
    assert "fyra månader" in run(
        guarded, "bot", "ask", "--json", "När måste jag söka förskoleplats för att platsgarantin ska gälla?"
    )
    answer_in_chat(guarded)
    assert tried(guarded) == ""


def answer_in_chat(environment: Mapping[str, str]) -> None:
    """Start the chat server and fetch its page, as a browser does, until its models are warm."""
    port = free_port()
    command = [sys.executable, "-m", "bot", "chat", "--port", str(port), "--data", environment["DATA"]]
    with subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            page = wait_for(f"http://127.0.0.1:{port}/", server)
            assert 'lang="sv"' in page and "googleapis" not in page
            assert httpx.post(f"http://127.0.0.1:{port}/auth/header").status_code == 200
            time.sleep(15)  # the models are loaded meanwhile
        finally:
            server.terminate()


def wait_for(url: str, server: "subprocess.Popen[str]") -> str:
    for _ in range(120):
        assert server.poll() is None, server.stdout and server.stdout.read()
        try:
            return httpx.get(url).text
        except httpx.TransportError:
            time.sleep(0.5)
    raise AssertionError(f"{url} svarade inte inom en minut")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
