"""Whose name is it: a column called "Name", a job title, a deal that is called after its buyer."""

from __future__ import annotations

import re

from gametape.connectors.csv import stages
from gametape.connectors.csv.columns import Column, Recognised
from gametape.connectors.csv.names import AMBIGUOUS

PEOPLE = frozenset({"buyer_name", "first_name", "last_name"})
_ADDRESSES = frozenset({"phone", "mobile", "email"})
_PERSON = re.compile(r"^[^\W\d_][\w.'’-]*(?:,? [^\W\d_][\w.'’-]*){1,3}$")


def settle_names(found: Recognised, columns: list[Column], given: dict[str, str]) -> None:
    """Decides what the names alone could not, in the mapping of `found`. What a person said stays."""
    free = [column for column in columns if column.name not in given]
    if {"first_name", "last_name"} & set(found.mapping.values()):
        for column in free:
            if column.plain == "title":  # beside a first and a last name it is their job
                found.mapping.pop(column.name, None)
    for column in free:
        if column.plain in AMBIGUOUS:
            _settle(found, column)
            break
    _look_for_the_buyer(found, columns)


def _settle(found: Recognised, column: Column) -> None:
    """ "Name" is the deal's in a list of deals that names its people elsewhere or not at all, else the person's.
    "Nombre" and "Nom" are one half of a person's name where the other half is there too."""
    taken_for = found.mapping.get(column.name)
    others = {wanted for name, wanted in found.mapping.items() if name != column.name}
    if taken_for in PEOPLE and {"first_name", "last_name"} & others:
        return
    of_a_deal = {"stage", "won", "amount"} & others and not _ADDRESSES & others
    named_elsewhere = {"buyer_name", "last_name"} & others
    found.mapping[column.name] = "name" if (of_a_deal or named_elsewhere) and "name" not in others else "buyer_name"


def _look_for_the_buyer(found: Recognised, columns: list[Column]) -> None:
    fields = set(found.mapping.values())
    if "name" not in fields or PEOPLE & fields:
        return
    called = found.columns("name")[0]
    column = next(column for column in columns if column.name == called)
    found.name_is_buyer = bool(column.values) and column.share(_is_a_person) > 0.8
    if found.name_is_buyer:
        found.notes.append(f"No column names the buyer, but {called!r} holds people's names: taken for the buyer.")


def _is_a_person(value: str) -> bool:
    return bool(_PERSON.match(value)) and stages.meaning(value) is None
