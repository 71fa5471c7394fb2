"""The outbox: every message to a buyer, whoever's phone it leaves from, at most once.

`Key` is the buyer's own "yes, answer me, once". It is the only thing that opens a sales message (law 2).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gametape.common.clock import now
from gametape.deals.models import Deal, Loss
from gametape.people.models import Buyer, Store, User


class Key(models.Model):
    """The buyer wants an answer, once. Good for at least 72 hours; used by one message."""

    loss = models.OneToOneField(Loss, models.CASCADE, related_name="key")
    turned_at = models.DateTimeField(default=now)
    until = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["until"], name="keys_that_are_good", condition=Q(taken_back_at=None))]

    def __str__(self) -> str:
        return "They want an answer"

    @property
    def is_open(self) -> bool:
        return self.taken_back_at is None and self.until > now()


class Message(models.Model):
    """One text to one buyer. `own` leaves by the rep's phone (a hand-off, then "did it go out?"), and is marked so."""

    class Kind(models.TextChoices):
        ASK = "ask", "The question"
        REMINDER = "reminder", "The one reminder"
        THANKS = "thanks", "Thank you"
        ANSWER = "answer", "The answer they asked for"
        CHANGED = "changed", "What we changed"

    class State(models.TextChoices):
        WAITING = "waiting", "Ready"
        HANDED = "handed", "Handed to the phone; did it go out?"
        OUT = "out", "Went out"
        DROPPED = "dropped", "Will not go out"

    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    deal = models.ForeignKey(Deal, models.CASCADE, related_name="messages")
    loss = models.ForeignKey(Loss, models.CASCADE, related_name="messages")
    buyer = models.ForeignKey(Buyer, models.PROTECT, related_name="messages")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    channel = models.CharField(max_length=6)
    via = models.CharField(max_length=7, default="own")
    subject = models.CharField(max_length=120, blank=True)
    words = models.TextField()
    not_before = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    written_at = models.DateTimeField(default=now)
    out_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["loss", "kind"], condition=~Q(state="dropped"), name="one_message_of_a_kind_per_loss"
            )
        ]
        indexes = [
            models.Index(fields=["by", "state"], name="messages_of_a_person"),
            models.Index(fields=["not_before"], name="messages_that_wait", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.buyer}"

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        return self.deal.log_subject()


class HandOff(models.Model):
    """The words were given to somebody's phone. The first is plain; a further one was an explicit choice."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="hand_offs")
    n = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    channel = models.CharField(max_length=6)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "n"], name="hand_offs_are_counted")]

    def __str__(self) -> str:
        return f"{self.message}, hand-off {self.n}"
