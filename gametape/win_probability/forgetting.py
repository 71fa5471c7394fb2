"""What becomes of this room's tables. A line goes with its buyer; a model holds numbers and hashes of deals, no words.

Surprise and place have an author, so that no page, copy or export about a buyer holds them."""

from __future__ import annotations

from gametape.common.forgetting import Decision, Table, declare
from gametape.win_probability.models import Curve, FittedModel, Place, Refit, Surprise

declare(
    Table(
        model=FittedModel,
        decision=Decision.NOT_THEIRS,
        why="What the closed deals of a store taught, as numbers.",
        store="store",
        coded=("version", "kind", "model", "facts", "left_out"),
    ),
    Table(model=Refit, decision=Decision.NOT_THEIRS, why="When the store was last counted.", store="store"),
    Table(
        model=Curve,
        decision=Decision.DELETE,
        why="The chance of a deal after each moment of it.",
        buyer="deal__buyer",
        store="deal__store",
        coded=("points", "turns"),
    ),
    Table(
        model=Surprise,
        decision=Decision.DELETE,
        why="How sure a no-sale had looked; it orders its rep’s own list.",
        buyer="deal__buyer",
        author="deal__owner",
        store="deal__store",
    ),
    Table(
        model=Place,
        decision=Decision.DELETE,
        why="Where a no-sale stood on its rep’s list of those to ask.",
        buyer="loss__deal__buyer",
        author="by",
        store="loss__store",
    ),
)
