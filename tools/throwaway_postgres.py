"""A PostgreSQL server of one's own, for as long as a block or a command runs.

    with throwaway_postgres() as url: ...
    python -m tools.throwaway_postgres -- gametape serve     (sets GAMETAPE_DATABASE_URL)

Debian's binaries, an empty cluster in a temporary directory, a free port on loopback, no fsync: what it holds is gone
afterwards by intention. It is ended by its own process id, and by the kernel if we are killed first.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOW_TO_GET_IT = "PostgreSQL's server is not installed: apt install postgresql"
_CLUSTER = ["--username", "gametape", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"]
_PR_SET_PDEATHSIG = 1
# Durability is what costs time, and nothing here is to be kept.
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


class NoServer(RuntimeError):
    """The cluster could not be made or did not come up; the text holds what PostgreSQL said."""


def binaries() -> Path | None:
    """The directory that holds `initdb` and `postgres`, newest version first; None where there is none."""
    newest_first = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    if newest_first:
        return newest_first[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _somebody_else() -> dict[str, Any]:
    """Keywords for Popen: PostgreSQL refuses to run as root, so root runs it as `postgres`."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _die_with_us() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def throwaway_postgres(*, wait_seconds: float = 30) -> Iterator[str]:
    """Yields the `postgres://` URL of an empty database server. Raises `NoServer` with what it said."""
    where = binaries()
    if where is None:
        raise NoServer(HOW_TO_GET_IT)
    as_whom = _somebody_else()
    home = Path(tempfile.mkdtemp(prefix="gametape-postgres-"))
    if as_whom:
        os.chown(home, as_whom["user"], as_whom["group"])
    data, log, port = home / "data", home / "log", _free_port()
    try:
        made = subprocess.run(
            [where / "initdb", "--pgdata", data, "--no-sync", *_CLUSTER],
            **as_whom,
            cwd=home,
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise NoServer(f"initdb said: {made.stderr.strip()}")
        settings = [part for name, value in _FAST.items() for part in ("-c", f"{name}={value}")]
        with log.open("wb") as sink:
            server = subprocess.Popen(
                [where / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", home, *settings],
                **as_whom,
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                preexec_fn=_die_with_us,
            )
        try:
            _wait_for(server, port, log, wait_seconds=wait_seconds)
            yield f"postgres://gametape@127.0.0.1:{port}/postgres"
        finally:
            _end(server)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _wait_for(server: "subprocess.Popen[bytes]", port: int, log: Path, *, wait_seconds: float) -> None:
    until = time.monotonic() + wait_seconds
    while not _answers(port):
        if server.poll() is not None or time.monotonic() > until:
            raise NoServer(f"PostgreSQL did not come up: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def _end(server: "subprocess.Popen[bytes]") -> None:
    """SIGINT is PostgreSQL's fast shutdown: open sessions are ended, no checkpoint is waited for by a client."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main() -> int:
    command = sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]
    if not command:
        sys.exit(__doc__)
    with throwaway_postgres() as url:
        return subprocess.run(command, env={**os.environ, "GAMETAPE_DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main())
