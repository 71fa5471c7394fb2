"""What the rates' picture needs: shares as places on a line from 0 to 100."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def place(share: float) -> str:
    """A share as a percentage for an SVG coordinate, independent of the language's decimal sign."""
    return f"{100 * share:.1f}%"


@register.filter
def less(first: int, second: int) -> int:
    return first - second
