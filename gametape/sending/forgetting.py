"""What becomes of the tables of this room."""

from __future__ import annotations

from gametape.common.forgetting import Decision, Table, declare
from gametape.sending.models import Attempt, HandOff, Key, Message, Veto

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
        blank={"subject": "", "words": "", "why": ""},
        coded=("channel", "via", "mark"),
    ),
    Table(
        model=HandOff,
        decision=Decision.KEEP,
        why="That a message was given to somebody’s phone.",
        buyer="message__buyer",
        store="message__store",
        coded=("channel",),
    ),
    Table(
        model=Attempt,
        decision=Decision.BLANK,
        why="That a message was sent to them from here, when, and by which provider. What the provider said goes.",
        buyer="message__buyer",
        store="message__store",
        blank={"said": "", "looked": ""},
        coded=("sender", "outcome", "reference"),
    ),
    Table(
        model=Veto,
        decision=Decision.BLANK,
        why="That a message to them was held back. Why goes.",
        buyer="message__buyer",
        store="message__store",
        blank={"reason": ""},
    ),
)
