"""Why deals are lost, for a store as a whole. A page of events: nobody's name, and no figure of a few."""

from __future__ import annotations

import importlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from gametape.common.refusal import NotYours
from gametape.patterns.models import Search
from gametape.patterns.refreshing import current
from gametape.patterns.results import from_dict
from gametape.patterns.showing import behind, page_of
from gametape.patterns.taking_out import tell_the_owner
from gametape.people import may
from gametape.people.doors import only
from gametape.people.models import Role, Store

WHO = (Role.MANAGER, Role.ADMIN, Role.OWNER)


@require_safe
@only(*WHO)
def patterns(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    given = request.GET.get("store", "")
    store = may.store_for(viewer, *WHO, pk=int(given) if given.isdecimal() and len(given) < 12 else None)
    found = current(store)
    stores = Store.objects.filter(pk__in=viewer.stores(*WHO)).order_by("name")
    told = {"store": store, "stores": stores, "is_manager_here": viewer.is_(Role.MANAGER, store.pk)}
    return render(request, "patterns/patterns.html", {**told, "told": page_of(found) if found else None})


@require_safe
@only(Role.MANAGER)
def pattern_deals(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """The deals behind a pattern, for whoever may open each of them."""
    viewer = request.viewer  # type: ignore[attr-defined]
    search = may.fetch(viewer, Search.objects.filter(store__in=viewer.stores(Role.MANAGER)), pk=pk)
    found = behind(viewer, search, place)
    if found is None:
        raise NotYours
    pattern, deals = found
    return render(request, "patterns/deals.html", {"store": search.store, "pattern": pattern, "deals": deals})


@require_POST
@only(Role.MANAGER)
def pattern_table(request: HttpRequest, pk: int) -> HttpResponse:
    """The table that was searched, as CSV: for `gametape patterns`, or a spreadsheet. The owner is told."""
    viewer = request.viewer  # type: ignore[attr-defined]
    search = may.fetch(viewer, Search.objects.filter(store__in=viewer.stores(Role.MANAGER)), pk=pk)
    table = importlib.import_module("gametape.patterns.telling_store").gathered_of(search.store)
    tell_the_owner(viewer.user, search.store, rows=len(table))
    answer = HttpResponse(table.as_csv(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="closed-deals.csv"'
    return answer


@require_safe
@only(*WHO)
def pattern_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds, on one sheet of paper."""
    viewer = request.viewer  # type: ignore[attr-defined]
    search = may.fetch(viewer, Search.objects.filter(store__in=viewer.stores(*WHO)), pk=pk)
    if not search.told.get("result"):
        raise NotYours
    paper = importlib.import_module("gametape.patterns.as_pdf").as_pdf(from_dict(search.told["result"]))
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="patterns.pdf"'
    return answer
