"""Columns to fields, by their names and by what stands in them, and what kind of list the file is.

A name proposes, the values decide: a column called "State" is a US state or a status, whichever its cells are; a column
called "Amount" that holds words is none. What cannot be decided is left unmapped and shown, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable

from gametape.common.refusal import Refusal
from gametape.connectors.csv.columns import Column, Recognised
from gametape.connectors.csv.fitting import claims_of
from gametape.connectors.csv.kinds import OF_A_PERSON, family, kind_of, refuse_no_names
from gametape.connectors.csv.names import FIELDS
from gametape.connectors.csv.whom import settle_names

SEVERAL = frozenset({"phone", "mobile", "email", "stop"})  # the first column that is filled in a row counts


def recognise(
    columns: list[Column], *, given: dict[str, str] | None = None, kind: str = "", dropped: Iterable[str] = ()
) -> Recognised:
    """What the file is and which column means what. `given` (column -> field, '' to leave out) overrules.

    `Refusal` where the first row holds no names, or where the file is neither deals nor contacts.
    """
    given = _checked(given or {}, columns)
    left = [column for column in columns if column.name not in set(dropped) or given.get(column.name)]
    if not given:
        refuse_no_names(columns)
    claims = [(rank, place, column, wanted) for place, column in enumerate(left) for wanted, rank in claims_of(column)]
    mapping = _settled(claims, given)
    found = Recognised(mapping, kind, family(columns))
    settle_names(found, left, given)
    found.kind = kind or kind_of(found, columns, bool(given))
    kept = {column.name: found.mapping[column.name] for column in left if column.name in found.mapping}
    if found.kind == "contacts":
        kept = {column: wanted for column, wanted in kept.items() if wanted in OF_A_PERSON}
    found.mapping = kept
    return found


def _checked(given: dict[str, str], columns: list[Column]) -> dict[str, str]:
    names = {column.name.lower(): column.name for column in columns}
    checked = {}
    for column, wanted in given.items():
        if column.lower() not in names:
            raise Refusal(f"The file has no column {column!r}. Its columns are: {', '.join(names.values())[:400]}.")
        if wanted and wanted not in FIELDS:
            raise Refusal(f"There is no field {wanted!r}. The fields are: {', '.join(FIELDS)}.")
        checked[names[column.lower()]] = wanted
    return checked


def _settled(claims: list[tuple[float, int, Column, str]], given: dict[str, str]) -> dict[str, str]:
    """Best name first; a field goes to one column (a filled one before an empty one), a column to one field."""
    mapping = {column: wanted for column, wanted in given.items() if wanted}
    taken = set(mapping.values())
    for _, _, column, wanted in sorted(claims, key=lambda claim: (not claim[2].values, claim[0], claim[1])):
        if column.name in mapping or column.name in given or (wanted in taken and wanted not in SEVERAL):
            continue
        mapping[column.name] = wanted
        taken.add(wanted)
    return mapping
