"""A store may leave a share of its no-sales unasked, drawn by lot, to see what asking does. Off until it says so.

The lot is drawn once, at the no, and kept. Only those that could be asked are drawn at all, or the two sides would
differ from the start.
"""

from __future__ import annotations

import secrets
from typing import Final

from gametape.deals.models import Deal, Loss
from gametape.people.consent import is_suppressed

ASK: Final = "ask"
LEAVE: Final = "leave"
TO_COMPARE: Final = "compare"
"""S.NOT_ASKED: left unasked to compare."""
MOST: Final = 20  # of a hundred


def lot(share: int, *, askable: bool, roll: int) -> str:
    """ "leave" for `share` of a hundred rolls (0 to 99), else "ask"; "" where nothing is drawn. Pure."""
    if share <= 0 or not askable:
        return ""
    return LEAVE if roll < min(share, MOST) else ASK


def drawn_for(deal: Deal) -> str:
    """The lot of the no that is being logged. After a mis-tap it is the one that was drawn before: undoing a no and
    logging it again draws no other."""
    if not deal.store.unasked_share:
        return ""
    before = Loss.objects.filter(deal=deal, undone_at__isnull=False).exclude(lot="").order_by("-pk").first()
    if before is not None:
        return before.lot
    return lot(deal.store.unasked_share, askable=_askable(deal), roll=secrets.randbelow(100))


def _askable(deal: Deal) -> bool:
    buyer = deal.buyer
    return buyer is not None and not buyer.condition and not deal.left_out and not is_suppressed(buyer)
