"""What a store's closed deals taught, the line of each deal, and which no-sale came first on a rep's own list.

No column names what a person is worth: a model knows no person, a line is a deal's, and a surprise is its owner's alone.
"""

from __future__ import annotations

from django.db import models

from gametape.common.clock import now
from gametape.deals.models import Deal, Loss
from gametape.people.models import Store, User


class FittedModel(models.Model):
    """One fit, never changed. `model` is the JSON that `gametape win-probability score` reads, too; `facts` are what was
    measured out of fold, see `fitting`; `left_out` is [{column, why}]."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="fitted_models")
    version = models.CharField(max_length=16)
    kind = models.CharField(max_length=24)
    model = models.TextField(help_text="JSON")
    n_deals = models.PositiveIntegerField(help_text="Looked at, the open ones too")
    n_closed = models.PositiveIntegerField()
    n_won = models.PositiveIntegerField()
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    tells = models.BooleanField(help_text="Better than the base rate on deals it had not seen")
    facts = models.JSONField(default=dict)
    left_out = models.JSONField(default=list)
    fitted_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["store", "-fitted_at"], name="models_of_a_store")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.version}"


class Refit(models.Model):
    """One per store: whose turn it is, how many closed deals there were when it was last fitted, and how far the round
    over its deals has come that looks for lines left behind."""

    store = models.OneToOneField(Store, models.CASCADE, related_name="refit")
    claimed_until = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    closed_then = models.PositiveIntegerField(default=0)
    swept_state = models.CharField(max_length=4, blank=True)
    swept_at = models.DateTimeField(null=True, blank=True, help_text="The last_at of the deal looked at last")
    swept_deal = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"Fitted with {self.closed_then} closed deals"


class Curve(models.Model):
    """The line of one deal: `points` [[at, n, moment or null, chance, low, high]], `turns` [{from, at, before, after,
    words, why}]. Both are empty where there are too few moments. `out_of_fold`: its model did not learn from this deal. `state` is
    the deal's when it was drawn: an import closes a deal without anybody touching it."""

    deal = models.OneToOneField(Deal, models.CASCADE, related_name="curve")
    model = models.ForeignKey(FittedModel, models.CASCADE, related_name="curves")
    points = models.JSONField(default=list)
    turns = models.JSONField(default=list)
    out_of_fold = models.BooleanField(default=False)
    state = models.CharField(max_length=4, blank=True)
    made_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"The line of {self.deal}"


class Surprise(models.Model):
    """The chance at its best and at its end, of a deal that was lost. It orders its rep's own list and nothing else."""

    deal = models.OneToOneField(Deal, models.CASCADE, related_name="surprise")
    best = models.FloatField()
    end = models.FloatField()

    def __str__(self) -> str:
        return "Didn’t see it coming"


class Place(models.Model):
    """Where a no-sale last stood on its rep's list of those to ask, 1 the first. One that was asked leaves the list, so
    this is its place when the question was asked: what is learned from those answers has to be weighted by it."""

    loss = models.ForeignKey(Loss, models.CASCADE, related_name="places")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    among = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["loss", "by"], name="one_place_a_list")]

    def __str__(self) -> str:
        return f"{self.place} of {self.among}"
