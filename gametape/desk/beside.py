"""What stands beside the moments of a deal: the save, the look at the tape, the lesson; each as far as it is this
viewer's. It holds no rule: every part asks the room it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.deals.models import Deal, Loss, Moment
from gametape.desk.one_deal import Shown
from gametape.lessons.models import Evidence, Lesson
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.postmortem import seeing as reviews
from gametape.postmortem.models import Marked, Review
from gametape.postmortem.reviewing import gate_of
from gametape.rescue.be_backs import BeBack, be_backs_of, long_in_words
from gametape.rescue.models import Rescue
from gametape.rescue.reporting import asked_and_bought


@dataclass(frozen=True, kw_only=True)
class Beside:
    """`tape` is "" where there is none to offer, else "wait", "look", "go_on" or "looked". `returns` are by the number
    of the moment they came back or bought."""

    tape: str = ""
    opens_at: datetime | None = None
    review: Review | None = None
    marked: list[Marked] = field(default_factory=list)
    lesson: Lesson | None = None
    shared: list[reviews.Shared] = field(default_factory=list)
    save: Rescue | None = None
    save_is_open: bool = False
    returns: dict[int, str] = field(default_factory=dict)
    asked_and_bought: bool = False


def beside(
    viewer: Viewer, deal: Deal, losses: list[Loss], moments: list[Moment], *, works: bool, shown: Shown | None
) -> Beside:
    """Everything for the margin, in a number of queries that does not grow with the deal."""
    if not losses:
        return Beside()
    loss = losses[-1]
    loss.deal = deal
    back = be_backs_of(deal, losses, moments)
    bought = bool(asked_and_bought(Loss.objects.filter(pk=loss.pk))) if any(one.bought_at for one in back) else False
    review = reviews.own(viewer).filter(loss=loss).first() if works else None
    return Beside(
        tape=_tape(loss, review) if works else "",
        opens_at=gate_of(loss).opens,
        review=review,
        marked=_marked(review),
        lesson=_lesson(viewer, loss) if works else None,
        shared=_shared(viewer, deal) if not works else [],
        save=Rescue.objects.filter(loss=loss).first() if _reads(shown) else None,
        save_is_open=bool(_reads(shown) and shown and shown.answer.wants_answer and loss.is_open),
        returns=_returns(back, moments, bought),
        asked_and_bought=bought,
    )


def _reads(shown: Shown | None) -> bool:
    return shown is not None and shown.how == Reading.WORDS.value


def _tape(loss: Loss, review: Review | None) -> str:
    if review and review.finished_at:
        return "looked"
    if review:
        return "go_on"
    return "look" if gate_of(loss).is_open(now()) else "wait"


def _marked(review: Review | None) -> list[Marked]:
    """Good, turn, good: one that worked, where it turned, one to have back."""
    order = [kind.value for kind in Marked.Kind]
    return sorted(review.marked.all(), key=lambda one: order.index(one.kind)) if review else []


def _lesson(viewer: Viewer, loss: Loss) -> Lesson | None:
    """What this person drew from this no; while private things are closed, nothing from before."""
    rows = Evidence.objects.filter(loss=loss, by=viewer.user, lesson__owner=viewer.user).select_related("lesson")
    if viewer.private_from:
        rows = rows.filter(at__gte=viewer.private_from)
    found = rows.first()
    return found.lesson if found else None


def _shared(viewer: Viewer, deal: Deal) -> list[reviews.Shared]:
    """For a manager: what was shared of this very deal, with its name. What came without one is on no deal's page."""
    if not viewer.is_(Role.MANAGER, deal.store_id):
        return []
    return reviews.shared_at(viewer, deal.store, deal=deal)


def after_the_no(one: BeBack) -> str:
    """From the no to the sale, where a be-back's own clock stops at the return."""
    long = long_in_words((one.bought_at or one.back_at) - one.no_at)
    return _("%(long)s after the no") % {"long": long}


def _returns(back: list[BeBack], moments: list[Moment], bought: bool) -> dict[int, str]:
    """{moment: the clock from the no}. A return is told at its own moment, a sale at the moment it was bought."""
    told: dict[int, str] = {}
    for one in back:
        came = [m for m in moments if m.kind == Moment.Kind.REOPENED and m.at >= one.back_at]
        won = [m for m in moments if m.kind == Moment.Kind.WON and one.bought_at and m.at >= one.bought_at]
        if came:
            told[came[0].pk] = one.say
        if won and bought:
            told[won[0].pk] = after_the_no(one)
    return told
