"""The worker: asks room after room for unfinished work, and does it.

The promise: what was sent is read, whoever should know is told, an import goes on, whatever was killed in between.
A piece of work is a row that is still to do. A row is claimed by a counted update with a lease, and its effect and its
completion are one transaction; a claim whose worker died runs out and somebody else takes it. So a thing is done once,
except a mail to a colleague, which a crash between the server's "yes" and our note may send a second time. A message to a
buyer never is: what was cut off is a person's to decide (see `sending.going_out`).

The fast lane answers within seconds. The heavy lane (imports) runs in a child process of lower priority.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import close_old_connections
from django.db.models import Model, Q

from gametape.ask import due, leaving
from gametape.common.clock import now
from gametape.people.models import Alert
from gametape.postmortem.reviewing import reopen_late
from gametape.reasons import finding
from gametape.rescue import saving

log = logging.getLogger("gametape.work")
LEASE = timedelta(minutes=5)
AGAIN = timedelta(seconds=30)
NEWS = timedelta(days=1)  # what is older is no news, and stands on the page
A_LITTLE = 20


def read_answers() -> int:
    """Suggest leaves for what buyers sent. Reading is idempotent, so no claim is needed: the row that says "read" is
    written with the suggestions, and a second worker's copy of it is refused by the database."""
    return sum(_tried(finding.read, words) for words in finding.unread()[:A_LITTLE])


def _tried(act: Callable[[Any], object], row: Model) -> bool:
    """Whether it was done. One row that fails is logged, and those behind it are not kept waiting."""
    try:
        act(row)
    except Exception:
        log.exception("%s %s did not finish; it is tried again", type(row).__name__, row.pk)
        return False
    return True


def mail_alerts() -> int:
    """One e-mail per alert to those who have an address. Without mail set up, alerts stay on the page."""
    if not settings.MAIL_IS_SET_UP:
        return 0
    waiting = Alert.objects.filter(_free(), mailed_at=None, seen_at=None, at__gte=now() - NEWS)
    reachable = waiting.filter(to__email__isnull=False, to__is_active=True).select_related("to")
    return sum(_claimed(alert) and _mailed(alert) for alert in reachable.order_by("at", "pk")[:A_LITTLE])


def _free() -> Q:
    return Q(mail_claimed_at=None) | Q(mail_claimed_at__lt=now() - LEASE)


def _claimed(alert: Alert) -> bool:
    return bool(Alert.objects.filter(_free(), pk=alert.pk, mailed_at=None).update(mail_claimed_at=now()))


def _mailed(alert: Alert) -> bool:
    """A server that says no, or nothing, is asked again: after half a minute, then after as long as it took so far. The
    next letter does not wait for it."""
    try:
        _mail(alert)
    except OSError as error:  # what smtplib raises is one, too
        log.warning("An alert to %s was not mailed (%s); it is tried again.", alert.to.pk, type(error).__name__)
        Alert.objects.filter(pk=alert.pk).update(mail_claimed_at=now() - LEASE + max(AGAIN, now() - alert.at))
        return False
    Alert.objects.filter(pk=alert.pk).update(mailed_at=now())
    return True


def _mail(alert: Alert) -> None:
    where = f"{settings.PUBLIC_URL}{alert.path}" if settings.PUBLIC_URL else "Open gametape."
    say = " ".join(alert.say.split())  # a name with a line break in it is no header
    EmailMessage(subject=say, body=f"{say}\n\n{where}\n", to=[str(alert.to.email)]).send()


FAST: list[Callable[[], int]] = [
    read_answers,
    saving.begin_those_read,
    leaving.send_due,
    due.tell_those_due,
    reopen_late,
    mail_alerts,
]


def go_round(lane: list[Callable[[], int]]) -> int:
    """Every kind of work once; how much was done. One that fails is logged and does not stop the others."""
    done = 0
    for piece in lane:
        try:
            done += piece()
        except Exception:
            log.exception("%s did not finish; it is tried again", piece.__name__)
    close_old_connections()
    return done


def run(lane: list[Callable[[], int]], *, pause: float, alive: Callable[[], bool]) -> None:
    """Round after round while `alive`; `pause` seconds of rest when there was nothing to do."""
    while alive():
        if not go_round(lane):
            time.sleep(pause)
