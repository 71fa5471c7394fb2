"""Which message of ours a Message-ID names: what a reply, a bounce or a complaint says it is about."""

from __future__ import annotations

from collections.abc import Iterable

from gametape.sending.models import Message


def message_named(ids: Iterable[str]) -> Message | None:
    """The message of the first of these Message-IDs (without angle brackets) that is one of ours."""
    wanted = [one for one in dict.fromkeys(ids) if one and len(one) <= 200]
    found = {row.message_id: row for row in Message.objects.filter(message_id__in=wanted).select_related("loss__deal")}
    return next((found[one] for one in wanted if one in found), None)
