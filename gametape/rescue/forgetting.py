"""What becomes of a save when a buyer is forgotten."""

from __future__ import annotations

from gametape.common.forgetting import Decision, Table, declare
from gametape.rescue.models import Rescue

declare(
    Table(
        model=Rescue,
        decision=Decision.KEEP,
        why="That an answer was asked for, who had it in hand and what came of it. It holds no word and no name of theirs.",
        buyer="loss__deal__buyer",
        store="loss__store",
        coded=("passed_to", "outcome"),
    )
)
