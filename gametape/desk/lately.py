"""What a week left behind, for Monday: two minutes of a manager, be-backs, and who wanted to know what came of it.

Counts of deals, never of people: who asked for a manager, and which manager came, stands nowhere beside a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.lookups import Exact

from gametape.ask.models import Answer, TurnOver
from gametape.ask.seeing import answers_at, reading_beside_a_name
from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.people.may import Viewer
from gametape.people.models import Store
from gametape.postmortem.models import Marked
from gametape.rescue.be_backs import be_backs_at
from gametape.sending.models import Message

WEEKS = timedelta(days=28)
TELL_WITHIN = timedelta(days=30)  # later, nobody remembers what they said
TO_TELL = 10
LOOKED_AT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """Four weeks of one store. `asked_for` and `given` are no-sales where a manager was called, and where one came;
    `back` are deals that were on the floor again, `bought` those of them that are bought."""

    since: datetime
    asked_for: int
    given: int
    back: int
    bought: int
    shared: int
    to_tell: list[Answer]


def lately(viewer: Viewer, store: Store) -> Lately:
    since = now() - WEEKS
    back = be_backs_at(store, since=since)
    calls = TurnOver.objects.filter(loss__store=store, loss__undone_at=None, asked_at__gte=since, loss__at__gte=since)
    return Lately(
        since=since,
        asked_for=calls.count(),
        given=calls.filter(given_at__isnull=False).count(),
        back=len(back),
        bought=sum(one.bought_at is not None for one in back),
        shared=Marked.objects.filter(Exact(F("review__loss__store_id") + 0, store.pk), shared_at__gte=since).count(),
        to_tell=who_wanted_to_know(viewer, store),
    )


def who_wanted_to_know(viewer: Viewer, store: Store) -> list[Answer]:
    """Buyers who wanted to be told of a change and were not yet, as far as this viewer reads their words beside a name.
    The oldest first: their thirty days end first."""
    told = Q(loss__messages__kind=Message.Kind.CHANGED, loss__messages__state=Message.State.OUT)
    rows = answers_at(store, since=now() - TELL_WITHIN).filter(wants_to_know=True).exclude(told)
    rows = rows.exclude(loss__deal__buyer__stopped_at__isnull=False).order_by("first_sent_at")
    readable = [one for one in rows[:LOOKED_AT] if reading_beside_a_name(viewer, one) is Reading.WORDS]
    return readable[:TO_TELL]
