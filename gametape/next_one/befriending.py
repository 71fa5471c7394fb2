"""What would you tell a good friend who lost this one? Kept for its writer alone, once for each no."""

from __future__ import annotations

from django.db import transaction

from gametape.common.clock import now
from gametape.common.private_words import redact_numbers
from gametape.deals.models import Loss
from gametape.next_one.models import ToAFriend
from gametape.people.models import Store, User


@transaction.atomic
def tell_a_friend(words: str, *, by: User, store: Store, loss: Loss | None) -> ToAFriend | None:
    """Empty words keep nothing, and take away what was kept for this no. Without a no, the same words again are one."""
    clean = redact_numbers(words.strip())[0]
    kept = ToAFriend.objects.filter(by=by, loss=loss)
    if loss is None:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two taps are one
        there = kept.filter(words=clean, store=store).first()
        return there or (ToAFriend.objects.create(by=by, store=store, words=clean) if clean else None)
    Loss.objects.select_for_update().get(pk=loss.pk)
    if not clean:
        kept.delete()
        return None
    return ToAFriend.objects.update_or_create(by=by, loss=loss, defaults={"words": clean, "store": store, "at": now()})[
        0
    ]
