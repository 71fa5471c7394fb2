"""What the plan is told and what it says: plain frozen values, no database.

The edges fill a `Situation` from their rows; `planning.plan` answers with a `Plan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Literal

from gametape.ask.plan_rules import Channel

StoreKind = Literal["retail", "b2b"]
Role = Literal["rep", "manager", "neutral", "admin", "finance", "owner"]
Asker = Literal["rep", "manager_or_neutral", "neutral", "nobody"]

Via = Literal["own", "product"]
WindowId = Literal["W0", "W1", "W2", "W3", "W4"]
MessageKind = Literal["ask", "reminder"]
Condition = Literal["legal", "minor", "private", "personal", "illness", "death", "credit"]


@dataclass(frozen=True, slots=True)
class Consent:
    """What calling or texting somebody rests on (C03): they said yes, or they came to us on `inquired_at`.

    `cleared` says that their number passed a do-not-call check; an inquiry counts only with it.
    """

    explicit: bool = False
    inquired_at: datetime | None = None
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """One ask or reminder that went out, or was said, to this person about this loss. `by` is the asker's role."""

    at: datetime
    by: str
    channel: str
    kind: MessageKind = "ask"
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything the plan depends on. Times are aware; zones are IANA names; money is minor units of one currency.

    `talking` means that the buyer is still here, or still on that call, or back again: a conversation.
    `opens` and `closes` narrow the decent hours for the store, `admin_hours` widens them within 8 to 20.
    `unsolicited` are the times of every ask and reminder to this person, about any loss, this one included.
    `others_asked` counts the other people who were asked about this loss.
    `available` are the channels we have an address for; a phone number gives both phone and sms.
    """

    now: datetime
    no_at: datetime
    store_zone: str
    store_kind: StoreKind = "retail"
    store_state: str = ""
    opens: time | None = None
    closes: time | None = None
    admin_hours: tuple[time, time] | None = None
    holidays: bool = True

    buyer: str = "the buyer"
    buyer_zone: str = ""
    buyer_phone: str = ""
    buyer_state: str = ""
    available: frozenset[Channel] = frozenset()
    last_used: Channel | None = None
    consents: Mapping[str, Consent] = field(default_factory=dict)

    suppressed: bool = False
    complaint_at: datetime | None = None
    conditions: frozenset[Condition] = frozenset()

    talking: bool = False
    told_us: bool = False
    left_unasked: bool = False
    experience_suspected: bool = False
    not_me: bool = False
    value_minor: int | None = None
    neutral_over_minor: int | None = None

    sent: tuple[Sent, ...] = ()
    unsolicited: tuple[datetime, ...] = ()
    others_asked: int = 0

    asking: Role | None = None
    via: Via = "own"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the plan says so: the rule's id and a whole sentence for the page. `stops` is False for a warning."""

    rule: str
    say: str
    stops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When, by whom, by what channel, how often.

    `may` is about the role in `Situation.asking`, now or at `not_before`; with none named, that somebody may.
    `not_before` is aware UTC, None for now; `until` (aware UTC) is when the window closes, None where nothing closes.
    `channels` are ranked, the best first. A `learn_only` ask leads to no save. `answer_first_to` reads it first.
    """

    may: bool
    asker: Asker
    window: WindowId
    kind: MessageKind
    channels: tuple[Channel, ...]
    not_before: datetime | None
    until: datetime | None
    because: tuple[Reason, ...]
    say: str
    learn_only: bool = False
    answer_first_to: Literal["rep", "asker"] = "rep"

    @property
    def channel(self) -> Channel | None:
        """The one channel to use: one only (W1), the best of them."""
        return self.channels[0] if self.channels else None

    @property
    def waits(self) -> bool:
        return self.may and self.not_before is not None
