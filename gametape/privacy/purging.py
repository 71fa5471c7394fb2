"""What is past its time goes, a little at a time, once a day, and it is written down what went.

A row goes together with the note of it, so a purge that is killed counts right and goes on: what went is gone, and what
is left is still too old. Nothing of a buyer under a legal hold goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Sum

from gametape.common.clock import now
from gametape.common.forgetting import TABLES, Decision, Table
from gametape.people.models import Membership, Store
from gametape.privacy import credit, quoting
from gametape.privacy.holding import held
from gametape.privacy.kinds import KINDS, days_at, days_everywhere
from gametape.privacy.letting_go import blank, delete
from gametape.privacy.models import Purge, Round
from gametape.privacy.tables import CHUNK, label, not_yet

LEFT = "left"  # the kind of what went because its author left
WHO_LEFT = "What somebody kept for themselves who left the store"
ROUNDS = 30

Piece = tuple[Table, str, Store | None, QuerySet[Model]]


def purge_a_little() -> int:
    """A piece of the worker: one chunk, and how many rows it was; 0 when the day's round is done."""
    today, _ = Round.objects.get_or_create(day=now().date())
    if today.finished_at is not None:
        return 0
    for table, kind, store, rows in pieces():
        if chunk := list(rows.order_by("pk")[:CHUNK]):
            return _go(today, table, kind, store, chunk)
    if gone := _credit(today):
        return gone
    Round.objects.filter(pk=today.pk).update(finished_at=now())
    return 0


def pieces() -> Iterator[Piece]:
    """Everything whose time is up now: (table, kind, store, rows), and what people left behind who left a store."""
    kept = held()
    for store in Store.objects.order_by("pk"):
        days = days_at(store)
        for table in TABLES.values():
            if table.kind and table.store:
                yield table, table.kind, store, _aged(table, days[table.kind], kept).filter(**{table.store: store})
    everywhere = days_everywhere()
    for table in TABLES.values():
        if table.kind and not table.store:
            yield table, table.kind, None, _aged(table, everywhere[table.kind], kept)
        if table.private and table.author:
            yield table, LEFT, None, left_behind(table)


def _aged(table: Table, days: int, kept: list[int]) -> QuerySet[Model]:
    rows = table.model._default_manager.filter(**{f"{table.dated}__lt": now() - timedelta(days=days)})
    if kept:
        for way in table.buyers:
            rows = rows.exclude(**{f"{way}__in": kept})
    return not_yet(table, rows) if table.decision is Decision.BLANK else rows


def left_behind(table: Table) -> QuerySet[Model]:
    """Private rows whose author is no member of that store any more. They are nobody's, so they go, hold or no hold."""
    here = Membership.objects.filter(user=OuterRef(f"{table.author}_id"), store=OuterRef(f"{table.store}_id"))
    return table.model._default_manager.filter(~Exists(here))


@transaction.atomic
def _go(today: Round, table: Table, kind: str, store: Store | None, chunk: list[Model]) -> int:
    goes = blank if table.decision is Decision.BLANK and kind != LEFT else delete
    goes(table, chunk)
    note(today, kind, store, label(table), len(chunk))
    for what, rows in quoting.follow().items():
        note(today, kind, store, what, rows)
    return len(chunk)


def note(today: Round, kind: str, store: Store | None, what: str, rows: int) -> None:
    row, _ = Purge.objects.get_or_create(round=today, store=store, kind=kind, what=what)
    Purge.objects.filter(pk=row.pk).update(rows=F("rows") + rows)


def _credit(today: Round) -> int:
    kept = held()
    for store in Store.objects.order_by("pk"):
        before: datetime = now() - timedelta(days=days_at(store)["credit_marker"])
        with transaction.atomic():
            if gone := credit.markers_go(store, before=before, but=Q(loss__deal__buyer__in=kept)):
                note(today, "credit_marker", store, "ask.answer", gone)
                return gone
    return 0


@dataclass(frozen=True)
class Went:
    """One line of the page: `n` is None where how many there were is nobody's business."""

    say: str
    n: int | None


def went(stores: Sequence[int]) -> list[tuple[Round, list[Went]]]:
    """The last rounds, newest first, with what went at these stores and at none."""
    rounds = list(Round.objects.order_by("-day")[:ROUNDS])
    rows = Purge.objects.filter(Q(store=None) | Q(store__in=stores), round__in=rounds).values("round", "kind")
    found: dict[int, list[Went]] = {}
    for row in rows.annotate(n=Sum("rows")).order_by("kind"):
        kind = KINDS.get(row["kind"])
        line = Went(kind.say, None if kind.private else row["n"]) if kind else Went(WHO_LEFT, None)
        found.setdefault(row["round"], []).append(line)
    return [(one, found.get(one.pk, [])) for one in rounds]
