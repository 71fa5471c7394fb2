"""What came in and nobody can place by itself: to which deals it may belong, who may read it, and what a person says it is.

Who may read it is the visibility table's to say, asked for every deal it may belong to: only who could read such an answer
to all of them reads it. So a rep sees what can only be theirs, after their own call; else it is the manager's, a day
later; what holds private words is F&I's. Where not even the store is sure, the owner says which store, and reads nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from gametape.ask import answering, matching
from gametape.ask.answering import Rest
from gametape.ask.models import Answer, Ask, Incoming
from gametape.ask.stopping import stop_at
from gametape.ask.visiting import submission_of
from gametape.ask.wanting import wants_an_answer
from gametape.ask.who_reads import ALONE_FOR
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Deal, Loss
from gametape.people import alerting
from gametape.people.consent import key_of
from gametape.people.models import Alert, Buyer, Membership, Role, Store, User

LATELY: Final = timedelta(days=60)
MOST_OFFERED: Final = 50
FRESH: Final = timedelta(days=2)
LATE = "unplaced-late:"


def candidates_of(rows: Iterable[Incoming]) -> dict[int, list[Ask]]:
    """{row id: the questions it may be about, the newest first}, for a page of rows in the same four queries."""
    rows = list(rows)
    known = matching.asked_about([row.loss_id for row in rows if row.loss_id])
    theirs = _buyers([row.sender for row in rows if not row.loss_id])
    buyers = [buyer for found in theirs.values() for buyer in found]
    open_to: dict[int, list[Ask]] = defaultdict(list)
    for ask in matching.open_asks(buyers):
        if ask.loss.deal.buyer_id:
            open_to[ask.loss.deal.buyer_id].append(ask)
    found = {}
    for row in rows:
        if row.loss_id:
            found[row.pk] = [known[row.loss_id]] if row.loss_id in known else []
            continue
        asks = [ask for buyer in theirs[row.sender] for ask in open_to[buyer.pk]]
        found[row.pk] = [ask for ask in asks if row.store_id in (None, ask.loss.store_id)]
    return found


def _buyers(senders: list[str]) -> dict[str, list[Buyer]]:
    """{sender: the buyers with that address}. Two queries, each along its own index."""
    found: dict[str, list[Buyer]] = defaultdict(list)
    for field in ("email", "phone"):
        wanted = {sender for sender in senders if sender and ("@" in sender) == (field == "email")}
        for buyer in Buyer.objects.filter(**{f"{field}__in": wanted}).exclude(**{field: ""}) if wanted else []:
            found[getattr(buyer, field)].append(buyer)
    return found


def offered(row: Incoming, candidates: list[Ask]) -> list[Ask]:
    """What a person may say it belongs to: the questions it may be about, else those lately out at the store."""
    if candidates or row.store is None:
        return candidates
    here = Loss.objects.filter(store=row.store, at__gte=now() - LATELY, undone_at=None, reopened_at=None)
    asks = matching.asked_about(list(here.order_by("-at").values_list("pk", flat=True)[:1000])).values()
    newest = sorted((ask for ask in asks if ask.closes_at > now()), key=lambda ask: ask.made_at, reverse=True)
    return newest[:MOST_OFFERED]


# -- who hears of it --------------------------------------------------------------------------------------------------


def tell(row: Incoming) -> None:
    """Those who may read it now, or who say which store it is for. Without its words."""
    store = row.store
    if store is None:
        owners = Membership.objects.filter(role=Role.OWNER, user__is_active=True).select_related("user", "store")
        for one in owners.order_by("pk")[:20]:
            _alert(row, [one.user], one.store, "A reply came, and it is not clear for which store.")
        return
    say = "A reply came that we could not place. It waits for you."
    _alert(row, _readers(row, store), store, say)


def _readers(row: Incoming, store: Store) -> list[User]:
    if row.held_for:
        return alerting.those_who_are(Role.FINANCE, store)
    deals = [ask.loss.deal for ask in candidates_of([row])[row.pk]]
    return _sellers_of_all(deals) or alerting.those_who_are(Role.MANAGER, store)


def _sellers_of_all(deals: list[Deal]) -> list[User]:
    each = [{person for person in (deal.owner, deal.partner) if person is not None} for deal in deals]
    return [person for person in set.intersection(*each) if person.is_active] if each else []


def _alert(row: Incoming, people: list[User], store: Store, say: str, *, about: str = "unplaced:") -> int:
    return alerting.alert(
        people, store=store, about=f"{about}{row.pk}", say=say, link_name="unplaced_one", link_pk=row.pk
    )


def tell_managers() -> int:
    """Work for the fast lane: a day passed and nobody placed it, so now it is the manager's, too. Told once."""
    day = now() - ALONE_FOR
    told = Alert.objects.filter(about=Concat(Value(LATE), Cast(OuterRef("pk"), CharField())))
    rows = Incoming.objects.filter(state=Incoming.State.WAITS, came_at__lte=day, came_at__gte=day - FRESH, held_for="")
    made = 0
    for row in rows.filter(~Exists(told), store__isnull=False).select_related("store")[:20]:
        if row.store is not None:
            say = "A reply waits since yesterday, and nobody placed it."
            made += _alert(row, alerting.those_who_are(Role.MANAGER, row.store), row.store, say, about=LATE)
    return made


