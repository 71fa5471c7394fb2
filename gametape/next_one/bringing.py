"""Bringing lessons to a deal: which stand on its card and why, written down once for each lesson, deal and reader."""

from __future__ import annotations

from dataclasses import dataclass

from gametape.deals.models import Deal
from gametape.lessons.models import Lesson
from gametape.next_one.models import Reminder
from gametape.people.may import Viewer


@dataclass(frozen=True)
class OnTheCard:
    reminder: Reminder
    lesson: Lesson
    whose: str
    why: str
    status: str


def bring(viewer: Viewer, deal: Deal) -> list[OnTheCard]:
    return []
