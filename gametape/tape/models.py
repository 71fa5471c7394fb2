"""A recording or a transcript of one deal, brought by the rep it belongs to. Theirs alone (law 6); no column judges anybody.

The sound is a row of its own, because it goes sooner than the words.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from gametape.common.clock import now
from gametape.deals.models import Deal
from gametape.people.models import Buyer, Store, User


class Side(models.TextChoices):
    """Whose words they are. What nobody told counts for nobody, least of all for the buyer."""

    REP = "rep", "The rep"
    BUYER = "buyer", "The buyer"
    OTHER = "other", "Somebody else"
    UNKNOWN = "unknown", "Nobody said who"


class Recording(models.Model):
    """One conversation. It is there before its file is: consent comes first (C20).

    Of a recording `wanted` says that its words are wanted, `sent_to` where the rep agreed that the sound goes for them, ""
    for nowhere. `coverage` is {"speech_seconds", "words", "gaps": [{"start", "end"}]}. `taps` remembers who was told to
    have said what, newest last, for the undo.
    """

    class Kind(models.TextChoices):
        SOUND = "sound", "Recording"
        WORDS = "words", "Transcript"

    class State(models.TextChoices):
        OPEN = "open", "Waits for its file"
        WAITING = "waiting", "Waits to be listened to"
        LISTENING = "listening", "Is listened to"
        KEPT = "kept", "To be played; without words"
        READY = "ready", "Ready"
        STOPPED = "stopped", "Stopped"
        REFUSED = "refused", "Could not be taken in"

    class Agreed(models.TextChoices):
        ANNOUNCED = "announced", "It was announced: everybody on it was told"
        ASKED = "asked", "They were asked, and said yes"
        ATTESTED = "attested", "Our phone system announces it and attests it"

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="recordings")
    store = models.ForeignKey(
        Store, models.CASCADE, related_name="+", editable=False, help_text="The deal's, see save()"
    )
    by = models.ForeignKey(User, models.CASCADE, related_name="recordings")
    agreed = models.CharField(max_length=9, choices=Agreed)
    agreed_by = models.CharField(max_length=120, help_text="Who announced it, asked, or attests it")
    agreed_at = models.DateTimeField()
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.SOUND)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    name = models.CharField(max_length=200, blank=True, help_text="What the file was called")
    sha256 = models.CharField(max_length=64, blank=True)
    form = models.CharField(max_length=16, blank=True, help_text="What the file is by its content: wav, vtt")
    added_at = models.DateTimeField(default=now)
    seconds = models.FloatField(null=True, blank=True)
    model = models.CharField(max_length=240, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    coverage = models.JSONField(default=dict, blank=True)
    flags = models.JSONField(default=list, blank=True)
    wanted = models.BooleanField(default=False)
    sent_to = models.CharField(max_length=253, blank=True)
    progress = models.FloatField(default=0.0)
    attempts = models.PositiveSmallIntegerField(default=0)
    refused = models.CharField(max_length=600, blank=True, help_text="What a person can do about it, a whole sentence")
    taps = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(agreed="") & ~Q(agreed_by=""), name="a_recording_rests_on_consent")
        ]
        indexes = [
            models.Index(fields=["by", "-added_at"], name="recordings_of_a_rep"),
            models.Index(fields=["id"], name="recordings_to_hear", condition=Q(state__in=["waiting", "listening"])),
            models.Index(fields=["added_at"], name="recordings_without_a_file", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The store is repeated from the deal, which never changes its own: the daily purge walks by store."""
        if not self.store_id:
            self.store_id = self.deal.store_id
        super().save(*args, **kwargs)

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        return self.store, self.deal.buyer, self.by

    @property
    def is_working(self) -> bool:
        return self.state in (self.State.WAITING, self.State.LISTENING)

    @property
    def happened_at(self) -> datetime:
        """When everybody on it was told: as near as we know to its first second."""
        return self.agreed_at


class Sound(models.Model):
    """The file a recording is played from, `file` by its hash in the recording's own folder. `peaks` are the loudest of
    each of a few hundred equal stretches, 0 to 100, one list for all channels; empty until it was decoded."""

    recording = models.OneToOneField(Recording, models.CASCADE, related_name="sound")
    file = models.CharField(max_length=80)
    form = models.CharField(max_length=16)
    mime = models.CharField(max_length=40)
    size = models.BigIntegerField()
    peaks = models.JSONField(default=list, blank=True)
    kept_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"The sound of {self.recording_id}"


class Speaker(models.Model):
    """A voice as the file names it: a name, or a channel. `side` is what the rep told of it."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="speakers")
    label = models.CharField(max_length=120)
    side = models.CharField(max_length=7, choices=Side, default=Side.UNKNOWN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "label"], name="a_voice_is_named_once")]

    def __str__(self) -> str:
        return self.label


class Line(models.Model):
    """What one speaker said in one go, in one version. Version 0 is the machine's or the file's and stays; an edit adds
    one. `replaced_at` None: this is how it reads now. `side` is told of this line alone and goes before its speaker's.
    `words` are [text, start, end, probability], empty where a person wrote the text. Times are seconds, None where the
    file tells none."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="lines", db_index=False)
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=0)
    speaker = models.ForeignKey(Speaker, models.SET_NULL, null=True, blank=True, related_name="lines")
    side = models.CharField(max_length=7, choices=Side, blank=True)
    start = models.FloatField(null=True, blank=True)
    end = models.FloatField(null=True, blank=True)
    text = models.TextField()
    words = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(default=now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "number", "version"], name="a_version_of_a_line_is_one"),
            models.UniqueConstraint(
                fields=["recording", "number"], condition=Q(replaced_at=None), name="a_line_reads_one_way"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def whose(self) -> str:
        """One of Side. Needs its speaker at hand."""
        if self.side:
            return self.side
        return self.speaker.side if self.speaker else Side.UNKNOWN


class Mark(models.Model):
    """A place the rep wants to find again, with a note of theirs. `start` None: the file tells no time, the line does."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="marks")
    number = models.PositiveIntegerField(help_text="The line it stands at")
    start = models.FloatField(null=True, blank=True)
    end = models.FloatField(null=True, blank=True)
    note = models.TextField(blank=True)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "number"], name="a_line_is_marked_once")]

    def __str__(self) -> str:
        return self.note[:60] or "A mark"

    @property
    def happened_at(self) -> datetime:
        """By the clock on the wall, as near as we know when the recording began."""
        return self.recording.happened_at + timedelta(seconds=self.start or 0.0)

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        return self.recording.log_subject()
