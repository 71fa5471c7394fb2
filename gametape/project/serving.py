"""The web server and the worker beside it, as one thing to start and to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from gametape.project.wsgi import application


class Server(BaseApplication):
    """gunicorn with threads. On two cores, sync WSGI was five times faster here than the same pages under ASGI."""

    def __init__(self, *, bind: str, workers: int, threads: int) -> None:
        self.chosen: dict[str, Any] = {
            "bind": bind,
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "timeout": 60,
            "graceful_timeout": 10,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "control_socket_disable": True,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            # The buyer's link is a secret in the address; a log line must not keep it.
            "access_log_format": "%(m)s %(s)s %(M)sms",
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return application


def start_worker(*, heavy: bool = False) -> subprocess.Popen[bytes]:
    """The worker as a child; it ends by itself when its parent is gone, even after kill -9."""
    words = [sys.executable, "-m", "gametape", "work", "--until-parent-ends", str(os.getpid())]
    return subprocess.Popen([*words, *(["--heavy"] if heavy else [])])


def stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()


def serve(*, bind: str, web_only: bool = False, workers: int = 2, threads: int = 6) -> None:
    """Serves until stopped by Ctrl-C or SIGTERM; then the worker is stopped too."""
    sys.stdout.flush()  # the address was printed, and whoever reads it from a log or a pipe wants it now
    children = [] if web_only else [start_worker(), start_worker(heavy=True)]
    try:
        Server(bind=bind, workers=workers, threads=threads).run()
    finally:
        for child in children:
            stop(child)
