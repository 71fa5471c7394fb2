"""The page of lessons: one's own, the team's, what was dropped. The newest first; there is no other order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from gametape.lessons import seeing, trying
from gametape.lessons.models import Lesson
from gametape.people import may
from gametape.people.may import Viewer
from gametape.people.models import Role

MOST = 60


@dataclass(frozen=True)
class Listed:
    """A lesson, how many no-sales taught it, and what was counted of it."""

    lesson: Lesson
    from_: int

    @property
    def counted(self) -> str:
        return trying.said(self.lesson)


def page(viewer: Viewer) -> dict[str, Any]:
    """For the template. Whoever is no rep of the store reads over the shoulder of those who are, so it is written down."""
    own, team = seeing.own(viewer), seeing.shared(viewer).exclude(owner=viewer.user)
    shared = _listed(team.filter(status__in=seeing.LIVE))
    may.log_each(viewer, _looks(viewer, shared))
    return {
        "mine": _listed(own.filter(status__in=seeing.LIVE)),
        "team": shared,
        "dropped": _listed(own.exclude(status__in=seeing.LIVE)),
        "sells": viewer.is_(Role.REP),
        "closed": viewer.private_from is not None and viewer.is_(Role.REP),
    }


def _listed(rows: QuerySet[Lesson]) -> list[Listed]:
    told = rows.annotate(times=Count("evidence")).order_by("-made_at", "-pk")[:MOST]
    return [Listed(row, row.times) for row in told]


def _looks(viewer: Viewer, shared: Iterable[Listed]) -> list[may.Look]:
    lessons = [one.lesson for one in shared if not viewer.is_(Role.REP, one.lesson.store_id)]
    return [("a shared lesson", lesson.store, None, lesson.owner) for lesson in lessons]
