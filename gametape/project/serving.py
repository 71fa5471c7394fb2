"""The web server and the worker beside it, as one thing to start and to stop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from typing import Any

from django.db import connections
from gunicorn.app.base import BaseApplication

from gametape.common.refusal import Refusal
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


LANES: dict[str, list[str]] = {"fast": [], "heavy": ["--heavy"]}
LOOK_EVERY = 2.0  # seconds


class Workers:
    """One worker for each lane, as children. One that ended is started again: without it nobody is told anything. They
    end by themselves when their parent is gone, even after kill -9."""

    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.done = threading.Event()
        self.watch = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self._start_those_missing()
        self.watch.start()

    def stop(self) -> None:
        self.done.set()
        self.watch.join(timeout=LOOK_EVERY)
        for child in self.children.values():
            stop(child)

    def _watch(self) -> None:
        while not self.done.wait(LOOK_EVERY):
            self._start_those_missing()

    def _start_those_missing(self) -> None:
        for lane, option in LANES.items():
            child = self.children.get(lane)
            if child is None or child.poll() is not None:
                words = [sys.executable, "-m", "gametape", "work", "--until-parent-ends", str(os.getpid()), *option]
                self.children[lane] = subprocess.Popen(words)


def stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()


def serve(*, bind: str, web_only: bool = False, workers: int = 2, threads: int = 6) -> None:
    """Serves until stopped by Ctrl-C or SIGTERM; then the workers are stopped too."""
    sys.stdout.flush()  # the address was printed, and whoever reads it from a log or a pipe wants it now
    refuse_if_taken(bind)
    connections.close_all()  # a connection that is open while processes are forked is everybody's and nobody's
    beside = Workers()
    if not web_only:
        beside.start()
    try:
        Server(bind=bind, workers=workers, threads=threads).run()
    finally:
        if not web_only:
            beside.stop()


def refuse_if_taken(bind: str) -> None:
    """A sentence before anything is started, where somebody listens there already or it is no address of ours."""
    host, colon, port = bind.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:
        raise Refusal(f"{bind} is no address to listen at. Write it as 127.0.0.1:8000.")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as error:
            raise Refusal(
                f"Nothing can listen at {bind} ({error.strerror or error}). Perhaps gametape runs there already; or choose "
                f"another port with --bind {host}:{int(port) + 1 if int(port) < 65535 else 8000}."
            ) from None
