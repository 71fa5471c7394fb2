"""The card before an appointment: the customer, what they said, the lessons that fit and why, what one thought ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from gametape.ask.models import Answer
from gametape.ask.seeing import answers_near, reading_of
from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.common.private_words import scan
from gametape.deals.models import Deal, Moment
from gametape.deals.vocabulary import REASONS
from gametape.next_one.bringing import bring
from gametape.next_one.fundamentals import PAUSES
from gametape.next_one.seeing import premortem_of
from gametape.people.may import Viewer
from gametape.reasons.finding import shown

NOTED = (Moment.Kind.VISIT, Moment.Kind.CALL, Moment.Kind.MESSAGE, Moment.Kind.NOTE, Moment.Kind.OPENED)


@dataclass(frozen=True)
class SaidThere:
    """Words of this deal, and whose: the buyer's own, or what was noted of them."""

    words: str
    whose: str
    at: datetime


def card(viewer: Viewer, deal: Deal) -> dict[str, Any]:
    """Everything on it. Opening it brings up its lessons, which is written down once (see `bringing`)."""
    ahead = premortem_of(viewer, deal)
    is_open = deal.state == Deal.State.OPEN
    coming = is_open and deal.next_at is not None and deal.next_at > now()
    return {
        "deal": deal,
        "coming": coming,
        "over": not coming and (not is_open or deal.next_at is not None),
        "said": what_was_said(viewer, deal),
        "lessons": bring(viewer, deal),
        "ahead": ahead,
        "ahead_reason": REASONS[ahead.reason].buyer if ahead and ahead.reason else "",
        "pauses": PAUSES,
    }


def what_was_said(viewer: Viewer, deal: Deal) -> SaidThere | None:
    """The buyer's own words where a person confirmed what they mean and this rep has opened them; else what was last
    noted. It may be printed and lie on a desk, so nothing private stands on it."""
    said = _in_their_words(viewer, deal) or _noted(deal)
    return None if said is None or scan(said.words) else said


def _in_their_words(viewer: Viewer, deal: Deal) -> SaidThere | None:
    rows = answers_near(viewer).filter(loss__deal=deal, reader=Answer.Reader.REP, opened_at__isnull=False)
    answer = rows.order_by("-first_sent_at").first()
    if answer is None or reading_of(viewer, answer) is not Reading.WORDS:
        return None
    found = next((one for one in shown(answer) if one.confirmed_at), None)
    return (
        SaidThere(found.quote, _("%(who)s, in their own words") % {"who": deal.called}, found.words.sent_at)
        if found
        else None
    )


def _noted(deal: Deal) -> SaidThere | None:
    moment = deal.moments.filter(kind__in=NOTED).exclude(words="").order_by("-at", "-id").first()
    return (
        SaidThere(moment.words, _("Noted: %(kind)s") % {"kind": moment.get_kind_display().lower()}, moment.at)
        if moment
        else None
    )
