"""The page of the model. It is about a store's records and about nobody's work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gametape.people import may
from gametape.people.doors import only
from gametape.people.models import Role
from gametape.win_probability.telling_model import FEW, told


@require_safe
@only(Role.REP, Role.MANAGER, Role.ADMIN, Role.OWNER)
def chance(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    given = request.GET.get("store", "")
    pk = int(given) if given.isdecimal() and len(given) < 12 else None
    store = may.store_for(viewer, Role.REP, Role.MANAGER, Role.ADMIN, Role.OWNER, pk=pk)
    return render(request, "win_probability/chance.html", {"store": store, "told": told(store), "few": FEW})
