"""From words to a confirmed leaf: the worker suggests, a person confirms, and no claim stands without its words.

`unread` is this room's unfinished work; reading the same version twice finds it read.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from gametape.ask.models import Answer, Words
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.common.spans import QuoteGone, must_match
from gametape.deals.models import Loss
from gametape.deals.vocabulary import LEAVES
from gametape.people.models import User
from gametape.reasons.models import Finding, Read
from gametape.reasons.reading import Heard, engine

AT_ONCE = "EXP.DISRESPECT"
WORTH_SHOWING = 0.1  # beside the first: a rep reads it under a buyer's words, so a long shot costs more than it brings


def unread() -> QuerySet[Words]:
    """Versions nobody read yet, the oldest first."""
    rows = Words.objects.filter(unread=True, purged_at=None).select_related("answer__loss")
    return rows.order_by("sent_at")


def read(words: Words) -> list[Finding]:
    """Suggests up to three reasons, each with its words, by the engine that the owner chose. All of it or nothing, and
    only once. The engine is asked before anything is written: one that waits for an endpoint holds no lock."""
    if Read.objects.filter(words=words).exists():
        return list(words.findings.all())
    reader = engine(settings.READER)
    heard = reader.read(words.text, closest=words.answer.closest)
    try:
        with transaction.atomic():
            Read.objects.create(words=words, reader=reader.name, status=heard.status or "")
            Words.objects.filter(pk=words.pk).update(unread=False)
            return _suggested(words, heard, reader.name)
    except IntegrityError:
        return list(words.findings.all())


def _suggested(words: Words, heard: Heard, reader: str) -> list[Finding]:
    found = [
        Finding(
            loss=words.answer.loss,
            words=words,
            leaf=one.code,
            start=one.start,
            end=one.end,
            quote=one.quote,
            because=one.because,
            confidence=one.score,
            reader=reader,
        )
        for number, one in enumerate(heard.suggestions)
        if number == 0 or one.score >= WORTH_SHOWING
    ]
    Finding.objects.bulk_create(found, ignore_conflicts=True)
    if any(finding.leaf == AT_ONCE for finding in found):
        Answer.objects.filter(pk=words.answer_id).update(urgent=True)
    return list(words.findings.all())


def unclear(answer: Answer) -> list[Finding]:
    """Reasons without a leaf among the suggestions for the latest words, while none is confirmed. Nobody confirms one:
    a person picks which of its leaves it is."""
    rows = Finding.objects.filter(loss=answer.loss, put_aside_at=None).select_related("words").order_by("-confidence")
    if any(row.confirmed_at for row in rows):
        return []
    latest = max((row.words.n for row in rows), default=0)
    return [row for row in rows if row.leaf not in LEAVES and row.words.n == latest and stands(row)]


def no_answer(answer: Answer) -> str:
    """What the latest words are instead of an answer, as the reader heard them: a code of `reply_status`, or ""."""
    last = Read.objects.filter(words__answer=answer).order_by("-words__n").values_list("status", flat=True).first()
    return last or ""


def shown(answer: Answer) -> list[Finding]:
    """The confirmed one alone; before that the suggestions of the latest words. Only where the quote matches the text
    character for character (law 4)."""
    rows = Finding.objects.filter(loss=answer.loss, put_aside_at=None, leaf__in=LEAVES).select_related("words")
    return _leading(list(rows.order_by("-confidence")))


def leaf_of_each(losses: Iterable[int]) -> dict[int, str]:
    """{loss id: its confirmed leaf, else the likeliest suggested one}, in one query for a page of losses; those whose
    words told none are left out. Whether a leaf may be shown to somebody is the page's to ask."""
    rows = Finding.objects.filter(loss__in=list(losses), put_aside_at=None, leaf__in=LEAVES).select_related("words")
    found: dict[int, list[Finding]] = {}
    for row in rows.order_by("-confidence"):
        found.setdefault(row.loss_id, []).append(row)
    return {loss: leading[0].leaf for loss, all_of_it in found.items() if (leading := _leading(all_of_it))}


def _leading(rows: list[Finding]) -> list[Finding]:
    confirmed = [row for row in rows if row.confirmed_at]
    if confirmed:
        return [row for row in confirmed if stands(row)]
    latest = max((row.words.n for row in rows), default=0)
    return [row for row in rows if row.words.n == latest and stands(row)][:3]


def stands(finding: Finding) -> bool:
    """Whether its words are really there. One that does not stand is not shown, and spoils no page it would stand on."""
    if finding.evidence_deleted_at:
        return False
    try:
        must_match(finding.words.text, finding.quote, finding.start)
    except QuoteGone:
        return False
    return finding.end == finding.start + len(finding.quote)


@transaction.atomic
def confirm(finding: Finding, *, by: User) -> Finding:
    """That's it. One confirmed leaf per loss; confirming another one moves it, whoever confirms at the same moment."""
    Loss.objects.select_for_update().get(pk=finding.loss_id)
    if finding.leaf not in LEAVES:
        raise Refusal("Pick which of these it is from the list of all reasons.")
    if not stands(finding):
        raise Refusal(
            "The words this rests on are gone or changed, so it cannot be confirmed. Pick from their words again."
        )
    Finding.objects.filter(loss=finding.loss, confirmed_at__isnull=False).exclude(pk=finding.pk).update(
        confirmed_at=None, confirmed_by=None
    )
    finding.confirmed_at, finding.confirmed_by, finding.put_aside_at = now(), by, None
    finding.save(update_fields=["confirmed_at", "confirmed_by", "put_aside_at"])
    return finding


@transaction.atomic
def pick(answer: Answer, *, leaf: str, quote: str, by: User) -> Finding:
    """A person's own choice of a leaf, with the words they rest it on; the latest version that has them."""
    if leaf not in LEAVES or LEAVES[leaf].private:
        raise Refusal("Pick one of the reasons in the list.", field="leaf")
    versions = answer.versions.filter(purged_at=None).order_by("-n")
    words = next((version for version in versions if quote.strip() in version.text), None)
    if words is None:
        raise Refusal(
            "Those are not the buyer’s words. Copy them from the answer, or leave the box empty for all of it.",
            field="quote",
        )
    quote = quote.strip() or words.text
    start = words.text.index(quote)
    finding, _ = Finding.objects.get_or_create(
        words=words,
        leaf=leaf,
        start=start,
        end=start + len(quote),
        defaults={"loss": words.answer.loss, "quote": quote, "reader": "person", "confidence": 1.0},
    )
    return confirm(finding, by=by)


def put_aside(finding: Finding) -> None:
    """Not that: it is not shown again, and it counts for nothing."""
    finding.put_aside_at, finding.confirmed_at, finding.confirmed_by = now(), None, None
    finding.save(update_fields=["put_aside_at", "confirmed_at", "confirmed_by"])
