"""Tripwires: somebody is told when looking turns into watching. Nobody is counted on a page; a sentence is sent."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count

from gametape.common.clock import now
from gametape.people import alerting
from gametape.people.models import AccessLog, Membership, Role, Store, User

A_WEEK = timedelta(days=7)
MANY = 10  # records of one rep that one manager may open in a week before it is said


def tell_who_is_watched() -> int:
    """A piece of the worker: a manager who opened more than ten records of one rep within a week. The rep is told, and
    the CRM admins of the store (the owners, where there is none), once a week and pair. How many alerts were new."""
    managers = Membership.objects.filter(role=Role.MANAGER).values_list("user", flat=True)
    looks = AccessLog.objects.filter(who__in=list(managers), at__gt=now() - A_WEEK, whose__isnull=False)
    pairs = (
        looks.values("who", "whose", "store").annotate(records=Count("buyer", distinct=True)).filter(records__gt=MANY)
    )
    return sum(_tell(pair["who"], pair["whose"], pair["store"]) for pair in pairs)


def _tell(who: int, whose: int, store_id: int) -> int:
    manager, rep, store = User.objects.get(pk=who), User.objects.get(pk=whose), Store.objects.get(pk=store_id)
    about = f"watched:{who}:{whose}:{now():%G-%V}"
    say = f"{manager.name} opened more than {MANY} of your records this week. Each look stands on your page."
    told = alerting.alert([rep], store=store, about=about, say=say, link_name="me")
    above = alerting.those_who_are(Role.ADMIN, store) or alerting.those_who_are(Role.OWNER, store)
    say = f"{manager.name} opened more than {MANY} records of {rep.name} this week. Ask what it is for."
    others = [person for person in above if person.pk not in (who, whose)]
    return told + alerting.alert(others, store=store, about=about, say=say, link_name="pledge")


def tell_of_a_copy(by: str, store: Store, *, about: str, buyer: int) -> None:
    """Somebody took person-level data out: every owner of the store is told, without whose it was."""
    say = f"{by} took a copy of all that is kept about a buyer. It stands in the log with its hour."
    owners = alerting.those_who_are(Role.OWNER, store)
    alerting.alert(owners, store=store, about=f"copy:{about}", say=say, link_name="held_on", link_pk=buyer)
