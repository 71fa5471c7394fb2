"""What becomes of this room's tables. All of it is a rep's own and goes when they leave the store."""

from __future__ import annotations

from gametape.common.forgetting import Decision, Table, declare
from gametape.next_one.models import Premortem, Reminder, ToAFriend

declare(
    Table(
        model=Reminder,
        decision=Decision.BLANK,
        why="That a lesson came up before a visit, and whether it was used. Why it came up may name what was noted of"
        " them, so that goes; the row stays, for the count of the lesson.",
        buyer="deal__buyer",
        author="user",
        store="lesson__store",
        private=True,
        blank={"why": ""},
        coded=("kind", "used"),
    ),
    Table(
        model=Premortem,
        decision=Decision.DELETE,
        why="What a rep thought the buyer might say, and what they would do about it.",
        buyer="deal__buyer",
        author="by",
        store="deal__store",
        private=True,
        kind="private_notes",
        dated="at",
        coded=("reason",),
    ),
    Table(
        model=ToAFriend,
        decision=Decision.DELETE,
        why="What a rep would tell a good friend who lost this one.",
        buyer="loss__deal__buyer",
        author="by",
        store="store",
        private=True,
        kind="private_notes",
        dated="at",
        scrub=("words",),
    ),
)
