"""A deal, what happened to it in order, and the no. A loss is a dated row that can be undone; no column names a rep.

The rep's own call is a row of its own, theirs alone, sealed before the buyer's words are opened.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from gametape.common.clock import now
from gametape.deals.vocabulary import CHIPS
from gametape.people.models import Buyer, Store, User


class Batch(models.Model):
    """One taking-in of deals or contacts. `cursor` is the next row to read, moved in the same transaction as its rows,
    so that a killed import goes on where it stopped and doubles nothing."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="batches")
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=24, default="csv")
    what = models.CharField(max_length=8, default="deals")
    file_name = models.CharField(max_length=200, blank=True)
    file_path = models.CharField(max_length=400, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(default=dict)
    choices = models.JSONField(default=dict, help_text="Whole-column decisions: date order, decimal sign, locale")
    cursor = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    left_out = models.JSONField(default=list, help_text="[{row, why}], the first thousand; counts has how many")
    started_at = models.DateTimeField(default=now)
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.file_name or self.source}, {self.started_at:%Y-%m-%d %H:%M}"


class Deal(models.Model):
    """One opportunity. `state` repeats what the rows say (open losses, the win), for lists over a million deals."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        WON = "won", "Won"
        LOST = "lost", "No-sale"

    # No index of the store, the owner or the partner alone: those below begin with them, and each more is written to
    # with every deal that arrives.
    store = models.ForeignKey(Store, models.CASCADE, related_name="deals", db_index=False)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="deals", db_index=False)
    partner = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="split_deals",
        db_index=False,
        help_text="A split deal's second rep",
    )
    buyer = models.ForeignKey(Buyer, models.PROTECT, null=True, blank=True, related_name="deals")
    unit = models.CharField(max_length=200, blank=True, help_text="What it is about: Meadowlark 27")
    amount_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    stage = models.CharField(max_length=120, blank=True, help_text="As the CRM calls it")
    state = models.CharField(max_length=4, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(default=now, help_text="The latest moment")
    next_at = models.DateTimeField(null=True, blank=True, help_text="The next appointment")
    next_what = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=24, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    owner_named = models.CharField(
        max_length=160, blank=True, help_text="The owner a CRM names, until they are invited"
    )
    left_out = models.CharField(max_length=60, blank=True, help_text="Junk: why this stays out of every number")
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="deals")
    touched_at = models.DateTimeField(null=True, blank=True, help_text="When a person last did something to it")
    conditions = models.JSONField(
        default=dict, blank=True, help_text="{column: value} of the export, as they stood when it closed; never who"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "source", "external_id"], condition=~Q(external_id=""), name="a_deal_arrives_once"
            )
        ]
        indexes = [
            models.Index(fields=["store", "state", "-last_at"], name="deals_of_a_store"),
            models.Index(fields=["owner", "state", "-last_at"], name="deals_of_a_rep"),
            models.Index(fields=["partner", "state"], name="split_deals", condition=Q(partner__isnull=False)),
            models.Index(fields=["owner", "next_at"], name="next_customers", condition=Q(next_at__isnull=False)),
            models.Index(
                fields=["partner", "next_at"],
                name="next_shared_customers",
                condition=Q(next_at__isnull=False, partner__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.called, self.unit) if part)

    @property
    def called(self) -> str:
        return self.buyer.called if self.buyer else ""

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        return self.store, self.buyer, self.owner


class Moment(models.Model):
    """Something that happened, dated, appended and never edited. Private things never become one."""

    class Kind(models.TextChoices):
        OPENED = "opened", "Opened"
        VISIT = "visit", "Visit"
        CALL = "call", "Call"
        MESSAGE = "message", "Message"
        FIGURES = "figures", "Figures"
        NOTE = "note", "Noted"
        APPOINTMENT = "appointment", "Appointment"
        NO = "no", "No"
        UNDONE = "undone", "The no was a mis-tap"
        ASKED = "asked", "Asked"
        ANSWERED = "answered", "Answered"
        REOPENED = "reopened", "Be-back"
        WON = "won", "Bought"
        HANDED = "handed", "Handed over"

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="moments", db_index=False)  # moments_in_order has it
    at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    noted_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(fields=["deal", "at", "id"], name="moments_in_order"),
            models.Index(fields=["by"], name="moments_noted_by", condition=Q(by__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}" if self.words else self.get_kind_display()


class Loss(models.Model):
    """A no: an event, not a person. At most one is open per deal; undoing or reopening closes it and keeps it.

    `recorded` is what a CRM had as its closed-lost reason. It is a third thing, never a guess and never the buyer.
    """

    class Where(models.TextChoices):
        HERE = "here", "They’re still here"
        DROVE_OFF = "drove_off", "They drove off"
        PHONE = "phone", "It was by phone"
        RECORDED = "recorded", "From an import"

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="losses")
    store = models.ForeignKey(
        Store, models.CASCADE, related_name="losses", db_index=False, editable=False, help_text="The deal's, see save()"
    )
    at = models.DateTimeField(default=now, help_text="When the buyer said no")
    noted_at = models.DateTimeField(default=now)
    where = models.CharField(max_length=9, choices=Where)
    recorded = models.CharField(max_length=300, blank=True)
    unasked = models.CharField(max_length=16, blank=True, help_text="S.NOT_ASKED: why nobody asked")
    not_me = models.BooleanField(default=False, help_text="The rep would rather somebody else asked")
    lot = models.CharField(
        max_length=5, blank=True, choices=[("ask", "May be asked"), ("leave", "Left unasked to compare")],
        help_text="Drawn at the no, where the store leaves a share unasked; never changed",
    )  # fmt: skip
    undone_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="losses", db_index=False)

    class Meta:
        verbose_name_plural = "losses"
        constraints = [
            models.UniqueConstraint(
                fields=["deal"], condition=Q(undone_at=None, reopened_at=None), name="one_open_loss_per_deal"
            )
        ]
        indexes = [
            models.Index(fields=["store", "-at"], name="losses_of_a_store"),
            models.Index(fields=["store", "-at"], name="losses_left_to_another", condition=Q(not_me=True)),
            models.Index(fields=["store", "lot", "at"], name="losses_drawn_by_lot", condition=~Q(lot="")),
        ]

    def __str__(self) -> str:
        return f"No, {self.deal}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The store is repeated from the deal: a store's newest losses are then one step in an index, where the way
        over its deals took a second in a file of a million. A deal never changes its store."""
        if not self.store_id:
            self.store_id = self.deal.store_id
        super().save(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        return self.undone_at is None and self.reopened_at is None

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        return self.deal.log_subject()


class OwnCall(models.Model):
    """What the rep thought it was, how sure they were at their best moment, and four beliefs. Theirs alone (law 3, 6).

    `chip` is a key of the vocabulary's floor words ("no_idea" is one). Sealed means nothing changes any more.
    `after_buyer` says that the buyer spoke first: then it stays out of every comparison.
    """

    class Sure(models.TextChoices):
        COIN = "coin", "Coin flip"
        GOOD = "good", "Good"
        COUNTING = "counting", "Already counting it"

    loss = models.OneToOneField(Loss, models.CASCADE, related_name="own_call")
    by = models.ForeignKey(User, models.CASCADE, related_name="own_calls")
    chip = models.CharField(max_length=40)
    leaves = models.JSONField(default=list, blank=True)
    sure = models.CharField(max_length=8, choices=Sure, blank=True)
    prepared = models.BooleanField(null=True, blank=True)
    presented = models.BooleanField(null=True, blank=True)
    money_right = models.BooleanField(null=True, blank=True)
    liked_me = models.BooleanField(null=True, blank=True)
    made_at = models.DateTimeField(default=now)
    sealed_at = models.DateTimeField(null=True, blank=True)
    after_buyer = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sealed_at=None) | ~Q(sure=""), name="sealed_says_how_sure"),
            models.CheckConstraint(
                condition=Q(sealed_at=None) | Q(sealed_at__gte=F("made_at")), name="sealed_after_made"
            ),
        ]

    def __str__(self) -> str:
        return CHIPS[self.chip].label


class Dump(models.Model):
    """Just the facts, right after the no, before memory fades. Private to the one who wrote it; goes with them."""

    loss = models.ForeignKey(Loss, models.CASCADE, related_name="dumps")
    by = models.ForeignKey(User, models.CASCADE, related_name="dumps")
    words = models.TextField()
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return "Just the facts"


class Handover(models.Model):
    """A deal that went from one rep to another, because somebody left or a manager moved it."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="handovers")
    was = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    now_with = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.deal}: handed over"


class Change(models.Model):
    """What an import changed on a deal or a buyer that stood here already, so that it can be put back."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="changes")
    deal = models.ForeignKey(Deal, models.CASCADE, null=True, blank=True, related_name="+")
    buyer = models.ForeignKey(Buyer, models.CASCADE, null=True, blank=True, related_name="+")
    before = models.JSONField()
    after = models.JSONField()

    def __str__(self) -> str:
        return f"{self.deal or self.buyer} in {self.batch}"
