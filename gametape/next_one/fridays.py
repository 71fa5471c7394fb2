"""It is Friday and they passed. What did they say? Ninety seconds before the appointment, for the rep alone."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gametape.ask.models import Answer
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Deal, Loss, Moment
from gametape.deals.seeing import own_losses
from gametape.deals.vocabulary import REASONS, is_private
from gametape.deals.written import refuse_private
from gametape.next_one.likely import Likeliest, Said, likeliest
from gametape.next_one.models import Premortem
from gametape.people.may import Viewer
from gametape.people.models import User

A_YEAR = timedelta(days=365)
NEWEST = 300  # no-sales looked at; what was said longer ago tells less about Friday


def likeliest_for(viewer: Viewer, deal: Deal) -> Likeliest:
    """From the confirmed reasons this rep may read on their own deals, else from the store's, counted."""
    figures = deal.moments.filter(kind=Moment.Kind.FIGURES).exists()
    own = _said(own_losses(viewer).filter(answer__reader=Answer.Reader.REP, own_call__sealed_at__isnull=False))
    here = Loss.objects.filter(store=deal.store, undone_at=None).exclude(answer__reader=Answer.Reader.MANAGER)
    store = _said(here)
    return likeliest(
        [one for one, _ in own],
        [one for one, _ in store],
        reps=len({owner for _, owner in store} - {None}),
        figures=figures,
    )


def _said(losses: QuerySet[Loss]) -> list[tuple[Said, int | None]]:
    """The newest of the last year, and whose deals they are about: a list counted from them is shown only where they
    are the deals of enough people."""
    shown = Moment.objects.filter(deal=OuterRef("deal_id"), kind=Moment.Kind.FIGURES, at__lte=OuterRef("at"))
    free = Q(answer__held_for="") | Q(answer__released_at__isnull=False)
    known = Q(findings__confirmed_at__isnull=False, findings__evidence_deleted_at=None)
    rows = losses.filter(free, known, at__gte=now() - A_YEAR).annotate(shown=Exists(shown), leaf=F("findings__leaf"))
    newest = rows.order_by("-at").values_list("leaf", "shown", "deal__owner")[:NEWEST]
    return [(Said(leaf, figures), owner) for leaf, figures, owner in newest]


@transaction.atomic
def think_ahead(deal: Deal, *, by: User, reason: str, words: str, will_do: str) -> Premortem:
    """Kept for this deal, once for each person; thinking again takes its place. It is printed with the card, so what is
    private about a buyer does not go on it."""
    if reason and (reason not in REASONS or is_private(reason)):
        raise Refusal("Pick one of the reasons in the list, or write what they said.", field="reason")
    if not (reason or words):
        raise Refusal("What did they say? Pick one, or write a line. Or leave it.", field="reason")
    refuse_private(words, field="words")
    refuse_private(will_do, field="will_do")
    told = {"reason": reason, "words": words, "will_do": will_do, "at": now()}
    return Premortem.objects.update_or_create(deal=deal, by=by, defaults=told)[0]
