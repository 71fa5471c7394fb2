"""The hour has come: whoever has words waiting hears of it, once.

Work for the fast lane. The promise: one alert per message, however often this runs and whatever was killed in between;
`alerting.alert` holds it by its key.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from gametape.common.clock import now
from gametape.people import alerting
from gametape.people.models import Alert
from gametape.sending.models import Message

PAGES = {
    "ask": "ask",
    "reminder": "ask",
    "thanks": "thanks",
    "answer": "answer_back",
    "changed": "changed",
}  # URL names by kind
FRESH = timedelta(days=2)  # what lay longer was told, or the worker stood still and it is no news any more


DUE = "due:"


def due_key(message: Message) -> str:
    return f"{DUE}{message.pk}"


def tell_those_due() -> int:
    """Alerts for messages that waited for a decent hour which is here now; how many were new."""
    due = Message.objects.filter(state=Message.State.WAITING, not_before__lte=now(), by__is_active=True)
    due = due.filter(not_before__gte=now() - FRESH)
    told = Alert.objects.filter(to=OuterRef("by"), about=Concat(Value(DUE), Cast(OuterRef("pk"), CharField())))
    fresh = due.filter(~Exists(told), loss__undone_at=None, loss__reopened_at=None)
    return sum(_tell(message) for message in fresh.select_related("by", "store", "deal__buyer"))


def _tell(message: Message) -> int:
    if message.by is None:
        return 0
    return alerting.alert(
        [message.by],
        store=message.store,
        about=due_key(message),
        say=f"{message.deal}: now is a decent hour. Your words are ready.",
        link_name=PAGES[message.kind],
        link_pk=message.loss_id,
    )
