"""What of a deal's line one page shows: the picture, the turns in words, a figure beside each moment, and why there is
none where there is none. Whoever may see the story may see this; a surprise is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gametape.deals.models import Deal, Loss, Moment, OwnCall
from gametape.people.models import Store
from gametape.people.templatetags.told import at as hour
from gametape.people.templatetags.told import day
from gametape.win_probability.drawing import Dot, draw, percent, spark
from gametape.win_probability.models import Curve
from gametape.win_probability.own_line import OwnLine, own_line
from gametape.win_probability.surprise import FEWEST_MOMENTS

AFTER = {
    Moment.Kind.ASKED: gettext_lazy("asked"),
    Moment.Kind.ANSWERED: gettext_lazy("answered"),
    Moment.Kind.REOPENED: gettext_lazy("be-back"),
}
NAMED = 4
ONE_SHARE = "base rate"  # the kind of a fit of fewer than a hundred closed deals


@dataclass(frozen=True)
class Quiet:
    """A silence after a moment, and the chance at its end."""

    words: str
    figure: str
    turned: bool


@dataclass(frozen=True)
class Named:
    """A turn in words, and what it goes with, "" where nothing is named: that stands on the rep's own page alone."""

    words: str
    why: str


@dataclass(frozen=True)
class Shown:
    """`figures` and `quiet` are by the number of the moment (the one before the silence)."""

    svg: SafeString
    named: list[Named]
    figures: dict[int, str] = field(default_factory=dict)
    quiet: dict[int, Quiet] = field(default_factory=dict)
    turned: set[int] = field(default_factory=set)
    caption: str = ""


@dataclass(frozen=True)
class _Step:
    """One point that is drawn: a moment's, or the last of a silence."""

    at: datetime
    n: int
    moment: int | None
    chance: float
    low: float
    high: float
    days: int = 0


def shown(deal: Deal, moments: Sequence[Moment]) -> Shown | None:
    """None where there is no line, or where the records do not tell who buys."""
    curve = Curve.objects.select_related("model").defer("model__model").filter(deal=deal).first()
    if curve is None or not curve.points or not curve.model.tells:
        return None
    by_number = {moment.pk: moment for moment in moments}
    steps = [one for one in _steps(curve) if one.moment is None or one.moment in by_number]
    turned = {datetime.fromisoformat(turn["at"]): nth for nth, turn in enumerate(curve.turns[:NAMED], start=1)}
    dots = [_dot(one, by_number, deal.store, turned) for one in steps]
    later = list(_later(moments, steps, deal))
    title = _("Chance of a deal after each moment")
    named = _named(curve, dots)
    desc = described(dots, later, [one.words for one in named])
    svg = mark_safe(draw([*dots, *later], name=f"line-{deal.pk}", title=title, desc=desc))
    return Shown(
        svg, named, *_beside(steps, dots), caption=caption(curve, deal.store, lost=any(d.kind == "no" for d in later))
    )


def _steps(curve: Curve) -> list[_Step]:
    """Every moment; of a silence its last point, where it is one of two days or more, or a turn."""
    ends = {turn["at"] for turn in curve.turns[:NAMED]}
    rows = [(datetime.fromisoformat(row[0]), *row[1:]) for row in curve.points]
    found, began = list[_Step](), dict[int, datetime]()
    for nth, (at, n, moment, chance, low, high) in enumerate(rows):
        if moment is not None:
            began[n] = at
            found.append(_Step(at, n, moment, chance, low, high))
        elif nth + 1 == len(rows) or rows[nth + 1][2] is not None:
            days = (at - began[n]).days if n in began else 1
            if days >= 2 or at.isoformat() in ends:
                found.append(_Step(at, n, None, chance, low, high, days))
    return found


def _dot(one: _Step, moments: dict[int, Moment], store: Store, turned: dict[datetime, int]) -> Dot:
    turn = turned.get(one.at, 0)
    words = _said(moments[one.moment]) if one.moment is not None else quiet_days(one.days)
    when = day(one.at, store) if one.moment is None else f"{day(one.at, store)} {hour(one.at, store)}"
    return Dot(
        when=when,
        day=day(one.at, store),
        words=words,
        chance=one.chance,
        low=one.low,
        high=one.high,
        turn=turn,
    )


def _said(moment: Moment) -> str:
    return moment.words or str(moment.get_kind_display())


def quiet_days(days: int) -> str:
    return ngettext("%(days)d quiet day", "%(days)d quiet days", days) % {"days": days}


