"""A review of one no, by the rep it belongs to. Private until its owner shares a part of it (law 6).

How somebody is with it ("fine, stings, bruised, not today") is never stored; only that it rests until an hour.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gametape.ask.models import Words
from gametape.common.clock import now
from gametape.deals.models import Loss, Moment
from gametape.people.models import Buyer, Store, User
from gametape.tape.models import Mark


class Review(models.Model):
    """One person's look at one no. Two who share a deal each have their own; two devices of one person share one.

    `screen` is where it stands, a code of `flow.yaml`. A late answer reopens it: `finished_at` is taken back, the rest
    stays. The buyer's words join only once `viewed_at` says that the own view was given.
    """

    class Path(models.TextChoices):
        TEN = "ten", "Ten minutes"
        TWO = "two", "Two minutes"

    loss = models.ForeignKey(Loss, models.CASCADE, related_name="reviews")
    by = models.ForeignKey(User, models.CASCADE, related_name="reviews")
    path = models.CharField(max_length=3, choices=Path, default=Path.TEN)
    screen = models.CharField(max_length=12, default="settle")
    as_outsider = models.BooleanField(default=False, help_text="Written about oneself by first name")
    started_at = models.DateTimeField(default=now)
    rests_until = models.DateTimeField(null=True, blank=True, help_text="Not today")
    viewed_at = models.DateTimeField(null=True, blank=True, help_text="The own view was given, on the tape")
    finished_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True, help_text="The buyer answered after it was finished")
    nobody_could = models.BooleanField(default=False, help_text="Nobody could have fixed this")
    leaf = models.CharField(max_length=32, blank=True, help_text="What the look came to, by the one who looked")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["loss", "by"], name="one_review_each")]
        indexes = [
            models.Index(fields=["finished_at"], name="reviews_finished", condition=Q(reopened_at=None)),
            models.Index(fields=["by", "reopened_at"], name="reviews_reopened", condition=Q(reopened_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"Review, {self.loss.deal}"

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        store, buyer, _ = self.loss.deal.log_subject()
        return store, buyer, self.by


class Note(models.Model):
    """What was written on one screen of a review: the plan, what is kept, what was in my hands and what was not, a line
    to a good friend. Theirs alone until `shared_at`."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="notes")
    screen = models.CharField(max_length=16, help_text="plan, facts, surprise, in_hands, not_in_hands, keep, friend")
    text = models.TextField()
    kept_at = models.DateTimeField(default=now)
    shared_at = models.DateTimeField(null=True, blank=True)
    nameless = models.BooleanField(default=False, help_text="Shared without saying whose it is")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "screen"], name="one_note_a_screen")]
        indexes = [models.Index(fields=["shared_at"], name="notes_shared", condition=Q(shared_at__isnull=False))]

    def __str__(self) -> str:
        return self.text


class Marked(models.Model):
    """Up to three of these: one that worked, one where it turned, one to have back. Each has an hour, and says whether it
    rests on a moment of the deal, on a mark in a recording, on the buyer's own words, or on the rep's memory."""

    class Kind(models.TextChoices):
        WORKED = "worked", "One that worked"
        TURNED = "turned", "Where it turned"
        HAVE_BACK = "have_back", "One to have back"

    class Rests(models.TextChoices):
        MOMENT = "moment", "A moment of the deal"
        WORDS = "words", "The buyer’s words"
        MEMORY = "memory", "Your memory"
        TAPE = "tape", "The recording"

    review = models.ForeignKey(Review, models.CASCADE, related_name="marked")
    kind = models.CharField(max_length=9, choices=Kind)
    rests = models.CharField(max_length=6, choices=Rests)
    at = models.DateTimeField()
    moment = models.ForeignKey(Moment, models.SET_NULL, null=True, blank=True, related_name="+")
    tape = models.ForeignKey(Mark, models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.ForeignKey(Words, models.SET_NULL, null=True, blank=True, related_name="+")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(blank=True, help_text="Of the buyer; shown only while it matches the text")
    saw = models.TextField(blank=True, help_text="What did you see and hear there?")
    kept_at = models.DateTimeField(default=now)
    shared_at = models.DateTimeField(null=True, blank=True)
    nameless = models.BooleanField(default=False, help_text="Shared without saying whose it is")

    class Meta:
        verbose_name_plural = "marked"
        indexes = [models.Index(fields=["shared_at"], name="moments_shared", condition=Q(shared_at__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["review", "kind"], name="one_moment_of_a_kind"),
            models.CheckConstraint(
                condition=~Q(rests="words") | Q(words=None) | Q(end__gt=F("start")), name="marked_words_are_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M}"


class Remembered(models.Model):
    """A line of the tape in one's head: which part of the walk, and how sure one is."""

    class Sure(models.TextChoices):
        CLEAR = "clear", "I can see it"
        FAIRLY = "fairly", "Fairly sure"
        GUESS = "guess", "A guess"

    review = models.ForeignKey(Review, models.CASCADE, related_name="remembered")
    part = models.CharField(max_length=10, help_text="setting, forward, turned, their_eyes")
    text = models.TextField()
    sure = models.CharField(max_length=6, choices=Sure)
    kept_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "remembered"
        constraints = [models.UniqueConstraint(fields=["review", "part"], name="one_line_a_part")]

    def __str__(self) -> str:
        return self.text


class Step(models.Model):
    """One fundamental of the road to the sale, as a fact: done, left out, or it did not apply. No percentage is made."""

    class Was(models.TextChoices):
        DONE = "done", "Done"
        LEFT_OUT = "left_out", "Left out"
        NOT_HERE = "not_here", "Did not apply"

    review = models.ForeignKey(Review, models.CASCADE, related_name="steps")
    code = models.CharField(max_length=24)
    was = models.CharField(max_length=8, choices=Was)
    kept_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "code"], name="a_step_is_told_once")]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_was_display()}"
