"""Several no-sales in a row: then a page gets kinder and shorter, and tells nobody.

It is worked out for the page that is being shown and kept nowhere: no row, no log line, no alert, no figure. Only the
rep's own pages ask, about the rep who looks.
"""

from __future__ import annotations

from datetime import timedelta

from gametape.common.clock import now
from gametape.deals.models import Deal
from gametape.deals.seeing import own, own_losses
from gametape.people.may import Viewer

SEVERAL = 3
LATELY = timedelta(days=30)


def several_in_a_row(viewer: Viewer) -> bool:
    """Whether the last `SEVERAL` things that ended on this rep's deals lately were no-sales. A mis-tap and a be-back
    end nothing."""
    rows = own_losses(viewer).filter(reopened_at=None, at__gte=now() - LATELY).order_by("-at")
    losses = list(rows.values_list("at", flat=True)[:SEVERAL])
    if len(losses) < SEVERAL:
        return False
    won = {"state": Deal.State.WON, "last_at__gte": losses[-1], "closed_at__gte": losses[-1]}
    return not any(run.filter(**won).exists() for run in own(viewer))
