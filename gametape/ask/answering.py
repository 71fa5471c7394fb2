"""The buyer answers: on their page, at the door, in person, or by a reply that was pasted.

Words are scanned before anyone reads them (law 7). A second sending adds a version; a form sent twice adds nothing.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from gametape.ask.models import Answer, Ask, Draft, Words
from gametape.ask.replies import kind_of
from gametape.common.clock import now
from gametape.common.private_words import redact_numbers, scan
from gametape.common.refusal import Refusal
from gametape.deals.models import Moment, OwnCall
from gametape.deals.vocabulary import REASONS
from gametape.people import alerting
from gametape.people.consent import they_said_stop
from gametape.people.models import Role, User
from gametape.sending import outbox

LONGEST = 200_000  # code points; far beyond a letter, and the reader stays linear


@transaction.atomic
def send(
    ask: Ask,
    *,
    words: str,
    submission: str,
    heard: str,
    reader: str | None = None,
    told_to: User | None = None,
) -> Answer:
    """The words arrive. Returns the answer; with the same `submission` again it returns it unchanged."""
    words = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise Refusal("There is nothing in the box yet. A word is plenty; or close the page, that is fine too.", field="words")
    if len(words) > LONGEST:
        raise Refusal("That is longer than we can keep. Please shorten it a little; nothing is lost.", field="words")
    answer = _answer(ask, heard=heard, told_to=told_to)
    if answer.versions.filter(submission=submission).exists():
        return answer
    if not may_add(answer):
        raise Refusal("Your words are final since a day has passed. They stand as you sent them.", field="words")
    if reader in Answer.Reader.values:
        answer.reader = reader
    _add(answer, words, submission)
    Draft.objects.filter(ask__loss=ask.loss).delete()
    _follow(answer, words, heard)
    return answer


def _answer(ask: Ask, *, heard: str, told_to: User | None) -> Answer:
    found = Answer.objects.select_for_update().filter(loss=ask.loss).first()
    if found:
        return found
    at = now()
    try:
        with transaction.atomic():
            made = Answer.objects.create(
                loss=ask.loss, ask=ask, heard=heard, told_to=told_to, first_sent_at=at, final_at=Answer.final_after(at)
            )
    except IntegrityError:
        return Answer.objects.select_for_update().get(loss=ask.loss)
    Moment.objects.create(deal=ask.loss.deal, at=at, kind=Moment.Kind.ANSWERED, by=told_to)
    # Whoever has not called it yet was told first: their call stays out of every comparison (law 3).
    OwnCall.objects.filter(loss=ask.loss, sealed_at=None).update(after_buyer=True)
    return made


def _add(answer: Answer, words: str, submission: str) -> None:
    kept, removed = redact_numbers(words)
    found = {span.kind for span in scan(kept)}
    n = answer.versions.count() + 1
    Words.objects.create(answer=answer, n=n, text=kept, submission=submission, sent_at=now())
    answer.numbers_removed += removed
    if found and not answer.held_for:
        answer.held_for = "credit" if "credit" in found else "private"
        answer.released_at = None
    answer.status = kind_of(kept).status or ""
    answer.save()


def _follow(answer: Answer, words: str, heard: str) -> None:
    """What the words themselves ask of us, and who hears that they came."""
    if answer.status == Answer.Status.OPT_OUT or kind_of(words).opt_out:
        stop(answer.ask, heard_on=heard)
    outbox.drop(answer.loss)
    tell(answer)


def may_add(answer: Answer, *, at: datetime | None = None) -> bool:
    return (at or now()) < answer.final_at


@transaction.atomic
def add_the_rest(
    answer: Answer,
    *,
    closest: list[str],
    nothing_wrong: bool = False,
    rather_not_say: bool = False,
    wants_answer: bool | None = None,
    reader: str | None = None,
) -> Answer:
    """The optional ticks and the key. Default is no; only this buyer's own yes turns it."""
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    ticked = [code for code in dict.fromkeys(closest) if code in REASONS]
    if len(ticked) > 2:
        raise Refusal("Two at most, please: the two that come closest. Or none.", field="closest")
    answer.closest, answer.nothing_wrong, answer.rather_not_say = ticked, nothing_wrong, rather_not_say
    if reader in Answer.Reader.values:
        answer.reader = reader
    if "CREDIT" in ticked and not answer.held_for:
        answer.held_for, answer.released_at = "credit", None
    if wants_answer is not None:
        answer.wants_answer = wants_answer
        if wants_answer:
            outbox.turn_key(answer.loss)
        else:
            outbox.take_key_back(answer.loss)
    answer.save()
    tell(answer)
    return answer


@transaction.atomic
def stop(ask: Ask, *, heard_on: str, noted_by: User | None = None) -> None:
    """Do not contact again: every channel, everyone, at once; what waits does not leave."""
    buyer = ask.loss.deal.buyer
    if buyer is None:
        return
    they_said_stop(buyer, heard_on=heard_on, noted_by=noted_by)
    outbox.drop_all_to(buyer)
    deal = ask.loss.deal
    if deal.owner:
        about = f"stop:{buyer.pk}"
        say = f"{deal}: said stop. Do not contact: noted, nothing left to do."
        alerting.alert([deal.owner], store=deal.store, about=about, say=say, link_name="deal", link_pk=deal.pk)


def tell(answer: Answer) -> None:
    """Alerts whoever may read it first: the rep, or the managers, or F&I. The alert carries no words of the buyer."""
    deal = answer.loss.deal
    for_rep = answer.reader == Answer.Reader.REP and not answer.is_private
    reps = [person for person in (deal.owner, deal.partner) if person is not None]
    asker = [answer.ask.asker] if answer.ask.asker and answer.ask.asker_role != Role.REP else []
    if for_rep:
        _alert(answer, [*asker, *reps], f"{deal.called} answered.")
    elif answer.is_private:
        _alert(answer, alerting.those_who_are(Role.FINANCE, deal.store), "An answer was held for you to read.", link="held")
    else:
        _alert(answer, alerting.those_who_are(Role.MANAGER, deal.store), "A buyer answered, for you alone.", link="monday")


def _alert(answer: Answer, people: list[User], say: str, *, link: str = "answer") -> None:
    about, pk = f"answer:{answer.pk}", answer.pk if link == "answer" else None
    alerting.alert(people, store=answer.loss.deal.store, about=about, say=say, link_name=link, link_pk=pk)
    if answer.wants_answer:
        say = say.rstrip(".") + ", and would like an answer back, once."
        alerting.alert(people, store=answer.loss.deal.store, about=f"key:{answer.pk}", say=say, link_name=link, link_pk=pk)
