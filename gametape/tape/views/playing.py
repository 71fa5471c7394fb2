"""The page of a recording, its sound, its words with their times, and its lines as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from gametape.common.pages import see_other
from gametape.common.refusal import NotYours
from gametape.common.typed import number
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.tape import engine, exporting, places, ranges, seeing, showing, telling
from gametape.tape.mirroring import mirror
from gametape.tape.models import Recording

MEDIA = {"media-src": ["'self'"]}


@csp_update(MEDIA)
@require_safe
@only(Role.REP)
def recording(request: HttpRequest, pk: int) -> HttpResponse:
    """Its lines as they read now; while it is listened to, how far that is."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = may.fetch(viewer, seeing.own(viewer), pk=pk)
    if row.state == Recording.State.OPEN:
        return see_other("recording_file", row.pk)
    if request.htmx and row.is_working:  # type: ignore[attr-defined]
        return render(request, "tape/_progress.html", {"recording": row})
    first = number(request.GET.get("from")) or 0
    told = {"recording": row, "deal": row.deal, "sound": getattr(row, "sound", None), **_engine(row)}
    return render(
        request,
        "tape/recording.html",
        {**told, "page": showing.page(row, only=request.GET.get("only", ""), first=first)},
    )


def _engine(row: Recording) -> dict[str, Any]:
    return {"engine": engine.name(), "goes_to": engine.goes_to() or "", "wrong": engine.wrong()}


@require_safe
@only(Role.REP)
def recording_sound(request: HttpRequest, pk: int) -> HttpResponse:
    """The sound, whole or the part a player asks for. No browser keeps it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = may.fetch(viewer, seeing.own(viewer), pk=pk)
    path = _file(row)
    size = path.stat().st_size
    try:
        part = ranges.part(request.headers.get("Range", ""), size=size)
    except ranges.Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = part or (0, size - 1)
    told = {"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1), "Content-Disposition": "inline"}
    if part:
        told["Content-Range"] = f"bytes {first}-{last}/{size}"
    sound = ranges.blocks(path, first, last)
    answer = StreamingHttpResponse(sound, status=206 if part else 200, content_type=row.sound.mime, headers=told)
    return cast(HttpResponse, answer)


def _file(row: Recording) -> Path:
    sound = getattr(row, "sound", None)
    if sound is None:
        raise NotYours
    place = places.tapes() / str(row.pk)
    path = place / places.PLAYED if (place / places.PLAYED).is_file() else place / sound.file
    if not path.is_file():
        raise NotYours
    return path


@require_safe
@only(Role.REP)
def recording_words_timed(request: HttpRequest, pk: int) -> HttpResponse:
    """{line number: [[word, start, end], ...]}, for the words that follow the sound."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = may.fetch(viewer, seeing.own(viewer), pk=pk)
    lines = telling.now_lines(row).exclude(words=[]).values_list("number", "words")
    return JsonResponse({str(number): [word[:3] for word in words] for number, words in lines})


@require_safe
@only(Role.REP)
def recording_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """A private mirror."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = may.fetch(viewer, seeing.own(viewer).filter(state=Recording.State.READY), pk=pk)
    told = {"recording": row, "mirror": mirror(viewer, row, fillers="fillers" in request.GET)}
    return render(request, "tape/numbers.html", told)


@require_safe
@only(Role.REP)
def recording_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = may.fetch(viewer, seeing.own(viewer), pk=pk)
    text = exporting.written(row, form)
    named = content_disposition_header(True, exporting.file_name(row, form)) or "attachment"
    kind = f"{exporting.MIMES[form]}; charset=utf-8"
    return HttpResponse(text, content_type=kind, headers={"Content-Disposition": named})
