"""A draft that a browser without script asks us to keep. Behind the link and its opener's own key; nobody reads it."""

from __future__ import annotations

from django.db import transaction

from gametape.ask.answering import LONGEST
from gametape.ask.models import Answer, Ask, Draft
from gametape.common.clock import now
from gametape.common.private_words import redact_numbers
from gametape.common.refusal import Refusal

MOST = 20  # openings of one link that keep a draft; a family is fewer, and a machine gets no further


@transaction.atomic
def keep(ask: Ask, *, visitor: str, words: str, reader: str) -> Draft | None:
    """The draft of this opener, card numbers taken out; None when the box is empty, and then the old one goes too."""
    text, _ = redact_numbers(words.replace("\r\n", "\n").replace("\x00", ""))
    if not text.strip():
        Draft.objects.filter(ask=ask, visitor=visitor).delete()
        return None
    if len(text) > LONGEST:
        raise Refusal("That is longer than we can keep. Please shorten it a little; nothing is lost.", field="words")
    others = Draft.objects.filter(ask=ask).exclude(visitor=visitor)
    if others.count() >= MOST:
        raise Refusal(
            "No more drafts fit behind this link. Send it when you like; nothing here is lost.", field="words"
        )
    reader = reader if reader in Answer.Reader.values else Answer.Reader.REP
    draft, _ = Draft.objects.update_or_create(
        ask=ask, visitor=visitor, defaults={"text": text, "reader": reader, "kept_at": now()}
    )
    return draft


def of(ask: Ask, visitor: str) -> Draft | None:
    return Draft.objects.filter(ask=ask, visitor=visitor).first() if visitor else None
