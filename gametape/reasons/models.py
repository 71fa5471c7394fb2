"""What a text says about why, always with its words: a span of an immutable version, and who said it (law 4)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gametape.ask.models import Words
from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.people.models import Buyer, Store, User


class Finding(models.Model):
    """A leaf that words suggest, and perhaps a person confirmed. Offsets are code points of `words.text`."""

    loss = models.ForeignKey(Loss, models.CASCADE, related_name="findings")
    words = models.ForeignKey(Words, models.CASCADE, related_name="findings")
    leaf = models.CharField(max_length=32, help_text="A leaf, or a reason alone where the leaf is not clear")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField(help_text="Shown only while it matches the text character for character")
    because = models.CharField(max_length=240, blank=True)
    confidence = models.FloatField(default=0.0)
    reader = models.CharField(max_length=24, help_text="The version of the reader that suggested it, or 'person'")
    suggested_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    put_aside_at = models.DateTimeField(null=True, blank=True)
    evidence_deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="a_finding_has_words"),
            models.UniqueConstraint(fields=["words", "leaf", "start", "end"], name="suggested_once"),
            models.UniqueConstraint(
                fields=["loss"], condition=Q(confirmed_at__isnull=False), name="one_confirmed_finding_per_loss"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leaf}: “{self.quote}”"

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        return self.loss.deal.log_subject()


class Read(models.Model):
    """That a version of words was read, even when nothing was found, so that the worker reads it once."""

    words = models.OneToOneField(Words, models.CASCADE, related_name="read")
    at = models.DateTimeField(default=now)
    reader = models.CharField(max_length=24)
    status = models.CharField(
        max_length=16, blank=True, help_text="A reply_status, where it did not sound like an answer"
    )

    def __str__(self) -> str:
        return f"Read on {self.at:%Y-%m-%d}"
