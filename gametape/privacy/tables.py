"""The declared tables, walked: which rows tell of a buyer, and which columns nobody decided about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Model, Q, QuerySet

from gametape.common.forgetting import TABLES, Decision, Table
from gametape.people.models import Buyer

TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
CHUNK = 500


def rows_of(table: Table, buyers: Iterable[int]) -> QuerySet[Model]:
    """The rows of this table that tell of these buyers; none where it has no way to one."""
    rows: QuerySet[Model] = table.model._default_manager.all()
    pks = list(buyers)
    if not table.buyers:
        return rows.none()
    return rows.filter(_any(Q(**{f"{way}__in": pks}) for way in table.buyers))


def not_yet(table: Table, rows: QuerySet[Model]) -> QuerySet[Model]:
    """Those of a BLANK table that still hold something: so a second time changes no date of the first."""
    plain = {column: value for column, value in table.blank.items() if not callable(value)}
    if not plain:
        return rows
    return rows.filter(_any(_holds(column, value) for column, value in plain.items()))


def _holds(column: str, value: object) -> Q:
    return Q(**{f"{column}__isnull": False}) if value is None else ~Q(**{column: value})


def _any(conditions: Iterable[Q]) -> Q:
    whole = Q()
    for condition in conditions:
        whole |= condition
    return whole


def chunks(rows: QuerySet[Model], size: int = CHUNK) -> Iterator[list[Model]]:
    """Row objects in the order of their numbers, a few at a time, however many there are."""
    last = None
    while True:
        after = rows.order_by("pk") if last is None else rows.filter(pk__gt=last).order_by("pk")
        if not (chunk := list(after[:size])):
            return
        yield chunk
        last = chunk[-1].pk


def about_buyers() -> list[Table]:
    """Every table with a way to a buyer, but the buyers themselves, which go last: by them everything else is found."""
    return [table for table in TABLES.values() if table.buyers and table.model is not Buyer]


def label(table: Table) -> str:
    return table.model._meta.label_lower


def undeclared(everything: Iterable[type[Model]]) -> list[str]:
    return sorted(model._meta.label for model in everything if model not in TABLES)


def mistakes(table: Table) -> list[str]:
    """What is wrong with a declaration: a way that leads nowhere, a column that is not there or not decided about."""
    return [*_lost_ways(table), *_no_columns(table), *_undecided(table)]


def _lost_ways(table: Table) -> Iterator[str]:
    ways = {**dict.fromkeys(table.buyers, Buyer), table.author: None, table.store: None, table.dated: None}
    for way in ways:
        if way and not _leads(table.model, way):
            yield f"{label(table)}: there is no way {way!r}"
    if bool(table.kind) != bool(table.dated):
        yield f"{label(table)}: a kind needs the column it is counted from"
    if table.private and table.author and not table.store:
        yield f"{label(table)}: what goes with its author needs the way to the store"


def _leads(model: type[Model], way: str) -> bool:
    try:
        model._default_manager.filter(**{f"{way}__isnull": False})
    except FieldError:
        return False
    return True


def _no_columns(table: Table) -> Iterator[str]:
    there = {field.name for field in table.model._meta.concrete_fields}
    for column in (*table.blank, *table.scrub, *table.coded):
        if column not in there:
            yield f"{label(table)}: there is no column {column!r}"


def _undecided(table: Table) -> Iterator[str]:
    if table.decision in (Decision.NOT_THEIRS, Decision.DELETE):
        return
    decided = {*table.blank, *table.scrub, *table.coded}
    for field in table.model._meta.concrete_fields:
        free = isinstance(field, TEXT) and not getattr(field, "choices", None) and not field.is_relation
        if free and not field.primary_key and field.name not in decided:
            yield f"{label(table)}.{field.name}: nobody said what becomes of these words"
    if table.decision is Decision.KEEP and (table.blank or table.scrub):
        yield f"{label(table)}: kept, and yet blanked"
    if table.decision is Decision.BLANK and not (table.blank or table.scrub):
        yield f"{label(table)}: blanked, and nothing to blank"
