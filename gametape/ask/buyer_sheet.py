"""What each of the buyer's pages is told. Each function gives (template name, its context)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from gametape.ask import drafts, visiting
from gametape.ask.answering import may_add
from gametape.ask.buyer_form import NOTHING_WRONG, RATHER_NOT, Said
from gametape.ask.links import link_of
from gametape.ask.models import Answer, Ask, Words
from gametape.ask.readers import choices, second_voice, sellers
from gametape.common.clock import local
from gametape.common.refusal import Refusal
from gametape.deals.vocabulary import REASONS
from gametape.people.consent import is_suppressed
from gametape.sending.models import Message

Page = tuple[str, dict[str, Any]]
GONE = [Message.State.OUT, *Message.MAY_BE_OUT]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One opening of the link. `spoken` are the buyer's own versions, whoever sent them; `sent` those of this key."""

    ask: Ask
    visitor: str
    at_the_door: bool
    answer: Answer | None
    spoken: list[Words] = field(default_factory=list)

    @property
    def sent(self) -> list[Words]:
        return [] if self.at_the_door else visiting.sent_by(self.visitor, self.spoken)

    @property
    def holds(self) -> bool:
        return not self.at_the_door and visiting.holds(self.visitor, self.spoken)

    @property
    def is_first(self) -> bool:
        return not self.spoken

    @property
    def is_final(self) -> bool:
        return bool(self.spoken) and self.answer is not None and not may_add(self.answer)


def visit_of(ask: Ask, *, visitor: str, at_the_door: bool = False) -> Visit:
    answer = Answer.objects.filter(loss=ask.loss).first()
    return Visit(ask=ask, visitor=visitor, at_the_door=at_the_door, answer=answer, spoken=visiting.spoken(answer))


def opened(visit: Visit, *, typed: Said | None = None, refusal: Refusal | None = None, just_sent: bool = False) -> Page:
    """The first page; at the door always an empty one; after the first words the page of a revisit."""
    if visit.at_the_door and visit.is_final:
        return handed_back(visit)
    form = typed or _blank(visit)
    told = _common(visit) | {
        "typed": form,
        "refusal": refusal,
        "mine": form.visitor,
        "plain": not visit.visitor and not typed,
    }
    if visit.at_the_door or visit.is_first:
        kept = visit.visitor and form.words and not typed
        return "first", told | _optional(visit, form) | {"kept": kept}
    return "again", told | {
        "sent": visit.sent,
        "first_sent_at": visit.spoken[0].sent_at,
        "just_sent": just_sent,
    }


def asked_the_rest(visit: Visit, *, typed: Said | None = None, refusal: Refusal | None = None) -> Page:
    """The optional questions, as they stand now."""
    form = typed or _as_it_stands(visit)
    told = _common(visit) | _optional(visit, form) | {"typed": form, "refusal": refusal, "mine": visit.visitor}
    return "rest", told | {
        "just_sent": True,
        "opened_by": _who_opened(visit),
        "key_used": _is_answered(visit),
    }


def thanked(visit: Visit) -> Page:
    answer = visit.answer
    chosen = next((choice for choice in choices(visit.ask) if answer and choice.value == answer.reader), None)
    return "thanks", _common(visit) | {
        "chosen": chosen,
        "wants_answer": bool(answer and answer.wants_answer),
        "just_sent": True,
        "mine": visit.visitor,
    }


def handed_back(visit: Visit) -> Page:
    """After the door: no words, and no way on from here."""
    return "handed", {"at_the_door": True}


def stop_page(ask: Ask, *, at_the_door: bool) -> Page:
    store, buyer = ask.loss.deal.store, ask.loss.deal.buyer
    done = buyer is None or is_suppressed(buyer)
    return "stop", {"done": done, "store": store, "link": link_of(ask), "at_the_door": at_the_door}


def _common(visit: Visit) -> dict[str, Any]:
    store, buyer = visit.ask.loss.deal.store, visit.ask.loss.deal.buyer
    return {
        "link": link_of(visit.ask),
        "store": store,
        "at_the_door": visit.at_the_door,
        "stopped": bool(buyer and is_suppressed(buyer)),
        "closes_on": local(visit.ask.closes_at, store.zone).date(),
        "form": secrets.token_urlsafe(12),
        "final_at": visit.answer.final_at if visit.answer and visit.spoken else None,
        "is_final": visit.is_final,
        "holds": visit.holds,
        "removed": _numbers_removed(visit),
    }


def _optional(visit: Visit, form: Said) -> dict[str, Any]:
    offered = choices(visit.ask)
    chosen = form.reader if form.reader in [choice.value for choice in offered] else offered[0].value
    lines = [(reason.code, reason.buyer) for reason in REASONS.values()]
    return {
        "readers": offered,
        "chosen": chosen,
        "reasons": lines,
        "nothing_wrong": NOTHING_WRONG,
        "rather_not": RATHER_NOT,
        "manager": next((choice for choice in offered if choice.value == Answer.Reader.MANAGER), None),
    }


def _blank(visit: Visit) -> Said:
    draft = None if visit.at_the_door else drafts.of(visit.ask, visit.visitor)
    visitor = visit.visitor or visiting.new_visitor()
    return Said(visitor=visitor, words=draft.text if draft else "", reader=draft.reader if draft else "")


def _as_it_stands(visit: Visit) -> Said:
    answer = visit.answer
    if answer is None:
        return Said(visitor=visit.visitor)
    ticked = [*answer.closest]
    ticked += [NOTHING_WRONG] if answer.nothing_wrong else []
    ticked += [RATHER_NOT] if answer.rather_not_say else []
    return Said(
        visitor=visit.visitor,
        reader=answer.reader,
        ticked=tuple(ticked),
        wants_answer=answer.wants_answer,
        wants_to_know=answer.wants_to_know,
    )


def _numbers_removed(visit: Visit) -> bool:
    return bool(visit.holds and visit.answer and visit.answer.numbers_removed)


def _who_opened(visit: Visit) -> str:
    """The names of those who read the words already, so that a change of mind is not promised to reach back."""
    answer = visit.answer
    if answer is None:
        return ""
    asker = second_voice(visit.ask)
    names = [asker.first_name] if answer.asker_opened_at and asker else []
    names += [person.first_name for person in sellers(visit.ask)[:1]] if answer.opened_at else []
    return ", ".join(names)


def _is_answered(visit: Visit) -> bool:
    gone = Message.objects.filter(loss=visit.ask.loss, kind=Message.Kind.ANSWER, state__in=GONE)
    return gone.exists()
