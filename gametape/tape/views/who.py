"""Who is who: a voice at once, or turn by turn with a tap, a key or a swipe, and undo."""

from __future__ import annotations

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from gametape.common.pages import see_other
from gametape.common.typed import number
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.tape import seeing, showing, telling
from gametape.tape.drawing import clock
from gametape.tape.models import Recording, Side, Speaker
from gametape.tape.views.playing import MEDIA

EXAMPLES, LOOKED_THROUGH, MOST_VOICES = 2, 1000, 40
BEFORE = 2  # lines shown above the one that is asked about


@csp_update(MEDIA)
@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.REP)
def who(request: HttpRequest, pk: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    recording = may.fetch(viewer, seeing.own(viewer), pk=pk)
    if request.method == "POST":
        telling.told_of(recording, number(request.POST.get("speaker")), request.POST.get("side", ""))
        return see_other("who", pk)
    asked = telling.untold(recording)
    line = asked.first()
    told = {
        "recording": recording,
        "deal": recording.deal,
        "voices": _voices(recording),
        "line": line,
        "at": clock(line.start) if line else "",
        "before": _before(recording, line.number) if line else [],
        "left": asked.count(),
        "sides": [(side, name) for side, name in showing.names(recording).items() if side != Side.UNKNOWN],
        "sound": getattr(recording, "sound", None),
    }
    return render(request, "tape/who.html", told)


def _voices(recording: Recording) -> list[tuple[Speaker, list[str]]]:
    """Each with the first it says: by that one knows who it is."""
    first: dict[int, list[str]] = {}
    said = telling.now_lines(recording).filter(speaker__isnull=False).values_list("speaker", "text")
    for speaker, text in said[:LOOKED_THROUGH]:
        if len(first.setdefault(speaker, [])) < EXAMPLES:
            first[speaker].append(text[:120])
    return [(row, first.get(row.pk, [])) for row in recording.speakers.order_by("pk")[:MOST_VOICES]]


def _before(recording: Recording, at: int) -> list[tuple[str, str]]:
    named = showing.names(recording)
    rows = telling.now_lines(recording).filter(number__lt=at).order_by("-number")[:BEFORE]
    return [(showing.called(row, named), row.text) for row in reversed(rows)]


@require_POST
@only(Role.REP)
def who_said(request: HttpRequest, pk: int) -> HttpResponse:
    """One line. Asked from its own page, one goes back there; else the next one comes."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    recording = may.fetch(viewer, seeing.own(viewer), pk=pk)
    line = number(request.POST.get("line"))
    telling.told(recording, line, request.POST.get("side", ""))
    return see_other("line", pk, line) if "stay" in request.POST else see_other("who", pk)


@require_POST
@only(Role.REP)
def who_undo(request: HttpRequest, pk: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    telling.undo(may.fetch(viewer, seeing.own(viewer), pk=pk))
    return see_other("who", pk)
