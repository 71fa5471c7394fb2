"""The pledge, one's own page, the people of a store, and the way in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.people import inviting, may
from gametape.people.doors import only, signed_in
from gametape.people.forms import AboutMe, AboutStore
from gametape.people.models import AccessLog, Invitation, Membership, Role, Store, User
from gametape.people.pledging import PLEDGE, accept, has_accepted

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_POST
def pledge(request: HttpRequest) -> HttpResponse:
    """Shown to everybody; a manager accepts it before anything else opens."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer:
        return redirect("account_login")
    if request.method == "POST":
        accept(viewer.user)
        return redirect("front")
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
        form.save()
        messages.success(request, _("Saved."))
        return redirect("me")
    looked = AccessLog.objects.filter(whose=user).select_related("who", "store", "buyer").order_by("-at")[:100]
    roles = Membership.objects.filter(user=user).select_related("store").order_by("store__name", "role")
    told = {"form": form, "looked": looked, "roles": roles, "pledge": PLEDGE, "now": now()}
    return render(request, "people/me.html", told, status=422 if form.errors else 200)


@require_safe
@only(Role.OWNER)
def people(request: HttpRequest) -> HttpResponse:
    """Who works where; by name, never by a number."""
    viewer = request.viewer  # type: ignore[attr-defined]
    stores = Store.objects.filter(pk__in=viewer.stores(Role.OWNER)).order_by("name")
    rows = [
        {
            "store": store,
            "members": Membership.objects.filter(store=store).select_related("user").order_by("user__name", "role"),
            "invited": Invitation.objects.filter(store=store, used_at=None, expires_at__gt=now()).order_by("-made_at")[
                :20
            ],
            "form": AboutStore(instance=store, prefix=f"s{store.pk}"),
        }
        for store in stores
    ]
    told = {"rows": rows, "roles": Role.choices, "link": request.session.pop("new_link", "")}
    return render(request, "people/people.html", told)


@require_POST
@only(Role.OWNER)
def invite(request: HttpRequest) -> HttpResponse:
    """A link for one person, shown once."""
    viewer = request.viewer  # type: ignore[attr-defined]
    given = request.POST.get("store", "")
    store = may.store_for(viewer, Role.OWNER, pk=int(given) if given.isdigit() else None)
    link = inviting.invite(
        store, role=request.POST.get("role", ""), by=viewer.user, called=request.POST.get("called", "")
    )
    request.session["new_link"] = request.build_absolute_uri(link)
    return redirect("people")


@require_POST
@only(Role.OWNER)
def back_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody lost their way in: a new one, without mail."""
    viewer = request.viewer  # type: ignore[attr-defined]
    colleagues = User.objects.filter(memberships__store__in=viewer.stores(Role.OWNER), is_active=True).distinct()
    person = may.fetch(viewer, colleagues, pk=pk)
    store = Store.objects.filter(memberships__user=person, pk__in=viewer.stores(Role.OWNER)).order_by("pk")[0]
    request.session["new_link"] = request.build_absolute_uri(inviting.back_in(person, store, by=viewer.user))
    return redirect("people")


@require_POST
@only(Role.OWNER)
def store(request: HttpRequest, pk: int) -> HttpResponse:
    """What the store is called, where it is, when it may ask."""
    viewer = request.viewer  # type: ignore[attr-defined]
    place = may.fetch(viewer, Store.objects.filter(pk__in=viewer.stores(Role.OWNER)), pk=pk)
    form = AboutStore(request.POST, instance=place, prefix=f"s{place.pk}")
    if not form.is_valid():
        raise Refusal(" ".join(error for errors in form.errors.values() for error in errors))
    form.save()
    messages.success(request, _("Saved."))
    return redirect("people")


@never_cache
@GET_POST
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The way in: a name, and one is there. Looking at the link uses nothing up."""
    found = inviting.invitation(token)
    if request.method != "POST":
        return render(request, "people/join.html", {"invitation": found})
    try:
        user = inviting.come_in(token, name=request.POST.get("name", ""))
    except Refusal as refusal:
        if refusal.field != "name":
            raise
        return render(request, "people/join.html", {"invitation": found, "refusal": refusal}, status=422)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(reverse("pledge"))