def _later(moments: Iterable[Moment], steps: Sequence[_Step], deal: Deal) -> Iterable[Dot]:
    """From the first no that stood, or the sale: rings on the floor, a dot on the ceiling, joined by no line."""
    shown_already = {one.moment for one in steps}
    after = [m for m in moments if steps and m.at >= steps[-1].at and m.pk not in shown_already]
    said_no = False
    for nth, moment in enumerate(after):
        day_of, when = day(moment.at, deal.store), f"{day(moment.at, deal.store)} {hour(moment.at, deal.store)}"
        if moment.kind == Moment.Kind.NO:
            if any(one.kind == Moment.Kind.UNDONE for one in after[nth + 1 : nth + 2]):
                continue
            yield Dot(when=when, day=day_of, words=_("No"), kind="no" if not said_no else "after", label=_("no"))
            said_no = True
        elif moment.kind == Moment.Kind.WON:
            yield Dot(when=when, day=day_of, words=_("Bought"), kind="bought", label=_("bought"))
        elif said_no and moment.kind in AFTER:
            label = str(AFTER[Moment.Kind(moment.kind)])
            yield Dot(when=when, day=day_of, words=label.capitalize(), kind="after", label=label)


def _named(curve: Curve, dots: Sequence[Dot]) -> list[Named]:
    """ "After 6 quiet days: 71% to 44%", in the order of the picture, with our words for a moment and not its code."""
    by_turn = {dot.turn: dot for dot in dots if dot.turn}
    told = []
    for nth, turn in enumerate(curve.turns[:NAMED], start=1):
        dot = by_turn.get(nth)
        what = dot.words if dot else turn["words"].partition(":")[0]
        what = _("After %(what)s") % {"what": what} if dot and dot.words[:1].isdigit() else what
        moved = f"{what}: {percent(turn['before'])} to {percent(turn['after'])}"
        told.append(Named(moved, capfirst(turn.get("why", ""))))
    return told


def described(dots: Sequence[Dot], later: Sequence[Dot], named: Sequence[str]) -> str:
    """The whole shape with its figures."""
    chances = [dot.chance for dot in dots if dot.chance is not None]
    whole = [
        _("It begins at %(first)s, stands at %(best)s at its best and at %(last)s at its end.")
        % {"first": percent(chances[0]), "best": percent(max(chances)), "last": percent(chances[-1])}
    ]
    whole += [f"{one}." for one in named]
    whole += [f"{dot.when}: {dot.words}." for dot in later]
    return " ".join(whole)


def _beside(steps: Sequence[_Step], dots: Sequence[Dot]) -> tuple[dict[int, str], dict[int, Quiet], set[int]]:
    figures, quiet, turned, last = dict[int, str](), dict[int, Quiet](), set[int](), 0
    for one, dot in zip(steps, dots, strict=True):
        if one.moment is None:
            quiet[last] = Quiet(dot.words.capitalize(), percent(one.chance), bool(dot.turn))
            continue
        last = one.moment
        figures[last] = percent(one.chance)
        if dot.turn:
            turned.add(last)
    return figures, quiet, turned


def caption(curve: Curve, store: Store, *, lost: bool) -> str:
    model = curve.model
    band = _("The shaded band is how unsure we are, nine times in ten.")
    if model.kind == ONE_SHARE:
        band = _(
            "The shaded band is how unsure we are of the share that buys. One deal’s chance may lie far outside of it."
        )
    told = [
        _("Chance of a deal after each moment.") + " " + band,
        _("From %(n)d closed deals at %(store)s, model %(version)s.")
        % {"n": model.n_closed, "store": store.name, "version": model.version},
    ]
    if curve.out_of_fold:
        told.append(_("This deal was not among those it learned from."))
    if lost:
        told.append(_("The line stops at the no: what came after was a question, not a probability."))
    return " ".join(told)


def own_line_of(moments: Sequence[Moment], loss: Loss | None, call: OwnCall | None) -> OwnLine | None:
    """The rep's own line stands in the place of a line there is none of; it needs a first moment, and a sealed call."""
    if loss is None or call is None or call.sealed_at is None:
        return None
    before = [moment for moment in moments if moment.at <= loss.at]
    return own_line(call.sure, first=before[0].at, no=loss.at, few=len(before) <= FEWEST_MOMENTS) if before else None


def sparks(deals: Sequence[Deal]) -> dict[int, SafeString]:
    """{deal: its line, small}; one query for a page of deals."""
    rows = Curve.objects.filter(deal__in=[deal.pk for deal in deals], model__tells=True).exclude(points=[])
    lost = {deal.pk: deal.state == Deal.State.LOST for deal in deals}
    return {row.deal_id: _spark(row, lost=lost[row.deal_id]) for row in rows.only("deal_id", "points", "turns")}


def _spark(curve: Curve, *, lost: bool) -> SafeString:
    chances = [one.chance for one in _steps(curve)]
    said = ", ".join(percent(chance) for chance in chances[:-1])
    end = _("then the no") if lost else _("now %(chance)s") % {"chance": percent(chances[-1])}
    said = ", ".join(part for part in (said, percent(chances[-1]) if lost else "", end) if part)
    return mark_safe(spark(chances, label=_("Chance of a deal: %(line)s") % {"line": said}, lost=lost))
