"""A legal hold: nothing that tells of this buyer goes while it stands. Both ends of it are kept, with who and when."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.people.models import Buyer, User
from gametape.privacy.models import Hold


def held() -> list[int]:
    """Numbers of all buyers under a hold."""
    return list(Hold.objects.filter(lifted_at=None).values_list("buyer_id", flat=True))


def is_held(buyers: Iterable[Buyer]) -> bool:
    return Hold.objects.filter(buyer__in=[buyer.pk for buyer in buyers], lifted_at=None).exists()


def refuse_held(buyers: Iterable[Buyer]) -> None:
    hold = Hold.objects.filter(buyer__in=[buyer.pk for buyer in buyers], lifted_at=None).order_by("at").first()
    if hold:
        raise Refusal(
            f"There is a legal hold on this person since {hold.at:%d %B %Y}, so nothing of theirs may go. Lift it first, when "
            "whoever asked for it agrees.",
            status=409,
        )


@transaction.atomic
def hold(buyers: Iterable[Buyer], *, why: str, by: User) -> None:
    """From now on. Holding what is held changes nothing."""
    if not why:
        raise Refusal("Say why, in a few words: the case, and who asked for it.", field="why")
    for buyer in buyers:
        Hold.objects.get_or_create(buyer=buyer, lifted_at=None, defaults={"why": why, "by": by, "at": now()})


def lift(buyers: Iterable[Buyer], *, by: User) -> int:
    """How many holds ended. The rows stay, as the log of it."""
    rows = Hold.objects.filter(buyer__in=[buyer.pk for buyer in buyers], lifted_at=None)
    return rows.update(lifted_at=now(), lifted_by=by)
