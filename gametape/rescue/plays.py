"""The play of a leaf: what to do with an honest answer, whose it is, how urgent, and where to stop. Pure.

The words are those of the vocabulary. What nobody at the store can mend gets the kind play, and so does every leaf one
does not get to see: thank them, answer what they asked, close. So the play never tells what the mask hides (law 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from gametape.deals.vocabulary import LEAVES, Leaf
from gametape.people.models import Role

ABOUT_US: Final = frozenset({"EXP.PRESSURE", "EXP.DISRESPECT"})
"""How they were treated: a different person answers, where there is one."""
SOON: Final = {"likely": 0, "maybe": 1, "rare": 2, "never": 3}
KIND: Final = (
    "Thank them, answer the one thing they asked, and close kindly. Nothing to win here, and nothing you missed."
)
UNREAD: Final = (
    "Thank them, and answer the one thing they asked in two sentences. Ask once whether it changes anything."
)


@dataclass(frozen=True, slots=True)
class Play:
    """`leaf` is None where none may be named. `whose` is a role; `kind` sells nothing; `about_us` is how they were
    treated."""

    leaf: Leaf | None
    words: str
    whose: str
    kind: bool
    about_us: bool = False


def play_for(code: str | None, *, for_finance: bool = False) -> Play:
    """The play of the leaf `code`, None where no words told one. `KeyError` for a code nobody knows."""
    if code is None:
        return Play(None, UNREAD, Role.REP, kind=False)
    leaf = LEAVES[code]
    if leaf.private and not for_finance:
        return Play(None, KIND, Role.REP, kind=True)
    kind = leaf.fix_by == "nobody" or leaf.window_h == 0 or leaf.recover == "never"
    return Play(leaf, leaf.play, whose(leaf), kind=kind, about_us=code in ABOUT_US)


def whose(leaf: Leaf) -> str:
    """Who answers best: F&I what is credit, the manager what only a manager can change, the rep all else."""
    if leaf.for_finance:
        return Role.FINANCE
    return Role.MANAGER if leaf.fix_by == "manager" or leaf.code in ABOUT_US else Role.REP


def urgency(code: str | None, *, no_at: datetime, until: datetime) -> tuple[int, datetime, datetime]:
    """What sorts saves, the smallest first: how likely they come back, when the leaf's window ends, when the key does.
    The window ranks and nothing else; while the key is good, any answer may go out."""
    if code is None:
        return SOON["maybe"], until, until
    leaf = LEAVES[code]
    ends = no_at + timedelta(hours=leaf.window_h) if leaf.window_h else until
    return (SOON["rare"] if leaf.private else SOON[leaf.recover]), until if leaf.private else ends, until
