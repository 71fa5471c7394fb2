"""A quote goes with the words it is from, in whichever table it stands, and what rested on it says when (law 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import Model, QuerySet

from gametape.ask.models import Words
from gametape.common.clock import now
from gametape.common.forgetting import TABLES, Table
from gametape.privacy.tables import label

SAYS_WHEN = ("evidence_deleted_at", "deleted_at")


def follow(buyers: Iterable[int] | None = None) -> Counter[str]:
    """Every quote of words that are gone, of these buyers or of all. {label: rows}"""
    told: Counter[str] = Counter()
    for table in TABLES.values():
        names = {field.name for field in table.model._meta.concrete_fields}
        if {"quote", "words"} <= names and table.model._meta.get_field("words").related_model is Words:
            rows = table.model._default_manager.filter(words__purged_at__isnull=False).exclude(quote="")
            if buyers is not None:
                rows = rows.filter(words__answer__loss__deal__buyer__in=list(buyers))
            told += _go(table, rows, names)
        if {"finding", "deleted_at"} <= names:
            rests = table.model._default_manager.filter(finding__evidence_deleted_at__isnull=False, deleted_at=None)
            rests.update(deleted_at=now())
    return told


def _go(table: Table, rows: QuerySet[Model], names: set[str]) -> Counter[str]:
    says = {column: now() for column in SAYS_WHEN if column in names}
    gone = rows.update(quote="", **({"because": ""} if "because" in names else {}), **says)
    return Counter({label(table): gone} if gone and not table.author else {})
