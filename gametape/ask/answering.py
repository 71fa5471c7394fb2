"""The buyer answers: on their page, at the door, in person, or by a reply that was pasted.

Words are scanned before anyone reads them (law 7). A second sending adds a version; a form sent twice adds nothing.
All that a sending does is one transaction, so a crash leaves it either whole or unsent, and sending again mends it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from gametape.ask import asking, visiting
from gametape.ask.confirming import confirm_stop
from gametape.ask.keys import good_until
from gametape.ask.models import Answer, Ask, Draft, Words
from gametape.ask.readers import managers, sellers
from gametape.ask.replies import kind_of
from gametape.ask.telling import tell
from gametape.common.clock import now
from gametape.common.private_words import redact_numbers, scan
from gametape.common.refusal import Refusal
from gametape.deals.models import Moment, OwnCall
from gametape.deals.vocabulary import REASONS
from gametape.people import alerting
from gametape.people.consent import is_suppressed, they_said_stop
from gametape.people.models import User
from gametape.sending import outbox
from gametape.sending.models import Message

LONGEST = 200_000  # code points; far beyond a letter, and the reader stays linear
MOST_VERSIONS = 40  # nobody adds more often in a day; a machine would
AT_MOST = 2


@dataclass(frozen=True, kw_only=True)
class Rest:
    """The optional part: ticks, the key, and whether to be told of a change. None leaves it as it is."""

    closest: tuple[str, ...] = ()
    nothing_wrong: bool = False
    rather_not_say: bool = False
    wants_answer: bool | None = None
    wants_to_know: bool | None = None

    def as_told(self) -> dict[str, Any]:
        return {**asdict(self), "closest": list(self.closest)}


@transaction.atomic
def send(
    ask: Ask,
    *,
    words: str,
    submission: str,
    heard: str,
    reader: str | None = None,
    told_to: User | None = None,
    visitor: str = "",
    rest: Rest | None = None,
    understood: str | None = None,
) -> Answer:
    """The words arrive, with what was ticked on the same page. Returns the answer; with the same `submission` again
    it adds no words. `visitor` is the key of who sent them (see `visiting`): only who sent first can widen who reads
    it, tick and turn the key; anybody who has the link can add words, or narrow who reads them.
    `understood` is a person's own reading of a pasted reply, a status; None leaves that to `replies`."""
    words = tidy(words)
    answer = _answer(ask, heard=heard, told_to=told_to)
    theirs = visiting.spoken(answer)
    once_more = answer.versions.filter(submission=submission).exists()
    first = heard in visiting.BUYERS_OWN and not theirs
    holds = not theirs or visiting.holds(visitor, theirs)
    if not once_more:
        _refuse_unless_may_add(answer, first=first)
        if first and answer.versions.exists():
            _begin_again(answer, heard)
        _add(answer, words, submission, heard, understood)
        Draft.objects.filter(ask__loss=ask.loss, visitor=visitor).delete()
    _choose(answer, reader, holds=holds and not once_more)
    if understood == Answer.Status.OPT_OUT or (understood is None and kind_of(words).stops):
        stop(ask, heard_on=heard, noted_by=told_to)
        answer.wants_answer = answer.wants_to_know = False
        rest = replace(rest, wants_answer=None, wants_to_know=None) if rest else None
    if rest is not None and holds:
        _apply(answer, rest)
    answer.save()
    outbox.drop(answer.loss)
    tell(answer)
    return answer


def tidy(words: str) -> str:
    """As it was written, without what no text holds; refused when nothing is left, or when it is beyond a letter."""
    words = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        say = "There is nothing in the box yet. A word is plenty; or close the page, that is fine too."
        raise Refusal(say, field="words")
    if len(words) > LONGEST:
        raise Refusal("That is longer than we can keep. Please shorten it a little; nothing is lost.", field="words")
    # Half a character, as a broken program sends it, is no text to any database.
    return words.encode("utf-8", errors="replace").decode()


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
    _was_asked(ask)
    Moment.objects.create(deal=ask.loss.deal, at=now(), kind=Moment.Kind.ANSWERED, by=told_to)
    # Whoever has not called it yet was told first: their call stays out of every comparison (law 3).
    OwnCall.objects.filter(loss=ask.loss, sealed_at=None).update(after_buyer=True)
    return made


def _was_asked(ask: Ask) -> None:
    """Who answers was asked, even where nobody came back to say "it went out": else more answered than were asked."""
    if ask.asked_at is not None:
        return
    handed = Message.objects.filter(ask=ask, state__in=Message.MAY_BE_OUT).first()
    if handed is not None and ask.asker is not None:
        asking.went_out(handed, by=ask.asker)
        return
    ask.asked_at = now()
    ask.save(update_fields=["asked_at"])


def _begin_again(answer: Answer, heard: str) -> None:
    """A rep took down what they were told, and now the buyer speaks for themselves: their day begins here."""
    answer.heard = heard
    answer.first_sent_at = now()
    answer.final_at = Answer.final_after(answer.first_sent_at)
    answer.opened_at = answer.asker_opened_at = None


