"""What becomes of the tables of this room. The ledger holds hashes and numbers, so that it can outlive a person."""

from __future__ import annotations

from gametape.common.forgetting import Decision, Table, declare
from gametape.privacy.models import Forgetting, Forgotten, Hold, Keeping, Purge, Round

declare(
    Table(
        model=Hold,
        decision=Decision.BLANK,
        why="That their records had to be kept for a while. Why goes.",
        buyer="buyer",
        store="buyer__store",
        blank={"why": ""},
    ),
    Table(
        model=Forgetting,
        decision=Decision.NOT_THEIRS,
        why="That somebody was forgotten: row numbers and counts.",
    ),
    Table(
        model=Forgotten,
        decision=Decision.NOT_THEIRS,
        why="Who was forgotten, as keyed hashes nobody reads a name out of.",
        kind="suppression",
        dated="at",
    ),
    *(
        Table(model=model, decision=Decision.NOT_THEIRS, why="How long kinds are kept, and what went when.")
        for model in (Keeping, Round, Purge)
    ),
)
