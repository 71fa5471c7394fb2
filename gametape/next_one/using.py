"""After the appointment: was it used, and did it help? One tap of the one who had the card."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Deal
from gametape.next_one.models import Reminder
from gametape.next_one.seeing import reminders
from gametape.people.may import Viewer

ASKED_FOR = timedelta(days=7)  # nobody remembers longer, and nobody is asked for ever
A_CARD = 3


def used(reminder: Reminder, said: str) -> None:
    """Another tap changes it: a thumb errs."""
    if said not in {Reminder.Used.USED, Reminder.Used.HELPED, Reminder.Used.NOT_USED}:
        raise Refusal("Say whether you used it: used, not used, or it helped.", field="used")
    Reminder.objects.filter(pk=reminder.pk, kind=Reminder.Kind.CARD).update(used=said, done_at=now())


def to_tell(viewer: Viewer) -> list[Reminder]:
    """The card whose appointment is over and of which nothing was said yet; the latest one alone, and for a week."""
    over = Q(deal__next_at=None) | Q(deal__next_at__lt=now()) | ~Q(deal__state=Deal.State.OPEN)
    moved = over | Q(deal__last_at__gt=F("shown_at"))
    rows = reminders(viewer).filter(moved, kind=Reminder.Kind.CARD, used="", shown_at__gte=now() - ASKED_FOR)
    latest = list(rows.order_by("-shown_at", "-pk")[: 2 * A_CARD])
    return [row for row in latest if row.deal_id == latest[0].deal_id][:A_CARD]
