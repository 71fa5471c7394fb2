"""How a recording's own words for things are told on a page."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def flag_said(flag: str) -> str:
    """The sentence of a flag, without the word that programs look for."""
    word, colon, said = flag.partition(": ")
    return said if colon and " " not in word else flag


@register.filter
def words(text: str) -> list[str]:
    return text.split()


@register.filter
def model_called(model: str) -> str:
    """A model without the hash by which it is found again."""
    return model.partition(" sha256:")[0]
