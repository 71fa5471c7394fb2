"""Up to three moments, each with an hour: one that worked, one where it turned, one to have back.

A mark rests on a moment of the deal, on a place marked in a recording, on the buyer's own words, or on memory, and says
which (law 4). In a form `on` is the number of a moment, "tape-" and the number of a place, "memory", "words" (as it
stands), or "" for none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from gametape.ask.models import Words
from gametape.common.clock import local, now
from gametape.common.refusal import Refusal
from gametape.deals import written
from gametape.deals.models import Moment
from gametape.postmortem.flow import MARKS
from gametape.postmortem.keeping import words
from gametape.postmortem.models import Marked, Review
from gametape.tape.models import Mark

KINDS = [part.id for part in MARKS]
_HOUR = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)")


class Marks:
    """The three of a review; `offered` are the moments a mark may rest on, `taped` the places in one's own recordings."""

    def __init__(self, review: Review, offered: Iterable[Moment], taped: Iterable[Mark] = ()) -> None:
        self.review = review
        self.offered = {str(moment.pk): moment for moment in offered}
        self.taped = {f"tape-{mark.pk}": mark for mark in taped}
        self.kept = {row.kind: row for row in review.marked.select_related("moment", "words")}

    @property
    def texts(self) -> frozenset[str]:
        return frozenset(f"{kind}_saw" for kind in KINDS)

    def typed(self, data: Mapping[str, str]) -> dict[str, str]:
        """Of every kind that was on the page. A mark without its hour is refused; a page without a mark is not."""
        data = as_sent(data)
        return {name: value for kind in KINDS if f"{kind}_saw" in data for name, value in self._one(data, kind)}

    def _one(self, data: Mapping[str, str], kind: str) -> list[tuple[str, str]]:
        on, saw = data.get(f"{kind}_on", ""), words(data, f"{kind}_saw")
        there = ("", "memory", *(["words"] if self._rests_on_words(kind) else []), *self.offered, *self.taped)
        if on not in there:
            raise Refusal("Pick a moment from the list, or “from memory” with an hour.", field=f"{kind}_on")
        if saw and not on:
            raise Refusal("When was that? Pick the moment, or “from memory” with an hour.", field=f"{kind}_on")
        at = self.hour(data.get(f"{kind}_at", ""), f"{kind}_at") if on == "memory" else ""
        return [(f"{kind}_on", on), (f"{kind}_at", at), (f"{kind}_saw", saw)]

    def _rests_on_words(self, kind: str) -> bool:
        return kind in self.kept and self.kept[kind].rests == Marked.Rests.WORDS

    def hour(self, typed: str, field: str) -> str:
        """As the store's wall has it, "2026-06-13T13:40"; "13:40" alone is on the day of the no."""
        typed, loss = typed.strip(), self.review.loss
        zone = loss.deal.store.zone
        if alone := _HOUR.fullmatch(typed):
            typed = f"{local(loss.at, zone):%Y-%m-%d}T{int(alone[1]):02d}:{alone[2]}"
        at = written.past(typed, now=now(), zone_name=zone, field=field)
        if at is None:
            raise Refusal("About when was it? An hour like 13:40 is enough.", field=field)
        return f"{local(at, zone):%Y-%m-%dT%H:%M}"

    def read(self, review: Review) -> dict[str, str]:
        found = {f"{kind}_{part}": "" for kind in KINDS for part in ("on", "at", "saw")}
        for row in review.marked.all():
            found[f"{row.kind}_on"] = _on(row)
            found[f"{row.kind}_saw"] = row.saw
            if _on(row) == "memory":
                found[f"{row.kind}_at"] = f"{local(row.at, self.review.loss.deal.store.zone):%Y-%m-%dT%H:%M}"
        return found

    def write(self, review: Review, values: Mapping[str, str]) -> None:
        before, kept = self.read(review), {row.kind: row for row in review.marked.all()}
        for kind in KINDS:
            mine = {part: values[f"{kind}_{part}"] for part in ("on", "at", "saw")}
            if all(before[f"{kind}_{part}"] == value for part, value in mine.items()):
                continue
            row = kept.get(kind) or Marked(review=review, kind=kind)
            if mine["on"]:
                self._write(row, mine)
            elif row.pk:
                row.delete()

    def _write(self, row: Marked, mine: Mapping[str, str]) -> None:
        if mine["on"] != "words":
            moment, place = self.offered.get(mine["on"]), self.taped.get(mine["on"])
            row.rests = Marked.Rests.MOMENT if moment else Marked.Rests.TAPE if place else Marked.Rests.MEMORY
            row.moment, row.tape, row.words, row.start, row.end, row.quote = moment, place, None, None, None, ""
            row.at = moment.at if moment else place.happened_at if place else self._at(mine["at"])
        row.saw, row.kept_at, row.shared_at, row.nameless = mine["saw"], now(), None, False
        row.save()

    def _at(self, typed: str) -> datetime:
        at = written.hour(typed, zone_name=self.review.loss.deal.store.zone, field="at")
        return at or self.review.loss.at


def as_sent(data: Mapping[str, str]) -> dict[str, str]:
    """The short way has one set of fields and says of which kind it is; here they have the names of that kind."""
    sent = dict(data.items())
    if (kind := sent.get("kind", "")) in KINDS and "one_saw" in sent:
        sent |= {f"{kind}_{part}": sent.get(f"one_{part}", "") for part in ("on", "at", "saw")}
    return sent


def _on(row: Marked) -> str:
    if row.rests == Marked.Rests.MOMENT:
        return str(row.moment_id or "memory")  # the moment went with an import that was undone; the hour stays
    if row.rests == Marked.Rests.TAPE:
        return f"tape-{row.tape_id}" if row.tape_id else "memory"  # the recording is past its time; the hour stays
    return str(row.rests)


@transaction.atomic
def rest_on_words(review: Review, versions: Iterable[Words], *, kind: str, quote: str, saw: str) -> Marked:
    """A mark on the buyer's own words, letter for letter out of one of the `versions` this person may read. What was
    written beside that kind before stays, unless something else is written now."""
    if kind not in KINDS:
        raise Refusal("Which one is it: one that worked, where it turned, or one to have back?", field="kind")
    found = next((version for version in versions if quote in version.text), None)
    if not quote or found is None:
        raise Refusal("Those are not their words, letter for letter. Copy them from above.", field="quote")
    review = Review.objects.select_for_update().get(pk=review.pk)
    row = review.marked.filter(kind=kind).first() or Marked(review=review, kind=kind)
    if saw and row.saw and saw != row.saw:
        say = f"You have one of those already: “{row.saw[:80]}”. Leave the box empty and that stays, or pick another."
        raise Refusal(say, field="saw")
    start = found.text.index(quote)
    row.rests, row.moment, row.tape, row.words, row.at = Marked.Rests.WORDS, None, None, found, found.sent_at
    row.start, row.end, row.quote = start, start + len(quote), quote
    row.saw, row.kept_at, row.shared_at, row.nameless = saw or row.saw, now(), None, False
    row.save()
    return row
