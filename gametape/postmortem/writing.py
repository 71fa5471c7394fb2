"""What is written on a page of a review: one note a box. Changing a shared one takes the sharing back."""

from __future__ import annotations

from collections.abc import Mapping

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.vocabulary import LEAVES
from gametape.postmortem.flow import Screen
from gametape.postmortem.keeping import words
from gametape.postmortem.models import Note, Review


class Notes:
    """The boxes of one screen."""

    def __init__(self, screen: Screen) -> None:
        self.names = [box.name for box in screen.boxes]

    @property
    def texts(self) -> frozenset[str]:
        return frozenset(self.names)

    def typed(self, data: Mapping[str, str]) -> dict[str, str]:
        return {name: words(data, name) for name in self.names if name in data}

    def read(self, review: Review) -> dict[str, str]:
        kept = dict(review.notes.filter(screen__in=self.names).values_list("screen", "text"))
        return {name: kept.get(name, "") for name in self.names}

    def write(self, review: Review, values: Mapping[str, str]) -> None:
        kept = {note.screen: note for note in review.notes.filter(screen__in=self.names)}
        for name in self.names:
            _write(review, kept.get(name), name, values[name])


def _write(review: Review, note: Note | None, name: str, text: str) -> None:
    if note is None and text:
        Note.objects.create(review=review, screen=name, text=text)
    elif note and not text:
        note.delete()
    elif note and note.text != text:
        note.text, note.kept_at, note.shared_at, note.nameless = text, now(), None, False
        note.save()


class Gap(Notes):
    """Two columns, and the leaf the look came to, in one's own view."""

    def typed(self, data: Mapping[str, str]) -> dict[str, str]:
        leaf = data.get("leaf", "")
        if leaf and (leaf not in LEAVES or LEAVES[leaf].private):
            raise Refusal("Pick one of the reasons in the list, or none.", field="leaf")
        return {**super().typed(data), **({"leaf": leaf} if "leaf" in data else {})}

    def read(self, review: Review) -> dict[str, str]:
        return {**super().read(review), "leaf": review.leaf}

    def write(self, review: Review, values: Mapping[str, str]) -> None:
        super().write(review, values)
        review.leaf = values["leaf"]
        review.save(update_fields=["leaf"])
