"""A copy of what is kept about a buyer, as JSON.

At a page it holds what the one who takes it may read: words only where the buyer let this reader have them beside a name.
The rest is named. The whole copy, for the buyer, is made at the machine (`gametape forget --copy`), by whoever can read
the database anyway. Neither holds what a colleague wrote for themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from gametape.ask import seeing
from gametape.ask.models import Answer
from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.common.forgetting import TABLES, Table
from gametape.deals.models import Deal, Loss, Moment
from gametape.people import may
from gametape.people.may import Viewer
from gametape.people.models import Buyer, Consent, Role
from gametape.privacy import tripping
from gametape.privacy.showing import is_somebodys, kinds
from gametape.privacy.tables import about_buyers, label, rows_of

FOR_ANYBODY: tuple[type[Model], ...] = (Buyer, Consent, Deal)
FOR_MANAGERS: tuple[type[Model], ...] = (*FOR_ANYBODY, Moment, Loss)
SECRETS = {"token", "submission", "visitor", "key_hash"}
NOT_THE_DEAL = {"held_for", "not_me", "unasked"}  # says what the mask hides, or what a rep would rather not


def for_viewer(viewer: Viewer, buyers: Sequence[Buyer]) -> dict[str, Any]:
    """{"taken", "rows": {table: rows}, "words": [...], "also_kept": [...]}"""
    pks = [buyer.pk for buyer in buyers]
    manages = all(viewer.is_(Role.MANAGER, buyer.store_id) for buyer in buyers)
    shown = FOR_MANAGERS if manages else FOR_ANYBODY
    tables = {label(TABLES[model]): list(_dumped(TABLES[model], pks, but=NOT_THE_DEAL)) for model in shown}
    return {
        "taken": now(),
        "by": viewer.user.name,
        "rows": tables,
        "words": list(_words(viewer, pks)),
        "also_kept": [{"what": kept.why, "rows": kept.n} for kept in kinds(buyers)],
    }


def _words(viewer: Viewer, pks: list[int]) -> Iterable[dict[str, Any]]:
    """Not held ones: those are read at F&I, one at a time, on a page of their own."""
    for answer in seeing.answers_near(viewer).filter(loss__deal__buyer__in=pks):
        what = seeing.reading_beside_a_name(viewer, answer)
        if what is Reading.WORDS and not answer.is_private:
            may.log(viewer, "their buyer’s words", *answer.log_subject())
            for version in answer.versions.all():
                yield {"sent": version.sent_at, "said": version.text, "heard": version.get_heard_display()}


def whole(buyers: Sequence[Buyer]) -> dict[str, Any]:
    """For the buyer: every row of every table, but what is a colleague's own, and what opens a page."""
    pks = [buyer.pk for buyer in buyers]
    tables = [TABLES[Buyer], *(table for table in about_buyers() if not is_somebodys(table))]
    return {
        "taken": now(),
        "rows": {label(table): rows for table in tables if (rows := list(_dumped(table, pks, but=set())))},
        "also_kept": [{"what": kept.why} for kept in kinds(buyers) if kept.n is None],
        "answers": Answer.objects.filter(loss__deal__buyer__in=pks).count(),
    }


def _dumped(table: Table, pks: list[int], *, but: set[str]) -> Iterable[dict[str, Any]]:
    columns = [field for field in table.model._meta.concrete_fields if field.name not in SECRETS | but]
    for row in rows_of(table, pks).order_by("pk").iterator(chunk_size=500):
        yield {field.name: field.value_from_object(row) for field in columns}


def taken_by(viewer: Viewer, buyers: Sequence[Buyer]) -> None:
    """Into the log of the buyer and of every rep whose customer it is; the owners are told."""
    look("a copy of all that is kept", viewer, buyers)
    for buyer in buyers:
        about = f"{buyer.pk}:{now():%Y-%m-%dT%H}"
        tripping.tell_of_a_copy(viewer.user.name, buyer.store, about=about, buyer=buyer.pk)


def look(what: str, viewer: Viewer, buyers: Sequence[Buyer]) -> None:
    """Whoever has a deal with them reads on their own page who looked; where nobody has, it is the buyer's record alone."""
    deals = Deal.objects.filter(buyer__in=list(buyers)).select_related("owner", "store", "buyer")
    subjects = {(deal.buyer_id, deal.owner_id): (deal.store, deal.buyer, deal.owner) for deal in deals}
    alone = [(row.store, row, None) for row in buyers if row.pk not in {pk for pk, _ in subjects}]
    may.log_each(viewer, [(what, *subject) for subject in [*subjects.values(), *alone]])


def as_json(told: dict[str, Any]) -> str:
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
