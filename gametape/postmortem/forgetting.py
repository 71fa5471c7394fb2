"""What becomes of the tables of this room."""

from __future__ import annotations

from gametape.common.forgetting import Decision, Table, declare
from gametape.postmortem.models import Marked, Note, Remembered, Review, Step

declare(
    Table(
        model=Review,
        decision=Decision.KEEP,
        why="That somebody looked back on the no, and when. No words. It is theirs.",
        buyer="loss__deal__buyer",
        author="by",
        store="loss__store",
        private=True,
        kind="private_notes",
        dated="started_at",
        coded=("path", "screen", "leaf"),
    ),
    Table(
        model=Note,
        decision=Decision.DELETE,
        why="What the rep wrote for themselves while looking back, or shared of it.",
        buyer="review__loss__deal__buyer",
        author="review__by",
        store="review__loss__store",
        private=True,
        kind="private_notes",
        dated="kept_at",
        coded=("screen",),
    ),
    Table(
        model=Marked,
        decision=Decision.BLANK,
        why="Up to three moments the rep marked. Hour and kind stay; the buyer’s words and what was written go.",
        buyer="review__loss__deal__buyer",
        author="review__by",
        store="review__loss__store",
        private=True,
        kind="private_notes",
        dated="kept_at",
        blank={"quote": "", "saw": "", "words": None, "start": None, "end": None, "shared_at": None},
        coded=("kind", "rests"),
    ),
    Table(
        model=Remembered,
        decision=Decision.DELETE,
        why="What the rep remembered of the visit. Nobody else reads it.",
        buyer="review__loss__deal__buyer",
        author="review__by",
        store="review__loss__store",
        private=True,
        kind="private_notes",
        dated="kept_at",
        coded=("part", "sure"),
    ),
    Table(
        model=Step,
        decision=Decision.KEEP,
        why="Which steps of a visit were done: codes, no words. It is the rep’s.",
        buyer="review__loss__deal__buyer",
        author="review__by",
        store="review__loss__store",
        private=True,
        kind="private_notes",
        dated="kept_at",
        coded=("code", "was"),
    ),
)
