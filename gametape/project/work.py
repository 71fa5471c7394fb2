"""The worker: asks room after room for unfinished work, and does it.

The promise: what was sent is read, whoever should know is told, an import goes on, whatever was killed in between.
A piece of work is a row that is still to do. A row is claimed by a counted update with a lease, and its effect and its
completion are one transaction; a claim whose worker died runs out and somebody else takes it. So a thing is done once,
except a mail to a colleague, which a crash between the server's "yes" and our note may send a second time.

The fast lane answers within seconds. The heavy lane (imports) runs in a child process of lower priority.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import close_old_connections
from django.db.models import Q

from gametape.ask import due
from gametape.ask.models import Draft
from gametape.common.clock import now
from gametape.people.models import Alert
from gametape.reasons import finding

log = logging.getLogger("gametape.work")
LEASE = timedelta(minutes=5)
DRAFTS_KEPT = timedelta(days=30)
A_LITTLE = 20


def read_answers() -> int:
    """Suggest leaves for what buyers sent. Reading is idempotent, so no claim is needed: the row that says "read" is
    written with the suggestions, and a second worker's copy of it is refused by the database."""
    done = 0
    for words in finding.unread()[:A_LITTLE]:
        finding.read(words)
        done += 1
    return done


def mail_alerts() -> int:
    """One e-mail per alert to those who have an address. Without mail set up, alerts stay on the page."""
    if not settings.MAIL_IS_SET_UP:
        return 0
    free = Q(mail_claimed_at=None) | Q(mail_claimed_at__lt=now() - LEASE)
    waiting = Alert.objects.filter(
        free, mailed_at=None, seen_at=None, to__email__isnull=False, at__gte=now() - timedelta(days=1)
    )
    done = 0
    for alert in waiting.select_related("to")[:A_LITTLE]:
        claimed = Alert.objects.filter(free, pk=alert.pk, mailed_at=None).update(mail_claimed_at=now())
        if claimed:
            _mail(alert)
            done += 1
    return done


def _mail(alert: Alert) -> None:
    body = f"{alert.say}\n\n{settings.PUBLIC_URL or 'Open gametape'}{alert.path if settings.PUBLIC_URL else ''}\n"
    address = alert.to.email
    if address is None:
        return
    EmailMessage(subject=alert.say, body=body, to=[address]).send()
    Alert.objects.filter(pk=alert.pk).update(mailed_at=now())


def forget_old_drafts() -> int:
    """A draft a buyer left behind is kept for thirty days."""
    gone, _ = Draft.objects.filter(kept_at__lt=now() - DRAFTS_KEPT).delete()
    return gone


FAST: list[Callable[[], int]] = [read_answers, due.tell_those_due, mail_alerts, forget_old_drafts]


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
