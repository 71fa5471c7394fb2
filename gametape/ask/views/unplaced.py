"""What came in and waits for a person: it belongs to this deal, it is nothing, or they said stop."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gametape.ask import unplaced
from gametape.ask.models import Ask, Incoming
from gametape.ask.seeing_unplaced import Look, Waiting, one_waiting, waiting_for
from gametape.ask.views.at_hand import viewer_of
from gametape.common.pages import see_other
from gametape.common.refusal import NotYours, Refusal
from gametape.people.doors import only, signed_in
from gametape.people.models import Role, Store


@never_cache
@require_safe
@signed_in
def waiting(request: HttpRequest) -> HttpResponse:
    return render(request, "ask/unplaced.html", {"waiting": waiting_for(viewer_of(request))})


@never_cache
@require_safe
@signed_in
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Own call first: who has not called it is sent to do so before anything is shown (law 3)."""
    found = one_waiting(viewer_of(request), pk)
    if found.look is Look.CALL_FIRST and found.uncalled is not None:
        return see_other(f"{reverse('call', args=[found.uncalled.pk])}?next={request.path}")
    return render(request, "ask/unplaced_one.html", _page(found))


@require_POST
@signed_in
def placed(request: HttpRequest, pk: int) -> HttpResponse:
    found = _readable(request, pk)
    ask = _chosen(request, found)
    if ask is None:
        refusal = Refusal(_("Pick the deal first. If it is none of these, say that it is nothing."), field="deal")
        return render(request, "ask/unplaced_one.html", {**_page(found), "refusal": refusal}, status=refusal.status)
    unplaced.belongs(found.row, ask, by=viewer_of(request).user)
    messages.success(request, _("Kept with the deal."))
    return _onward(request)


@require_POST
@signed_in
def nothing(request: HttpRequest, pk: int) -> HttpResponse:
    unplaced.is_nothing(_readable(request, pk).row, by=viewer_of(request).user)
    messages.success(request, _("Put away. Its words were not kept."))
    return _onward(request)


@require_POST
@signed_in
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    found = _readable(request, pk)
    unplaced.says_stop(found.row, found.candidates, by=viewer_of(request).user)
    messages.success(request, _("Do not contact: noted, on every channel, for everyone here."))
    return _onward(request)


@require_POST
@only(Role.OWNER)
def for_store(request: HttpRequest, pk: int) -> HttpResponse:
    """Which store it is for. The owner reads none of it."""
    found = one_waiting(viewer_of(request), pk)
    store = _stores().filter(pk=_number(request, "store")).first()
    if found.look is not Look.WHICH_STORE or store is None:
        raise NotYours
    unplaced.is_for(found.row, store)
    messages.success(request, _("It waits at %(store)s now.") % {"store": store})
    return _onward(request)


def _onward(request: HttpRequest) -> HttpResponse:
    """To the next reply that waits, and where none does, to the first page, with the next customer on it (law 10)."""
    return see_other("unplaced") if waiting_for(viewer_of(request)) else see_other("front")


def _readable(request: HttpRequest, pk: int) -> Waiting:
    """Only who can read it says what it is."""
    found = one_waiting(viewer_of(request), pk)
    if found.look is not Look.WORDS:
        raise NotYours
    return found


def _chosen(request: HttpRequest, found: Waiting) -> Ask | None:
    wanted = _number(request, "deal")
    return next((ask for ask in unplaced.offered(found.row, found.candidates) if ask.loss.deal_id == wanted), None)


def _number(request: HttpRequest, field: str) -> int:
    given = request.POST.get(field, "")
    return int(given) if given.isdecimal() and len(given) < 18 else 0


def _page(found: Waiting) -> dict[str, Any]:
    told: dict[str, Any] = {"row": found.row, "look": found.look.value}
    if found.look is Look.WHICH_STORE:
        return told | {"stores": _stores()}
    asks = unplaced.offered(found.row, found.candidates)
    late = found.row.why == Incoming.Why.LATE
    return told | {"asks": asks, "late": late, "may_be_stop": found.row.why != Incoming.Why.COLLEAGUE}


def _stores() -> Any:
    return Store.objects.order_by("name")
