"""What came of a save. Said once or not at all: saying nothing is an end, too, and nobody is reminded.

A be-back and a sale are the deal's own acts and go through its verbs; here stands only that the answer led there.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gametape.common.clock import now
from gametape.common.refusal import NotYours, Refusal
from gametape.deals import adding, losing
from gametape.people.models import Role, User
from gametape.rescue.models import Rescue
from gametape.rescue.saving import Save, held
from gametape.sending.models import Message

Outcome = Rescue.Outcome
OF_FINANCE = (Outcome.ANSWERED, Outcome.LEFT)
IN_ORDER = (Outcome.ANSWERED, Outcome.MEETING, Outcome.BE_BACK, Outcome.BOUGHT)


def outcomes_for(save: Save) -> list[Outcome]:
    """What this one can still come to. F&I sells nothing: whoever sells logs the rest on the deal, unasked why."""
    if not save.may_write or save.row is None:
        return []
    if save.holder == Role.FINANCE:
        return list(OF_FINANCE)
    return [one for one in Outcome if is_further(save.row.outcome, one)]


def is_further(was: str, now_is: str) -> bool:
    """An end goes on, never back: answered, a meeting, a be-back, bought. Left alone can still turn into any. Pure."""
    if not was or was == Outcome.LEFT:
        return now_is != was
    return now_is in IN_ORDER and IN_ORDER.index(Outcome(now_is)) > IN_ORDER.index(Outcome(was))


@transaction.atomic
def end(save: Save, outcome: str, *, by: User, meets_at: datetime | None = None, what: str = "") -> Rescue:
    """Notes it, and does what it means on the deal. The same again changes nothing.

    A meeting opens the deal again: they are talking, and it stands among the next customers.
    """
    if not save.may_write:
        raise NotYours
    row = held(save)
    if outcome not in Outcome.values or (save.holder == Role.FINANCE and outcome not in OF_FINANCE):
        raise Refusal(_("Pick what came of it, or leave it: that is fine, too."), field="outcome")
    if row.outcome == outcome and not (outcome == Outcome.MEETING and meets_at):
        return row
    if row.outcome != outcome and not is_further(row.outcome, outcome):
        raise Refusal(_("It came further than that already. What is there stands."), field="outcome")
    _on_the_deal(save, outcome, by, meets_at, what)
    if outcome == Outcome.LEFT:
        _put_aside(save)
    row.outcome, row.outcome_at, row.outcome_by = outcome, now(), by
    row.save(update_fields=["outcome", "outcome_at", "outcome_by"])
    return row


def _on_the_deal(save: Save, outcome: str, by: User, meets_at: datetime | None, what: str) -> None:
    deal = save.loss.deal
    if outcome == Outcome.MEETING:
        if meets_at is None:
            raise Refusal(_("When do you meet? A day and an hour, as you would write it in your book."), field="at")
        losing.reopen(deal, by=by)
        adding.book(deal, at=meets_at, what=what, by=by)
    elif outcome == Outcome.BE_BACK:
        losing.reopen(deal, by=by)
    elif outcome == Outcome.BOUGHT:
        losing.win(deal, by=by)


def _put_aside(save: Save) -> None:
    """Left alone is left alone: words that wait do not go out later. What is on a phone its owner alone knows of."""
    waiting = Message.objects.filter(
        loss=save.loss, kind=Message.Kind.ANSWER, state__in=[Message.State.WAITING, Message.State.QUEUED]
    )
    waiting.update(state=Message.State.DROPPED)
