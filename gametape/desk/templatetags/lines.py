"""A deal's line, small, in a list."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString

from gametape.deals.models import Deal

register = template.Library()


@register.simple_tag
def spark_of(sparks: Mapping[int, SafeString], deal: Deal) -> SafeString | str:
    """Nothing where there is no line."""
    return sparks.get(deal.pk, "")
