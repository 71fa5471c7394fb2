"""What becomes of the tables of this room."""

from __future__ import annotations

from gametape.common.forgetting import Decision, Table, declare
from gametape.connectors.imap.models import Mailbox

declare(
    Table(
        model=Mailbox,
        decision=Decision.NOT_THEIRS,
        why="How far the mailbox was read. The letters themselves stay where they are.",
        coded=("address",),
    ),
)
