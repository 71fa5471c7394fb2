"""The pledge, one's own page, the people of a store, and the way in."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gametape.common import typed
from gametape.common.clock import now
from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.people import inviting, may, staffing, ways_in
from gametape.people.doors import only, signed_in
from gametape.people.forms import AboutMe, AboutStore
from gametape.people.models import AccessLog, Invitation, Membership, Role, Store, User
from gametape.people.pledging import PLEDGE, accept, has_accepted

LOOKS = 100  # on one page
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_POST
def pledge(request: HttpRequest) -> HttpResponse:
    """Shown to everybody; a manager accepts it before anything else opens."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        accept(viewer.user)
        return see_other("front")
    accepted = viewer.user.pledges.order_by("at").first()
    asked = viewer.is_(Role.MANAGER) and not has_accepted(viewer.user)
    return render(request, "people/pledge.html", {"pledge": PLEDGE, "accepted": accepted, "asked": asked})


@GET_POST
@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """One's own name and ways in, and who looked at one's records."""
    user: User = request.viewer.user  # type: ignore[attr-defined]
    form = AboutMe(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        ways_in.forget_other_addresses(form.save())
        messages.success(request, _("Saved."))
        return see_other("me")
    looked, earlier = _looked_at(user, before=typed.number(request.GET.get("before")))
    roles = Membership.objects.filter(user=user).select_related("store").order_by("store__name", "role")
    told = {"form": form, "looked": looked, "earlier": earlier, "roles": roles, "pledge": PLEDGE, "now": now()}
    return render(request, "people/me.html", told, status=422 if form.errors else 200)


def _looked_at(user: User, *, before: int | None) -> tuple[list[AccessLog], int | None]:
    """A page of the log, newest first, and where the next one begins: all of it can be read, however long it is."""
    rows = AccessLog.objects.filter(whose=user).select_related("who", "store", "buyer").order_by("-pk")
    page = list((rows.filter(pk__lt=before) if before else rows)[: LOOKS + 1])
    return page[:LOOKS], page[LOOKS - 1].pk if len(page) > LOOKS else None


@require_safe
@only(Role.OWNER)
def people(request: HttpRequest) -> HttpResponse:
    """Who works where; by name, never by a number."""
    return render(request, "people/people.html", _told(request) | {"link": request.session.pop("new_link", "")})


def _told(request: HttpRequest, changed: AboutStore | None = None) -> dict[str, Any]:
    """The stores this owner owns with their people; `changed` is a form about one of them that was not taken."""
    viewer = request.viewer  # type: ignore[attr-defined]
    stores = Store.objects.filter(pk__in=viewer.stores(Role.OWNER)).order_by("name")
    return {"rows": [_row(store, changed) for store in stores], "roles": Role.choices}


def _row(store: Store, changed: AboutStore | None) -> dict[str, Any]:
    mine = changed is not None and changed.instance.pk == store.pk
    members = list(Membership.objects.filter(store=store).select_related("user").order_by("user__name", "role"))
    held = groupby(members, key=lambda member: member.user)
    return {
        "store": store,
        "members": members,
        "people": [{"user": user, "held": list(roles)} for user, roles in held],
        "invited": Invitation.objects.filter(store=store, used_at=None, expires_at__gt=now()).count(),
        "form": changed if mine else AboutStore(instance=store, prefix=f"s{store.pk}"),
    }


@require_POST
@only(Role.OWNER)
def invite(request: HttpRequest) -> HttpResponse:
    """A link for one person, shown once."""
    viewer = request.viewer  # type: ignore[attr-defined]
    store = may.store_for(viewer, Role.OWNER, pk=typed.number(request.POST.get("store")))
    try:
        called = typed.line(request.POST, "called", longest=80)
        link = inviting.invite(store, role=request.POST.get("role", ""), by=viewer.user, called=called)
    except Refusal as refusal:
        return shown_again(request, "people/people.html", _told(request) | {"about": store.pk}, refusal)
    request.session["new_link"] = _whole(request, link)
    return see_other("people")


def _whole(request: HttpRequest, path: str) -> str:
    """The address to give away: the public one, never the one a request claims to have come to."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


@require_POST
@only(Role.OWNER)
def new_store(request: HttpRequest) -> HttpResponse:
    """Another store in the same house, owned by the same owner; its hours and address can be told below."""
    viewer = request.viewer  # type: ignore[attr-defined]
    try:
        staffing.open_store(typed.line(request.POST, "store_name", longest=120), owner=viewer.user)
    except Refusal as refusal:
        return shown_again(request, "people/people.html", _told(request), refusal)
    return see_other("people")


@require_POST
@only(Role.OWNER)
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    """One more role for a colleague, or one less."""
    viewer = request.viewer  # type: ignore[attr-defined]
    given = request.POST.get("store", "")
    place = may.store_for(viewer, Role.OWNER, pk=int(given) if given.isdecimal() else None)
    person = may.fetch(viewer, User.objects.filter(memberships__store=place, is_active=True).distinct(), pk=pk)
    change = staffing.take_role if "take" in request.POST else staffing.give_role
    change(person, place, request.POST.get("take") or request.POST.get("give", ""))
    return see_other("people")


@require_POST
@only(Role.OWNER)
def back_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody lost their way in: a new one, without mail."""
    viewer = request.viewer  # type: ignore[attr-defined]
    colleagues = User.objects.filter(memberships__store__in=viewer.stores(Role.OWNER), is_active=True).distinct()
    person = may.fetch(viewer, colleagues, pk=pk)
    store = Store.objects.filter(memberships__user=person, pk__in=viewer.stores(Role.OWNER)).order_by("pk")[0]
    request.session["new_link"] = _whole(request, inviting.back_in(person, store, by=viewer.user))
    return see_other("people")


@require_POST
@only(Role.OWNER)
def store(request: HttpRequest, pk: int) -> HttpResponse:
    """What the store is called, where it is, when it may ask."""
    viewer = request.viewer  # type: ignore[attr-defined]
    place = may.fetch(viewer, Store.objects.filter(pk__in=viewer.stores(Role.OWNER)), pk=pk)
    form = AboutStore(request.POST, instance=place, prefix=f"s{place.pk}")
    if not form.is_valid():
        return render(request, "people/people.html", _told(request, changed=form), status=422)
    changed = form.save()
    messages.success(request, _("Saved."))
    if "unasked_share" in form.changed_data and changed.unasked_share:
        return see_other("left_unasked", place.pk)  # where it says what that costs
    return see_other("people")


@never_cache
@GET_POST
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The way in: a name, and one is there. Looking at the link uses nothing up."""
    found = inviting.invitation(token)
    if request.method != "POST":
        return render(request, "people/join.html", {"invitation": found})
    try:
        user = inviting.come_in(token, name=typed.line(request.POST, "name", longest=80))
    except Refusal as refusal:
        if refusal.field != "name":
            raise
        return shown_again(request, "people/join.html", {"invitation": found}, refusal)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return see_other("pledge")
