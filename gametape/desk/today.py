"""Today: at most five things, the most urgent first, and the next customer always among them (law 10).

The first is the headline; the rest follow in the gutter. What somebody waits for comes before what can wait: a buyer
who wants an answer, opened or not, words that came, a hand-off nobody confirmed, a no that is not called yet, a
question that may be asked now, one that waits for its hour, a stop that was noted, a tape to look at, and then the next
one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from gametape.ask.asking import plans_for
from gametape.ask.models import Answer
from gametape.ask.seeing import reading_of, to_decide, unopened
from gametape.ask.situation import Plan
from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.deals.models import Deal, Loss
from gametape.deals.seeing import next_customer as soonest
from gametape.deals.seeing import own_losses
from gametape.people.may import Viewer
from gametape.people.models import Alert, Role, Store
from gametape.postmortem.offering import offered_to, opened_again
from gametape.reasons.limited import said_to_the_manager
from gametape.rescue.listing import open_saves
from gametape.sending.models import Message
from gametape.win_probability.ordering import by_surprise

MOST = 5
MOST_SAVES = 100  # the opened ones are looked for behind those that were not
FRESH = timedelta(days=4)
NOTHING_TO_OPEN = [Answer.Status.AUTO_REPLY, Answer.Status.OPT_OUT]  # a stop is told by itself
WAITING = ("-wants_answer", "-first_sent_at")
SEEN = 50  # losses of the last days that are put in order
LOOKED_AT = 6  # losses whose plan is worked out for one page; more than that nobody does today


@dataclass(frozen=True)
class Thing:
    """One line of the page. `kind` names its template part; `rank` orders it, the smallest first."""

    rank: int
    kind: str
    at: datetime
    deal: Deal | None = None
    loss: Loss | None = None
    answer: Answer | None = None
    message: Message | None = None
    alert: Alert | None = None
    plan: Plan | None = None
    place: int = 0  # among those to ask: the one least expected first, on nobody's page but the rep's own

    @property
    def store(self) -> Store | None:
        """On whose wall the hour is told: a rep may sell at two stores."""
        if self.deal is not None:
            return self.deal.store
        return self.alert.store if self.alert else None


def things_for(viewer: Viewer) -> list[Thing]:
    """The page, in order. The next customer keeps its place whatever else there is."""
    waiting = [
        *answered(viewer),
        *to_save(viewer),
        *handed(viewer),
        *unsure(viewer),
        *fresh(viewer),
        *stopped(viewer),
        *told(viewer),
    ]
    urgent = sorted(
        [*waiting, *tape(viewer, waiting)],
        key=lambda t: (t.rank, t.place, -t.at.timestamp()),
    )
    coming = next_customer(viewer)
    return [*urgent[: MOST - len(coming)], *coming]


def answered(viewer: Viewer) -> list[Thing]:
    """Words that came and were not opened, those who want an answer first."""
    newest = {a for run in unopened(viewer) for a in run.exclude(status__in=NOTHING_TO_OPEN).order_by(*WAITING)[:MOST]}
    rows = sorted(newest, key=lambda a: (a.wants_answer, a.first_sent_at), reverse=True)[:MOST]
    readable = (Reading.WORDS, Reading.CALL_FIRST)
    found = [a for a in rows if reading_of(viewer, a) in readable]
    return [
        Thing(0 if a.wants_answer else 1, "answered", a.first_sent_at, deal=a.loss.deal, loss=a.loss, answer=a)
        for a in found
    ]


def to_save(viewer: Viewer) -> list[Thing]:
    """Opened, and the buyer still waits for an answer: it stays until one went out, the key ends, or it is left alone.
    What was not opened stands under `answered`, what is on the phone under `handed`."""
    saves = open_saves(viewer, most=MOST_SAVES)
    on_a_phone = Message.objects.filter(kind="answer", state__in=Message.IN_HAND, loss__in=[s.loss_id for s in saves])
    handed_over = set(on_a_phone.values_list("loss", flat=True))
    waiting = [one for one in saves if one.loss_id not in handed_over and _was_opened(viewer, one.answer)]
    return [
        Thing(0, "save", one.answer.first_sent_at, deal=one.answer.loss.deal, loss=one.answer.loss, answer=one.answer)
        for one in waiting[:MOST]
    ]


def _was_opened(viewer: Viewer, answer: Answer) -> bool:
    """By this viewer, as far as it waited for them among the unopened ones."""
    deal = answer.loss.deal
    if viewer.user.pk in (deal.owner_id, deal.partner_id):
        return answer.opened_at is not None
    return answer.asker_opened_at is not None or answer.ask.asker_id != viewer.user.pk


def handed(viewer: Viewer) -> list[Thing]:
    """Handed to the phone, and nobody said whether it went out."""
    rows = Message.objects.filter(by=viewer.user, state=Message.State.HANDED).select_related(
        "deal__buyer", "deal__store"
    )
    newest = rows.order_by("-written_at")[:MOST]
    return [Thing(2, "handed", message.written_at, deal=message.deal, message=message) for message in newest]


def unsure(viewer: Viewer) -> list[Thing]:
    """Cut off on its way from here: somebody has to say whether it went out."""
    rows = to_decide(viewer).filter(state=Message.State.UNSURE).order_by("-written_at")[:MOST]
    return [Thing(2, "unsure", message.written_at, deal=message.loss.deal, message=message) for message in rows]


def fresh(viewer: Viewer) -> list[Thing]:
    """No-sales of the last days: to be called, to be asked now, or waiting for a decent hour."""
    rows = own_losses(viewer).filter(
        at__gte=now() - FRESH, reopened_at=None, not_me=False, answer=None, deal__left_out=""
    )
    rows = (
        rows.exclude(asks__asked_at__isnull=False)
        .exclude(messages__state__in=Message.IN_HAND)
        .select_related("own_call")
    )
    recent = list(rows.order_by("-at")[:SEEN])
    to_call = [loss for loss in recent if not _is_called(loss)]
    to_ask = by_surprise(viewer, [loss for loss in recent if _is_called(loss)])
    losses = [*to_call[:MOST], *to_ask[:LOOKED_AT]]
    plans = plans_for({loss: Role.REP for loss in losses if _is_called(loss)})
    return [
        thing
        for nth, loss in enumerate(losses)
        if (thing := _fresh(loss, plans.get(loss.pk), nth if _is_called(loss) else 0))
    ]


def asking_first(things: list[Thing]) -> list[Loss]:
    """The no-sales to ask about, in the order in which they stand on the page."""
    return [thing.loss for thing in things if thing.kind == "to_ask" and thing.loss]


def _is_called(loss: Loss) -> bool:
    call = getattr(loss, "own_call", None)
    return call is not None and call.sealed_at is not None


def _fresh(loss: Loss, plan: Plan | None, place: int) -> Thing | None:
    if plan is None:
        return Thing(3, "to_call", loss.at, deal=loss.deal, loss=loss)
    if not plan.may:
        return None
    return Thing(5 if plan.waits else 4, "to_ask", loss.at, deal=loss.deal, loss=loss, plan=plan, place=place)


def stopped(viewer: Viewer) -> list[Thing]:
    """They said stop: noted, until the rep has seen it."""
    rows = Alert.objects.filter(to=viewer.user, about__startswith="stop:", seen_at=None).select_related("store")
    return [Thing(6, "stopped", alert.at, alert=alert) for alert in rows.order_by("-at")[:2]]


def told(viewer: Viewer) -> list[Thing]:
    """A deal that came to them or went from them, a reply nobody could place, a mail that came back, whoever came in as
    them or looks at them a lot, a message that did not go out or that a colleague is about to send: until they have seen
    it."""
    events = ("handed", "shared:", "way-in:", "watched:", "not-out:", "going:", "unplaced:", "bounced:")
    news = Q(*(Q(about__startswith=event) for event in events), _connector=Q.OR)
    rows = Alert.objects.filter(news, to=viewer.user, seen_at=None).select_related("store")
    return [Thing(6, "told", alert.at, alert=alert) for alert in rows.order_by("-at")[:2]]


def tape(viewer: Viewer, waiting: list[Thing]) -> list[Thing]:
    """One to look back on, after everything that somebody waits for: what a late answer opened, else the newest no. Not
    one whose buyer's words wait on this same page."""
    spoken = {thing.loss.pk for thing in waiting if thing.loss and thing.kind in ("answered", "save")}
    again = [(review.loss, review.reopened_at) for review in opened_again(viewer)]
    losses = again or [(loss, loss.at) for loss in offered_to(viewer, most=MOST)]
    found = [Thing(8, "tape", at or loss.at, deal=loss.deal, loss=loss) for loss, at in losses if loss.pk not in spoken]
    return found[:1]


def next_customer(viewer: Viewer) -> list[Thing]:
    """The next appointment of an open deal."""
    deal = soonest(viewer, since=now() - timedelta(hours=1))
    return [Thing(9, "next", deal.next_at, deal=deal)] if deal and deal.next_at else []


def limited_for(viewer: Viewer) -> list[tuple[Store, list[str]]]:
    """(store, themes) of what buyers told the manager alone, where this viewer sells."""
    stores = Store.objects.filter(pk__in=viewer.stores(Role.REP)).order_by("name")
    return [(store, themes) for store in stores if (themes := said_to_the_manager(store))]
