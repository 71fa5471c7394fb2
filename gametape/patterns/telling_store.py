"""Everything the page of a store shows, as JSON, and the hash of what it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from gametape.common.clock import now
from gametape.patterns import said
from gametape.patterns.concluding import MINED_FROM
from gametape.patterns.gathering import Gathered, of_a_store
from gametape.patterns.studying import studied, where_said
from gametape.people.models import Store


def gathered_of(store: Store) -> Gathered:
    """The table that is searched and that can be taken out."""
    return of_a_store(store, question_for=MINED_FROM)


def told_of(store: Store) -> tuple[dict[str, Any], str]:
    """(what the page shows, SHA-256 of what was searched)"""
    gathered = gathered_of(store)
    losses = said.losses_of(store, until=now())
    inputs = hashlib.sha256(f"{gathered.digest()} {said.digest(losses)}".encode()).hexdigest()
    found = studied(gathered)
    told: dict[str, Any] = {"closed": len(gathered), "result": None, "said": said.told_of(losses)}
    if found is not None:
        told |= {
            "result": found.result.as_dict(),
            "withheld": found.withheld,
            "behind": [[gathered.pks[at] for at in rows] for rows in found.behind],
            "periods": found.periods,
        }
        for reason in told["said"]["reasons"]:
            reason |= _where(reason["code"], losses, gathered, found.left)
    return told, inputs


def _where(reason: str, losses: Sequence[said.One], gathered: Gathered, left: Mapping[str, str]) -> dict[str, Any]:
    """Where a reason is said more often, once there are answers enough to search."""
    at = {pk: row for row, pk in enumerate(gathered.pks)}
    named = [one for one in losses if one.reason and one.deal in at]
    found = where_said(gathered, [at[one.deal] for one in named], [one.reason == reason for one in named], left)
    if found is None:
        return {"where": None, "where_withheld": 0}
    return {"where": [pattern.as_dict() for pattern in found.patterns], "where_withheld": found.withheld}
