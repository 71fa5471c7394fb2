"""What a person corrected about a file's columns, so that the next export of the same form needs no correcting."""

from __future__ import annotations

from django.db import models

from gametape.common.clock import now
from gametape.people.models import Store


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
