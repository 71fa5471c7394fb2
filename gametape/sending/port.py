"""The port a sender is plugged in at: one method, one exception. A provider is a closed folder, known by a dotted name.

What a sender promises: `SendingFailed` means that nothing was accepted, for certain. Whatever else it raises, a time-out
after the words left included, leaves it open whether they arrived, and then nobody sends them again by himself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string

from gametape.common.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message as it leaves. `mark` is its own for good: an e-mail's Message-ID is made of it, and a provider that knows
    idempotency keys is given it. `headers` are an e-mail's further ones; `sender` is the name beside our address."""

    channel: str
    to: str
    body: str
    mark: str
    subject: str = ""
    sender: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def message_id(self) -> str:
        return f"<{self.mark}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}>"


class SendingFailed(Exception):
    """Nothing was accepted. `message` is a sentence for a person; `permanent`, that trying again would change nothing;
    `stopped`, that the provider keeps a stop of theirs that we did not know of."""

    def __init__(self, message: str, permanent: bool, *, stopped: bool = False) -> None:
        super().__init__(message)
        self.message, self.permanent, self.stopped = message, permanent, stopped


class Sender(Protocol):
    def send(self, message: Letter) -> str:
        """Hands it over once; the provider's own number of it, "" where it gives none."""
        ...


@runtime_checkable
class LooksUp(Protocol):
    """A provider that can be asked afterwards."""

    def found(self, message: Letter, *, since: datetime) -> str:
        """What it says of this message, a sentence for whoever decides. Raises `SendingFailed` when it says nothing."""
        ...


def can_send(channel: str) -> bool:
    """Whether anything was set up for this channel. With nothing set, all leaves from the rep's own phone."""
    return bool(settings.SENDERS.get(channel))


def sender_for(channel: str) -> Sender:
    name = settings.SENDERS.get(channel)
    if not name:
        raise Refusal("Nothing is set up to send this from here. Use your own phone.")
    sender: Sender = import_string(name)()
    return sender
