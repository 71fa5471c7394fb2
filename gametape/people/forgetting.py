"""What becomes of the tables of this room, and of those that others brought along."""

from __future__ import annotations

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessAttemptExpiration, AccessFailureLog
from axes.models import AccessLog as SignIn
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from gametape.common.clock import now
from gametape.common.forgetting import Decision, Table, declare
from gametape.people.models import (
    AccessLog,
    Alert,
    Buyer,
    Consent,
    Invitation,
    Membership,
    PledgeAccepted,
    Store,
    Suppression,
    Unreachable,
    User,
)

_EMPTY = ("first_name", "last_name", "company", "phone", "email", "state", "zone", "condition")

declare(
    Table(
        model=Buyer,
        decision=Decision.BLANK,
        why="Who they are and how they are reached. An empty row stays, so that the counts stay true.",
        buyer="pk",
        store="store",
        blank={**dict.fromkeys(_EMPTY, ""), "condition_at": None, "stopped_at": now},
    ),
    Table(
        model=Consent,
        decision=Decision.KEEP,
        why="What they allowed, and when. Kept without the name.",
        buyer="buyer",
        store="buyer__store",
        kind="consent_proof",
        dated="at",
        coded=("purpose", "channel"),
    ),
    Table(
        model=Unreachable,
        decision=Decision.NOT_THEIRS,
        why="That an address takes no mail: a keyed hash nobody reads an address out of.",
        coded=("key_hash", "status"),
    ),
    Table(
        model=Suppression,
        decision=Decision.NOT_THEIRS,
        why="The do-not-contact list: a keyed hash nobody reads an address out of. It outlives everything else.",
        kind="suppression",
        dated="at",
    ),
    Table(
        model=AccessLog,
        decision=Decision.KEEP,
        why="Who opened a record of theirs, and when. Kept without the name.",
        buyer="buyer",
        store="store",
        kind="access_log",
        dated="at",
        coded=("what",),
    ),
    Table(
        model=Alert,
        decision=Decision.BLANK,
        why="A line that told a colleague about them. The name is taken out of it.",
        store="store",
        scrub=("say",),
        coded=("about", "link_name"),
    ),
    *(
        Table(model=model, decision=Decision.NOT_THEIRS, why="About the store and those who work there.")
        for model in (Store, User, Membership, Invitation, PledgeAccepted)
    ),
    *(
        Table(model=model, decision=Decision.NOT_THEIRS, why="How colleagues sign in. A buyer has no account.")
        for model in (EmailAddress, EmailConfirmation, Authenticator, Session, AccessAttemptExpiration)
    ),
    *(
        Table(
            model=model,
            decision=Decision.NOT_THEIRS,
            why="Sign-ins of colleagues, and those that failed.",
            kind="access_log",
            dated="attempt_time",
        )
        for model in (AccessAttempt, AccessFailureLog, SignIn)
    ),
    *(
        Table(model=model, decision=Decision.NOT_THEIRS, why="The framework’s own list of tables and rights.")
        for model in (ContentType, Permission, Group, Group.permissions.through)
    ),
)
