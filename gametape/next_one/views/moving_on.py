"""Finishing anything lands here: the next customer, or the best thing to do now. And one tap for the card before."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gametape.common.clock import local, now
from gametape.common.pages import see_other
from gametape.common.refusal import Refusal
from gametape.common.typed import line
from gametape.next_one import recalling, seeing, using
from gametape.next_one.onward import Onward, is_evening, onward
from gametape.people import may
from gametape.people.doors import only, signed_in
from gametape.people.may import Viewer
from gametape.people.models import Role, Store

WENT = "went"  # the day, by the store's clock, on which this browser was told to go and get them


@require_safe
@signed_in
def next_one(request: HttpRequest) -> HttpResponse:
    """For a rep. Whoever else finished something goes to their own first page."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.is_(Role.REP):
        return see_other("front")
    store = may.store_for(viewer, Role.REP)
    on = onward(viewer)
    told = {"on": on, "store": store, "last_line": _last_line(request, store, on)}
    return render(request, "next_one/next.html", {**told, "to_tell": [] if on.gentle else using.to_tell(viewer)})


def _last_line(request: HttpRequest, store: Store, on: Onward) -> bool:
    """In the evening, or when nothing is left; once a day. Only this browser knows."""
    today = f"{local(now(), store.zone):%Y-%m-%d}"
    if not (on.nothing_left or is_evening(now(), store.zone)) or request.session.get(WENT) == today:
        return False
    request.session[WENT] = today
    return True


@require_POST
@only(Role.REP)
def lesson_used(request: HttpRequest, pk: int) -> HttpResponse:
    """Used, not used, or it helped: one tap."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    using.used(may.fetch(viewer, seeing.reminders(viewer), pk=pk), request.POST.get("used", ""))
    messages.success(request, _("Noted."))
    return see_other("next")


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.REP)
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """When ..., I ...? Say it, then look. What was typed stands beside the lesson once, and is kept nowhere."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    reminder = may.fetch(viewer, seeing.recalls(viewer), pk=pk)
    told = {"reminder": reminder, "lesson": reminder.lesson, "looked": request.method == "POST", "said": ""}
    if request.method == "POST":
        try:
            told["said"] = line(request.POST, "said", longest=500)
        except Refusal:
            told["said"] = ""  # too long to stand beside anything; the lesson is what they came for
        recalling.recalled(reminder)
    return render(request, "next_one/recall.html", told)
