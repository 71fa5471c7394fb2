"""What becomes of the tables of this room."""

from __future__ import annotations

from gametape.common.forgetting import Decision, Table, declare
from gametape.deals.models import Batch, Change, Deal, Dump, Handover, Loss, Moment, OwnCall

declare(
    Table(
        model=Deal,
        decision=Decision.BLANK,
        why="The deal. Dates, amount and how it ended stay; what it was about, the CRM’s number and its other columns go.",
        buyer="buyer",
        store="store",
        # Without its number a later import finds no deal to add to: it makes a new one, for a new buyer.
        blank={"unit": "", "stage": "", "next_what": "", "next_at": None, "external_id": "", "conditions": {}},
        coded=("currency", "source", "owner_named", "left_out"),
    ),
    Table(
        model=Moment,
        decision=Decision.BLANK,
        why="What happened, and when. The words noted beside it go.",
        buyer="deal__buyer",
        store="deal__store",
        blank={"words": ""},
    ),
    Table(
        model=Loss,
        decision=Decision.BLANK,
        why="The no. The reason a CRM had written goes.",
        buyer="deal__buyer",
        store="store",
        blank={"recorded": ""},
        coded=("unasked",),
    ),
    Table(
        model=OwnCall,
        decision=Decision.KEEP,
        why="What the rep thought the reason was: codes, no words. It is the rep’s.",
        buyer="loss__deal__buyer",
        author="by",
        store="loss__store",
        coded=("chip", "leaves"),
    ),
    Table(
        model=Dump,
        decision=Decision.DELETE,
        why="The rep’s private notes right after the no. They are the rep’s; nobody else reads them.",
        buyer="loss__deal__buyer",
        author="by",
        store="loss__store",
        private=True,
        kind="private_notes",
        dated="at",
    ),
    Table(
        model=Handover,
        decision=Decision.KEEP,
        why="That the deal went from one rep to another.",
        buyer="deal__buyer",
        store="deal__store",
    ),
    Table(
        model=Change,
        decision=Decision.DELETE,
        why="What an import changed, kept so that it could be undone.",
        buyer="buyer, deal__buyer",
        store="batch__store",
    ),
    Table(
        model=Batch,
        decision=Decision.BLANK,
        why="What an import said of its rows. The name is taken out of it.",
        store="store",
        scrub=("left_out", "choices", "counts", "mapping", "file_name"),
        coded=("source", "what", "file_path", "file_sha256"),
    ),
)
