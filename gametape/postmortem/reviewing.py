"""Beginning, resting, standing somewhere, finishing; and a late answer that opens it once more. How somebody is with it
is answered on the page and reaches no verb of this module: only that it rests is kept."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gametape.ask.models import Answer, Words
from gametape.common.clock import local, now
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss
from gametape.people.models import User
from gametape.postmortem import flow
from gametape.postmortem.gate import REST, Gate, gate
from gametape.postmortem.models import Review

SAID_SOMETHING = [Answer.Status.ANSWER, Answer.Status.NO_REASON, Answer.Status.QUESTION_BACK]
LATE = timedelta(days=90)  # an answer that comes after a quarter of a year opens nothing by itself


def gate_of(loss: Loss) -> Gate:
    return gate(loss.at, kind=loss.deal.store.kind)


@transaction.atomic
def begin(loss: Loss, *, by: User, path: str) -> Review:
    """Settled, and on to the first screen; or on from where it stood, on this path. Twice is as once."""
    if path not in flow.PATHS:
        raise Refusal("Ten minutes, or two? Either is good.", field="path")
    opens = gate_of(loss).opens
    if now() < opens:
        at = local(opens, loss.deal.store.zone)
        raise Refusal(f"Give it an hour first; from {at:%H:%M} on. “Just the facts” can be kept now.")
    review = _held(loss, by)
    if review.screen not in flow.PATHS[path] or review.finished_at:
        review.screen = flow.PATHS[path][0]
    review.path, review.rests_until, review.finished_at = path, None, None
    review.save(update_fields=["path", "screen", "rests_until", "finished_at"])  # a page kept elsewhere is not undone
    return review


@transaction.atomic
def rest(loss: Loss, *, by: User) -> Review:
    """Not today. It is offered again a day later, where it stood."""
    review = _held(loss, by)
    review.rests_until = now() + REST
    review.save(update_fields=["rests_until"])
    return review


def _held(loss: Loss, by: User) -> Review:
    """The review of this person, made if there is none; the loss is held, so that two taps make one."""
    Loss.objects.select_for_update().get(pk=loss.pk)
    review, _ = Review.objects.get_or_create(loss=loss, by=by)
    return review


def see_from_outside(review: Review, *, outside: bool) -> None:
    """Written about oneself by first name, or as "I"; off unless somebody asks for it."""
    review.as_outsider = outside
    review.save(update_fields=["as_outsider"])


def stand_at(review: Review, screen: str) -> None:
    """Where it goes on the next time. A finished one stays finished."""
    Review.objects.filter(pk=review.pk).update(screen=screen, rests_until=None)


def give_own_view(review: Review) -> None:
    """From now on the buyer's words may stand beside it. “I mark nothing” is a view, too."""
    Review.objects.filter(pk=review.pk, viewed_at=None).update(viewed_at=now())


def set_nobody_could(review: Review, said: bool) -> None:
    Review.objects.filter(pk=review.pk).update(nobody_could=said)


def finish(review: Review) -> None:
    """All that was asked has been; what is kept stays open to change."""
    Review.objects.filter(pk=review.pk).update(finished_at=now(), rests_until=None, screen=flow.FRIEND)


def answered_late() -> QuerySet[Review]:
    """Finished, and then their words came, to be read by the one who looked. Each opens once."""
    came = Words.objects.filter(answer__loss=OuterRef("loss"), sent_at__gt=OuterRef("finished_at"), purged_at=None)
    for_them = Q(loss__answer__held_for="") | Q(loss__answer__released_at__isnull=False)
    rows = Review.objects.filter(
        for_them,
        Exists(came),
        Q(loss__deal__owner=F("by")) | Q(loss__deal__partner=F("by")),
        finished_at__gte=now() - LATE,
        reopened_at=None,
        loss__undone_at=None,
        loss__answer__reader=Answer.Reader.REP,
        loss__answer__status__in=SAID_SOMETHING,
    )
    return rows.order_by("pk")


def reopen(review: Review) -> bool:
    """At the page of their words; whether it was this call that did it."""
    still = Review.objects.filter(pk=review.pk, reopened_at=None, finished_at__isnull=False)
    return bool(still.update(reopened_at=now(), finished_at=None, screen="buyer", rests_until=None))


def reopen_if_answered(review: Review) -> bool:
    """On opening, for whoever is quicker than the worker."""
    late = review.finished_at is not None and answered_late().filter(pk=review.pk).exists()
    return late and reopen(review)


def reopen_late() -> int:
    """The worker's piece: every review a late answer opens; how many. Idempotent, so no claim is needed."""
    return sum(reopen(review) for review in answered_late()[:20])
