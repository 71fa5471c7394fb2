"""Add a recording or a transcript: first how everybody on it knew, then the file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gametape.common.clock import local
from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.common.typed import line, number
from gametape.deals.models import Deal
from gametape.deals.seeing import workable
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.tape import bringing, consenting, engine, seeing, uploading
from gametape.tape.models import Recording

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
TOO_FAST = "The part did not come whole. It is sent once more by itself."


@get_or_post
@only(Role.REP)
def new_recording(request: HttpRequest, pk: int) -> HttpResponse:
    """How everybody on it knew. Nothing is kept before that."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    deal = may.fetch(viewer, workable(viewer), pk=pk)
    if request.method != "POST":
        return render(request, "tape/consent.html", {**_told(deal), "typed": _as_known(deal, viewer)})
    try:
        consent = consenting.read(request.POST, zone_name=deal.store.zone)
        begun = bringing.begin(deal, by=viewer.user, consent=consent)
    except Refusal as refusal:
        return shown_again(request, "tape/consent.html", _told(deal), refusal)
    return see_other("recording_file", begun.pk)


def _told(deal: Deal) -> dict[str, Any]:
    return {"deal": deal, "ways": Recording.Agreed.choices, "nobody": consenting.NOBODY}


def _as_known(deal: Deal, viewer: Viewer) -> dict[str, str]:
    """The name and the hour are likely; how everybody knew is never filled in for them."""
    return {"agreed_by": viewer.user.name, "agreed_at": f"{local(deal.last_at, deal.store.zone):%Y-%m-%dT%H:%M}"}


@get_or_post
@only(Role.REP)
def recording_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file: as one form, or what the parts before made whole."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    recording = may.fetch(viewer, seeing.own(viewer), pk=pk)
    if recording.state != Recording.State.OPEN:
        return see_other("recording", recording.pk)
    if request.method != "POST":
        return render(request, "tape/file.html", _for_the_file(recording))
    try:
        taken = bringing.take(recording, name=_came(request, recording))
    except Refusal as refusal:
        return shown_again(request, "tape/file.html", _for_the_file(recording), refusal)
    if taken != recording:
        messages.info(request, _("This file is here already."))
    return see_other("recording", taken.pk)


def _for_the_file(recording: Recording) -> dict[str, Any]:
    return {
        "recording": recording,
        "deal": recording.deal,
        "engine": engine.name(),
        "goes_to": engine.goes_to(),
        "part": uploading.PART,
    }


def _came(request: HttpRequest, recording: Recording) -> str:
    """The name of the file, which lies where `take` looks for it afterwards."""
    upload = request.FILES.get("file")
    if upload is not None:
        uploading.lay_down(recording, upload, size=upload.size or 0)
        return line({"file": upload.name or ""}, "file", longest=10_000)[-200:] or "recording"
    return line(request.POST, "name", longest=10_000)[-200:] or "recording"


@get_or_post
@only(Role.REP)
def recording_parts(request: HttpRequest, pk: int) -> HttpResponse:
    """One part of a file, after its address: how much is here afterwards. GET asks only that."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    recording = may.fetch(viewer, seeing.own(viewer).filter(state=Recording.State.OPEN), pk=pk)
    key = line(request.GET, "key", longest=400)
    if request.method != "POST":
        return JsonResponse({"here": uploading.so_far(recording, key=key)})
    try:
        here = uploading.part(
            recording, key=key, at=_whole(request, "at"), size=_whole(request, "size"), body=_body(request)
        )
    except Refusal as refusal:
        return JsonResponse({"say": refusal.say}, status=refusal.status)
    return JsonResponse({"here": here})


def _whole(request: HttpRequest, name: str) -> int:
    found = number(request.GET.get(name))
    if found is None:
        raise Refusal("That is no part of a file. Choose the file once more.", status=400)
    return found


def _body(request: HttpRequest) -> bytes:
    """All that the connection promised, or nothing of it."""
    try:
        body = request.read(uploading.PART + 1)
    except UnreadablePostError:
        raise Refusal(TOO_FAST, status=400) from None
    if len(body) > uploading.PART or str(len(body)) != request.headers.get("Content-Length", ""):
        raise Refusal(TOO_FAST, status=400)
    return body
