"""What becomes of the tables of this room. A lesson holds no buyer's words and no name by rule (L4); what it rests on goes,
and the lesson says since when."""

from __future__ import annotations

from gametape.common.clock import now
from gametape.common.forgetting import Decision, Table, declare
from gametape.lessons.models import Evidence, Lesson

declare(
    Table(
        model=Lesson,
        decision=Decision.NOT_THEIRS,
        why="When, I, because: what a rep learned, in the rep’s words. It is looked through for names all the same.",
        author="owner",
        store="store",
        private=True,
        scrub=("trigger", "do", "because", "retired_why"),
        coded=("leaf", "fits", "status"),
    ),
    Table(
        model=Evidence,
        decision=Decision.BLANK,
        why="That a lesson rests on this no. What it points at goes; that there was something, and since when not, stays.",
        buyer="loss__deal__buyer",
        author="by",
        store="lesson__store",
        blank={"finding": None, "marked": None, "review": None, "loss": None, "deleted_at": now},
        coded=("rests",),
    ),
)
