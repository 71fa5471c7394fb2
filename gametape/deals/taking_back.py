"""Undoing an import: what nobody touched since goes, what was changed is put back, the rest is listed with why.

In chunks like the import itself. Undoing again goes on where a killed undo stopped: what is gone is gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Batch, Change, Deal, Loss, Moment
from gametape.people.models import AccessLog, Buyer, Consent

CHUNK = 1000
KEPT_LISTED = 200
OURS = frozenset({Deal, Moment, Loss, Change, Batch, AccessLog})  # rows an import itself makes, or that only point
TIMES = frozenset({"closed_at", "last_at", "next_at"})


@dataclass
class Undone:
    """`kept` lists the first two hundred of what stays, with why; not `complete` when the time ran out."""

    removed: int = 0
    put_back: int = 0
    stays: int = 0
    kept: list[str] = field(default_factory=list)
    complete: bool = True

    def keep(self, what: object, why: str) -> None:
        self.stays += 1
        if len(self.kept) < KEPT_LISTED:
            self.kept.append(f"{what}: {why}")


def undo(batch: Batch, *, until: datetime | None = None) -> Undone:
    """Takes the batch back, as far as it comes `until` then; what it did is kept on the batch, all runs together."""
    if batch.leased_until and batch.leased_until > now() and batch.finished_at is None:
        raise Refusal("This import is still running. Wait until it is done, then undo it.")
    Batch.objects.filter(pk=batch.pk, undone_at=None).update(undone_at=now(), leased_until=None)
    done = Undone()
    _put_back(batch, done)
    last = 0
    while deals := list(Deal.objects.filter(batch=batch, pk__gt=last).select_related("buyer").order_by("pk")[:CHUNK]):
        if until is not None and now() >= until:
            done.complete = False
            break
        _remove(deals, done)
        last = deals[-1].pk
    _note(batch, done)
    return done


def _note(batch: Batch, done: Undone) -> None:
    batch.refresh_from_db()
    before = batch.choices.get("undone", {})
    batch.choices["undone"] = asdict(done) | {
        "removed": before.get("removed", 0) + done.removed,
        "put_back": before.get("put_back", 0) + done.put_back,
    }
    batch.save(update_fields=["choices"])


@transaction.atomic
def _remove(deals: list[Deal], done: Undone) -> None:
    held = _held(Deal, [deal.pk for deal in deals]) | _held_by_losses([deal.pk for deal in deals])
    free = []
    for deal in deals:
        if deal.touched_at is not None:
            done.keep(deal, "somebody worked on it since")
        elif deal.pk in held:
            done.keep(deal, "something was added to it since")
        else:
            free.append(deal)
    Deal.objects.filter(pk__in=[deal.pk for deal in free]).delete()
    _remove_buyers({deal.buyer_id for deal in free if deal.buyer_id})
    done.removed += len(free)


def _remove_buyers(numbers: Iterable[int]) -> int:
    """Those whom nothing else holds here: no other deal, no consent they gave, no message."""
    alone = set(Buyer.objects.filter(pk__in=list(numbers), deals=None, condition="").values_list("pk", flat=True))
    alone -= _held(Buyer, list(alone))
    Buyer.objects.filter(pk__in=alone).delete()
    return len(alone)


def _held(model: type[models.Model], numbers: list[int]) -> set[int]:
    """Which of these rows other rooms' rows point at. Found through the models, so a new room needs no word here."""
    held: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete):
            continue
        pointing = relation.related_model
        if pointing in OURS or pointing is None:
            continue
        name = relation.field.name  # type: ignore[union-attr]
        rows = pointing._default_manager.filter(**{f"{name}__in": numbers})
        if pointing is Consent:
            rows = rows.exclude(basis=Consent.Basis.INQUIRY, by=None)
        held.update(rows.values_list(name, flat=True))
    return held


def _held_by_losses(deals: list[int]) -> set[int]:
    losses = dict(Loss.objects.filter(deal__in=deals).values_list("pk", "deal_id"))
    return {losses[loss] for loss in _held(Loss, list(losses))}


def _put_back(batch: Batch, done: Undone) -> None:
    last = None
    while True:
        changes = Change.objects.filter(batch=batch).select_related("deal__buyer", "buyer").order_by("-pk")
        chunk = list((changes.filter(pk__lt=last) if last else changes)[:CHUNK])
        if not chunk:
            return
        with transaction.atomic():
            for change in chunk:
                _put_one_back(change, done)
            Change.objects.filter(pk__in=[change.pk for change in chunk]).delete()
        last = chunk[-1].pk


def _put_one_back(change: Change, done: Undone) -> None:
    if change.buyer is not None:
        if change.after.get("added"):
            done.removed += _remove_buyers([change.buyer.pk])
        elif any(getattr(change.buyer, name) != value for name, value in change.after.items()):
            done.keep(change.buyer, "changed again since")
        else:
            Buyer.objects.filter(pk=change.buyer.pk).update(**change.before)
            done.put_back += 1
    elif change.deal is not None:
        why = _why_not(change, change.deal)
        if why:
            done.keep(change.deal, why)
            return
        _restore(change, change.deal)
        done.put_back += 1


def _why_not(change: Change, deal: Deal) -> str:
    if deal.touched_at is not None and deal.touched_at > change.batch.started_at:
        return "somebody worked on it since"
    names = set(change.before) - {"recorded", "loss_at"}
    if any(_plain(getattr(deal, name)) != change.after.get(name) for name in names):
        return "changed again since"
    loss = change.after.get("loss")
    return "something was added to its no-sale since" if loss and _held(Loss, [loss]) else ""


def _restore(change: Change, deal: Deal) -> None:
    before = {name: _time(name, value) for name, value in change.before.items()}
    recorded, loss_at = before.pop("recorded", None), before.pop("loss_at", None)
    if change.after.get("loss"):
        Loss.objects.filter(pk=change.after["loss"]).delete()
    if change.after.get("moment"):
        Moment.objects.filter(pk=change.after["moment"]).delete()
    if change.after.get("reopened"):
        Loss.objects.filter(pk=change.after["reopened"]).update(reopened_at=None)
    standing = Loss.objects.filter(deal=deal, undone_at=None, reopened_at=None)
    if recorded is not None:
        standing.update(recorded=recorded)
    if loss_at is not None:
        standing.update(at=datetime.fromisoformat(loss_at))
    Deal.objects.filter(pk=deal.pk).update(**before) if before else None


def _time(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in TIMES and value else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
