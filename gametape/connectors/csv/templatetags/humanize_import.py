"""How numbers and the state of an import are written on the page."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from gametape.deals.models import Batch

register = template.Library()


@register.filter
def many(number: int | str | None) -> str:
    """1234567 as 1,234,567; nothing as 0."""
    return f"{int(number or 0):,}"


@register.filter
def how_it_stands(batch: Batch) -> str:
    if batch.undone_at:
        return _("Undone")
    if batch.finished_at:
        return _("Imported")
    if batch.choices.get("stopped"):
        return _("Stopped")
    return _("Paused") if batch.choices.get("paused") else _("On its way")


@register.filter
def as_exported(crm: str) -> str:
    names = {"hubspot": "HubSpot", "close": "Close", "dynamics": "Dynamics"}
    if crm in ("plain", ""):
        return _("A plain list.")
    if crm == "dealer":
        return _("As a dealer’s CRM exports them.")
    return _("As %(crm)s exports them.") % {"crm": names.get(crm, crm.capitalize())}
