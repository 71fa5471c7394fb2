"""What was forgotten and must stay so, what may not be forgotten now, how long each kind is kept, and what went when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gametape.common.clock import now
from gametape.people.models import Buyer, Store, User


class Forgetting(models.Model):
    """One request of a buyer, on its way or done. `buyers` are the rows it is about, which afterwards are empty; `told`
    says how many rows of which table went or were emptied. `rows_at` is when the rows were through, `done_at` when the
    files of the database hold nothing of it any more either."""

    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    store = models.ForeignKey(Store, models.SET_NULL, null=True, blank=True, related_name="+")
    buyers = models.JSONField(default=list)
    told = models.JSONField(default=dict)
    files = models.PositiveIntegerField(default=0)
    rows_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True, help_text="When the last step was last tried")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["done_at"], name="forgettings_unfinished", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"Forgotten on {self.at:%Y-%m-%d}"


class Forgotten(models.Model):
    """The ledger: keyed hashes of a row, an address, a record of a CRM. No name; under the key of the do-not-contact
    list. By it a restored backup forgets them again."""

    class What(models.TextChoices):
        ROW = "row", "A row of ours"
        ADDRESS = "address", "A number or an address"
        RECORD = "record", "A deal of a CRM"

    key_hash = models.CharField(max_length=64, unique=True)
    what = models.CharField(max_length=8, choices=What)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "forgotten"

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.at:%Y-%m-%d}"


class Hold(models.Model):
    """A legal hold: while it stands, what tells of this buyer is neither forgotten nor purged."""

    buyer = models.ForeignKey(Buyer, models.PROTECT, related_name="holds")
    why = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["buyer"], condition=Q(lifted_at=None), name="one_hold_at_a_time")
        ]

    def __str__(self) -> str:
        return f"Held since {self.at:%Y-%m-%d}"


class Keeping(models.Model):
    """How many days a store keeps a kind, where it chose otherwise than what `kinds` says."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24)
    days = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "kind"], name="one_choice_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days} days"


class Round(models.Model):
    """One day's purge. A killed one goes on: what went is gone, and what is left is still too old."""

    day = models.DateField(unique=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.day}"


class Purge(models.Model):
    """What went that day, by kind and table. Written with the rows it tells of, in one transaction."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="purges")
    store = models.ForeignKey(Store, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=24)
    what = models.CharField(max_length=60)
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "store", "kind", "what"], name="a_purge_is_told_once"),
            models.UniqueConstraint(
                fields=["round", "kind", "what"], condition=Q(store=None), name="a_purge_of_no_store_is_told_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.rows}"
