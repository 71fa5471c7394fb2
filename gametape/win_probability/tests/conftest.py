"""A store whose closed deals tell who buys: who comes a second time buys, who goes quiet does not."""

from datetime import timedelta

import pytest

from gametape.common.clock import now
from gametape.deals.models import Deal, Loss, Moment
from gametape.win_probability import refitting


def closed_deal(store, rep, nth, *, won, ago):
    """Four or five moments, and its end; written down at once, as the season is."""
    start = now() - timedelta(days=ago)
    kinds = ["visit", "call", "visit", "figures"] if won else ["visit", "call", "message", "note"]
    gaps = [0, 1, 2, 3] if won else [0, 2, 6, 14]
    won = won != (nth % 7 == 3)  # one in seven goes the other way, so that no moment decides by itself
    end = start + timedelta(days=gaps[-1], hours=3)
    deal = Deal.objects.create(
        store=store, owner=rep, unit=f"Cedar {nth}", opened_at=start, closed_at=end, last_at=end, source="hand",
        state="won" if won else "lost", touched_at=end, amount_minor=2_000_000 + nth,
    )  # fmt: skip
    for kind, gap in zip(kinds, gaps, strict=True):
        at = start + timedelta(days=gap)
        Moment.objects.create(deal=deal, at=at, noted_at=at, kind=kind, by=rep)
    Moment.objects.create(deal=deal, at=end, noted_at=end, kind="won" if won else "no", by=rep)
    if not won:
        Loss.objects.create(deal=deal, store=store, at=end, noted_at=end, where="drove_off")
    return deal


@pytest.fixture
def closed_deals(lakeside, dana):
    """120 of them over 80 days."""
    return [closed_deal(lakeside, dana, n, won=n % 2 == 0, ago=20 + n // 2) for n in range(120)]


@pytest.fixture
def fitted(lakeside, closed_deals):
    model = refitting.refit(lakeside)
    assert model is not None
    assert model.tells
    while refitting.draw_a_little():
        pass
    return model
