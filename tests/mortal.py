"""A process made to be killed: reads `seconds first last id id …` a line a life, and lets a forked child do its acts.

The child does act(number, ids) for the numbers first … last and prints each once it is committed. After so many seconds
it is killed with SIGKILL. "ready" comes before the first life, "ended" closes each.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from tests.frame.home import clean_environment

Act = Callable[[int, list[int]], None]


def address() -> str:
    """The test database, as a URL for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


@contextmanager
def process(module: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """`python -m module` on the database of this test, ready to live. `more` are settings of its own."""
    environment = clean_environment(
        settings.HOME, GAMETAPE_DATABASE_URL=address(), DJANGO_SETTINGS_MODULE="gametape.project.settings", **more
    )
    words = [sys.executable, "-m", module]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdin
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        yield child
        child.stdin.close()


def one_life(child: subprocess.Popen[str], first: int, last: int, ids: list[int], *, seconds: float) -> int:
    """Lets the child act from `first` until it is killed; the number of the first act it never confirmed."""
    assert child.stdin
    assert child.stdout
    child.stdin.write(" ".join(map(str, [seconds, first, last, *ids])) + "\n")
    child.stdin.flush()
    while (said := child.stdout.readline().strip()) != "ended":
        first = int(said) + 1
    return first


def main(act: Act) -> None:
    """The child's side."""
    os.write(1, b"ready\n")
    for line in sys.stdin:
        seconds, *numbers = line.split()
        first, last, *ids = map(int, numbers)
        child = os.fork()
        if not child:
            for number in range(first, last):
                act(number, ids)
                os.write(1, f"{number}\n".encode())  # one write, so that no kill leaves half a number
            os._exit(0)
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.write(1, b"ended\n")
