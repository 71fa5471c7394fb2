"""What is known already, so that nobody types it again: stage, next step, own call, the moments, the facts one kept."""

from __future__ import annotations

from dataclasses import dataclass

from gametape.common.clock import now
from gametape.deals import seeing, story
from gametape.deals.models import Dump, Loss, Moment, OwnCall
from gametape.people.may import Viewer

MOST = 40
# Their question and their answer come after one's own view; a hand-over and a mis-tap are nothing to look at.
LEFT_OUT = {Moment.Kind.ASKED, Moment.Kind.ANSWERED, Moment.Kind.HANDED, Moment.Kind.UNDONE}


@dataclass(frozen=True)
class Known:
    """`moments` are the latest forty up to now, in order; `booked` the last next step before the no, None without."""

    stage: str
    booked: Moment | None
    call: OwnCall | None
    moments: list[Moment]
    dumps: list[Dump]


def known(viewer: Viewer, loss: Loss) -> Known:
    moments = offered(loss)
    booked = [m for m in moments if m.kind == Moment.Kind.APPOINTMENT and m.at <= loss.at]
    call = seeing.own_calls(viewer, loss.deal).get(loss.pk)
    return Known(
        stage=loss.deal.stage,
        booked=booked[-1] if booked else None,
        call=call if call and call.sealed_at else None,
        moments=moments,
        dumps=list(seeing.own_dumps(viewer, loss.deal).filter(loss=loss)),
    )


def offered(loss: Loss) -> list[Moment]:
    """The moments one may look at and mark."""
    found = [m for m in story.moments(loss.deal) if m.kind not in LEFT_OUT and m.at <= now()]
    return found[-MOST:]
