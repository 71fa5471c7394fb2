"""One page of a review, kept. Two devices of one person never lose each other's words: what only one of them changed is
kept, and where both changed the same box, both texts are shown and the person says which.

A `Sheet` is what one page holds, as plain fields; `marks_of` are its marks in the form, one short hash a field, so that
a page knows what it was made from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Protocol

from django.db import transaction

from gametape.common.private_words import scan
from gametape.common.refusal import Refusal
from gametape.common.typed import text
from gametape.postmortem.models import Review

LONGEST = 10_000  # code points of one box
BOTH = "This page was changed on another device meanwhile. Both texts are here: put in the box what is to stay."


class Sheet(Protocol):
    """`texts` are the fields that hold somebody's words; a pick among others is simply the latest."""

    @property
    def texts(self) -> frozenset[str]: ...

    def read(self, review: Review) -> dict[str, str]:
        """Every field as it is kept, "" where there is nothing."""

    def write(self, review: Review, values: Mapping[str, str]) -> None:
        """All fields, inside a transaction that holds the review."""


class Crossed(Refusal):
    """Two devices wrote into the same box. `theirs` is what the other one kept, {field: text}."""

    def __init__(self, theirs: Mapping[str, str]) -> None:
        super().__init__(BOTH, field="crossed", status=409)
        self.theirs = dict(theirs)


def marks_of(values: Mapping[str, str]) -> str:
    """What a page was made from, for its hidden field."""
    return " ".join(f"{name}={_hash(value)}" for name, value in sorted(values.items()))


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def merged(
    current: Mapping[str, str], typed: Mapping[str, str], *, made_from: str, texts: frozenset[str]
) -> dict[str, str]:
    """Three ways: what the page was made from, what stands now, what was typed. A field that was not sent is as it was."""
    was = dict(part.split("=", 1) for part in made_from.split() if "=" in part)
    crossed = {}
    kept = dict(current)
    for name, value in typed.items():
        before, stands = was.get(name, _hash("")), current.get(name, "")
        if _hash(value) == before:
            continue
        if name in texts and stands and stands != value and _hash(stands) != before:
            crossed[name] = stands
        kept[name] = value
    if crossed:
        raise Crossed(crossed)
    return kept


@transaction.atomic
def keep(review: Review, sheet: Sheet, typed: Mapping[str, str], *, made_from: str) -> set[str]:
    """Keeps one page, all of it or nothing; the names of the fields it changed. The same page twice changes nothing."""
    review = Review.objects.select_for_update().get(pk=review.pk)
    current = sheet.read(review)
    values = merged(current, typed, made_from=made_from, texts=sheet.texts)
    changed = {name for name, value in values.items() if current.get(name, "") != value}
    if changed:
        sheet.write(review, values)
    return changed


def words(data: Mapping[str, str], name: str) -> str:
    """A box as typed. Private things are not for it, not even here: the mask has the same words for all of them."""
    typed = text(data, name, longest=LONGEST)
    if scan(typed):
        say = "Credit, health and what happens at home stay out of this, too. Leave that part away; the rest is kept."
        raise Refusal(say, field=name)
    return typed
