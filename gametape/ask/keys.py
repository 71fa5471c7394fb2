"""How long a buyer's "yes, answer me, once" is good: 72 hours at least, longer where the reason takes longer. Pure.

A key ends in the evening, when the buyer's decent hours do. Ending at any hour of the night or of the early morning it
would run out while an answer that was written in time waits for eight o'clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from gametape.ask.hours import DAYTIME, NoDecentHour, closing, next_decent_hour

AT_LEAST: Final = timedelta(hours=72)
AT_MOST: Final = timedelta(days=60)
"""After the no. Nobody waits longer for an answer, whatever the reason's window."""


def good_until(
    turned_at: datetime, zones: Iterable[str], *, no_at: datetime | None = None, window_h: int | None = None
) -> datetime:
    """The evening a key that was turned at `turned_at` (aware) is good until, aware.

    `window_h` are the hours after the no at `no_at` in which an answer to this reason is still of use; None or 0 adds
    nothing. Zones that share no decent hour leave the bare 72 hours.
    """
    names = sorted(set(zones))
    enough = turned_at + AT_LEAST
    if no_at is not None and window_h:
        enough = max(enough, no_at + min(timedelta(hours=window_h), AT_MOST))
    try:
        return max(enough, closing(next_decent_hour(enough, names, DAYTIME), names, DAYTIME))
    except NoDecentHour:
        return enough
