"""Who there is: stores, the people who work there, the buyers, and what a buyer allowed or forbade.

This room does not know what a deal is.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse

from gametape.common.clock import now


class Role(models.TextChoices):
    """`owner` runs the installation: sees what an admin sees, invites people, never more."""

    REP = "rep", "Rep"
    MANAGER = "manager", "Manager"
    ADMIN = "admin", "CRM admin"
    FINANCE = "finance", "F&I"
    NEUTRAL = "neutral", "Neutral"
    OWNER = "owner", "Owner"


class Store(models.Model):
    """A team. `state` is the two letters of a US state, for the hours and the do-not-call rules of C01 and C03."""

    class Kind(models.TextChoices):
        RETAIL = "retail", "A selling floor"
        B2B = "b2b", "Business to business"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.RETAIL)
    zone = models.CharField(max_length=64, default="America/New_York", help_text="An IANA time zone")
    country = models.CharField(max_length=2, default="US")
    state = models.CharField(max_length=2, blank=True)
    address = models.CharField(max_length=240, blank=True, help_text="The postal address shown to buyers")
    currency = models.CharField(max_length=3, default="USD")
    opens = models.TimeField(
        null=True, blank=True, help_text="Ask nobody before; narrows the decent hours, never widens"
    )
    closes = models.TimeField(null=True, blank=True, help_text="Ask nobody after")
    neutral_over_minor = models.BigIntegerField(
        null=True, blank=True, help_text="B2B: above this value a neutral asks, in minor units"
    )
    unasked_share = models.PositiveSmallIntegerField(
        default=0, help_text="Of a hundred no-sales, how many nobody asks about, drawn by lot; 0 is off, 20 the most"
    )
    hold_minutes = models.PositiveSmallIntegerField(
        default=10, help_text="How long a message that leaves from here is held first, for second thoughts"
    )
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(unasked_share__lte=20), name="at_most_a_fifth_left_unasked")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, name: str, *, email: str | None = None, password: str | None = None) -> User:
        user = self.model(name=name, email=self.normalize_email(email).lower() if email else None)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who works at a store. Name first; an e-mail with a password or a passkey can come later."""

    name = models.CharField(max_length=80)
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]


class Membership(models.Model):
    """A role at a store. One person may hold several; each is a row."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    store = models.ForeignKey(Store, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role)
    since = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "store", "role"], name="one_row_per_role")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} at {self.store}"


class Invitation(models.Model):
    """A link that lets somebody in: to join a store, or, with `for_user`, back in without mail. Only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    store = models.ForeignKey(Store, models.CASCADE)
    role = models.CharField(max_length=8, choices=Role)
    called = models.CharField(max_length=80, blank=True, help_text="The name the inviter knows them by")
    for_user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.get_role_display()} at {self.store}"


class PledgeAccepted(models.Model):
    """Version and acceptance of the pledge are kept; a manager accepts it before anything else opens."""

    user = models.ForeignKey(User, models.CASCADE, related_name="pledges")
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="a_pledge_is_accepted_once")]

    def __str__(self) -> str:
        return f"{self.user}, version {self.version}"


class Buyer(models.Model):
    """Somebody who was asked to buy. Has no account, ever. `phone` is E.164 where it could be read, else as written."""

    # No index of the store alone: nothing asks for it, and SQLite would take it for the lookups by number and address.
    store = models.ForeignKey(Store, models.CASCADE, related_name="buyers", db_index=False)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=120, blank=True)
    company = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    email = models.CharField(max_length=254, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    condition = models.CharField(
        max_length=12,
        blank=True,
        choices=[
            ("complaint", "Complained"),
            ("legal", "In a dispute with us"),
            ("private", "Something private; no more messages"),
            ("minor", "Under age"),
        ],
        help_text="Why nobody asks (C08). The code only, never the detail",
    )
    condition_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="Said stop here; the list itself is Suppression")
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(fields=["phone", "store"], name="buyer_by_phone", condition=~Q(phone="")),
            models.Index(fields=["email", "store"], name="buyer_by_email", condition=~Q(email="")),
            models.Index(fields=["store", "company"], name="buyer_by_company", condition=~Q(company="")),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """What we call them on a page: the first name, or the company, or plainly 'the buyer'."""
        return self.first_name or self.company or self.last_name or "the buyer"

    @property
    def reachable(self) -> bool:
        return bool(self.phone or self.email)


class Consent(models.Model):
    """That somebody may be written to, and what it rests on: asked for it, or came to us on that day (C03)."""

    class Basis(models.TextChoices):
        EXPLICIT = "explicit", "They said yes"
        INQUIRY = "inquiry", "They came or wrote to us"
        CHECKED = "checked", "Their number is not on the do-not-call list"

    buyer = models.ForeignKey(Buyer, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16, default="ask")
    channel = models.CharField(max_length=8, blank=True, help_text="sms, phone, email; empty means any")
    basis = models.CharField(max_length=8, choices=Basis)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.buyer}: {self.get_basis_display()}"


class Suppression(models.Model):
    """Do not contact: a keyed hash of a number or an address, for the whole installation, on every channel (C05, C07).

    Survives deletion of the buyer and a new import. The key is not the secret key and travels in the backup.
    """

    key_hash = models.CharField(max_length=64, unique=True)
    heard_on = models.CharField(max_length=8)
    at = models.DateTimeField(default=now)
    noted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"Do not contact, since {self.at:%Y-%m-%d}"


class Unreachable(models.Model):
    """An e-mail address that takes no mail, by its keyed hash: their server said so for good. Another address of the same
    person is another row, so a typo put right is put right."""

    key_hash = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=12, blank=True, help_text="The code of RFC 3463")
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name_plural = "unreachable"

    def __str__(self) -> str:
        return f"Takes no mail, since {self.at:%Y-%m-%d}"


class AccessLog(models.Model):
    """Who opened which record of a buyer or of a colleague. The one it is about can read it (law 6)."""

    who = models.ForeignKey(User, models.CASCADE, related_name="looked")
    whose = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="looked_at")
    buyer = models.ForeignKey(Buyer, models.SET_NULL, null=True, blank=True, related_name="+")
    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    what = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [
            models.Index(fields=["whose", "-at"], name="log_by_whose"),
            models.Index(fields=["who", "-at"], name="log_by_who"),
        ]

    def __str__(self) -> str:
        return f"{self.who} opened {self.what}"


class Alert(models.Model):
    """Something a colleague should know now: shown on their first page, and mailed once where mail is set up.

    `about` makes it idempotent: the same event alerts the same person once. `link` is a URL name and its number, so
    this room needs not know what it points at.
    """

    to = models.ForeignKey(User, models.CASCADE, related_name="alerts")
    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    about = models.CharField(max_length=80)
    say = models.CharField(max_length=240)
    link_name = models.CharField(max_length=60)
    link_pk = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(null=True, blank=True)
    mail_claimed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "about"], name="an_event_alerts_once")]
        indexes = [
            models.Index(fields=["to", "seen_at", "-at"], name="alerts_of_a_person"),
            models.Index(fields=["at"], name="alerts_to_mail", condition=Q(mailed_at=None, seen_at=None)),
        ]

    def __str__(self) -> str:
        return self.say

    @property
    def path(self) -> str:
        args: list[Any] = [self.link_pk] if self.link_pk is not None else []
        return reverse(self.link_name, args=args)
