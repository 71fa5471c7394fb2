"""What was shown on a card and whether it helped, what one thought they would say on Friday, a line to a good friend.

All of it belongs to the rep who was there, and to nobody else. Ticks of the checklist and what one typed while
recalling a lesson are in no table: they are gone with the page.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gametape.common.clock import now
from gametape.deals.models import Deal, Loss
from gametape.lessons.models import Lesson
from gametape.people.models import Buyer, Store, User


class Reminder(models.Model):
    """A lesson that came up: on a deal's card, once for each deal, or to be recalled, once for each step.

    `withheld` by chance means that it fitted and was left off the card; only rows `by_chance` are compared, see
    `withholding`. What became of it is one tap of its reader.
    """

    class Kind(models.TextChoices):
        CARD = "card", "On a card"
        RECALL = "recall", "To be recalled"

    class Used(models.TextChoices):
        NOT_SAID = "", "Not said"
        HELPED = "helped", "Used, and it helped"
        USED = "used", "Used"
        NOT_USED = "not_used", "Not used"

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="reminders")
    user = models.ForeignKey(User, models.CASCADE, related_name="reminders")
    deal = models.ForeignKey(Deal, models.CASCADE, null=True, blank=True, related_name="reminders")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.CARD)
    step = models.PositiveSmallIntegerField(default=0, help_text="Days after the lesson was drawn; 0 on a card")
    why = models.CharField(max_length=240, blank=True, help_text="Here because ...")
    shown_at = models.DateTimeField(default=now, help_text="Or when it would have been, were it not withheld")
    by_chance = models.BooleanField(default=False, help_text="Chance decided whether it is on the card")
    withheld = models.BooleanField(default=False)
    used = models.CharField(max_length=8, choices=Used, default=Used.NOT_SAID, blank=True)
    done_at = models.DateTimeField(null=True, blank=True, help_text="When it was said to be used or not, or recalled")
    counted_at = models.DateTimeField(
        null=True, blank=True, help_text="When its lesson was last counted over its cards"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "deal", "user"], condition=Q(kind="card"), name="a_lesson_comes_once_for_a_deal"
            ),
            models.UniqueConstraint(
                fields=["lesson", "user", "step"], condition=Q(kind="recall"), name="a_lesson_is_recalled_once_a_step"
            ),
            models.CheckConstraint(condition=Q(withheld=False) | Q(by_chance=True), name="withheld_only_by_chance"),
        ]
        indexes = [
            models.Index(fields=["user", "kind", "-shown_at"], name="reminders_of_a_person"),
            models.Index(fields=["kind", "-shown_at"], name="reminders_to_count"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.lesson}"

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        return self.lesson.store, self.deal.buyer if self.deal else None, self.user


class Premortem(models.Model):
    """It is Friday and they passed: what they said, in the rep's mind, and the one thing to do about it before."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="premortems")
    by = models.ForeignKey(User, models.CASCADE, related_name="premortems")
    reason = models.CharField(max_length=32, blank=True, help_text="A reason's code; empty where only words were said")
    words = models.CharField(max_length=500, blank=True)
    will_do = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "by"], name="one_friday_a_deal")]

    def __str__(self) -> str:
        return "It is Friday and they passed"


class ToAFriend(models.Model):
    """What somebody would tell a good friend who lost this one. Theirs alone; a reset may say it back to them."""

    by = models.ForeignKey(User, models.CASCADE, related_name="to_a_friend")
    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    loss = models.ForeignKey(Loss, models.CASCADE, null=True, blank=True, related_name="to_a_friend")
    words = models.TextField()
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "to a friend"
        indexes = [models.Index(fields=["by", "-at"], name="told_a_friend")]

    def __str__(self) -> str:
        return "To a good friend"
