"""Weekly, fifteen minutes, volunteers only: at most three moments people shared, good, turn, good, and one lesson.

No buyer's name, no number, nobody compared: what stands here was handed in by whoever it belongs to, under their name
or without one. Nothing shared is a fine week, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from gametape.common.clock import now
from gametape.lessons.models import Lesson
from gametape.people.may import Viewer, log
from gametape.people.models import Store
from gametape.postmortem.models import Marked
from gametape.postmortem.seeing import Shared, shared_at

FORTNIGHT = timedelta(days=14)
A_WHILE = timedelta(days=60)
ORDER = (Marked.Kind.WORKED, Marked.Kind.TURNED, Marked.Kind.HAVE_BACK)


@dataclass(frozen=True)
class Weekly:
    """At most one moment of each kind, in the order they are told, and the newest lesson somebody shared."""

    moments: list[Shared]
    more: int
    lesson: Lesson | None


def weekly(viewer: Viewer, store: Store) -> Weekly:
    shared = [one for one in shared_at(viewer, store, since=now() - FORTNIGHT) if one.what == "mark"]
    newest = [next((one for one in shared if one.kind == kind), None) for kind in ORDER]
    moments = [one for one in newest if one]
    return Weekly(moments, len(shared) - len(moments), _lesson(viewer, store))


def _lesson(viewer: Viewer, store: Store) -> Lesson | None:
    rows = Lesson.objects.filter(store=store, shared_at__gte=now() - A_WHILE, owner__memberships__store=store)
    rows = rows.exclude(status=Lesson.Status.RETIRED).select_related("owner").order_by("-shared_at", "-pk")
    lesson = rows.first()
    if lesson:
        log(viewer, "a lesson they shared", *lesson.log_subject())
    return lesson
