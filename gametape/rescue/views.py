"""The save on one page: their words, the play, one message to write. Then who has it, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.common.pages import see_other
from gametape.common.refusal import NotYours, Refusal
from gametape.common.typed import line
from gametape.deals import written
from gametape.deals.seeing import next_customer
from gametape.deals.vocabulary import MASK
from gametape.people.doors import only, signed_in
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.rescue import ending, passing, saving, writing
from gametape.rescue.listing import open_saves
from gametape.rescue.saving import Save


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Own call first, as everywhere. Behind the mask there is the mask, and the next customer."""
    viewer = _viewer(request)
    one = saving.open_save(viewer, pk)
    if one.what is Reading.CALL_FIRST:
        return see_other(f"{reverse('call', args=[pk])}?{urlencode({'next': request.path})}")
    if request.method == "POST":
        return _written(request, viewer, one)
    return render(request, "rescue/save.html", _told(request, viewer, one))


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined, no-any-return]


def _told(request: HttpRequest, viewer: Viewer, one: Save, **more: Any) -> dict[str, Any]:
    deal = one.loss.deal
    told = {
        "save": one, "deal": deal, "store": deal.store, "loss": one.loss, "mask": MASK,
        "buyer": deal.called or _("the buyer"),
        "coming": next_customer(viewer, since=now() - timedelta(hours=1)),
    }  # fmt: skip
    if one.what is not Reading.WORDS:
        return told | more
    writes = writing.can_be_written(one)
    sheet = writing.sheet_for(viewer, one, request) if writes else None
    told["here"] = writing.offered_from_here(viewer, one, sheet)
    return told | {"sheet": sheet, "can_go_to": passing.can_go_to(one), "outcomes": ending.outcomes_for(one)} | more


def _written(request: HttpRequest, viewer: Viewer, one: Save) -> HttpResponse:
    """Keeps the words, then does what the button said: look again, another way, keep for later, or out it goes."""
    do = request.POST.get("do", "check")
    try:
        message, handed = writing.write(viewer, one, request.POST, do=do)
    except NotYours:
        raise
    except Refusal as refusal:
        return render(request, "rescue/save.html", _told(request, viewer, one, refusal=refusal), status=refusal.status)
    if handed:
        return see_other("message", message.pk)
    if do == "keep":
        messages.success(request, _("Kept. You find it on your first page when its hour comes."))
        return see_other("next")
    way = do.partition(":")[2]
    return see_other(f"{request.path}?{urlencode({'channel': way})}" if way else request.path)


@require_POST
@signed_in
def save_passed(request: HttpRequest, pk: int) -> HttpResponse:
    """To the manager, or to F&I, who hear of it now."""
    viewer = _viewer(request)
    one = _readable(viewer, pk)
    try:
        passing.pass_on(one, to=request.POST.get("to", ""), by=viewer.user)
    except NotYours:
        raise
    except Refusal as refusal:
        return render(request, "rescue/save.html", _told(request, viewer, one, refusal=refusal), status=refusal.status)
    messages.success(request, _("Passed on. They know. On to the next one."))
    return see_other("next")


@require_POST
@signed_in
def save_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it. Nobody has to say."""
    viewer = _viewer(request)
    one = _readable(viewer, pk)
    try:
        _end(one, request, viewer)
    except NotYours:
        raise
    except Refusal as refusal:
        told = _told(request, viewer, one, refusal=refusal, typed=request.POST)
        return render(request, "rescue/save.html", told, status=refusal.status)
    messages.success(request, _("Noted. On to the next one."))
    return see_other("next")


def _readable(viewer: Viewer, pk: int) -> Save:
    """Only who reads the words acts on them; for everybody else there is no such thing."""
    one = saving.open_save(viewer, pk)
    if one.what is not Reading.WORDS:
        raise NotYours
    return one


def _end(one: Save, request: HttpRequest, viewer: Viewer) -> None:
    outcome, meets_at, what = request.POST.get("outcome", ""), None, ""
    if outcome == ending.Outcome.MEETING:
        what = line(request.POST, "what", longest=120)
        written.refuse_private(what, field="what")
        meets_at = written.ahead(
            line(request.POST, "at", longest=40), now=now(), zone_name=one.loss.deal.store.zone, field="at"
        )
    ending.end(one, outcome, by=viewer.user, meets_at=meets_at, what=what)


@never_cache
@require_safe
@only(Role.REP, Role.MANAGER, Role.NEUTRAL, Role.FINANCE)
def saves(request: HttpRequest) -> HttpResponse:
    """Buyers who wait for this person's answer, the most urgent first."""
    viewer = _viewer(request)
    coming = next_customer(viewer, since=now() - timedelta(hours=1))
    return render(request, "rescue/saves.html", {"saves": open_saves(viewer), "coming": coming})
