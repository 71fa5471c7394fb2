"""That the one an answer was for has opened it: the rep, or the second voice who asked. The first time counts."""

from __future__ import annotations

from django.db import transaction

from gametape.ask.models import Answer
from gametape.common.clock import now
from gametape.people import alerting
from gametape.people.models import Role, User


@transaction.atomic
def opened(answer: Answer, *, by: User) -> Answer:
    """Notes the hour, and takes the alerts about it off their page. Anybody else's look changes nothing."""
    deal = answer.loss.deal
    for about in (f"answer:{answer.pk}", f"key:{answer.pk}"):
        alerting.seen(by, about=about)
    if by.pk in (deal.owner_id, deal.partner_id) and answer.opened_at is None:
        answer.opened_at = now()
    elif by.pk == answer.ask.asker_id and answer.ask.asker_role != Role.REP and answer.asker_opened_at is None:
        answer.asker_opened_at = now()
    else:
        return answer
    answer.save(update_fields=["opened_at", "asker_opened_at"])
    return answer
