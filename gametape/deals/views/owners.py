"""Imported deals whose owner a CRM names and nobody here is yet: invite them, or say who they are."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.deals.arriving import hand_over_named, owners_waiting
from gametape.people import may
from gametape.people.doors import only
from gametape.people.models import Role, Store, User

SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OWNER)
def owners(request: HttpRequest, store: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    place = may.store_for(viewer, Role.OWNER, pk=store)
    sellers = User.objects.filter(memberships__store=place, memberships__role=Role.REP, is_active=True).order_by("name")
    told = {"store": place, "names": sorted(owners_waiting(place)[:SHOWN]), "colleagues": sellers.distinct()}
    if request.method != "POST":
        return render(request, "deals/owners.html", told)
    try:
        handed = _hand_over(request, place, told["colleagues"])
    except Refusal as refusal:
        return shown_again(request, "deals/owners.html", told, refusal)
    messages.success(request, _("%(n)s deals have their rep now.") % {"n": handed})
    return see_other("owners", place.pk)


def _hand_over(request: HttpRequest, place: Store, sellers: object) -> int:
    chosen = request.POST.get("who", "")
    person = sellers.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 12 else None  # type: ignore[attr-defined]
    if person is None:
        raise Refusal(_("Say which colleague it is, or invite them first."), field="who")
    return hand_over_named(place, request.POST.get("named", ""), person)
