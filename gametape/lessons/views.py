"""Drawing a lesson, or none; one's own and the team's; changing, sharing and dropping one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gametape.common.pages import safe_path, see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.common.typed import number
from gametape.lessons import drawing, keeping, listing, seeing
from gametape.lessons.models import Lesson
from gametape.lessons.sheets import Changing, Drawing, as_typed, fresh
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters()
@never_cache
@GET_POST
@only(Role.REP)
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """When, I, because; or no lesson. Either way on to the next one."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    loss = may.fetch(viewer, seeing.losses(viewer), pk=pk)
    if request.method != "POST":
        return render(request, "lessons/draw.html", _drawing(request, fresh(viewer, loss)))
    sheet = as_typed(viewer, loss, request.POST)
    try:
        return _act(request, sheet)
    except Refusal as refusal:
        return shown_again(request, "lessons/draw.html", _drawing(request, sheet), refusal)


def _drawing(request: HttpRequest, sheet: Drawing) -> dict[str, Any]:
    return {"sheet": sheet, "deal": sheet.loss.deal, "loss": sheet.loss, "onward": _asked_onward(request)}


def _asked_onward(request: HttpRequest) -> str:
    return safe_path(request.POST.get("next") or request.GET.get("next") or "")


def _act(request: HttpRequest, sheet: Drawing) -> HttpResponse:
    """What the tapped button says: look it over, begin from other words, keep, none; or about one there is already."""
    what, _colon, which = request.POST.get("act", "keep").partition(":")
    if what == "none":
        return see_other(_asked_onward(request) or "next")
    if what in ("same", "change", "drop"):
        return _there_already(request, sheet, what, number(which) or 0)
    if what == "from":
        return render(request, "lessons/draw.html", _drawing(request, fresh(sheet.viewer, sheet.loss, key=which)))
    if what == "check":
        sheet.look_over()
        template = "lessons/_found.html" if getattr(request, "htmx", None) else "lessons/draw.html"
        return render(request, template, _drawing(request, sheet))
    return _keep(request, sheet, anyway=what == "anyway")


def _keep(request: HttpRequest, sheet: Drawing, *, anyway: bool) -> HttpResponse:
    sheet.refuse_unfit()
    if sheet.same and not anyway and sheet.drawn is None:
        return render(request, "lessons/draw.html", _drawing(request, sheet))
    drawing.draw(sheet.loss, sheet.draft, on=sheet.ground(), leaf=sheet.ready.leaf, by=sheet.viewer.user)
    messages.success(request, _("Kept. It is yours alone, and comes up when a deal fits."))
    return see_other(_asked_onward(request) or "next")


def _there_already(request: HttpRequest, sheet: Drawing, what: str, pk: int) -> HttpResponse:
    """The same lesson again: this no becomes its evidence, and it stays, or is changed; or it goes."""
    lesson = may.fetch(sheet.viewer, seeing.visible(sheet.viewer).filter(status__in=seeing.LIVE), pk=pk)
    asked = _asked_onward(request)
    if what == "drop":
        keeping.drop(lesson, by=sheet.viewer.user, why=_("It came back, and you dropped it."))
        messages.success(request, _("Dropped. Draw another one, or none."))
        return see_other(_with_next(reverse("draw", args=[sheet.loss.pk]), asked))
    drawing.fold(lesson, sheet.loss, on=sheet.ground(), by=sheet.viewer.user)
    if what == "change":
        return see_other(_with_next(reverse("lesson", args=[lesson.pk]), asked or reverse("next")))
    messages.success(request, _("Added. It is the same lesson, and it rests on one more no."))
    return see_other(asked or "next")


def _with_next(path: str, onward: str) -> str:
    return f"{path}?{urlencode({'next': onward})}" if onward else path


@never_cache
@require_safe
@only(*seeing.READERS)
def lessons(request: HttpRequest) -> HttpResponse:
    """One's own, the team's, and what was dropped."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return render(request, "lessons/lessons.html", listing.page(viewer))


@sensitive_post_parameters()
@never_cache
@GET_POST
@only(*seeing.READERS)
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """One lesson: where it is from, what became of it; its owner changes it here."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = may.fetch(viewer, seeing.visible(viewer), pk=pk, opening="a shared lesson")
    if request.method != "POST":
        return render(request, "lessons/lesson.html", _changing(request, Changing.of(viewer, row)))
    sheet = Changing.of(viewer, row, request.POST)
    sheet.refuse_others()
    try:
        sheet.refuse_unfit()
        keeping.change(row, sheet.draft, version=sheet.version, by=viewer.user)
    except Refusal as refusal:
        sheet.now_is = getattr(refusal, "now_is", None)
        return shown_again(request, "lessons/lesson.html", _changing(request, sheet), refusal)
    messages.success(request, _("Changed."))
    return see_other(_asked_onward(request) or "lessons")


def _changing(request: HttpRequest, sheet: Changing) -> dict[str, Any]:
    return {"sheet": sheet, "lesson": sheet.lesson, "onward": _asked_onward(request)}


@require_POST
@only(Role.REP)
def lesson_shared(request: HttpRequest, pk: int) -> HttpResponse:
    """Shared with the people of the store, or taken back."""
    row = _own(request, pk)
    if request.POST.get("act") == "take_back":
        keeping.take_back(row, by=row.owner)
        messages.success(request, _("It is yours alone again."))
    else:
        keeping.share(row, by=row.owner)
        messages.success(request, _("The team has it now, without your name. You can take it back."))
    return see_other("lesson", pk)


@require_POST
@only(Role.REP)
def lesson_dropped(request: HttpRequest, pk: int) -> HttpResponse:
    """Dropped, or taken up again."""
    row = _own(request, pk)
    if request.POST.get("act") == "revive":
        keeping.revive(row, by=row.owner)
        messages.success(request, _("You are trying it again, from today on."))
    else:
        keeping.drop(row, by=row.owner)
        messages.success(request, _("Dropped. You can take it up again."))
    return see_other("lesson", pk)


def _own(request: HttpRequest, pk: int) -> Lesson:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return may.fetch(viewer, seeing.own(viewer), pk=pk)
