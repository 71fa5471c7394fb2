"""What `doctor` looks at: each finding is a sentence, whether it is fine, and the next step if not."""

from __future__ import annotations

import ipaddress
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from gametape.common.refusal import Refusal
from gametape.connectors.imap.address import parsed
from gametape.connectors.imap.mailbox import Broken, opened
from gametape.people.models import Membership, Role, Store
from gametape.project import keeping
from gametape.project.mail_domain import look_at
from gametape.sending.port import sender_for


@dataclass(frozen=True)
class Finding:
    """`fine` is None for something to know rather than to mend."""

    fine: bool | None
    say: str


def examine() -> Iterator[Finding]:
    """All of them; what lies in the database is left out where that does not answer or lacks its tables."""
    yield from _place()
    ready = True
    for finding in _database():
        ready = ready and finding.fine is not False
        yield finding
    yield from _address()
    yield from _mail()
    yield from _to_buyers()
    yield from _hearing()
    if ready:
        yield from _people()


def _place() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.HOME).free
    room = "" if free > 1 << 30 else " That is little: make room before the next import or backup."
    yield Finding(free > 1 << 30, f"Data is in {settings.HOME}, {free / (1 << 30):.1f} GB free.{room}")
    if keeping.note().exists():
        yield Finding(False, "A restore was cut off half way. Run `gametape restore FILE --yes` again, to its end.")
    for name in ("secret_key", "suppression_key"):
        path = settings.HOME / name
        if path.exists():
            loose = bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
            step = f" Run chmod 600 {path}." if loose else ""
            yield Finding(not loose, f"{name} can be read by {'others' if loose else 'its owner only'}.{step}")


def _database() -> Iterator[Finding]:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        said = " ".join(str(error).split())
        yield Finding(
            False, f"The database does not answer: {said}. Look at GAMETAPE_DATABASE_URL and whether it runs."
        )
        return
    yield Finding(
        not missing,
        f"{connection.display_name}: "
        + (
            f"{len(missing)} migrations to run; `gametape serve` runs them." if missing else "every migration is there."
        ),
    )
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            verdict = cursor.fetchone()[0]
        yield Finding(
            verdict == "ok",
            "The database file is whole."
            if verdict == "ok"
            else f"The database file is damaged ({verdict}). Restore the last backup.",
        )


def _address() -> Iterator[Finding]:
    url = settings.PUBLIC_URL
    if not url:
        yield Finding(
            False,
            "GAMETAPE_PUBLIC_URL is not set, so messages carry no link and no buyer can answer alone. docs/running.md says how.",
        )
        return
    parts = urlsplit(url)
    if is_loopback(parts.hostname or ""):
        yield Finding(
            False,
            f"GAMETAPE_PUBLIC_URL is {url}: nobody but this machine can open such links. Use the address that phones reach.",
        )
        return
    if parts.scheme != "https":
        yield Finding(
            False,
            f"{url} is not https: words travel in the open. Put a proxy with a certificate before it; docs/running.md says how.",
        )
        return
    yield Finding(True, f"Links go to {url}.")


def is_loopback(host: str) -> bool:
    if host in {"localhost", ""} or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _mail() -> Iterator[Finding]:
    if settings.MAIL_IS_SET_UP:
        yield Finding(
            True, f"Alerts to colleagues are mailed through {os.environ['GAMETAPE_SMTP_URL'].rpartition('@')[2]}."
        )
    else:
        yield Finding(
            None, "No mail is set up (GAMETAPE_SMTP_URL); alerts show on the page, which looks by itself every minute."
        )


def _to_buyers() -> Iterator[Finding]:
    """What leaves from here, whether its provider is set up whole, and how the mail domain looks from outside."""
    if not settings.SENDERS:
        yield Finding(None, "Nothing is sent to buyers from here; every message leaves from the rep's own phone.")
    for channel, name in settings.SENDERS.items():
        what = {"email": "E-mail", "sms": "Texts"}[channel]
        try:
            sender_for(channel)
        except (Refusal, ImportError) as error:
            step = error.say if isinstance(error, Refusal) else "Install what it needs: docs/asking.md says how."
            yield Finding(False, f"{what} to buyers should leave by {name}, and it does not start. {step}")
            continue
        yield Finding(True, f"{what} to buyers leaves by {name}." if channel == "email" else f"{what} leave by {name}.")
    if "email" in settings.SENDERS:
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
        for seen in look_at(domain, selector=settings.DKIM_SELECTOR):
            yield Finding(seen.fine, seen.say)


def _hearing() -> Iterator[Finding]:
    """Whether the mailbox that replies come to opens. It is asked now, as the worker asks it."""
    if not settings.IMAP:
        return
    try:
        address = parsed(settings.IMAP)
        with opened(address):
            yield Finding(True, f"Replies are heard from the mailbox {address}.")
    except Refusal as refusal:
        yield Finding(False, refusal.say)
    except Broken as error:
        say = (
            f"The mailbox of GAMETAPE_IMAP does not open ({type(error).__name__}). Look at its host, user and password."
        )
        yield Finding(False, say)


def _people() -> Iterator[Finding]:
    if not Store.objects.exists():
        yield Finding(None, "There is no store yet. `gametape start deals.csv` makes one from your own export.")
    for store in Store.objects.all():
        roles = set(Membership.objects.filter(store=store, user__is_active=True).values_list("role", flat=True))
        if Role.OWNER not in roles:
            yield Finding(False, f"{store} has no owner. `gametape invite owner` prints a way in.")
        if Role.FINANCE not in roles:
            yield Finding(
                None,
                f"{store} has nobody for F&I: what is held as private is read by no one until somebody has that role.",
            )
        if not store.address:
            yield Finding(
                False if "email" in settings.SENDERS else None,
                f"{store} has no postal address; buyers see it at the foot of their page, and no e-mail leaves from here without. The owner can add it under People.",
            )
