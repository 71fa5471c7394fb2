"""Which asks and answers a viewer comes near, and what they get to read of an answer."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet

from gametape.ask.models import Answer, Ask
from gametape.ask.who_reads import AnswerFacts, ReaderFacts, Reading, reading
from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.people.may import Viewer
from gametape.people.models import Role, Store

CROWD = 3  # of the visibility agreement: what a buyer limited is a theme only from three on
LATELY = timedelta(days=92)


def _deal_is_mine(viewer: Viewer, prefix: str) -> Q:
    mine = Q(**{f"{prefix}deal__owner": viewer.user}) | Q(**{f"{prefix}deal__partner": viewer.user})
    return Q(**{f"{prefix}deal__store__in": viewer.stores(Role.REP)}) & mine


def may_ask(viewer: Viewer) -> QuerySet[Loss]:
    """Losses this viewer could ask about in some role: own ones; as a second voice, those the rep asked about in vain
    or left to another, in the store one manages or is neutral at. Whether and when is the plan's to say."""
    second = Q(deal__store__in=viewer.stores(Role.MANAGER, Role.NEUTRAL)) & (
        Q(not_me=True) | Q(asks__asked_at__isnull=False, asks__withdrawn_at=None) | Q(deal__store__neutral_over_minor__isnull=False)
    )
    rows = Loss.objects.filter(_deal_is_mine(viewer, "") | second, undone_at=None).distinct()
    return rows.select_related("deal__store", "deal__buyer", "deal__owner", "deal__partner")


def role_in(viewer: Viewer, loss: Loss) -> str:
    """As what this viewer asks: the rep on an own deal, else manager or neutral."""
    deal = loss.deal
    if viewer.user.pk in (deal.owner_id, deal.partner_id) and viewer.is_(Role.REP, deal.store_id):
        return Role.REP
    return Role.MANAGER if viewer.is_(Role.MANAGER, deal.store_id) else Role.NEUTRAL


def answers_near(viewer: Viewer) -> QuerySet[Answer]:
    """Answers to own deals, to own asks, and of the stores one manages or is F&I at. `reading_of` says what of it."""
    near = (
        _deal_is_mine(viewer, "loss__")
        | Q(ask__asker=viewer.user, loss__deal__store__in=viewer.stores(Role.MANAGER, Role.NEUTRAL))
        | Q(loss__deal__store__in=viewer.stores(Role.MANAGER))
        | Q(loss__deal__store__in=viewer.stores(Role.FINANCE), released_at=None) & ~Q(held_for="")
    )
    return _with_all(Answer.objects.filter(near))


def answers_without_names(viewer: Viewer) -> QuerySet[Answer]:
    """For a CRM admin and the owner: answers of their stores, to be shown as words alone."""
    return _with_all(Answer.objects.filter(loss__deal__store__in=viewer.stores(Role.ADMIN, Role.OWNER)))


def _with_all(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    rows = rows.filter(loss__undone_at=None).prefetch_related("versions")
    return rows.select_related(
        "ask__asker", "loss__deal__store", "loss__deal__buyer", "loss__deal__owner", "loss__deal__partner", "loss__own_call"
    )


def reading_of(viewer: Viewer, answer: Answer) -> Reading:
    """What this viewer gets of this answer, now. The table is `who_reads`; here the rows are turned into its facts."""
    deal = answer.loss.deal
    call = getattr(answer.loss, "own_call", None)
    facts = AnswerFacts(
        reader=answer.reader,
        held=answer.held_for if answer.is_private else "",
        urgent=answer.urgent,
        sent_at=answer.first_sent_at,
        opened_at=answer.opened_at,
        asker_opened_at=answer.asker_opened_at,
        asked_by_second_voice=answer.ask.asker_role != Role.REP,
        sealed=bool(call and call.sealed_at),
    )
    who = ReaderFacts(
        roles=viewer.roles.get(deal.store_id, frozenset()),
        deal_is_theirs=viewer.user.pk in (deal.owner_id, deal.partner_id),
        asked_it=answer.ask.asker_id == viewer.user.pk,
    )
    return reading(facts, who, now=now())


def reading_beside_a_name(viewer: Viewer, answer: Answer) -> Reading:
    """`reading_of` for a page that names the buyer. Words that come without a name stay behind the mask there, from the
    first hour on: a mask that changes after a day, or a page that is not there, would tell what it hides."""
    what = reading_of(viewer, answer)
    nameless = answer.reader == Answer.Reader.STORE and what in (Reading.NAMELESS, Reading.NOT_YET)
    return Reading.MASK if nameless else what


def are_hidden_in_a_crowd(viewer: Viewer, store: Store) -> bool:
    """Whether words without a name may be shown to whoever sees this store's deals. Each of those answers stands as a
    mask on its deal's page; where there is one such page, it tells whose the words are."""
    if not viewer.is_(Role.MANAGER, store.pk):
        return True
    masked = Q(reader=Answer.Reader.STORE) | Q(held_for__gt="", released_at=None)
    alike = Answer.objects.filter(masked, loss__deal__store=store, loss__undone_at=None)
    return len(alike.filter(first_sent_at__gte=now() - LATELY).values("pk")[:CROWD]) == CROWD


def asks_of(loss: Loss) -> list[Ask]:
    """The asks of a loss in order, those that were withdrawn left out."""
    return list(loss.asks.filter(withdrawn_at=None).select_related("message", "asker").order_by("made_at"))
