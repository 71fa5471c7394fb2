"""A share left unasked by lot: what it costs in the store's own numbers, and what it shows once there are enough.

The two sides are what the lot made them, whatever was done afterwards (by assignment), so nobody's good judgement about
whom to ask can look like the effect of asking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from gametape.ask.models import Ask
from gametape.common.clock import now
from gametape.common.counting import Difference, Rate, TooFew, compared, rate
from gametape.common.refusal import Refusal
from gametape.deals.lots import ASK, LEAVE, MOST
from gametape.deals.models import Loss
from gametape.people.models import Store

WITHIN: Final = timedelta(days=60)
QUARTER: Final = timedelta(days=92)
BY_LOT: Final = "Drawn by lot, counted as drawn, each given the same sixty days to come back."
ONLY_THEM: Final = "Of those who were asked; those who were not may be others."


@dataclass(frozen=True)
class Cost:
    """What leaving `share` of a hundred unasked costs, per hundred no-sales. A part is None while there are too few."""

    share: int
    answered: Rate | TooFew
    returned: Rate | TooFew

    @property
    def answers(self) -> float | None:
        return self.share * self.answered.share if isinstance(self.answered, Rate) else None

    @property
    def returns(self) -> float | None:
        return self.share * self.returned.share if isinstance(self.returned, Rate) else None

    @property
    def say(self) -> str:
        """ "Of 100 no-sales you would not ask 10; at your answer rate that is about 3 answers and 0.5 returns you do
        not get." """
        begin = _("Of 100 no-sales you would not ask %(n)s") % {"n": self.share}
        if self.answers is None or self.returns is None:
            return _("%(begin)s. What that costs you cannot be told yet: too few were asked here.") % {"begin": begin}
        told = {"begin": begin, "answers": _about(self.answers), "returns": _about(self.returns)}
        return (
            _(
                "%(begin)s; at your answer rate that is about %(answers)s answers and %(returns)s returns you do not get."
            )
            % told
        )


def _about(number: float) -> str:
    """Whole from one on, else one decimal, so that a little is not told as nothing."""
    return f"{number:.0f}" if number >= 1 else f"{number:.1f}"


def cost(store: Store, *, share: int) -> Cost:
    """From the asks of the last quarter at this store. One query."""
    asked = Ask.objects.filter(loss__store=store, kind="ask", asked_at__gte=now() - QUARTER, withdrawn_at=None)
    asked = asked.filter(loss__undone_at=None, loss__deal__left_out="")
    told = Q(loss__answer__isnull=False, loss__answer__status="")
    back = told & Q(loss__reopened_at__gt=F("loss__answer__first_sent_at"))
    found = asked.aggregate(n=Count("pk"), answered=Count("pk", filter=told), back=Count("pk", filter=back))
    n = found["n"]
    answered = rate(found["answered"], n, caveat=ONLY_THEM, unit="asks")
    return Cost(share, answered, rate(found["back"], n, caveat=ONLY_THEM, unit="asks"))


def compared_by_lot(store: Store) -> Difference | TooFew:
    """Returns within sixty days, the side that may be asked minus the side left unasked. Only no-sales whose sixty days
    are over count, on both sides; thirty on each, or it is too few to say."""
    drawn = Loss.objects.exclude(lot="")  # as the index of what was drawn has it, so that it is walked, not the store
    over = drawn.filter(store=store, lot__in=[ASK, LEAVE], undone_at=None, at__lte=now() - WITHIN)
    back = Q(reopened_at__lte=F("at") + WITHIN)
    sides = over.values("lot").annotate(n=Count("pk"), k=Count("pk", filter=back)).order_by()
    found = {side["lot"]: (side["k"], side["n"]) for side in sides}
    return compared(found.get(ASK, (0, 0)), found.get(LEAVE, (0, 0)), caveat=BY_LOT, unit="no-sales")


@transaction.atomic
def leave(store: Store, *, share: int | None) -> None:
    """From the next no on. What was drawn before keeps its lot, or the comparison would be of nothing."""
    if share is None or not 0 <= share <= MOST:
        say = _("A number from 0 to %(most)s. 0 asks everybody who may be asked.") % {"most": MOST}
        raise Refusal(say, field="share")
    Store.objects.filter(pk=store.pk).update(unasked_share=share)
    store.unasked_share = share