def _add(answer: Answer, words: str, submission: str, heard: str, understood: str | None) -> None:
    kept, removed = redact_numbers(words)
    n = answer.versions.count() + 1
    Words.objects.create(answer=answer, n=n, text=kept, submission=submission, heard=heard, sent_at=now())
    answer.numbers_removed += removed
    found = {span.kind for span in scan(kept)}
    if found:
        _hold(answer, "credit" if "credit" in found else "private")
    # One version that says something makes an answer; "thanks anyway" after it takes nothing back.
    if n == 1 or answer.status:
        answer.status = _status_of(kept) if understood is None else understood


def _status_of(words: str) -> str:
    """A reason with a stop in it is an answer; the stop stands on a list of its own."""
    kind = kind_of(words)
    return Answer.Status.ANSWER if kind.stops and kind.answers else kind.status


def _hold(answer: Answer, why: str) -> None:
    """Nobody but F&I reads it until they release it; new private words hold a released one again."""
    answer.held_for = "credit" if "credit" in (why, answer.held_for) else why
    answer.released_at = None


def _choose(answer: Answer, reader: str | None, *, holds: bool) -> None:
    """Away from the rep at anybody's word; any other change only for who holds the answer."""
    if reader in Answer.Reader.values and (holds or answer.reader == Answer.Reader.REP):
        answer.reader = reader


def _refuse_unless_may_add(answer: Answer, *, first: bool) -> None:
    if not first and not may_add(answer):
        raise Refusal("A day has passed, so the words are final. They stand as they were sent.", field="words")
    if answer.versions.count() >= MOST_VERSIONS:
        raise Refusal("That is as often as this page can take more. What was sent stands.", field="words")


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
    wants_to_know: bool | None = None,
    reader: str | None = None,
) -> Answer:
    """The optional ticks, the key, and who may read it. Default is no; only this buyer's own yes turns the key."""
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    _choose(answer, reader, holds=True)
    rest = Rest(
        closest=tuple(closest), nothing_wrong=nothing_wrong, rather_not_say=rather_not_say,
        wants_answer=wants_answer, wants_to_know=wants_to_know,
    )  # fmt: skip
    _apply(answer, rest)
    answer.save()
    tell(answer)
    return answer


def _apply(answer: Answer, rest: Rest) -> None:
    ticked = [code for code in dict.fromkeys(rest.closest) if code in REASONS]
    if len(ticked) > AT_MOST:
        raise Refusal("Two at most, please: the two that come closest. Or none.", field="closest")
    # Who would rather not say and ticked something is taken at the more private word.
    answer.closest = [] if rest.rather_not_say else ticked
    answer.nothing_wrong, answer.rather_not_say = rest.nothing_wrong, rest.rather_not_say
    if "CREDIT" in answer.closest:
        _hold(answer, "credit")
    if rest.wants_answer:
        _turn(answer)
    elif rest.wants_answer is False:
        answer.wants_answer = False
        outbox.take_key_back(answer.loss)
    if rest.wants_to_know:
        _somebody_may_write(answer, field="know")
    if rest.wants_to_know is not None:
        answer.wants_to_know = rest.wants_to_know


def _somebody_may_write(answer: Answer, *, field: str) -> None:
    """Not to who said stop; and whoever writes has to know whom, so words without a name become the manager's. The page
    says so before Send."""
    deal = answer.loss.deal
    if deal.buyer is not None and is_suppressed(deal.buyer):
        say = f"You asked us not to contact you, and that holds. To hear from {deal.store} all the same, call them."
        raise Refusal(say, field=field)
    if answer.reader == Answer.Reader.STORE:
        if not managers(answer.ask):
            say = "Nobody could answer without your name. Choose who may read it, or leave it."
            raise Refusal(say, field=field)
        answer.reader = Answer.Reader.MANAGER


def _turn(answer: Answer) -> None:
    _somebody_may_write(answer, field="key")
    answer.wants_answer = True
    if not outbox.key_is_open(answer.loss):
        outbox.turn_key(answer.loss, until=good_until(now(), asking.zones_of(answer.loss)))


@transaction.atomic
def hold(answer: Answer) -> Answer:
    """Somebody who read it found that it is F&I's to answer. From now on F&I alone reads it, as if the scan had held it."""
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if not answer.is_private:
        _hold(answer, "credit")
        answer.save(update_fields=["held_for", "released_at"])
        tell(answer)
    return answer


@transaction.atomic
def stop(ask: Ask, *, heard_on: str, noted_by: User | None = None) -> None:
    """Do not contact again: every channel, everyone, at once; what waits does not leave, and no key stays turned."""
    deal = ask.loss.deal
    buyer = deal.buyer
    if buyer is None:
        return
    they_said_stop(buyer, heard_on=heard_on, noted_by=noted_by)
    outbox.drop_all_to(buyer)
    for answer in Answer.objects.filter(loss__deal__buyer=buyer, wants_answer=True).select_related("loss"):
        outbox.take_key_back(answer.loss)
        Answer.objects.filter(pk=answer.pk).update(wants_answer=False)
    if heard_on not in (Answer.Heard.PAGE, Answer.Heard.DOOR):  # there the page says that it was heard
        confirm_stop(buyer, ask.loss)
    people = sellers(ask) + ([ask.asker] if ask.asker and ask.asker_id not in (deal.owner_id, deal.partner_id) else [])
    say = f"{deal}: said stop. Do not contact: noted, nothing left to do."
    alerting.alert(people, store=deal.store, about=f"stop:{buyer.pk}", say=say, link_name="deal", link_pk=deal.pk)
