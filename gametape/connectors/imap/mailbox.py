"""One look into a mailbox over IMAP. Reads, and changes nothing: what was unread there stays unread, nothing is deleted."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from gametape.ask.incoming.parts import MOST_BYTES
from gametape.connectors.imap.address import Address

TIMEOUT = 15  # seconds without a word
FIRST_LOOK = timedelta(days=14)
"""How far back the first look goes. What is older than the questions we asked answers none of them."""
Broken = (imaplib.IMAP4.error, OSError)
"""What a server, or the way to it, raises: it is asked again later."""


class Look:
    """A mailbox that is open. `validity` is the server's UIDVALIDITY: its numbers mean something only under it."""

    def __init__(self, client: imaplib.IMAP4, validity: int) -> None:
        self.client, self.validity = client, validity

    def numbers_after(self, last: int) -> list[int]:
        """UIDs of letters that came after `last`, in order. "n:*" always names the newest one, too."""
        return sorted(uid for uid in self._search("UID", f"{last + 1}:*") if uid > last)

    def first_number(self, today: datetime) -> int:
        """The UID before the first letter of the last two weeks, or before the next one where there is none."""
        lately = self._search("SINCE", _day(today - FIRST_LOOK))
        return min(lately) - 1 if lately else max(self._search("ALL"), default=0)

    def letter(self, uid: int) -> bytes | None:
        """The first million bytes of a letter; None where it is gone."""
        found = _good(self.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
        return next((bytes(part[1]) for part in found if isinstance(part, tuple)), None)

    def _search(self, *what: str) -> list[int]:
        found = _good(self.client.uid("SEARCH", *what))
        return [int(number) for line in found if isinstance(line, bytes) for number in line.split() if number.isdigit()]


@contextmanager
def opened(address: Address) -> Iterator[Look]:
    """The mailbox, opened for reading alone."""
    client = _connected(address)
    try:
        client.login(address.user, address.password)
        _good(client.select(f'"{address.folder}"', readonly=True))
        _, validity = client.response("UIDVALIDITY")
        yield Look(client, int(validity[0]) if validity and validity[0] else 0)
    finally:
        with suppress(*Broken):
            client.logout()


def _connected(address: Address) -> imaplib.IMAP4:
    if address.encrypted:
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(address.host, address.port, ssl_context=context, timeout=TIMEOUT)
    return imaplib.IMAP4(address.host, address.port, timeout=TIMEOUT)


def _good(answer: tuple[str, list[Any]]) -> list[Any]:
    status, found = answer
    if status != "OK":
        raise imaplib.IMAP4.error("the server said no")
    return found


def _day(when: datetime) -> str:
    """As IMAP writes a day, in English whatever the machine speaks."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{when.day}-{months[when.month - 1]}-{when.year}"
