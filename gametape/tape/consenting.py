"""Consent first (C20): every call is treated as one that all who are on it must know of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.common.typed import line
from gametape.deals import written
from gametape.tape.models import Recording

NOBODY = "nobody"
WITHOUT = "Then it stays outside, whoever made it: nothing was kept. The moments of the deal and your own notes are a tape, too."


@dataclass(frozen=True)
class Consent:
    agreed: str
    by: str
    at: datetime


def read(data: Mapping[str, str], *, zone_name: str) -> Consent:
    """From a form. Refused without one of the three, without a name and without a day; nothing is assumed."""
    agreed = data.get("agreed", "")
    if agreed == NOBODY:
        raise Refusal(WITHOUT, field="agreed")
    if agreed not in Recording.Agreed.values:
        raise Refusal("First say how everybody on it knew. Without that it is not kept here.", field="agreed")
    by = line(data, "agreed_by", longest=120)
    if not by:
        raise Refusal("Who told them, asked them, or attests it? A name is enough.", field="agreed_by")
    at = written.past(data.get("agreed_at", ""), now=now(), zone_name=zone_name, field="agreed_at")
    if at is None:
        raise Refusal("When was that? The day and the hour of the call.", field="agreed_at")
    return Consent(agreed, by, at)
