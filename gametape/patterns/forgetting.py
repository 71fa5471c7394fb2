"""What becomes of this room's one table. It tells of no buyer: every figure is of ten deals or more. A value of the export may
be a word that is somebody's name too, and is looked through for it like the rest."""

from __future__ import annotations

from gametape.common.forgetting import Decision, Table, declare
from gametape.patterns.models import Search

declare(
    Table(
        model=Search,
        decision=Decision.BLANK,
        why="What the closed deals of a store told together, as counts. The name is looked for in it and taken out.",
        store="store",
        scrub=("told",),
        coded=("inputs",),
    ),
)
