"""`gametape serve`: the pages and the workers beside them, as processes that end together."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.frame.home import clean_environment

pytestmark = pytest.mark.slow
PATIENCE = 40.0  # seconds, on a machine that does other things


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def until(what, *, patience=PATIENCE):
    """Waits for `what()` to be true; gives what it gave."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if got := what():
            return got
        time.sleep(0.1)
    pytest.fail("It did not come to that.")


def processes():
    """{pid: (parent, command)} of the machine."""
    found = {}
    for name in os.listdir("/proc"):
        with suppress(OSError, ValueError):
            pid = int(name)
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            if stat[0] != "Z":
                found[pid] = (int(stat[1]), Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " "))
    return found


@pytest.fixture
def server(tmp_path):
    """A running `gametape serve` and its address; it is ended after the test, and so is whatever it left."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gametape", "serve", "--bind", f"127.0.0.1:{port}"],
        env=clean_environment(tmp_path / "home"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    process.address = f"http://127.0.0.1:{port}"

    def answers():
        with suppress(OSError):
            return get(f"{process.address}/healthz")[0] == 200

    until(answers)
    until(lambda: len(workers_of(process)) == 2)
    yield process
    mine = {process.pid, *descendants(process.pid)}
    for pid in mine:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait(timeout=10)


def descendants(pid):
    table = processes()
    found, more = set(), {pid}
    while more:
        more = {child for child, (parent, _command) in table.items() if parent in more} - found
        found |= more
    return found


def workers_of(process):
    return {
        pid: command
        for pid, (parent, command) in processes().items()
        if parent == process.pid and " work --until-parent-ends " in command
    }


def test_it_serves_pages_with_two_workers_beside_them(server):
    assert get(f"{server.address}/readyz")[::2] == (200, "ready\n")
    status, headers, page = get(f"{server.address}/")
    assert status == 200
    assert "Nobody works here yet." in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert get(f"{server.address}/static/look.css")[0] == 200
    assert sorted("--heavy" in command for command in workers_of(server).values()) == [False, True]
    assert get(f"{server.address}/nowhere/")[0] == 404


def test_a_worker_that_died_is_started_again(server):
    before = workers_of(server)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    after = until(lambda: (now := workers_of(server)) and len(now) == 2 and not set(now) & set(before) and now)
    assert sorted("--heavy" in command for command in after.values()) == [False, True]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_told_to_stop_all_of_it_ends(server, name):
    family = {server.pid, *descendants(server.pid)}
    server.send_signal(getattr(signal, name))
    server.wait(timeout=PATIENCE)
    until(lambda: not family & set(processes()))
    assert server.returncode in (0, 130)
    assert "Traceback" not in server.stdout.read()


def test_killed_all_of_it_ends(server):
    family = descendants(server.pid)
    assert len(family) >= 4
    os.kill(server.pid, signal.SIGKILL)
    until(lambda: not family & set(processes()))


def test_the_log_holds_no_buyer_s_link(server):
    get(f"{server.address}/a/a-very-secret-link/")
    get(f"{server.address}/join/a-very-secret-token/")
    server.send_signal(signal.SIGTERM)
    said = server.communicate(timeout=PATIENCE)[0]
    assert not re.search("very-secret", said)
