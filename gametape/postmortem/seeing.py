"""Whose review opens for whom. One's own for oneself; of others only what they shared, for a manager of that store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.lookups import Exact, In

from gametape.ask.models import Answer
from gametape.ask.seeing import reading_beside_a_name
from gametape.ask.who_reads import Reading
from gametape.common.clock import local
from gametape.common.refusal import Refusal
from gametape.common.spans import QuoteGone, must_match
from gametape.deals.models import Deal, Loss
from gametape.deals.seeing import own_losses
from gametape.people import may
from gametape.people.may import Look, Viewer
from gametape.people.models import Membership, Role, Store
from gametape.postmortem.flow import BOXES, FRIEND
from gametape.postmortem.models import Marked, Note, Remembered, Review, Step

MOST = 60


def losses(viewer: Viewer) -> QuerySet[Loss]:
    """The no-sales this viewer may look back on: those of their own deals."""
    return own_losses(viewer)


def own(viewer: Viewer) -> QuerySet[Review]:
    """One's own reviews, at stores where one still sells; what a way in by somebody else's link closes stays closed. The
    "+ 0" makes SQLite begin at them, not at all the store lost (half a second with a million deals)."""
    here = In(F("loss__store_id") + 0, viewer.stores(Role.REP))
    rows = Review.objects.filter(here, by=viewer.user, loss__undone_at=None)
    rows = rows.select_related(
        "by", "loss__deal__store", "loss__deal__buyer", "loss__deal__owner", "loss__deal__partner"
    )
    return rows.filter(loss__at__gte=viewer.private_from) if viewer.private_from else rows


def own_review(viewer: Viewer, loss: Loss) -> Review | None:
    """This viewer's look at this no. While private things are closed the sentence is the same for every earlier no,
    so that it does not tell whether there was one."""
    if viewer.private_from and loss.at < viewer.private_from:
        raise Refusal(
            "Somebody came in as you by a new link, so what you kept before that stays closed for a week. "
            "“You” says by whose link it was.",
            status=403,
        )
    return own(viewer).filter(loss=loss).first()


def own_marked(viewer: Viewer) -> QuerySet[Marked]:
    """For its lessons and for sharing: up to three of each review."""
    return Marked.objects.filter(review__in=own(viewer)).select_related(
        "review__loss__deal__store", "review__by", "words"
    )


def own_notes(viewer: Viewer) -> QuerySet[Note]:
    return Note.objects.filter(review__in=own(viewer)).select_related("review__loss__deal__store", "review__by")


def own_remembered(viewer: Viewer, loss: Loss) -> list[Remembered]:
    return list(Remembered.objects.filter(review__in=own(viewer).filter(loss=loss)))


def own_steps(viewer: Viewer, loss: Loss) -> dict[str, str]:
    """{fundamental: done, left_out or not_here}"""
    rows = Step.objects.filter(review__in=own(viewer).filter(loss=loss))
    return dict(rows.values_list("code", "was"))


def quote_of(marked: Marked) -> str:
    """The buyer's words a mark rests on, where they still stand there letter for letter (law 4); else ""."""
    if marked.words is None or marked.start is None or marked.words.purged_at:
        return ""
    try:
        return must_match(marked.words.text, marked.quote, marked.start)
    except QuoteGone:
        return ""


@dataclass(frozen=True)
class Shared:
    """One thing somebody shared. Without a name nothing in it leads to one: no deal, no hour, and `by` is empty.

    `what` is "mark" or "note", `kind` a kind of moment or the box of a note, `said` its words, `quote` the buyer's where
    this viewer may read them, `rests` says what a mark rests on.
    """

    what: str
    pk: int
    kind: str
    label: str
    said: str
    day: date | None = None
    at: datetime | None = None
    rests: str = ""
    quote: str = ""
    by: str = ""
    deal: Deal | None = None


