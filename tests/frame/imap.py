"""A mail server on loopback that speaks as much IMAP as a mailbox that is read needs. It counts what was asked of it."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest


@dataclass
class MailboxServer:
    """`letters` by their UIDs. `refuses` says no to every password; `hangs_up` drops the line at every FETCH."""

    port: int = 0
    validity: int = 7
    letters: dict[int, bytes] = field(default_factory=dict)
    refuses: bool = False
    hangs_up: bool = False
    commands: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"imap://answers%40lakeside:secret@127.0.0.1:{self.port}/INBOX"

    def put(self, raw: bytes) -> int:
        uid = max(self.letters, default=0) + 1
        self.letters[uid] = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return uid


class _Talk(socketserver.StreamRequestHandler):
    box: MailboxServer

    def handle(self) -> None:
        with suppress(OSError):  # whoever reads here may be killed at any point
            self.talk()

    def talk(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline().decode(errors="replace").strip():
            tag, _, command = line.partition(" ")
            self.box.commands.append(command)
            if command.upper().startswith("UID FETCH") and self.box.hangs_up:
                return
            self.answer(tag, command)
            if command.upper().startswith("LOGOUT"):
                return

    def answer(self, tag: str, command: str) -> None:
        word = command.upper()
        if word.startswith("CAPABILITY"):
            self.say("* CAPABILITY IMAP4rev1")
        elif word.startswith("LOGIN") and self.box.refuses:
            self.say(f"{tag} NO [AUTHENTICATIONFAILED] no")
            return
        elif word.startswith(("SELECT", "EXAMINE")):
            self.say(f"* {len(self.box.letters)} EXISTS")
            self.say(f"* OK [UIDVALIDITY {self.box.validity}] they hold")
        elif word.startswith("UID SEARCH"):
            self.say(" ".join(["* SEARCH", *map(str, self.found(word))]))
        elif word.startswith("UID FETCH"):
            self.fetch(int(word.split()[2]))
        self.say(f"{tag} OK done")

    def found(self, word: str) -> list[int]:
        after = re.search(r"UID (\d+):\*", word.removeprefix("UID SEARCH "))
        numbers = sorted(self.box.letters)
        if after is None:
            return numbers
        return [uid for uid in numbers if uid >= int(after.group(1))] or numbers[-1:]

    def fetch(self, uid: int) -> None:
        raw = self.box.letters.get(uid)
        if raw is None:
            return
        self.wfile.write(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def mailbox_server() -> Iterator[MailboxServer]:
    box = MailboxServer()
    handler = type("Talk", (_Talk,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield box
        server.shutdown()
        thread.join()
