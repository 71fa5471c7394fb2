"""The pages one starts the day with. They hold no rule: each asks the rooms, and shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from gametape.ask.models import Ask
from gametape.common.clock import now
from gametape.common.pages import see_other
from gametape.deals.seeing import own
from gametape.deals.vocabulary import MASK
from gametape.desk import monday as monday_page
from gametape.desk import said as said_page
from gametape.desk import weekly as weekly_page
from gametape.desk.today import asking_first, limited_for, things_for
from gametape.next_one import recalling, using
from gametape.next_one.streak import several_in_a_row
from gametape.people import may
from gametape.people.alerting import seen
from gametape.people.doors import only
from gametape.people.models import Alert, Role, Store
from gametape.people.pledging import PLEDGE
from gametape.win_probability.ordering import note_places
from gametape.win_probability.ordering import unexpected as least_expected
from gametape.win_probability.showing import sparks


@require_safe
@only(Role.REP, Role.NEUTRAL)
def today(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    store = may.store_for(viewer, Role.REP, Role.NEUTRAL)
    things = things_for(viewer)
    note_places(viewer, asking_first(things))
    looked = viewer.user.looked_at.filter(at__gte=monday_page.week_before(now())).count()
    second = monday_page.second_voices(viewer) if viewer.is_(Role.NEUTRAL) else []
    none_yet = not things and not any(run.exists() for run in own(viewer))
    told = {"store": store, "things": things, "now": now(), "looked": looked, "second": second, "none_yet": none_yet}
    told["limited"] = limited_for(viewer)
    return render(request, "desk/today.html", {**told, **_for_themselves(request, store)})


def _for_themselves(request: HttpRequest, store: Store) -> dict[str, Any]:
    """What a rep's page has of their own: a lesson to recall, a card to say something of, and whether it is gentle."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.is_(Role.REP, store.pk):
        return {}
    gentle = several_in_a_row(viewer)
    recall = None if gentle else recalling.for_today(viewer, store)
    to_tell = [] if gentle or recall else using.to_tell(viewer)
    return {"gentle": gentle, "short": gentle and "all" not in request.GET, "recall": recall, "to_tell": to_tell[:1]}


@require_safe
@only(Role.REP)
def unexpected(request: HttpRequest) -> HttpResponse:
    """One's own no-sales, the least expected first. On nobody else's page, whatever other role they have."""
    viewer = request.viewer  # type: ignore[attr-defined]
    rows = least_expected(viewer)
    asked = set(
        Ask.objects.filter(loss__in=[row.loss for row in rows], asked_at__isnull=False).values_list("loss", flat=True)
    )
    note_places(viewer, [row.loss for row in rows if row.loss.pk not in asked])
    told = {"rows": rows, "sparks": sparks([row.loss.deal for row in rows])}
    return render(request, "desk/unexpected.html", told)


@require_safe
@only(Role.MANAGER)
def monday(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    store = may.store_for(viewer, Role.MANAGER, pk=_number(request.GET.get("store")))
    told = {"store": store, "now": now(), "pledge": PLEDGE, "mask": MASK, **monday_page.page(viewer, store)}
    return render(request, "desk/monday.html", told)


@require_safe
@only(Role.MANAGER)
def weekly(request: HttpRequest) -> HttpResponse:
    """Fifteen minutes with the team, over what people shared."""
    viewer = request.viewer  # type: ignore[attr-defined]
    store = may.store_for(viewer, Role.MANAGER, pk=_number(request.GET.get("store")))
    return render(request, "desk/weekly.html", {"store": store, "week": weekly_page.weekly(viewer, store)})


@require_safe
@only(Role.ADMIN, Role.OWNER)
def said(request: HttpRequest) -> HttpResponse:
    """What buyers said, without names, for a CRM admin and the owner."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return render(request, "desk/said.html", {"words": said_page.words_for(viewer)})


@require_POST
@only()
def alert_seen(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    alert = may.fetch(viewer, Alert.objects.filter(to=viewer.user), pk=pk)
    seen(viewer.user, about=alert.about)
    return see_other("front")


def _number(given: str | None) -> int | None:
    return int(given) if given and given.isdecimal() and len(given) < 12 else None
