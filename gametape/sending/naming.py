"""Which message of ours a Message-ID names: what a reply, a bounce or a complaint says it is about."""

from __future__ import annotations

from collections.abc import Iterable

from gametape.sending.models import Message


def message_named(ids: Iterable[str]) -> Message | None:
    """The message of the first of these Message-IDs (without angle brackets) that is one of ours. Ours begin with the
    message's own mark; the domain behind it may have changed since."""
    marks = [mark for mark in dict.fromkeys(one.partition("@")[0] for one in ids) if mark and len(mark) <= 40]
    found = {row.mark: row for row in Message.objects.filter(mark__in=marks).select_related("loss__deal")}
    return next((found[one] for one in marks if one in found), None)
