"""The deals of a rep, or of a store one manages: newest movement first, a page at a time. And a new one."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from gametape.common.clock import now
from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.common.typed import line
from gametape.deals import listing, written
from gametape.deals.adding import add_with_appointment
from gametape.deals.models import Deal
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role, Store

FILTERS = [("", _("All")), (Deal.State.OPEN.value, _("Open")), (Deal.State.LOST.value, _("No-sales")),
           (Deal.State.WON.value, _("Bought"))]  # fmt: skip
LONGEST = 100


def listed(request: HttpRequest) -> dict[str, Any]:
    """What the list's template needs; what moved last stands first. The page itself is the desk's."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    state = request.GET.get("state", "")
    state = state if state in listing.STATES else ""
    words = request.GET.get("q", "").replace("\x00", "")[:LONGEST].strip()
    page = listing.page(viewer, state=state, words=words, before=request.GET.get("before", ""))
    asked = {key: value for key, value in (("state", state), ("q", words)) if value}
    older = urlencode({**asked, "before": page.older}) if page.older else ""
    told = {"page": page, "state": state, "words": words, "filters": FILTERS, "older": older}
    return {**told, "searched": listing.SEARCHED, "first": "before" not in request.GET}


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.REP)
def new_deal(request: HttpRequest) -> HttpResponse:
    """A first name and a unit are enough."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    store = may.store_for(viewer, Role.REP)
    told = {"once": secrets.token_urlsafe(18), "store": store}
    if request.method != "POST":
        return render(request, "deals/new_deal.html", told)
    try:
        deal = _add(store, viewer, request.POST)
    except Refusal as refusal:
        return shown_again(request, "deals/new_deal.html", told, refusal)
    return see_other("deal", deal.pk)


def _add(store: Store, viewer: Viewer, data: QueryDict) -> Deal:
    next_what = line(data, "next_what", longest=120)
    unit = line(data, "unit", longest=200)
    for name, words in (("unit", unit), ("next_what", next_what)):
        written.refuse_private_name(words, field=name)
    return add_with_appointment(
        store,
        viewer.user,
        first_name=line(data, "first_name", longest=80),
        last_name=line(data, "last_name", longest=120),
        unit=unit,
        phone=written.number(line(data, "phone", longest=32)),
        email=written.address(line(data, "email", longest=254)),
        amount_minor=written.amount(line(data, "amount", longest=40), currency=store.currency),
        next_at=written.ahead(line(data, "next_at", longest=40), now=now(), zone_name=store.zone, field="next_at"),
        next_what=next_what,
        once=data.get("once", ""),
    )