def shared_at(viewer: Viewer, store: Store, *, since: datetime | None = None, deal: Deal | None = None) -> list[Shared]:
    """What people of this store shared, for its manager: moments as good, turn, good, then notes, the newest first of
    each. Nobody else gets anything. Looking is logged: under its owner, or under nobody where it has no name.

    With `deal` only what was shared of that one with a name: without a name it belongs to no deal's page."""
    if not viewer.is_(Role.MANAGER, store.pk):
        return []
    marks, notes = list(_marks_at(store, since, deal)), list(_notes_at(store, since, deal))
    may.log_each(viewer, _looks([*marks, *notes]))
    readable = _readable(viewer, marks)
    order = [kind.value for kind in Marked.Kind]
    marks.sort(key=lambda row: order.index(row.kind))
    return [*(_of_mark(row, row.pk in readable) for row in marks), *(_of_note(row) for row in notes)]


def _marks_at(store: Store, since: datetime | None, deal: Deal | None) -> QuerySet[Marked]:
    rows = Marked.objects.select_related(
        "review__by", "review__loss__deal__store", "review__loss__deal__buyer", "words"
    )
    return rows.filter(_shared(store, since, deal)).order_by("-shared_at", "-pk")[:MOST]


def _notes_at(store: Store, since: datetime | None, deal: Deal | None) -> QuerySet[Note]:
    rows = Note.objects.select_related("review__by", "review__loss__deal__store", "review__loss__deal__buyer")
    rows = rows.exclude(screen=FRIEND).filter(_shared(store, since, deal))
    return rows.order_by("-shared_at", "-pk")[:MOST]


def _shared(store: Store, since: datetime | None, deal: Deal | None) -> Q:
    """By people who still work there; whoever left has taken theirs along. The "+ 0" makes SQLite begin at what was
    shared: beginning at the store's no-sales the weekly page took 18 s with 400,000 deals."""
    works_here = Membership.objects.filter(user=OuterRef("review__by"), store=store)
    found = Q(Exact(F("review__loss__store_id") + 0, store.pk), Exists(works_here), review__loss__undone_at=None)
    found &= Q(shared_at__gte=since) if since else Q(shared_at__isnull=False)
    return found & Q(review__loss__deal=deal, nameless=False) if deal else found


def _looks(rows: list[Marked | Note]) -> Iterator[Look]:
    for row in rows:
        store, buyer, whose = row.review.log_subject()
        yield ("what they shared", store, None, None) if row.nameless else ("what they shared", store, buyer, whose)


def _readable(viewer: Viewer, marks: list[Marked]) -> set[int]:
    """Marks with a name whose quoted answer this viewer may read, too, with its buyer's name beside it."""
    named = [row for row in marks if row.words_id and not row.nameless]
    answers = Answer.objects.filter(versions__in=[row.words_id for row in named])
    answers = answers.select_related("ask", "loss__deal", "loss__own_call").distinct()
    read = {one.loss_id for one in answers if reading_beside_a_name(viewer, one) is Reading.WORDS}
    return {row.pk for row in named if row.review.loss_id in read}


def _of_mark(row: Marked, readable: bool) -> Shared:
    bare = Shared("mark", row.pk, row.kind, row.get_kind_display(), row.saw, rests=row.get_rests_display())
    if row.nameless:
        return bare
    deal = row.review.loss.deal
    return Shared(
        **{name: getattr(bare, name) for name in ("what", "pk", "kind", "label", "said", "rests")},
        day=local(row.at, deal.store.zone).date(),
        at=row.at,
        quote=quote_of(row) if readable else "",
        by=row.review.by.first_name,
        deal=deal,
    )


def _of_note(row: Note) -> Shared:
    label = BOXES[row.screen].label
    if row.nameless:
        return Shared("note", row.pk, row.screen, label, row.text)
    deal = row.review.loss.deal
    by = row.review.by.first_name
    return Shared(
        "note", row.pk, row.screen, label, row.text, day=local(row.kept_at, deal.store.zone).date(), by=by, deal=deal
    )
