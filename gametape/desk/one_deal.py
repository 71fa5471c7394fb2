"""What one deal's page tells, for the one who looks: the moments in order, and what of the rest is theirs to see.

It holds no rule: who reads an answer is the ask room's to say, whose call it is the deals room's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from gametape.ask.models import Answer, Ask
from gametape.ask.seeing import answers_near, asks_of, reading_beside_a_name
from gametape.ask.who_reads import ALONE_FOR, Reading
from gametape.common.private_words import scan
from gametape.deals import seeing, story
from gametape.deals.models import Deal, Loss, Moment, OwnCall
from gametape.deals.vocabulary import LEAVES, MASK
from gametape.people.may import Viewer
from gametape.people.models import AccessLog, Role
from gametape.reasons.finding import stands
from gametape.reasons.models import Finding
from gametape.tape.seeing import of_deal as recordings
from gametape.win_probability import showing
from gametape.win_probability.showing import Quiet

LOOKS = 5


@dataclass(frozen=True)
class Shown:
    """An answer as this viewer may have it: `how` is words, call_first, mask, not_yet or nothing."""

    answer: Answer
    how: str
    alone_until: datetime


@dataclass(frozen=True)
class Line:
    """A moment in the log. `dot` is "", "fell" (the no), "turned" (so did the line) or "after" (a question, no probability)."""

    moment: Moment
    dot: str
    call: OwnCall | None = None
    shown: Shown | None = None
    clock: str = ""
    figure: str = ""
    quiet: Quiet | None = None


def page(viewer: Viewer, deal: Deal) -> dict[str, Any]:
    """Everything the template needs, in a number of queries that does not grow with the deal."""
    works = is_theirs(viewer, deal)
    losses = list(deal.losses.filter(undone_at=None).order_by("at", "pk"))
    calls, shown = seeing.own_calls(viewer, deal), answers_for(viewer, deal)
    moments = story.moments(deal)
    loss = losses[-1] if losses else None
    call = calls.get(loss.pk) if loss else None
    asks = asks_of(loss) if loss and loss.is_open else []
    line = showing.shown(deal, moments)
    return {
        "deal": deal,
        "losses": losses,
        "moments": moments,
        "works": works,
        "may_share": viewer.is_(Role.MANAGER, deal.store_id) or (works and deal.owner_id == viewer.user.pk),
        "loss": loss,
        "recorded": recorded(loss),
        "came_back": any(earlier.reopened_at for earlier in losses),
        "call": call,
        "line": line,
        "lines": [_with_figure(one, line) for one in lines(moments, losses, calls, shown)],
        "shown": shown.get(loss.pk) if loss else None,
        "confirmed": confirmed(loss, shown.get(loss.pk)) if loss else "",
        "asked": any(ask.asked_at for ask in asks),
        "waiting": waiting(viewer, asks),
        "dumps": seeing.own_dumps(viewer, deal),
        "own_line": None if line else showing.own_line_of(moments, loss, call),
        "looked": looked(viewer, deal),
        "recordings": recordings(viewer, deal) if works else [],
        "mask": MASK,
    }


def is_theirs(viewer: Viewer, deal: Deal) -> bool:
    """Owner or second rep, and still a rep at that store."""
    return viewer.user.pk in (deal.owner_id, deal.partner_id) and viewer.is_(Role.REP, deal.store_id)


def answers_for(viewer: Viewer, deal: Deal) -> dict[int, Shown]:
    """{loss id: its answer}, as it may stand on a page that names the buyer."""
    found = {}
    for answer in answers_near(viewer).filter(loss__deal=deal):
        how = reading_beside_a_name(viewer, answer).value
        found[answer.loss_id] = Shown(answer, how, answer.first_sent_at + ALONE_FOR)
    return found


def lines(
    moments: list[Moment], losses: list[Loss], calls: dict[int, OwnCall], shown: dict[int, Shown]
) -> Iterator[Line]:
    """A no and an answer are told with what belongs to them: the moment of its kind nearest to its row in time."""
    no = [moment for moment in moments if moment.kind == Moment.Kind.NO]
    heard = [moment for moment in moments if moment.kind == Moment.Kind.ANSWERED]
    called = {_nearest(no, loss.at): calls[loss.pk] for loss in losses if no and loss.pk in calls}
    answered = {_nearest(heard, one.answer.first_sent_at): one for one in shown.values() if heard}
    lost = False
    for moment in moments:
        if moment.kind == Moment.Kind.NO:
            lost = True
            yield Line(moment, "fell", call=called.get(moment.pk))
            continue
        dot = "after" if lost and moment.kind != Moment.Kind.WON else ""
        lost = lost and moment.kind not in (Moment.Kind.REOPENED, Moment.Kind.UNDONE, Moment.Kind.WON)
        yield Line(moment, dot, shown=answered.get(moment.pk))


def _nearest(moments: list[Moment], at: datetime) -> int:
    return min(moments, key=lambda moment: abs(moment.at - at)).pk


def confirmed(loss: Loss, shown: Shown | None) -> str:
    """The leaf a person confirmed, for whoever may read the words it rests on."""
    if shown is None or shown.how != Reading.WORDS.value:
        return ""
    finding = Finding.objects.filter(loss=loss, confirmed_at__isnull=False).select_related("words").first()
    if finding is None or not stands(finding) or LEAVES[finding.leaf].private:
        return ""  # a mask beside words one can read would tell what it hides
    return LEAVES[finding.leaf].label


def recorded(loss: Loss | None) -> str:
    """What a CRM had as its reason. Whatever way it came in, it is scanned before anybody reads it (law 7)."""
    words = loss.recorded if loss else ""
    return MASK if scan(words) else words


def waiting(viewer: Viewer, asks: list[Ask]) -> list[Ask]:
    """One's own questions that have not gone out yet; a draft is nobody else's to know of."""
    return [ask for ask in asks if ask.asked_at is None and ask.message and ask.asker_id == viewer.user.pk]


def _with_figure(one: Line, line: showing.Shown | None) -> Line:
    """The moments repeat every figure of the picture, so that nothing lives in it alone."""
    if line is None:
        return one
    pk = one.moment.pk
    dot = "turned" if pk in line.turned else one.dot
    return replace(one, dot=dot, figure=line.figures.get(pk, ""), quiet=line.quiet.get(pk))


def looked(viewer: Viewer, deal: Deal) -> list[AccessLog]:
    """Who opened this rep's record of this buyer. Nobody else sees that list."""
    if deal.buyer_id is None:
        return []
    rows = AccessLog.objects.filter(whose=viewer.user, buyer=deal.buyer_id).select_related("who")
    return list(rows.order_by("-at")[:LOOKS])
