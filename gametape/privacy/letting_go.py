"""A buyer is forgotten: every table does what its room declared, the files that hold them go, the ledger remembers.

The order makes it safe to kill at any point. The request and the ledger are one transaction. Then what lies outside the
database goes, while their name is still there to look for. Then the rows, the buyer's own last. Then what the database
keeps of deleted bytes. Each step can be done again and changes nothing the second time; the worker goes on with one
that was left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Model, Q, QuerySet

from gametape.common.clock import now
from gametape.common.erasing import Traces
from gametape.common.forgetting import SWEEPS, TABLES, Decision, Table
from gametape.people.models import Buyer, Store, User
from gametape.privacy import compacting, ledger, quoting
from gametape.privacy.holding import refuse_held
from gametape.privacy.models import Forgetting
from gametape.privacy.tables import about_buyers, chunks, label, not_yet, rows_of
from gametape.privacy.whose import traces_of
from gametape.sending.models import Key, Message

AT_ONCE = 5000  # rows in one transaction; beyond, one for each chunk, so that another buyer can answer meanwhile

AGAIN = timedelta(minutes=10)  # a file that somebody reads all the time is not rewritten over and over


def forget(buyers: Sequence[Buyer], *, by: User | None = None, store: Store | None = None) -> Forgetting:
    """Everything but the last step, which no page waits for. Refused while there is a legal hold."""
    refuse_held(buyers)
    act = _begin(buyers, at=now(), by=by, store=store)
    _rows(act)
    return act


@transaction.atomic
def _begin(buyers: Sequence[Buyer], *, at: datetime, by: User | None = None, store: Store | None = None) -> Forgetting:
    """Asked for twice, by a double click or two people, it is one request as long as it is on its way."""
    locked = list(
        Buyer.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in buyers]).select_related("store")
    )
    pks = sorted(row.pk for row in locked)
    for there in Forgetting.objects.filter(rows_at=None):
        if there.buyers == pks:
            return there
    ledger.note([row for row in locked if not ledger.is_empty(row)], at=at)
    return Forgetting.objects.create(buyers=pks, at=at, by=by, store=store)


def go_on() -> int:
    """A piece of the worker: forgettings that were begun and not ended. How many moved."""
    moved = 0
    rested = Q(tried_at=None) | Q(tried_at__lt=now() - AGAIN)
    for act in Forgetting.objects.filter(rested, done_at=None).order_by("pk"):
        _rows(act)
        Forgetting.objects.filter(pk=act.pk).update(tried_at=now())
        moved += finish(act)
    return moved


def finish(act: Forgetting) -> bool:
    """The last step: once more over the rows, for what came in meanwhile, and the deleted bytes. False where somebody
    reads just now, and it has to be tried again."""
    with transaction.atomic():
        _blank_and_delete(act.buyers)
    compacting.put_away_copies()
    if not compacting.compact():
        return False
    return bool(Forgetting.objects.filter(pk=act.pk, done_at=None).update(done_at=now()))


def again() -> int:
    """After a restore: whoever the ledger knows and stands here again is forgotten again. How many."""
    found = list(ledger.come_back())
    for buyers, at in found:
        _rows(_begin(buyers, at=at))
    return len(found)


def _rows(act: Forgetting) -> None:
    if act.rows_at is not None:
        return
    buyers = list(Buyer.objects.filter(pk__in=act.buyers).select_related("store"))
    traces = traces_of(buyers)
    files = sum(sweep(traces) for sweep in SWEEPS) if traces else 0
    told: Counter[str] = Counter()
    if sum(rows_of(table, act.buyers).count() for table in about_buyers()) > AT_ONCE:
        told = _blank_and_delete(act.buyers)  # a transaction for each chunk; what is left below is little
    with transaction.atomic():
        if Forgetting.objects.select_for_update().get(pk=act.pk).rows_at is not None:
            return  # the worker and the page went at it together; what the first one counted stands
        _nothing_goes_out(act.buyers)
        told += Counter(_scrub_all(buyers, traces)) + _blank_and_delete(act.buyers)
        told += _do(TABLES[Buyer], rows_of(TABLES[Buyer], act.buyers))
        act.told, act.files, act.rows_at = dict(told), act.files + files, now()
        act.save(update_fields=["told", "files", "rows_at"])


def _nothing_goes_out(pks: list[int]) -> None:
    """No message that waits leaves, no key opens anything."""
    waits = [*Message.STILL_HERE, Message.State.UNSURE]
    Message.objects.filter(buyer__in=pks, state__in=waits).update(state=Message.State.DROPPED)
    Key.objects.filter(loss__deal__buyer__in=pks, taken_back_at=None).update(taken_back_at=now())


def _blank_and_delete(pks: list[int]) -> Counter[str]:
    told: Counter[str] = Counter()
    for table in sorted(about_buyers(), key=lambda table: table.decision is not Decision.DELETE):
        told += _do(table, rows_of(table, pks))
    told += quoting.follow(pks)
    return told


def _do(table: Table, rows: QuerySet[Model]) -> Counter[str]:
    """{label: rows}; of what is somebody's alone nothing is counted."""
    done = 0
    if table.decision is Decision.DELETE:
        done = sum(delete(table, chunk) for chunk in chunks(rows))
    elif table.blank:
        done = sum(blank(table, chunk) for chunk in chunks(not_yet(table, rows)))
    return Counter({label(table): done} if done and not table.author else {})


@transaction.atomic
def delete(table: Table, chunk: list[Model]) -> int:
    """Files first: killed in between, there is a row by which they are looked for again, and never a file without one."""
    if table.files:
        table.files(chunk)
    table.model._default_manager.filter(pk__in=[row.pk for row in chunk]).delete()
    return len(chunk)


@transaction.atomic
def blank(table: Table, chunk: list[Model]) -> int:
    """A callable is asked for each row: a link that stops working gets a new secret of its own."""
    for row in chunk:
        for column, value in table.blank.items():
            setattr(row, column, value() if callable(value) else value)
    return table.model._default_manager.bulk_update(chunk, list(table.blank))


def _scrub_all(buyers: list[Buyer], traces: Traces) -> dict[str, int]:
    stores, pks = {buyer.store_id for buyer in buyers}, [buyer.pk for buyer in buyers]
    found = {}
    for table in TABLES.values():
        if table.scrub and traces:
            rows = rows_of(table, pks) if table.buyers else _of_stores(table, stores)
            found[label(table)] = sum(_scrub(table, row, traces) for row in rows.iterator(chunk_size=500))
    return {name: rows for name, rows in found.items() if rows}


def _of_stores(table: Table, stores: set[int]) -> QuerySet[Model]:
    rows = table.model._default_manager.all()
    return rows.filter(**{f"{table.store}__in": stores}) if table.store else rows


def _scrub(table: Table, row: Model, traces: Traces) -> bool:
    cut = {column: _fitting(row, column, traces.cut(getattr(row, column))) for column in table.scrub}
    changed = {column: value for column, value in cut.items() if value != getattr(row, column)}
    if changed:
        table.model._default_manager.filter(pk=row.pk).update(**changed)
    return bool(changed)


def _fitting(row: Model, column: str, value: Any) -> Any:
    field = row._meta.get_field(column)
    return value[: field.max_length] if isinstance(field, CharField) and isinstance(value, str) else value
