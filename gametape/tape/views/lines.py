"""One line: put it right, say who says it, mark it."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import NotYours, Refusal
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.tape import editing, marking, seeing, showing, telling
from gametape.tape.drawing import clock
from gametape.tape.models import Line, Mark, Recording
from gametape.tape.views.playing import MEDIA


def _fetched(request: HttpRequest, pk: int, number: int) -> tuple[Recording, Line]:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    recording = may.fetch(viewer, seeing.own(viewer), pk=pk)
    row = telling.now_lines(recording).filter(number=number).first()
    if row is None:
        raise NotYours
    return recording, row


def _back(pk: int, number: int) -> HttpResponse:
    answer = see_other("recording", pk)
    page = number // showing.A_PAGE * showing.A_PAGE
    answer.headers["Location"] += (f"?from={page}" if page else "") + f"#l{number}"
    return answer


@csp_update(MEDIA)
@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.REP)
def line(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    recording, row = _fetched(request, pk, number)
    if request.method != "POST":
        return render(request, "tape/line.html", _told(recording, row))
    try:
        editing.edit(row, editing.read(request.POST), made_from=request.POST.get("made_from", ""))
    except Refusal as refusal:
        return shown_again(request, "tape/line.html", _told(recording, row), refusal)
    return _back(pk, number)


def _told(recording: Recording, row: Line) -> dict[str, Any]:
    named = showing.names(recording)
    first = row if row.version == 0 else recording.lines.get(number=row.number, version=0)
    mark = recording.marks.filter(number=row.number).first()
    return {
        "recording": recording,
        "deal": recording.deal,
        "line": row,
        "first": first,
        "at": clock(row.start),
        "called": showing.called(row, named),
        "sides": [*named.items()][:-1],
        "mark": mark,
        "note": mark.note if mark else "",
        "sound": getattr(recording, "sound", None),
    }


@require_POST
@only(Role.REP)
def mark(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    recording, row = _fetched(request, pk, number)
    try:
        marking.mark(row, marking.read(request.POST))
    except Refusal as refusal:
        return shown_again(request, "tape/line.html", _told(recording, row), refusal)
    return _back(pk, number)


@require_POST
@only(Role.REP)
def mark_gone(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    recording, _row = _fetched(request, pk, number)
    Mark.objects.filter(recording=recording, number=number).delete()
    messages.success(request, _("The mark is gone."))
    return _back(pk, number)
