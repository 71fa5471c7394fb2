"""After its time nothing says any more that an answer spoke of credit.

The words go with it, since they said so, and the leaves that did. The answer stays behind the one mask it always had:
for everybody but F&I nothing changes on that day.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from gametape.ask.models import Answer, Words
from gametape.common.clock import now
from gametape.deals.vocabulary import LEAVES
from gametape.people.models import Store
from gametape.privacy import quoting
from gametape.reasons.models import Finding

CODES = [code for code, leaf in LEAVES.items() if leaf.for_finance]
A_LITTLE = 200


def markers_go(store: Store, *, before: datetime, but: Q) -> int:
    """How many answers of this store lost their marker; 0 when none older than `before` has one."""
    leaf = Finding.objects.filter(words__answer=OuterRef("pk"), leaf__in=CODES)
    marked = Answer.objects.filter(Q(held_for="credit") | Exists(leaf), loss__store=store, first_sent_at__lt=before)
    pks = list(marked.exclude(but).order_by("pk").values_list("pk", flat=True)[:A_LITTLE])
    Words.objects.filter(answer__in=pks).exclude(text="").update(text="", purged_at=now())
    quoting.follow()
    Finding.objects.filter(words__answer__in=pks, leaf__in=CODES).delete()
    Answer.objects.filter(pk__in=pks, held_for="credit").update(held_for="private")
    return len(pks)
