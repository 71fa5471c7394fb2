"""What becomes of the tables of this room."""

from __future__ import annotations

from gametape.common.forgetting import Decision, Table, declare
from gametape.sending.models import HandOff, Key, Message

declare(
    Table(
        model=Key,
        decision=Decision.KEEP,
        why="That they wanted an answer, and until when.",
        buyer="loss__deal__buyer",
        store="loss__store",
    ),
    Table(
        model=Message,
        decision=Decision.BLANK,
        why="What was written to them. The words go; that it went out stays.",
        buyer="buyer",
        store="store",
        blank={"subject": "", "words": ""},
        coded=("channel", "via", "message_id"),
    ),
    Table(
        model=HandOff,
        decision=Decision.KEEP,
        why="That a message was given to somebody’s phone.",
        buyer="message__buyer",
        store="message__store",
        coded=("channel",),
    ),
)
