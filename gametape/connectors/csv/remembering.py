"""Corrections of columns, kept for the next file with the same header."""

from __future__ import annotations

import hashlib

from gametape.common.clock import now
from gametape.connectors.csv.models import RememberedColumns
from gametape.people.models import Store


def header_hash(header: list[str]) -> str:
    return hashlib.sha256("\x1f".join(header).encode()).hexdigest()


def remembered(store: Store, header: list[str]) -> tuple[dict[str, str], str]:
    """(column -> field, kind) as it was corrected before; ({}, '') where it never was."""
    memory = RememberedColumns.objects.filter(store=store, header_hash=header_hash(header)).first()
    return (memory.mapping, memory.kind) if memory else ({}, "")


def remember(store: Store, header: list[str], given: dict[str, str], kind: str) -> None:
    if given or kind:
        RememberedColumns.objects.update_or_create(
            store=store, header_hash=header_hash(header), defaults={"mapping": given, "kind": kind, "at": now()}
        )
