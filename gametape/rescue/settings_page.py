"""Leaving a share unasked, to compare: what it costs here, what it shows so far, and the switch. Off until set."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.common.typed import number
from gametape.deals.lots import MOST
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role, Store
from gametape.rescue import left_unasked as lots

AN_EXAMPLE = 10  # of a hundred, for a store that leaves out nobody


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OWNER, Role.MANAGER)
def left_unasked(request: HttpRequest, pk: int) -> HttpResponse:
    """Said in the store's own numbers before anybody sets it, and after."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    store = may.fetch(viewer, Store.objects.filter(pk__in=viewer.stores(Role.OWNER, Role.MANAGER)), pk=pk)
    if request.method != "POST":
        return render(request, "rescue/left_unasked.html", _told(store))
    try:
        lots.leave(store, share=number(request.POST.get("share")))
    except Refusal as refusal:
        return shown_again(request, "rescue/left_unasked.html", _told(store), refusal)
    messages.success(request, _("Saved. It holds from the next no on."))
    return see_other("left_unasked", store.pk)


def _told(store: Store) -> dict[str, Any]:
    share = store.unasked_share or AN_EXAMPLE
    return {
        "store": store,
        "cost": lots.cost(store, share=share),
        "by_lot": lots.compared_by_lot(store),
        "most": MOST,
    }
