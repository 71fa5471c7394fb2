"""What becomes of the tables of this room."""

from __future__ import annotations

from gametape.ask.models import Answer, Ask, Draft, Incoming, TurnOver, Words, new_token
from gametape.common.clock import now
from gametape.common.erasing import Traces
from gametape.common.forgetting import Decision, Table, declare, sweep

declare(
    Table(
        model=Ask,
        decision=Decision.BLANK,
        why="That they were asked, when and by whom. Their link stops working.",
        buyer="loss__deal__buyer",
        store="loss__store",
        blank={"token": new_token, "closes_at": now},
        coded=("window", "asker_role"),
    ),
    Table(
        model=Answer,
        decision=Decision.KEEP,
        why="That they answered, who may read it, and which reasons they ticked: codes, no words.",
        buyer="loss__deal__buyer",
        store="loss__store",
        coded=("status", "closest", "held_for"),
    ),
    Table(
        model=Words,
        decision=Decision.BLANK,
        why="Their own words. They go, and the page says on which day.",
        buyer="answer__loss__deal__buyer",
        store="answer__loss__store",
        kind="buyer_answer_identified",
        dated="sent_at",
        blank={"text": "", "purged_at": now},
        coded=("submission",),
    ),
    Table(
        model=Incoming,
        decision=Decision.DELETE,
        why="What came in by e-mail or text, as it came. It goes with their words.",
        buyer="buyer,loss__deal__buyer",
        store="store",
        kind="buyer_answer_identified",
        dated="came_at",
        scrub=("sender", "words", "original"),
        coded=("key", "channel", "kind", "held_for"),
    ),
    Table(
        model=TurnOver,
        decision=Decision.KEEP,
        why="That a manager was asked for while they were here.",
        buyer="loss__deal__buyer",
        store="loss__store",
    ),
    Table(
        model=Draft,
        decision=Decision.DELETE,
        why="What they began to write and did not send. Nobody here reads it.",
        buyer="ask__loss__deal__buyer",
        store="ask__loss__store",
        private=True,
        kind="drafts",
        dated="kept_at",
    ),
)


@sweep
def put_away_what_waits_from(traces: Traces) -> int:
    """A reply that nobody placed yet knows only the address it came from, no buyer. No file goes with it."""
    addresses = {spelled for address in traces.addresses for spelled in (address, address.lower())}
    Incoming.objects.filter(sender__in=addresses).delete()
    return 0
