"""The deal on one page. A manager who opens it is written down, and the rep sees that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gametape.deals import seeing
from gametape.deals.models import Deal, Moment
from gametape.deals.views.the_deal import NOTED
from gametape.deals.views.the_list import listed
from gametape.desk import one_deal
from gametape.desk.beside import beside
from gametape.desk.today import next_customer
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.win_probability.showing import sparks


@require_safe
@only(Role.REP, Role.MANAGER)
def deals(request: HttpRequest) -> HttpResponse:
    """The list of the deals' room, each with its line."""
    told = listed(request)
    return render(request, "desk/deals.html", {**told, "sparks": sparks(told["page"].deals)})


@require_safe
@only(Role.REP, Role.MANAGER)
def deal(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own, or one's store's."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = may.fetch(viewer, seeing.visible(viewer), pk=pk)
    if not one_deal.is_theirs(viewer, row):
        may.log(viewer, "the deal", *row.log_subject())
    coming = [thing.deal for thing in next_customer(viewer) if thing.deal != row]
    told = {"kinds": NOTED, "typed": {"kind": Moment.Kind.NOTE.value}, "next": coming[0] if coming else None}
    return render(request, "desk/deal.html", {**_story(viewer, row), **told})


def _story(viewer: Viewer, row: Deal) -> dict[str, Any]:
    """The moments, and what stands beside them; a return and a sale are told with the clock from the no."""
    story = one_deal.page(viewer, row)
    parts = beside(viewer, row, story["losses"], story["moments"], works=story["works"], shown=story["shown"])
    lines = [replace(line, clock=parts.returns.get(line.moment.pk, "")) for line in story["lines"]]
    return {**story, "beside": parts, "lines": lines}
