"""Something came in by e-mail or text: a stop, an answer, a bounce, a complaint, a machine, or words nobody can place.

The promise: heard once, whatever is sent again or killed in between. The row with its key and all that it does are one
transaction. What is not sure waits for a person; what no person wrote never counts as an answer.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction

from gametape.ask import answering, matching, unplaced
from gametape.ask.answering import Rest
from gametape.ask.incoming.letter import Bounce, Letter
from gametape.ask.models import Answer, Ask, Incoming
from gametape.ask.replies import Reply, kind_of
from gametape.ask.stopping import complained, stop_at, take_out
from gametape.ask.visiting import submission_of
from gametape.ask.wanting import wants_an_answer
from gametape.common.clock import now
from gametape.common.private_words import redact_numbers, scan
from gametape.common.refusal import Refusal
from gametape.deals.models import Deal, Moment
from gametape.people import alerting
from gametape.people.consent import buyers_at, key_of, note_unreachable
from gametape.people.models import Store

MOST_KEPT = 200_000  # code points, of one text


def hear_text(*, sender: str, words: str, key: str) -> Incoming | None:
    """A text message from a number (E.164), with the provider's own number for it. None where it was heard before."""
    words = words.replace("\r\n", "\n").replace("\x00", "").strip()[:MOST_KEPT]
    words = words.encode("utf-8", errors="replace").decode()
    kind = "empty" if not words else "auto" if kind_of(words).status == "AUTO_REPLY" else "words"
    letter = Letter(kind=kind, sender=sender[:254], words=words, original=words)  # type: ignore[arg-type]
    return hear(letter, channel="sms", key=f"sms:{key}"[:80])


def key_of_letter(letter: Letter) -> str:
    """The same letter has the same key by whichever mailbox and however often it comes: a copy that took another way differs
    in its path alone."""
    whom = [*(bounce.recipient for bounce in letter.bounces), *letter.complained]
    told = "\x1f".join([letter.sender, letter.message_id, letter.subject, letter.about, letter.original, *whom])
    return f"mail:{hashlib.sha256(told.encode()).hexdigest()}"


@transaction.atomic
def hear(letter: Letter, *, channel: str, key: str, at: datetime | None = None) -> Incoming | None:
    """All that follows from `letter`; the row says what became of it. None where it was heard before."""
    try:
        with transaction.atomic():
            row = Incoming.objects.create(key=key, channel=channel, kind=letter.kind, came_at=at or now())
    except IntegrityError:
        return None
    if letter.kind == "bounce":
        for bounce in letter.bounces:
            _came_back(letter, bounce)
    elif letter.kind == "complaint":
        complained(letter)
    elif letter.kind == "words":
        _words(row, letter)
    return row


def hear_unread(*, key: str) -> Incoming | None:
    """A letter that could not be worked on at all: noted, so that the next ones are heard."""
    row, new = Incoming.objects.get_or_create(key=key, defaults={"channel": "email", "kind": "unread"})
    return row if new else None


# -- words ------------------------------------------------------------------------------------------------------------


def _words(row: Incoming, letter: Letter) -> None:
    row.sender, match, reply = letter.sender, matching.match(letter), kind_of(letter.words)
    row.words, row.original = redact_numbers(letter.words)[0], redact_numbers(letter.original)[0]
    if match.why == Incoming.Why.COLLEAGUE:
        _wait(row, match.why)
        return
    if reply.stops:
        stop_at(letter.sender, heard_on=row.channel, ask=match.ask)
    if reply.status == "NOT_THE_BUYER" and not reply.rest:
        take_out(letter.sender, heard_on="wrong")
        _nothing(row)
    elif match.ask is None and reply.stops and not reply.rest:
        _nothing(row)
    elif match.ask is not None and not reply.unsure:
        _answered(row, match.ask, letter, reply)
    else:
        row.loss = match.ask.loss if match.ask else None
        _wait(row, Incoming.Why.STOP if reply.unsure and match.ask else match.why)


def _answered(row: Incoming, ask: Ask, letter: Letter, reply: Reply) -> None:
    """The buyer's own words, in by the same way as those of their page: scanned first, then read, then told."""
    row.loss, row.buyer, row.store = ask.loss, ask.loss.deal.buyer, ask.loss.deal.store
    theirs = matching.is_theirs(ask, letter.sender)
    visitor = visitor_at(letter.sender) if theirs else ""
    rest = Rest(wants_answer=True) if theirs and wants_an_answer(letter.words) else None
    try:
        answering.send(
            ask, words=letter.words, submission=submission_of(visitor, row.key, letter.words),
            heard=Answer.Heard(row.channel), visitor=visitor, rest=rest,
        )  # fmt: skip
    except Refusal:
        _wait(row, Incoming.Why.LATE)
        return
    row.state = Incoming.State.PLACED
    row.save()


def visitor_at(address: str) -> str:
    """Who writes from an address holds what they sent from it, as a browser holds what it sent from the page."""
    return key_of(address)[:16]


def _wait(row: Incoming, why: str) -> None:
    row.state, row.why = Incoming.State.WAITS, why
    kinds = {span.kind for span in scan(row.words)}
    row.held_for = ("credit" if "credit" in kinds else "private") if kinds else ""
    candidates = [row.loss] if row.loss else [ask.loss for ask in matching.open_asks(buyers_at(row.sender))]
    stores = {loss.store_id for loss in candidates}
    row.store = candidates[0].deal.store if len(stores) == 1 else None if stores else _the_only_store()
    buyers = {loss.deal.buyer_id: loss.deal.buyer for loss in candidates}
    row.buyer = next(iter(buyers.values())) if len(buyers) == 1 else None
    row.save()
    unplaced.tell(row)


def _the_only_store() -> Store | None:
    stores = list(Store.objects.all()[:2])
    return stores[0] if len(stores) == 1 else None


def _nothing(row: Incoming) -> None:
    """What is nothing is not kept, only that it came."""
    row.sender = row.words = row.original = ""
    row.save()


# -- reports ----------------------------------------------------------------------------------------------------------


def _came_back(letter: Letter, bounce: Bounce) -> None:
    """Said on the deals it is about, to those who sell there. For good: the address takes no mail, so no plan offers it.

    Only for an address we have, and only what a mail of ours could have been about: anybody can write such a report."""
    buyers = buyers_at(bounce.recipient)
    ask = matching.by_message([letter.about]) or matching.by_token(letter)
    deals = {ask.loss.deal_id: ask.loss.deal} if ask and matching.is_theirs(ask, bounce.recipient) else {}
    deals = deals or {one.loss.deal_id: one.loss.deal for one in matching.open_asks(buyers)}
    if not deals:
        return
    if not bounce.permanent:
        say = "The e-mail came back: their mailbox does not take it just now. The address may still be good."
    else:
        note_unreachable(bounce.recipient, status=bounce.status)
        say = "The e-mail came back: their address takes no mail. Put it right, or use another way."
    for deal in deals.values():
        _say(deal, say, about=letter.about or bounce.recipient)


def _say(deal: Deal, say: str, *, about: str) -> None:
    """Once for each message that came back."""
    people = [person for person in (deal.owner, deal.partner) if person is not None and person.is_active]
    once = hashlib.sha256(about.encode()).hexdigest()[:12]
    told = alerting.alert(
        people,
        store=deal.store,
        about=f"bounced:{deal.pk}:{once}",
        say=f"{deal}: {say}",
        link_name="deal",
        link_pk=deal.pk,
    )
    if told or not Moment.objects.filter(deal=deal, words=say).exists():
        Moment.objects.create(deal=deal, at=now(), kind=Moment.Kind.NOTE, words=say)
