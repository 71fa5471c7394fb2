"""What becomes of the tables of this room, and of the files beside them."""

from __future__ import annotations

from gametape.common.forgetting import Decision, Table, declare
from gametape.tape.models import Line, Mark, Recording, Sound, Speaker
from gametape.tape.places import recordings_go, sounds_go

declare(
    Table(
        model=Recording,
        decision=Decision.DELETE,
        why="A conversation a rep recorded or brought as a transcript, with everybody on it knowing. Voice and words go.",
        buyer="deal__buyer",
        author="by",
        store="store",
        private=True,
        kind="transcripts",
        dated="added_at",
        files=recordings_go,
    ),
    Table(
        model=Sound,
        decision=Decision.DELETE,
        why="The voices on it. They go, the file too.",
        buyer="recording__deal__buyer",
        author="recording__by",
        store="recording__store",
        private=True,
        kind="recorded_sound",
        dated="kept_at",
        files=sounds_go,
    ),
    *(
        Table(
            model=model,
            decision=Decision.DELETE,
            why=why,
            buyer="recording__deal__buyer",
            author="recording__by",
            store="recording__store",
            private=True,
        )
        for model, why in (
            (Line, "What was said on it, in every version. It goes."),
            (Speaker, "Who spoke on it. It goes."),
            (Mark, "What the rep marked on it. It goes."),
        )
    ),
)
