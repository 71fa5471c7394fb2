"""What the second half of the journey leaves in a big file: saves, looks at the tape, lessons, and what was on cards.

The mix, of the losses of the last two years: three of ten have a look by their rep that was finished, with three notes, a
moment and two fundamentals; four of a hundred gave a lesson, of which seven of ten are dropped by now and three of ten
shared; a lesson came up on two cards. Six of ten keyed answers have an outcome, a fifth of the keys are open.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from gametape.lessons import fitting
from gametape.lessons.models import Evidence, Lesson
from gametape.next_one.models import Reminder
from gametape.postmortem.models import Marked, Note, Review, Step
from gametape.rescue.models import Rescue

ORDER = (Rescue, Review, Note, Marked, Step, Lesson, Evidence, Reminder)
NOTES = (("plan", "Show the totals."), ("in_hands", "I said it too late."), ("keep", "The walk-through."))
WHENS = (
    "they ask about the warranty",
    "somebody who decides is at home",
    "they go quiet at the figures",
    "the unit is a long one",
    "they come back for a second look",
)
OUTCOMES = ("answered", "meeting", "be_back", "bought", "left")
FITS = [json.dumps(fitting.fits_of(when) | {"context": ["kind:travel"]}) for when in WHENS]


def of_a_loss(drawn: Any, *, deal: int, store: int, owner: int, loss: int, at: datetime) -> None:
    """A look at it, and what came of that."""
    chance = drawn.later.random
    if chance() >= 0.3:
        return
    looked = min(at + timedelta(hours=20), drawn.now)
    review = drawn.add(
        Review, loss_id=loss, by_id=owner, screen="friend", started_at=looked, viewed_at=looked, finished_at=looked
    )
    for screen, text in NOTES:
        drawn.add(Note, pk=False, review_id=review, screen=screen, text=text, kept_at=looked)
    mark = drawn.add(
        Marked, review_id=review, kind="turned", rests="memory", at=at, saw="They looked away.", kept_at=looked
    )
    for code, was in (("needs", "done"), ("demo", "left_out")):
        drawn.add(Step, pk=False, review_id=review, code=code, was=was, kept_at=looked)
    if chance() < 0.13:
        _lesson(drawn, deal=deal, store=store, owner=owner, loss=loss, review=review, mark=mark, at=looked)


def _lesson(drawn: Any, *, deal: int, store: int, owner: int, loss: int, review: int, mark: int, at: datetime) -> None:
    dropped, shared = drawn.later.random() < 0.7, drawn.later.random() < 0.3
    lesson = drawn.add(
        Lesson, store_id=store, owner_id=owner, trigger=f"{WHENS[loss % 5]} ({loss})", do="ask what it means to them",
        because="nobody asked", fits=FITS[loss % 5], status="retired" if dropped else "tried", made_at=at, changed_at=at,
        counted_from=at, shared_at=at if shared else None, review_on=None if dropped else (drawn.now + timedelta(days=90)).date().isoformat(),
        retired_at=at if dropped else None, shown=2, used=1,
    )  # fmt: skip
    drawn.add(
        Evidence, pk=False, lesson_id=lesson, loss_id=loss, rests="mark", by_id=owner, review_id=review, marked_id=mark, at=at
    )  # fmt: skip
    for one in {deal, max(deal - 82, 1001)}:
        drawn.add(
            Reminder, pk=False, lesson_id=lesson, user_id=owner, deal_id=one, kind="card", shown_at=at, done_at=at,
            used="used" if one == deal else "",
        )  # fmt: skip


def of_a_key(drawn: Any, *, loss: int, owner: int, at: datetime) -> None:
    """A buyer wanted an answer."""
    outcome = OUTCOMES[loss % 5] if drawn.later.random() < 0.8 else ""
    done = {"outcome": outcome, "outcome_at": at, "outcome_by_id": owner} if outcome else {}
    drawn.add(Rescue, pk=False, loss_id=loss, made_at=at, **done)
