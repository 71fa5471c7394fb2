"""Acts on one deal: bought, back again, the next appointment, a moment, somebody else's. Its page is on the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gametape.common.clock import now
from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.common.typed import line, number
from gametape.deals import adding, losing, seeing, sharing, written
from gametape.deals.models import Deal, Moment
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role, User

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
NOTED = [(kind.value, kind.label) for kind in
         (Moment.Kind.VISIT, Moment.Kind.CALL, Moment.Kind.MESSAGE, Moment.Kind.FIGURES, Moment.Kind.NOTE)]  # fmt: skip


@require_POST
@only(Role.REP)
def won(request: HttpRequest, pk: int) -> HttpResponse:
    """Bought."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    deal = may.fetch(viewer, seeing.workable(viewer), pk=pk)
    losing.win(deal, by=viewer.user)
    messages.success(request, _("%(who)s bought.") % {"who": deal})
    return see_other("next")


@require_POST
@only(Role.REP)
def be_back(request: HttpRequest, pk: int) -> HttpResponse:
    """On the floor again."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    losing.reopen(may.fetch(viewer, seeing.workable(viewer), pk=pk), by=viewer.user)
    return see_other("deal", pk)


@get_or_post
@only(Role.REP)
def appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """When they come next; without an hour the appointment is taken away."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    deal = may.fetch(viewer, seeing.workable(viewer), pk=pk)
    if request.method != "POST":
        return render(request, "deals/appointment.html", {"deal": deal})
    try:
        _book(deal, request.POST, by=viewer.user)
    except Refusal as refusal:
        return shown_again(request, "deals/appointment.html", {"deal": deal}, refusal)
    return see_other("deal", pk)


def _book(deal: Deal, data: QueryDict, *, by: User) -> None:
    taken_away = data.get("act") == "away"
    typed = "" if taken_away else line(data, "next_at", longest=40)
    at = written.ahead(typed, now=now(), zone_name=deal.store.zone, field="next_at")
    if at is None and not taken_away:
        raise Refusal(_("When do they come? Pick a day and an hour."), field="next_at")
    what = line(data, "next_what", longest=120) if at else ""
    written.refuse_private_name(what, field="next_what")
    adding.book(deal, at=at, what=what, by=by)


@get_or_post
@only(Role.REP)
def moment(request: HttpRequest, pk: int) -> HttpResponse:
    """Something happened: now, or at the hour that is given."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    deal = may.fetch(viewer, seeing.workable(viewer), pk=pk)
    told = {"deal": deal, "kinds": NOTED}
    if request.method != "POST":
        return render(request, "deals/moment.html", {**told, "typed": {"kind": Moment.Kind.NOTE.value}})
    try:
        _note(deal, request.POST, by=viewer.user)
    except Refusal as refusal:
        return shown_again(request, "deals/moment.html", told, refusal)
    return see_other("deal", pk)


def _note(deal: Deal, data: QueryDict, *, by: User) -> None:
    kind, words = data.get("kind", ""), line(data, "words", longest=500)
    if kind not in dict(NOTED):
        raise Refusal(_("What was it: a visit, a call, a message, figures, or a note?"), field="kind")
    if kind == Moment.Kind.NOTE and not words:
        raise Refusal(_("A word or two, so that you know it again."), field="words")
    written.refuse_private(words, field="words")
    at = written.past(line(data, "at", longest=40), now=now(), zone_name=deal.store.zone, field="at")
    adding.note_moment(deal, kind=kind, words=words, at=at, by=by)


@get_or_post
@only(Role.REP, Role.MANAGER)
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    """A split deal, or somebody else's from now on."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    deal = may.fetch(viewer, seeing.shareable(viewer), pk=pk, opening="the deal")
    others = [person for person in sharing.colleagues(deal) if person.pk != deal.owner_id]
    told: dict[str, Any] = {"deal": deal, "colleagues": others}
    if request.method != "POST":
        return render(request, "deals/partner.html", told)
    try:
        _share(deal, request.POST, by=viewer.user)
    except Refusal as refusal:
        return shown_again(request, "deals/partner.html", told, refusal)
    if seeing.visible(viewer).filter(pk=pk).exists():
        return see_other("deal", pk)
    messages.info(request, _("%(deal)s is handed over.") % {"deal": deal})
    return see_other("next")


def _share(deal: Deal, data: QueryDict, *, by: User) -> None:
    if data.get("act") == "end":
        return sharing.end_split(deal, by=by)
    person = sharing.colleagues(deal).filter(pk=number(data.get("who")) or 0).first()
    if person is None:
        raise Refusal(_("Pick a colleague first."), field="who")
    if data.get("act") == "split":
        return sharing.split(deal, with_=person, by=by)
    return sharing.hand_over(deal, to=person, by=by)
