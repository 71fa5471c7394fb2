"""What becomes of the tables of this room."""

from __future__ import annotations

from gametape.common.clock import now
from gametape.common.forgetting import Decision, Table, declare
from gametape.reasons.models import Finding, Read

declare(
    Table(
        model=Finding,
        decision=Decision.BLANK,
        why="Which reason their words suggested. The quote goes; the code stays, and says that its words were deleted.",
        buyer="loss__deal__buyer",
        store="loss__store",
        kind="buyer_answer_identified",
        dated="words__sent_at",
        blank={"quote": "", "because": "", "evidence_deleted_at": now},
        coded=("leaf", "reader"),
    ),
    Table(
        model=Read,
        decision=Decision.KEEP,
        why="That a program read their words, and what kind of reply it took them for.",
        buyer="words__answer__loss__deal__buyer",
        store="words__answer__loss__store",
        coded=("reader", "status"),
    ),
)
