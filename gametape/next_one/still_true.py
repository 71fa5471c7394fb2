"""One thing that is still true after a no: kind words of a buyer, a deal that came back, a deal that was won. Replayed
from rows this rep may read, each with whose it is and when. Nothing is invented; where there is none, none is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gametape.ask.models import Answer
from gametape.ask.seeing import answers_near, reading_of
from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.deals.models import Deal, Loss
from gametape.deals.seeing import own, own_losses
from gametape.next_one.kind_words import kind_words
from gametape.people.may import Viewer

LOOKED_AT = 40  # answers, the newest
DEALS = 300  # of each kind, those that ended last


@dataclass(frozen=True)
class StillTrue:
    """`kind` is said, came_back or won; `quote` the buyer's own words, letter for letter, where there are some."""

    kind: str
    deal: Deal
    at: datetime
    quote: str = ""


def still_true(viewer: Viewer, *, but: Loss | None = None) -> StillTrue | None:
    """Kind words first, another day another ones; then what came back, then what was won. `but` is the no one has come
    from: its own words are not held up against it."""
    said = list(_said(viewer, but))
    if said:
        return said[now().toordinal() % len(said)]
    return _came_back(viewer) or _won(viewer)


def _said(viewer: Viewer, but: Loss | None) -> Iterator[StillTrue]:
    """Only what the rep has opened themselves: this page opens no answer for anybody."""
    rows = answers_near(viewer).filter(pk__in=_newest(viewer))
    for answer in rows.exclude(loss=but).order_by("-first_sent_at"):
        if reading_of(viewer, answer) is not Reading.WORDS:
            continue
        for words in sorted(answer.versions.all(), key=lambda words: -words.n):
            found = kind_words(words.text) if words.purged_at is None else None
            if found:
                yield StillTrue("said", answer.loss.deal, words.sent_at, found.quote)
                break


def _newest(viewer: Viewer) -> list[int]:
    """Answers on the deals that ended last, found by their index: over all deals of a store it was a second at 400,000."""
    ended = (Deal.State.LOST, Deal.State.WON)
    runs = [run.filter(state=state).order_by("-last_at") for run in own(viewer) for state in ended]
    deals = [pk for run in runs for pk in run.values_list("pk", flat=True)[:DEALS]]
    rows = Answer.objects.filter(loss__deal__in=deals, loss__undone_at=None, opened_at__isnull=False, status="")
    newest = rows.filter(reader=Answer.Reader.REP).order_by("-first_sent_at")
    return list(newest.values_list("pk", flat=True)[:LOOKED_AT])


def _came_back(viewer: Viewer) -> StillTrue | None:
    """Asked, and bought. Never "because"."""
    rows = own_losses(viewer).filter(reopened_at__isnull=False, deal__state=Deal.State.WON)
    loss = rows.filter(asks__asked_at__isnull=False).order_by("-at").first()
    return StillTrue("came_back", loss.deal, loss.deal.closed_at or loss.at) if loss else None


def _won(viewer: Viewer) -> StillTrue | None:
    runs = [run.filter(state=Deal.State.WON, left_out="").order_by("-last_at") for run in own(viewer)]
    found = [deal for run in runs if (deal := run.select_related("store", "buyer").first())]
    deal = max(found, key=lambda deal: deal.last_at, default=None)
    return StillTrue("won", deal, deal.closed_at or deal.last_at) if deal else None
