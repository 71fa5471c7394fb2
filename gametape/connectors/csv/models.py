"""A file somebody brought, and what they corrected about its columns, so that the next one needs no correcting."""

from __future__ import annotations

from django.db import models

from gametape.common.clock import now
from gametape.deals.models import Batch
from gametape.people.models import Store, User


class RememberedColumns(models.Model):
    """Column -> field ('' leaves it out) for every file with this header at this store."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    header_hash = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    kind = models.CharField(max_length=8, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "remembered columns"
        constraints = [models.UniqueConstraint(fields=["store", "header_hash"], name="one_memory_per_header")]

    def __str__(self) -> str:
        return f"{len(self.mapping)} columns at {self.store}"


class BroughtFile(models.Model):
    """An upload on its way: kept under `uploads` until it is imported or put away. `told` is what the preview said."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=400)
    brought_at = models.DateTimeField(default=now)
    given = models.JSONField(default=dict)
    kind = models.CharField(max_length=8, blank=True)
    told = models.JSONField(default=dict)
    batch = models.OneToOneField(Batch, models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name
