"""Which rows of this room a viewer sees: their own, at a store where they still sell, and nobody else's (law 6)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gametape.deals.models import Deal, Loss
from gametape.next_one.models import Premortem, Reminder, ToAFriend
from gametape.people.may import Viewer
from gametape.people.models import Role


def reminders(viewer: Viewer) -> QuerySet[Reminder]:
    """What came up for this rep and was not withheld."""
    rows = Reminder.objects.filter(user=viewer.user, withheld=False, lesson__store__in=viewer.stores(Role.REP))
    return rows.filter(_opens(viewer, "shown_at")).select_related("lesson__store", "deal__store", "deal__buyer")


def recalls(viewer: Viewer) -> QuerySet[Reminder]:
    """One's own lessons to be recalled."""
    rows = reminders(viewer).filter(kind=Reminder.Kind.RECALL, lesson__owner=viewer.user)
    return rows.filter(_opens(viewer, "lesson__made_at"))


def premortem_of(viewer: Viewer, deal: Deal) -> Premortem | None:
    rows = Premortem.objects.filter(deal=deal, by=viewer.user, deal__store__in=viewer.stores(Role.REP))
    return rows.filter(_opens(viewer, "at")).first()


def told_a_friend(viewer: Viewer) -> QuerySet[ToAFriend]:
    rows = ToAFriend.objects.filter(by=viewer.user, store__in=viewer.stores(Role.REP))
    return rows.filter(_opens(viewer, "at")).order_by("-at", "-pk")


def friend_note_of(viewer: Viewer, loss: Loss | None) -> ToAFriend | None:
    return told_a_friend(viewer).filter(loss=loss).first() if loss else None


def _opens(viewer: Viewer, column: str) -> Q:
    """Who came back in by somebody else's link finds what was kept before closed for a week, see `may`."""
    return Q(**{f"{column}__gte": viewer.private_from}) if viewer.private_from else Q()
