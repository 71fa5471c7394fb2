"""An answer a buyer asked for: who has it in hand, and what came of it. On the page it is a save.

The row holds no words. That the buyer wants an answer is the key's to say, who reads the words the answer's, whether
the deal came back the loss's; what stands here is only what nothing else knows.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.people.models import Buyer, Role, Store, User


class Rescue(models.Model):
    """One for each no whose buyer turned the key. `passed_to` is "" while it is with whoever the buyer chose.

    F&I has it whenever the words are held, passed on or not; so `passed_to` is never asked alone (see `holding`).
    """

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "Answered"
        MEETING = "meeting", "We meet"
        BE_BACK = "be_back", "Be-back"
        BOUGHT = "bought", "Bought"
        LEFT = "left", "Left alone"

    loss = models.OneToOneField(Loss, models.CASCADE, related_name="rescue")
    passed_to = models.CharField(
        max_length=8, blank=True, choices=[(Role.MANAGER.value, "Manager"), (Role.FINANCE.value, "F&I")]
    )
    passed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    passed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, blank=True, choices=Outcome)
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at=None) | ~Q(outcome="") & Q(outcome_at__isnull=False),
                name="what_came_of_it_has_its_hour",
            ),
            models.CheckConstraint(
                condition=Q(passed_to="", passed_at=None) | ~Q(passed_to="") & Q(passed_at__isnull=False),
                name="what_was_passed_on_has_its_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"Save, {self.loss.deal}"

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        return self.loss.deal.log_subject()
