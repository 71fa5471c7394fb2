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
        STOP = "stop", "That we heard their stop"

    class State(models.TextChoices):
        WAITING = "waiting", "Ready"
        HANDED = "handed", "Handed to the phone; did it go out?"
        QUEUED = "queued", "Goes out from here"
        SENDING = "sending", "On its way from here"
        UNSURE = "unsure", "Nobody knows whether it went out"
        OUT = "out", "Went out"
        DROPPED = "dropped", "Will not go out"

    STILL_HERE = (State.WAITING, State.QUEUED, State.HANDED)  # what a stop puts aside
    MAY_BE_OUT = (State.HANDED, State.SENDING, State.UNSURE)  # nobody else writes the same meanwhile
    IN_HAND = (State.QUEUED, *MAY_BE_OUT)  # its words do not change any more

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
    mark = models.CharField(
        max_length=40, default="", blank=True, help_text="Its own for good: the Message-ID's first part"
    )
    queued_at = models.DateTimeField(null=True, blank=True)
    go_at = models.DateTimeField(null=True, blank=True, help_text="When it leaves from here, at the earliest")
    why = models.CharField(max_length=240, blank=True, help_text="Why it waits, or came back: our words, for the page")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["loss", "kind"], condition=~Q(state="dropped"), name="one_message_of_a_kind_per_loss"
            ),
            models.UniqueConstraint(fields=["mark"], condition=~Q(mark=""), name="a_mark_is_one_message"),
        ]
        indexes = [
            models.Index(fields=["by", "state"], name="messages_of_a_person"),
            models.Index(fields=["not_before"], name="messages_that_wait", condition=Q(state="waiting")),
            models.Index(fields=["go_at"], name="messages_that_go", condition=Q(state="queued")),
            models.Index(fields=["by"], name="messages_unsure", condition=Q(state="unsure")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.buyer}"

    @property
    def from_here(self) -> bool:
        return self.via == "product"

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


class Attempt(models.Model):
    """One try to send a message from here. The row is there before the first byte leaves; what is not ended when its
    process died is unsure, and a person decides. `mark`, `began_at` and `n` are what a look-up at the provider needs."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Taken by the provider"
        LATER = "later", "Not taken; tried again"
        REFUSED = "refused", "Not taken"
        UNSURE = "unsure", "Nobody knows"

    message = models.ForeignKey(Message, models.CASCADE, related_name="attempts")
    n = models.PositiveSmallIntegerField()
    sender = models.CharField(max_length=120)
    began_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    said = models.CharField(max_length=240, blank=True, help_text="What the provider said, in a sentence")
    reference = models.CharField(max_length=120, blank=True, help_text="The provider's own number of it")
    looked = models.CharField(max_length=240, blank=True, help_text="What it said when it was asked afterwards")
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    did_go = models.BooleanField(null=True, help_text="What a person said of an unsure one")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "n"], name="attempts_are_counted"),
            models.UniqueConstraint(
                fields=["message"], condition=Q(ended_at=None), name="one_attempt_of_a_message_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["began_at"], name="attempts_not_ended", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.message}, try {self.n}"


class Veto(models.Model):
    """Taken back while it was held, and why: by who wrote it, or by who sold to that buyer."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="vetoes")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=240, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "vetoes"

    def __str__(self) -> str:
        return f"{self.message}, taken back"
