"""Who has a save in hand. Pure, over an answer and its row: the buyer's own choice, the scan, then who passed it on."""

from __future__ import annotations

from gametape.ask.models import Answer
from gametape.deals.models import Loss
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.rescue.models import Rescue


def row_of(loss: Loss) -> Rescue | None:
    return getattr(loss, "rescue", None)


def holder(answer: Answer, row: Rescue | None) -> str:
    """F&I while the words are held, the manager where the buyer or the rep chose so, else the rep."""
    if answer.is_private:
        return Role.FINANCE
    if answer.reader != Answer.Reader.REP or (row is not None and row.passed_to == Role.MANAGER):
        return Role.MANAGER
    return Role.REP


def sells_it(viewer: Viewer, answer: Answer) -> bool:
    deal = answer.loss.deal
    return viewer.user.pk in (deal.owner_id, deal.partner_id) and viewer.is_(Role.REP, deal.store_id)


def is_mine(viewer: Viewer, answer: Answer, row: Rescue | None) -> bool:
    """Whether it is on this person's list. Whoever sold it is its rep, whatever else they are."""
    who, store = holder(answer, row), answer.loss.deal.store_id
    if sells_it(viewer, answer):
        return who == Role.REP
    if who == Role.REP:
        return answer.ask.asker_id == viewer.user.pk and answer.ask.asker_role != Role.REP
    return viewer.is_(who, store)


def may_write(viewer: Viewer, answer: Answer, row: Rescue | None) -> bool:
    """Of those who read the words: who has it in hand, and a manager in the rep's place. Never the rep once it went to
    somebody else: one voice is enough."""
    if is_mine(viewer, answer, row):
        return True
    steps_in = viewer.is_(Role.MANAGER, answer.loss.deal.store_id) and not sells_it(viewer, answer)
    return steps_in and holder(answer, row) == Role.REP
