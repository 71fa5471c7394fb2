"""Work for the fast lane: what came into the mailbox since the last look is heard.

The promise: nothing is heard twice, nothing is lost, whatever is killed in between. A letter and the number it moves the
cursor to are one transaction; a letter that comes again under another number is known by its key.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, transaction

from gametape.ask.coming_in import hear, hear_unread, key_of_letter
from gametape.ask.incoming.reading import read_letter
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.connectors.imap.address import Address, parsed
from gametape.connectors.imap.mailbox import Broken, Look, opened
from gametape.connectors.imap.models import Mailbox

log = logging.getLogger("gametape.imap")
EVERY, AT_MOST = 30.0, 600.0  # seconds between two looks; and after a server that keeps failing
A_LITTLE = 50  # letters in one look
LONG_ENOUGH = 20.0  # seconds; then others of the lane have their turn


@dataclass
class Pace:
    """When to look next. Seconds of a clock that only runs forward."""

    at: float = 0.0
    pause: float = EVERY

    def is_due(self) -> bool:
        return time.monotonic() >= self.at

    def looked(self, *, more: bool) -> None:
        self.pause = EVERY
        self.at = 0.0 if more else time.monotonic() + EVERY

    def failed(self) -> None:
        self.at = time.monotonic() + self.pause
        self.pause = min(2 * self.pause, AT_MOST)


PACE = Pace()


def hear_mailbox() -> int:
    """How many letters were new. Nothing without GAMETAPE_IMAP, and nothing before the next look is due."""
    if not settings.IMAP or not PACE.is_due():
        return 0
    try:
        address = parsed(settings.IMAP)
        heard, more = look(address)
    except Refusal as refusal:
        log.warning("%s", refusal.say)
        PACE.failed()
        return 0
    except Broken as error:
        log.warning("The mailbox was not read (%s); it is looked into again.", type(error).__name__)
        PACE.failed()
        return 0
    PACE.looked(more=more)
    return heard


def look(address: Address, *, most: int = A_LITTLE) -> tuple[int, bool]:
    """One look: how many letters were new, and whether more wait."""
    with opened(address) as box:
        mailbox = _mailbox(address, box)
        until, heard = time.monotonic() + LONG_ENOUGH, 0
        numbers = box.numbers_after(mailbox.last_uid)
        for n, uid in enumerate(numbers):
            if n >= most or time.monotonic() > until:
                return heard, True
            heard += _hear(mailbox, uid, box.letter(uid))
    return heard, False


def _mailbox(address: Address, box: Look) -> Mailbox:
    """How far it was read. Where the server's numbers began anew, the last two weeks are looked through again; what was
    heard is known by its key."""
    mailbox, _new = Mailbox.objects.get_or_create(address=str(address)[:400])
    if mailbox.uid_validity != box.validity:
        mailbox.uid_validity, mailbox.last_uid = box.validity, box.first_number(now())
        mailbox.save(update_fields=["uid_validity", "last_uid"])
    return mailbox


def _hear(mailbox: Mailbox, uid: int, raw: bytes | None) -> bool:
    """Whether it was new. A letter that cannot be worked on is noted and passed by, so that those behind it are heard."""
    if raw is None:
        _moved(mailbox, uid)
        return False
    letter = read_letter(raw)
    try:
        return _in_one(mailbox, uid, lambda: hear(letter, channel="email", key=key_of_letter(letter)))
    except DatabaseError:
        raise
    except Exception:
        log.exception("letter %s could not be worked on; it stays in the mailbox", uid)
        return _in_one(mailbox, uid, lambda: hear_unread(key=f"unread:{mailbox.pk}:{mailbox.uid_validity}:{uid}"))


@transaction.atomic
def _in_one(mailbox: Mailbox, uid: int, act: Callable[[], object]) -> bool:
    new = act() is not None
    _moved(mailbox, uid)
    return new


def _moved(mailbox: Mailbox, uid: int) -> None:
    """Forward only: of two that look at once, the slower one takes nothing back."""
    here = Mailbox.objects.filter(pk=mailbox.pk, uid_validity=mailbox.uid_validity, last_uid__lt=uid)
    here.update(last_uid=uid)