# -- what a person says it is -----------------------------------------------------------------------------------------


@transaction.atomic
def belongs(row: Incoming, ask: Ask, *, by: User) -> Answer | None:
    """It belongs to this deal: their words, as if they had come there by themselves. None where the answer was final, so
    that they stand beside it and add nothing."""
    row = _still_waiting(row)
    letter_is_theirs = matching.is_theirs(ask, row.sender)
    visitor = key_of(row.sender)[:16] if letter_is_theirs else ""
    rest = Rest(wants_answer=True) if letter_is_theirs and wants_an_answer(row.words) else None
    row.loss, row.buyer, row.store = ask.loss, ask.loss.deal.buyer, ask.loss.deal.store
    _decided(row, Incoming.State.PLACED, by)
    try:
        return answering.send(
            ask, words=row.words, submission=submission_of(visitor, row.key, row.words),
            heard=Answer.Heard(row.channel), visitor=visitor, rest=rest,
        )  # fmt: skip
    except Refusal:
        return None


@transaction.atomic
def is_nothing(row: Incoming, *, by: User) -> None:
    """Nothing to read: the words go, that something came stays."""
    row = _still_waiting(row)
    row.sender = row.words = row.original = ""
    _decided(row, Incoming.State.NOTHING, by)


@transaction.atomic
def says_stop(row: Incoming, candidates: list[Ask], *, by: User) -> None:
    """They want to hear nothing more, from anybody here. Not where a colleague sent it: it would stop the colleague."""
    row = _still_waiting(row)
    if row.why == Incoming.Why.COLLEAGUE:
        raise Refusal("This came from a colleague. Say stop on the deal of the buyer who said it.")
    stop_at(row.sender, heard_on=row.channel, ask=candidates[0] if len(candidates) == 1 else None)
    row.sender = row.words = row.original = ""
    _decided(row, Incoming.State.NOTHING, by)


@transaction.atomic
def is_for(row: Incoming, store: Store) -> None:
    """The owner says for which store it is; from there on it is that store's."""
    row = _still_waiting(row)
    if row.store_id is not None:
        raise Refusal("Somebody said already for which store it is.")
    row.store = store
    row.save(update_fields=["store"])
    tell(row)


def _still_waiting(row: Incoming) -> Incoming:
    row = Incoming.objects.select_for_update(of=("self",)).select_related("store").get(pk=row.pk)
    if row.state != Incoming.State.WAITS:
        raise Refusal("Somebody placed it already, so there is nothing left to do here.", status=409)
    return row


def _decided(row: Incoming, state: str, by: User) -> None:
    row.state, row.decided_by, row.decided_at = state, by, now()
    row.save()
    Alert.objects.filter(about__in=[f"unplaced:{row.pk}", f"{LATE}{row.pk}"], seen_at=None).update(seen_at=now())
