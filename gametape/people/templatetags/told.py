"""How times and money are told on a page: local to the store, short, in words."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import date_format

from gametape.common.clock import local, now
from gametape.people.may import Viewer
from gametape.people.models import Alert, Store

register = template.Library()
SIGNS = {"USD": "$", "CAD": "$", "AUD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CHF": "CHF ", "MXN": "$"}
WHOLE = {"JPY", "KRW", "CLP"}


@register.filter
def at(when: datetime | None, store: Store) -> str:
    """The hour on the store's wall: 16:40."""
    return f"{local(when, store.zone):%H:%M}" if when else ""


@register.filter
def day(when: datetime | None, store: Store) -> str:
    """Today by its word, this week by its weekday, else the date."""
    if not when:
        return ""
    there, here = local(when, store.zone), local(now(), store.zone)
    days = (here.date() - there.date()).days
    if days == 0:
        return "Today"
    if -6 <= days <= 6:
        return f"{there:%a}"
    return date_format(there, "j M" if there.year == here.year else "j M Y")


@register.filter
def weekday(when: datetime, store: Store) -> str:
    """Sunday"""
    return f"{local(when, store.zone):%A}"


@register.filter
def iso(when: datetime | None) -> str:
    """For the datetime attribute."""
    return when.isoformat(timespec="minutes") if when else ""


@register.filter
def money(minor: int | None, currency: str = "USD") -> str:
    """Minor units as people write them; cents only when there are some."""
    if minor is None:
        return ""
    sign = SIGNS.get(currency, f"{currency} ")
    if currency in WHOLE:
        return f"{sign}{minor:,}"
    whole, cents = divmod(abs(minor), 100)
    return f"{'−' if minor < 0 else ''}{sign}{whole:,}" + (f".{cents:02d}" if cents else "")


@register.filter(is_safe=True)
def sentence(title: str) -> str:
    """Sentence case for titles that others wrote: Add Security Key -> Add security key."""
    return title.strip().capitalize()


@register.simple_tag
def unseen(viewer: Viewer) -> list[Alert]:
    """What this person was told and has not put away, for a first page that is about something else."""
    rows = Alert.objects.filter(to=viewer.user, seen_at=None).select_related("store")
    return list(rows.order_by("-at")[:5])
