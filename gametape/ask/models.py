"""The question and the answer. An answer is a chain of immutable texts, and who may read it is the buyer's choice."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.people.models import Buyer, Store, User
from gametape.sending.models import Message


def new_token() -> str:
    """192 random bits; the link carries them signed, so that an altered one is told from an unknown one."""
    return secrets.token_urlsafe(24)


class Ask(models.Model):
    """That somebody asked, or is about to. Face to face there is no message; at the door there is only the link."""

    class Kind(models.TextChoices):
        ASK = "ask", "The question"
        REMINDER = "reminder", "The one reminder"

    class Channel(models.TextChoices):
        PERSON = "person", "Face to face"
        DOOR = "door", "At the door, on a tablet or by QR code"
        PHONE = "phone", "By phone"
        SMS = "sms", "By text"
        EMAIL = "email", "By e-mail"
        COPY = "copy", "Somewhere else"

    loss = models.ForeignKey(Loss, models.CASCADE, related_name="asks")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.ASK)
    window = models.CharField(max_length=2)
    asker = models.ForeignKey(User, models.SET_NULL, null=True, related_name="asks")
    asker_role = models.CharField(max_length=8)
    channel = models.CharField(max_length=6, choices=Channel)
    message = models.OneToOneField(Message, models.CASCADE, null=True, blank=True, related_name="ask")
    made_at = models.DateTimeField(default=now)
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was said or went out; only then it counts"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=48, unique=True, default=new_token)
    closes_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["loss", "kind"], condition=Q(withdrawn_at=None), name="asked_once_and_reminded_once"
            )
        ]
        indexes = [models.Index(fields=["asker", "asked_at"], name="asks_of_a_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.loss.deal}"

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        return self.loss.deal.log_subject()


class Answer(models.Model):
    """What a buyer gave back for one loss. `reader` was chosen above the box, before Send, and can only get narrower
    for what was already read, never wider by us."""

    class Reader(models.TextChoices):
        REP = "rep", "The person they met"
        MANAGER = "manager", "Only the manager"
        STORE = "store", "The store, without their name"

    class Heard(models.TextChoices):
        PAGE = "page", "On the buyer’s page"
        DOOR = "door", "At the door"
        TOLD = "told", "As told to"
        PASTED = "pasted", "Pasted from a reply"
        EMAIL = "email", "By e-mail"
        SMS = "sms", "By text"

    class Status(models.TextChoices):
        ANSWER = "", "An answer"
        NO_REASON = "NO_REASON", "Gives no reason"
        OPT_OUT = "OPT_OUT", "Wants to hear nothing more"
        NOT_THE_BUYER = "NOT_THE_BUYER", "Wrong person or number"
        QUESTION_BACK = "QUESTION_BACK", "Asks us something"
        AUTO_REPLY = "AUTO_REPLY", "Written by a machine"

    HELD_FOR = ("credit", "private")

    loss = models.OneToOneField(Loss, models.CASCADE, related_name="answer")
    ask = models.ForeignKey(Ask, models.CASCADE, related_name="answers")
    heard = models.CharField(max_length=6, choices=Heard)
    told_to = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    reader = models.CharField(max_length=7, choices=Reader, default=Reader.REP)
    status = models.CharField(max_length=16, choices=Status, default="", blank=True)
    closest = models.JSONField(default=list, blank=True, help_text="At most two reasons, the buyer's own ticks")
    nothing_wrong = models.BooleanField(default=False)
    rather_not_say = models.BooleanField(default=False)
    wants_answer = models.BooleanField(default=False)
    wants_to_know = models.BooleanField(default=False, help_text="To be told, once, what was changed because of it")
    first_sent_at = models.DateTimeField(default=now)
    final_at = models.DateTimeField()
    held_for = models.CharField(max_length=8, blank=True, help_text="Private words were found: credit or private")
    released_at = models.DateTimeField(null=True, blank=True)
    numbers_removed = models.PositiveSmallIntegerField(default=0)
    urgent = models.BooleanField(default=False, help_text="A complaint, or disrespect: the manager reads it at once")
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When the rep opened it")
    asker_opened_at = models.DateTimeField(null=True, blank=True, help_text="When a second voice who asked opened it")

    class Meta:
        indexes = [
            models.Index(fields=["-first_sent_at"], name="answers_by_day"),
            models.Index(fields=["reader", "-first_sent_at"], name="answers_unopened", condition=Q(opened_at=None)),
            models.Index(fields=["held_for", "-first_sent_at"], name="answers_held", condition=Q(released_at=None)),
        ]

    def __str__(self) -> str:
        return f"Answer, {self.loss.deal}"

    @staticmethod
    def final_after(sent_at: datetime) -> datetime:
        return sent_at + timedelta(days=1)

    @property
    def is_private(self) -> bool:
        """Masked for everybody but its reader: the scan held it, and F&I did not release it."""
        return bool(self.held_for) and self.released_at is None

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        """What the buyer kept from the rep is the buyer's record alone: a line on the rep's page that says who opened it
        would tell what the mask hides."""
        store, buyer, rep = self.loss.deal.log_subject()
        return store, buyer, rep if self.reader == self.Reader.REP and not self.is_private else None


class Words(models.Model):
    """One sent version of the buyer's words; immutable. A revisit adds the next `n`. Quotes point into one of these.

    `submission` is the form's own number: sending the same form twice, or again after a crash, adds nothing. From the
    buyer's page it begins with the sender's key (see `visiting`). `heard` says whose mouth this version came from.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="versions")
    n = models.PositiveSmallIntegerField()
    text = models.TextField()
    sent_at = models.DateTimeField(default=now)
    submission = models.CharField(max_length=40)
    heard = models.CharField(max_length=6, choices=Answer.Heard, default=Answer.Heard.PAGE)
    purged_at = models.DateTimeField(null=True, blank=True)
    unread = models.BooleanField(
        default=True, help_text="The reasons room has not read it yet; who did stands there. For an index"
    )

    class Meta:
        verbose_name_plural = "words"
        indexes = [
            models.Index(fields=["sent_at"], name="words_nobody_read", condition=Q(unread=True, purged_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["answer", "n"], name="versions_are_counted"),
            models.UniqueConstraint(fields=["answer", "submission"], name="a_form_is_sent_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Incoming(models.Model):
    """Something that came in by e-mail or text, heard once: `key` is its own. Where it was placed by itself, `loss` is the
    no it belongs to. Words that wait for a person are `words`, as they came is `original`; both go where it was nothing.
    """

    class State(models.TextChoices):
        PLACED = "placed", "Belongs to a deal"
        WAITS = "waits", "Waits for a person"
        NOTHING = "nothing", "Nothing to read"

    class Why(models.TextChoices):
        NOBODY = "nobody", "No open question belongs to this address."
        SEVERAL = "several", "More than one open question belongs to this address."
        LATE = "late", "Their answer is a day old and final, and this came after it."
        STOP = "stop", "It may say that they want to hear nothing more."
        COLLEAGUE = "us", "It came from the address of somebody who works here."

    key = models.CharField(max_length=80, unique=True)
    channel = models.CharField(max_length=6)
    kind = models.CharField(max_length=10)
    sender = models.CharField(max_length=254, blank=True)
    words = models.TextField(blank=True)
    original = models.TextField(blank=True)
    came_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=8, choices=State, default=State.NOTHING)
    why = models.CharField(max_length=8, choices=Why, blank=True)
    held_for = models.CharField(max_length=8, blank=True, help_text="Private words were found: credit or private")
    store = models.ForeignKey(Store, models.CASCADE, null=True, blank=True, related_name="+")
    buyer = models.ForeignKey(Buyer, models.SET_NULL, null=True, blank=True, related_name="+")
    loss = models.ForeignKey(Loss, models.CASCADE, null=True, blank=True, related_name="came_in")
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "incoming"
        indexes = [models.Index(fields=["came_at"], name="incoming_that_waits", condition=Q(state="waits"))]

    def __str__(self) -> str:
        return f"From {self.sender or 'a machine'}, {self.came_at:%Y-%m-%d %H:%M}"

    def log_subject(self) -> tuple[Store, Buyer | None, User | None]:
        """Whose record somebody looked at. Only what has a store is ever opened."""
        if self.loss is not None:
            return self.loss.deal.log_subject()
        assert self.store is not None
        return self.store, self.buyer, None


class TurnOver(models.Model):
    """Two minutes of a manager, asked for while the buyer was still here, and whether somebody came."""

    loss = models.OneToOneField(Loss, models.CASCADE, related_name="turn_over")
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=now)
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"A manager for {self.loss.deal}"


class Draft(models.Model):
    """Kept for the buyer alone, without script, behind their link and their own key. No page of ours reads it; gone on
    Send. One for each who opened the link: the rep knows the link too, and must neither read nor overwrite it."""

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="drafts")
    visitor = models.CharField(max_length=16, default="")
    text = models.TextField()
    reader = models.CharField(max_length=7, default="rep")
    kept_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "visitor"], name="one_draft_each")]

    def __str__(self) -> str:
        return "A draft, the buyer's own"
