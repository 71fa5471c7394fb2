"""What a store's closed deals and its buyers' confirmed reasons told when they were last searched.

One row a store, replaced as a whole. It holds counts and sentences, no name, no address and no deal's figures; of the deals
behind a pattern it holds their numbers, which only open for those who may see each of these deals.
"""

from __future__ import annotations

from django.db import models

from gametape.people.models import Store


class Search(models.Model):
    """`told` is what the page shows, see `studying`; `inputs` the SHA-256 of what was searched: the same input gives the same
    `told`. `closed_then` and `answered_then` say how much there was, so that it is searched again when enough came."""

    store = models.OneToOneField(Store, models.CASCADE, related_name="search")
    told = models.JSONField(default=dict)
    inputs = models.CharField(max_length=64, blank=True)
    closed_then = models.PositiveIntegerField(default=0)
    answered_then = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "searches"

    def __str__(self) -> str:
        return f"{self.closed_then} closed deals searched"
