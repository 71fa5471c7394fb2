"""Sharing a moment or a note, and taking it back: one tap each, by its owner."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gametape.common.pages import see_other
from gametape.common.refusal import NotYours, Refusal
from gametape.people import may
from gametape.people.doors import only
from gametape.people.models import Role
from gametape.postmortem import seeing, sharing
from gametape.postmortem.models import Marked, Note


@require_POST
@only(Role.REP)
def mark_shared(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    return _share(request, may.fetch(viewer, seeing.own_marked(viewer), pk=pk))


@require_POST
@only(Role.REP)
def note_shared(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    return _share(request, may.fetch(viewer, seeing.own_notes(viewer), pk=pk))


def _share(request: HttpRequest, row: Marked | Note) -> HttpResponse:
    """`how` is name, nameless or back. A refusal is said on the page it came from; nothing was typed that could be lost."""
    how = request.POST.get("how", "")
    try:
        if how == "back":
            sharing.take_back(row)
        elif how in ("name", "nameless"):
            sharing.share(row, nameless=how == "nameless")
        else:
            raise Refusal(_("With your name, or without it? Or take it back."))
    except NotYours:
        raise
    except Refusal as refusal:
        messages.warning(request, refusal.say)
    return see_other("tape", row.review.loss_id)
