"""The front door: where a person lands, the demo's doors, and whether the machine is well."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gametape.ask.links import link_of
from gametape.ask.models import Ask
from gametape.common.pages import see_other
from gametape.common.refusal import NotYours
from gametape.deals.models import Deal
from gametape.deals.story import moments
from gametape.people.models import Role, User

FIRST_PAGE = [
    (Role.MANAGER, "monday"),
    (Role.REP, "today"),
    (Role.NEUTRAL, "today"),
    (Role.FINANCE, "held"),
    (Role.OWNER, "people"),
    (Role.ADMIN, "imports"),
]


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """Signed in: the first page of one's role. Signed out: the demo's first story, or the way in."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer:
        for role, page in FIRST_PAGE:
            if viewer.is_(role):
                return redirect(page)
        return redirect("me")
    if settings.DEMO:
        return first_story(request)
    return render(request, "welcome.html", {"empty": not User.objects.exists()})


def first_story(request: HttpRequest) -> HttpResponse:
    """Sam, Meadowlark 27: the deal that slipped, asked about, and came back."""
    deal = (
        Deal.objects.filter(source="hand", unit="Meadowlark 27")
        .select_related("store", "buyer", "owner")
        .order_by("pk")
        .first()
    )
    if deal is None:
        return render(request, "welcome.html", {"empty": True})
    loss = deal.losses.order_by("at").first()
    words = loss.answer.versions.order_by("n").first() if loss and hasattr(loss, "answer") else None
    call = getattr(loss, "own_call", None) if loss else None
    told = {
        "deal": deal,
        "moments": moments(deal),
        "call": call,
        "words": words,
        "others": OTHERS,
        "no_at": loss.at if loss else None,
    }
    return render(request, "first_story.html", told)


OTHERS = [
    ("ben", "Ben, another rep"),
    ("ada", "Ada, the CRM admin"),
    ("frank", "Frank, F&I"),
    ("nia", "Nia, the neutral voice"),
    ("olga", "Olga, the owner"),
    ("iris", "Iris, who sells to businesses"),
    ("theo", "Theo, her manager"),
]


@require_POST
def be_somebody(request: HttpRequest, who: str) -> HttpResponse:
    """Demo mode only: be the rep, the manager, anyone of the cast; "sam" opens the page of a buyer who was asked."""
    if not settings.DEMO:
        raise NotYours
    if who == "sam":
        asked = Ask.objects.filter(
            loss__deal__unit="Cedar 24", loss__answer=None, asked_at__isnull=False, withdrawn_at=None
        )
        ask = asked.order_by("-asked_at").first()
        if ask is None:
            raise NotYours
        logout(request)  # a buyer is nobody who works here, and who works here answers in no buyer's place
        return see_other("buyer", link_of(ask))
    user = User.objects.filter(email=f"{who}@demo.example").first()
    if user is None:
        raise NotYours
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return see_other("front")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has every migration; else 503 with what is missing."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    if missing:
        return HttpResponse(f"{len(missing)} migrations to run\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
