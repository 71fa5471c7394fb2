"""What the rep says about the listening: its words are wanted, stop, and the recording goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gametape.common.pages import see_other
from gametape.common.typed import line
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.tape import bringing, seeing, stopping


@require_POST
@only(Role.REP)
def recording_words(request: HttpRequest, pk: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    stopping.want_words(may.fetch(viewer, seeing.own(viewer), pk=pk), to=line(request.POST, "to", longest=300))
    return see_other("recording", pk)


@require_POST
@only(Role.REP)
def recording_stop(request: HttpRequest, pk: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    stopping.stop(may.fetch(viewer, seeing.own(viewer), pk=pk))
    return see_other("recording", pk)


@require_POST
@only(Role.REP)
def recording_gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Voice, words and marks, for good."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    recording = may.fetch(viewer, seeing.own(viewer), pk=pk)
    deal = recording.deal
    bringing.put_away(recording)
    messages.success(request, _("Deleted: the voice, the words and your marks."))
    return see_other("deal", deal.pk) if viewer.user.pk in (deal.owner_id, deal.partner_id) else see_other("deals")
