"""A lesson: when, I, because. At most one is drawn from a loss by a person; its evidence points at what was said or seen.

Private to its owner until shared; sharing can be taken back. It never quotes a buyer by name.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.people.models import Buyer, Store, User
from gametape.postmortem.models import Marked, Review
from gametape.reasons.models import Finding


class Lesson(models.Model):
    """`status` on the page: written, Trying it, It works, Dropped. `fits` says where it belongs, see `features`.

    `shown`, `withheld`, `used` and `helped` repeat what the cards counted since `counted_from` (made, revived, or changed
    so far that it is another lesson). `review_on` is the day on which it is dropped if nobody used it until then.
    `changed_at` moves whenever the matching would see another lesson.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Written"
        TRIED = "tried", "Trying it"
        PROVEN = "proven", "It works"
        RETIRED = "retired", "Dropped"

    store = models.ForeignKey(Store, models.CASCADE, related_name="lessons")
    owner = models.ForeignKey(User, models.CASCADE, related_name="lessons")
    trigger = models.CharField(max_length=200, help_text="When ...")
    do = models.CharField(max_length=200, help_text="I ...")
    because = models.CharField(max_length=200, help_text="because ...")
    leaf = models.CharField(max_length=32, blank=True)
    fits = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.TRIED)
    made_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two of them do not cross")
    shared_at = models.DateTimeField(null=True, blank=True)
    counted_from = models.DateTimeField(default=now)
    shown = models.PositiveIntegerField(default=0)
    withheld = models.PositiveIntegerField(default=0, help_text="Would have fitted, and was kept back by chance")
    used = models.PositiveIntegerField(default=0)
    helped = models.PositiveIntegerField(default=0)
    review_on = models.DateField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_why = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "status"], name="lessons_of_a_person"),
            models.Index(fields=["store", "-changed_at"], name="lessons_by_change"),
            models.Index(fields=["review_on"], name="lessons_to_look_at", condition=Q(status__in=["tried", "proven"])),
        ]

    def __str__(self) -> str:
        return f"When {self.trigger}, I {self.do}, because {self.because}."

    @property
    def is_live(self) -> bool:
        return self.status != self.Status.RETIRED

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        return self.store, None, self.owner


class Evidence(models.Model):
    """What a lesson rests on: one loss, and there a finding, a marked moment, or only the no itself. `by` draws at most
    one lesson from a loss; a second loss that teaches the same adds evidence instead of a lesson. The row outlives what
    it points at: `rests` says what it was, `deleted_at` since when it is gone."""

    class Rests(models.TextChoices):
        WORDS = "words", "The buyer’s words"
        MARK = "mark", "A moment on the tape"
        NO = "no", "The no itself"

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="evidence")
    loss = models.ForeignKey(Loss, models.SET_NULL, null=True, blank=True, related_name="taught")
    rests = models.CharField(max_length=5, choices=Rests, default=Rests.NO)
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    review = models.ForeignKey(Review, models.SET_NULL, null=True, blank=True, related_name="+")
    finding = models.ForeignKey(Finding, models.SET_NULL, null=True, blank=True, related_name="+")
    marked = models.ForeignKey(Marked, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=now)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="The words are gone; since then it says so")

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(fields=["loss", "by"], name="one_lesson_per_loss")]

    def __str__(self) -> str:
        return f"{self.get_rests_display()}, {self.at:%Y-%m-%d}"
