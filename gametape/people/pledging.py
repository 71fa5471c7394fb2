"""The pledge: accepted by managers before anything else opens, shown to everybody."""

from __future__ import annotations

from gametape.people.models import PledgeAccepted, User

VERSION = 1
PLEDGE = "What is written here is for learning. It is not used for pay, discipline or ranking."


def has_accepted(user: User) -> bool:
    return PledgeAccepted.objects.filter(user=user, version=VERSION).exists()


def accept(user: User) -> PledgeAccepted:
    """Accepting again changes nothing: the first day counts."""
    accepted, _ = PledgeAccepted.objects.get_or_create(user=user, version=VERSION)
    return accepted
