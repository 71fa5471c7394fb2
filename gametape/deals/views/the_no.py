"""Just got a no: which deal, what you think it was, how sure you were. Three taps, then the question."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gametape.common.clock import local, now
from gametape.common.pages import safe_path, see_other, shown_again
from gametape.common.refusal import NotYours, Refusal
from gametape.common.typed import line, number, text
from gametape.deals import listing, losing, seeing, story, written
from gametape.deals.models import Deal, Loss, OwnCall
from gametape.deals.vocabulary import CHIPS, REASONS, Leaf
from gametape.deals.walking_in import lose_a_walk_in
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role, User

OFFERED = 30
LONGEST = 100_000  # code points of one dump
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
WHERE = [(where.value, where.label) for where in (Loss.Where.HERE, Loss.Where.DROVE_OFF, Loss.Where.PHONE)]
BELIEFS = [
    ("prepared", "I was prepared"),
    ("presented", "The presentation was right"),
    ("money_right", "The money was right"),
    ("liked_me", "They liked me"),
]


@get_or_post
@only(Role.REP)
def no(request: HttpRequest) -> HttpResponse:
    """A no. All right. The chips are the submit buttons."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    told = _choices(viewer, request.POST.get("deal", "") or request.GET.get("deal", ""))
    if request.method != "POST":
        return render(request, "deals/no.html", {**told, "typed": {"where": Loss.Where.HERE.value}})
    try:
        loss = _log(viewer, request.POST)
    except Refusal as refusal:
        return shown_again(request, "deals/no.html", told, refusal)
    return see_other("call", loss.pk)


def _log(viewer: Viewer, data: QueryDict) -> Loss:
    where, chip, by = data.get("where", ""), data.get("call", ""), viewer.user
    first_name, unit = line(data, "first_name", longest=80), line(data, "unit", longest=200)
    phone = line(data, "phone", longest=32)
    written.refuse_private_name(unit, field="unit")
    if first_name or unit or phone:
        store, once = may.store_for(viewer, Role.REP), data.get("once", "")
        names = {"first_name": first_name, "unit": unit, "phone": phone}
        return lose_a_walk_in(store, by=by, where=where, chip=chip, once=once, **names)
    if not data.get("deal"):
        raise Refusal(_("Which deal was it? Pick one, or write who walked in."), field="deal")
    return losing.lose(_deal(viewer, data.get("deal", "")), where=where, chip=chip, by=by)


def _deal(viewer: Viewer, pk: str) -> Deal:
    found = number(pk)
    if found is None:
        raise NotYours
    return may.fetch(viewer, seeing.workable(viewer), pk=found)


def _choices(viewer: Viewer, picked: str) -> dict[str, Any]:
    """`deal`, the one that is preselected, and the `others`: what moved today, then all that is open."""
    deals = listing.open_deals(viewer, size=OFFERED)
    deal = _deal(viewer, picked) if picked else next(filter(_moved_today, deals), None)
    others = [other for other in deals if other != deal]
    return {
        "deal": deal,
        "since": story.since(deal) if deal else None,
        "today": [other for other in others if _moved_today(other)],
        "earlier": [other for other in others if not _moved_today(other)],
        "where": WHERE,
        "chips": CHIPS.values(),
        "once": secrets.token_urlsafe(18),
    }


def _moved_today(deal: Deal) -> bool:
    zone = deal.store.zone
    return local(deal.last_at, zone).date() == local(now(), zone).date()


@get_or_post
@only(Role.REP)
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """How sure were you? One tap seals it. A loss from an import has its chips first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    loss = may.fetch(viewer, seeing.own_losses(viewer), pk=pk)
    onward = safe_path(request.POST.get("next", "") or request.GET.get("next", ""))
    own = losing.call_of(loss, by=viewer.user)
    if request.method == "POST":
        try:
            own = _one_tap(loss, own, request.POST, by=viewer.user)
        except Refusal as refusal:
            return shown_again(request, "deals/call.html", _about(loss, own, request.POST, onward), refusal)
    if own and own.sealed_at:
        return see_other(onward or _after(loss))
    return render(request, "deals/call.html", _about(loss, own, request.POST, onward))


def _one_tap(loss: Loss, own: OwnCall | None, data: QueryDict, *, by: User) -> OwnCall:
    """A chip, or how sure: whichever was tapped. What else was filled in goes along with it."""
    if own is None or data.get("call"):
        own = losing.call_it(loss, chip=data.get("call", ""), by=by)
    if "sure" not in data:
        return own
    known = {leaf.code for leaf in _leaves(own)}
    leaves = [leaf for leaf in data.getlist("leaves") if leaf in known]
    said = {"yes": True, "no": False}
    beliefs = {belief: said.get(data.get(belief, "")) for belief, _words in BELIEFS}
    return losing.seal(own, sure=data.get("sure", ""), leaves=leaves, beliefs=beliefs)


def _leaves(own: OwnCall | None) -> list[Leaf]:
    """What the chip may mean more exactly. Private leaves are nobody's to guess."""
    codes = CHIPS[own.chip].codes if own else ()
    return [leaf for code in codes for leaf in REASONS[code].leaves if not leaf.private]


def _about(loss: Loss, own: OwnCall | None, data: QueryDict, onward: str) -> dict[str, Any]:
    return {
        "loss": loss,
        "deal": loss.deal,
        "own": own,
        "chips": CHIPS.values(),
        "leaves": _leaves(own),
        "ticked": data.getlist("leaves"),
        "sure": OwnCall.Sure.choices,
        "beliefs": [(belief, words, data.get(belief, "")) for belief, words in BELIEFS],
        "believed": any(data.get(belief) for belief, _words in BELIEFS),
        "onward": onward,
    }


def _after(loss: Loss) -> str:
    """They are still here: the line. They are not: the words for later. Open again: the deal."""
    if not loss.is_open:
        return reverse("deal", args=[loss.deal_id])
    return reverse("here" if loss.where == Loss.Where.HERE else "ask", args=[loss.pk])


@require_POST
@only(Role.REP)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """It was a mis-tap."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    loss = may.fetch(viewer, seeing.own_losses(viewer, undone_too=True), pk=pk)
    losing.undo(loss, by=viewer.user)
    messages.info(request, _("Taken back. %(deal)s is open, as it was.") % {"deal": loss.deal})
    return see_other("today")


@get_or_post
@only(Role.REP)
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Just the facts, private to who writes them."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    loss = may.fetch(viewer, seeing.own_losses(viewer), pk=pk)
    onward = safe_path(request.POST.get("next", "") or request.GET.get("next", ""))
    told = {"loss": loss, "deal": loss.deal, "dumps": seeing.own_dumps(viewer, loss.deal), "onward": onward}
    if request.method != "POST":
        return render(request, "deals/facts.html", told)
    try:
        losing.dump(loss, words=text(request.POST, "words", longest=LONGEST), by=viewer.user)
    except Refusal as refusal:
        return shown_again(request, "deals/facts.html", told, refusal)
    if onward:
        return see_other(onward)
    messages.success(request, _("Kept, for you alone."))
    return see_other("next")
