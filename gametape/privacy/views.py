"""A buyer asks what we hold, or to be forgotten; and how long what is kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gametape.common import typed
from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.people import may
from gametape.people.consent import they_said_stop
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Buyer, Role, Store
from gametape.privacy import copying_out, holding, letting_go, showing, whose
from gametape.privacy.kinds import KINDS, choose, days_at
from gametape.privacy.purging import went

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
WORD = "forget"


@GET_POST
@only(*whose.LOOK)
def buyers(request: HttpRequest) -> HttpResponse:
    """By number or address, exactly. The question goes by POST: an address in a link would stand in every log."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    told: dict[str, Any] = {"asked": ""}
    if request.method == "POST":
        try:
            told["asked"] = typed.line(request.POST, "address", longest=254)
            found = whose.at(told["asked"], whose.visible(viewer))
        except Refusal as refusal:
            return shown_again(request, "privacy/buyers.html", told, refusal)
        if len(found) == 1:
            return see_other("held_on", found[0].pk)
        told["found"] = found
    return render(request, "privacy/buyers.html", told)


@require_safe
@only(*whose.LOOK)
def held_on(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is held on this buyer, as far as it may be shown; the look is written down."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    told = showing.page(viewer, may.fetch(viewer, whose.visible(viewer), pk=pk))
    copying_out.look("all that is kept", viewer, told["rows"])
    return render(request, "privacy/held_on.html", told | {"word": WORD})


@require_safe
@only(*whose.LOOK)
def everything(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy. Logged, and the owners are told."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    rows = whose.one_person(may.fetch(viewer, whose.visible(viewer), pk=pk), whose.visible(viewer))
    told = copying_out.as_json(copying_out.for_viewer(viewer, rows))
    if request.method == "GET":
        copying_out.taken_by(viewer, rows)
    name = f'attachment; filename="buyer-{pk}.json"'
    return HttpResponse(told, content_type="application/json; charset=utf-8", headers={"Content-Disposition": name})


@require_POST
@only(*whose.WHO)
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """For good, after the word is typed."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    buyer = may.fetch(viewer, whose.workable(viewer), pk=pk)
    rows = whose.one_person(buyer, whose.workable(viewer))
    try:
        if request.POST.get("word", "").strip().casefold() != WORD:
            raise Refusal(_("Type the word forget into the box. It cannot be undone."), field="word")
        holding.refuse_held(rows)
        copying_out.look("forgot them", viewer, rows)
        if request.POST.get("stop"):
            they_said_stop(buyer, heard_on="forget", noted_by=viewer.user)
        letting_go.forget(rows, by=viewer.user, store=buyer.store)
    except Refusal as refusal:
        return _again(request, viewer, buyer, refusal)
    messages.success(request, _("Forgotten. What the database file still holds of it is overwritten within minutes."))
    return see_other("held_on", pk)


def _again(request: HttpRequest, viewer: Viewer, buyer: Buyer, refusal: Refusal) -> HttpResponse:
    """The page is read again, so it is a look, too: a wrong word would else open everything without a trace."""
    told = showing.page(viewer, buyer)
    copying_out.look("all that is kept", viewer, told["rows"])
    return shown_again(request, "privacy/held_on.html", told | {"word": WORD}, refusal)


@require_POST
@only(*whose.WHO)
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """A legal hold begins, or ends."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    buyer = may.fetch(viewer, whose.workable(viewer), pk=pk)
    rows = whose.one_person(buyer, whose.workable(viewer))
    try:
        if "lift" in request.POST:
            holding.lift(rows, by=viewer.user)
        else:
            holding.hold(rows, why=typed.line(request.POST, "why", longest=200), by=viewer.user)
    except Refusal as refusal:
        return _again(request, viewer, buyer, refusal)
    copying_out.look("lifted the hold" if "lift" in request.POST else "put a hold on them", viewer, rows)
    return see_other("held_on", pk)


@GET_POST
@only(Role.OWNER)
def keeping(request: HttpRequest) -> HttpResponse:
    """How long each kind is kept, and what went when."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            store = may.store_for(viewer, Role.OWNER, pk=typed.number(request.POST.get("store")))
            code = request.POST.get("kind", "")
            choose(store, code, typed.number(request.POST.get("days")), by=viewer.user)
        except Refusal as refusal:
            return shown_again(request, "privacy/keeping.html", _kept(viewer), refusal)
        messages.success(request, _("Saved. It counts from the next daily round on."))
        return see_other("keeping")
    return render(request, "privacy/keeping.html", _kept(viewer))


def _kept(viewer: Viewer) -> dict[str, Any]:
    stores = Store.objects.filter(pk__in=viewer.stores(Role.OWNER)).order_by("name")
    shown = [(store, days_at(store)) for store in stores]
    return {
        "stores": [(store, [(kind, days[code]) for code, kind in KINDS.items()]) for store, days in shown],
        "rounds": went(viewer.stores(Role.OWNER)),
    }
