"""Somebody leaves the store: who takes over, and what goes with them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import NotYours, Refusal
from gametape.deals.leaving import leave, those_who_sell
from gametape.people import may
from gametape.people.doors import only
from gametape.people.models import Role, User


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.OWNER)
def leaving(request: HttpRequest, store: int, pk: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    place = may.store_for(viewer, Role.OWNER, pk=store)
    person = may.fetch(viewer, User.objects.filter(memberships__store=place).distinct(), pk=pk)
    if person.pk == viewer.user.pk:
        raise NotYours
    sellers = those_who_sell(place, but=person)
    told = {"person": person, "store": place, "colleagues": sellers}
    if request.method != "POST":
        return render(request, "deals/leaving.html", told)
    chosen = request.POST.get("to", "")
    try:
        handed = leave(
            person,
            place,
            to=sellers.filter(pk=int(chosen) if chosen.isdecimal() and len(chosen) < 12 else 0).first(),
            by=viewer.user,
        )
    except Refusal as refusal:
        return shown_again(request, "deals/leaving.html", told, refusal)
    messages.success(request, _said(person, handed))
    return see_other("people")


def _said(person: User, handed: int) -> str:
    if not handed:
        return _("%(name)s has left.") % {"name": person.name}
    words = ngettext(
        "%(name)s has left; 1 deal was handed over.", "%(name)s has left; %(n)s deals were handed over.", handed
    )
    return words % {"name": person.name, "n": handed}
