"""What the plan needs to know about a loss, read from its rows: for one or for a page of them in the same six queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from gametape.ask.models import Answer, Ask
from gametape.ask.plan_rules import Channel
from gametape.ask.situation import Consent as ConsentFacts
from gametape.ask.situation import Sent, Situation, Via
from gametape.common.clock import now
from gametape.deals.lots import LEAVE
from gametape.deals.models import Loss, Moment
from gametape.people.consent import suppressed_among, unreachable_among
from gametape.people.models import Buyer, Consent
from gametape.sending import outbox

CHECK_HOLDS = timedelta(days=31)  # 16 CFR 310.4(b)(3): a look into the do-not-call list is good for so long
LOOKED_BACK = timedelta(days=90)  # C08 counts what went out to a person within these
# The plan speaks of the buyer's channels; at the door and face to face are both "person" to it.
AS_PLANNED = {"door": "person", "copy": "form"}
WAYS: dict[str, Channel] = {Moment.Kind.CALL: "phone", Moment.Kind.MESSAGE: "sms"}


def situations_of(
    asking: Mapping[Loss, str | None], *, talking: bool = False, at: datetime | None = None, via: Via = "own"
) -> dict[int, Situation]:
    """{loss id: its situation}. `asking` says for each loss in which role somebody would ask; None for nobody yet. `via`
    is who would send it: the rep's own phone, or the product, which C03 binds hard.

    The losses come with deal, store and buyer, else each costs the queries to fetch those."""
    at, losses = at or now(), list(asking)
    buyers = _buyers(losses)
    suppressed, consents = suppressed_among(buyers.values()), _consents(buyers, at)
    no_mail = unreachable_among(buyers.values())
    unsolicited = outbox.unsolicited_to(buyers, since=at - LOOKED_BACK)
    answered = set(Answer.objects.filter(loss__in=losses).values_list("loss_id", flat=True))
    sent, last_used = _sent(losses, answered), _last_used(losses)
    found = {}
    for loss, role in asking.items():
        deal, store, buyer = loss.deal, loss.deal.store, loss.deal.buyer
        whose = buyer.pk if buyer else 0
        found[loss.pk] = Situation(
            now=at,
            no_at=loss.at,
            store_zone=store.zone,
            store_kind=store.kind,  # type: ignore[arg-type]
            store_state=store.state,
            opens=store.opens,
            closes=store.closes,
            buyer=buyer.called if buyer else "the buyer",
            buyer_zone=buyer.zone if buyer else "",
            buyer_phone=buyer.phone if buyer else "",
            buyer_state=buyer.state if buyer else "",
            available=_available(buyer, mail=whose not in no_mail),
            last_used=last_used.get(loss.pk),
            consents=consents[whose],
            suppressed=whose in suppressed,
            complaint_at=buyer.condition_at if buyer and buyer.condition == "complaint" else None,
            conditions=frozenset({buyer.condition} - {"", "complaint"}) if buyer else frozenset(),  # type: ignore[arg-type]
            talking=talking,
            told_us=loss.pk in answered,
            left_unasked=loss.lot == LEAVE,
            not_me=loss.not_me,
            value_minor=deal.amount_minor,
            neutral_over_minor=store.neutral_over_minor,
            sent=tuple(sent[loss.pk]),
            unsolicited=tuple(unsolicited.get(whose, ())),
            asking=role,  # type: ignore[arg-type]
            via=via,
        )
    return found


def _buyers(losses: Iterable[Loss]) -> dict[int, Buyer]:
    """{id: buyer}, each with its store, which is the deal's."""
    found = {}
    for loss in losses:
        if loss.deal.buyer is not None:
            loss.deal.buyer.store = loss.deal.store
            found[loss.deal.buyer.pk] = loss.deal.buyer
    return found


def _available(buyer: Buyer | None, *, mail: bool) -> frozenset:
    """The ways that lead to them; `mail` is whether their address takes any, as far as we know."""
    if buyer is None:
        return frozenset()
    return frozenset((["phone", "sms"] if buyer.phone else []) + (["email"] if buyer.email and mail else []))


def _last_used(losses: list[Loss]) -> dict[int, Channel]:
    """{loss id: how buyer and rep last spoke from afar before the no}, as far as the moments tell."""
    rows = Moment.objects.filter(deal__in=[loss.deal_id for loss in losses], kind__in=WAYS).order_by("at")
    spoken = defaultdict(list)
    for deal, at, kind in rows.values_list("deal_id", "at", "kind"):
        spoken[deal].append((at, kind))
    before = {loss.pk: [kind for at, kind in spoken[loss.deal_id] if at <= loss.at] for loss in losses}
    return {loss: WAYS[kinds[-1]] for loss, kinds in before.items() if kinds}


def _consents(buyers: Mapping[int, Buyer], at: datetime) -> dict[int, dict[str, ConsentFacts]]:
    """{buyer id: {phone, sms or email: what it rests on}}"""
    facts: dict[int, dict[str, ConsentFacts]] = defaultdict(dict)
    for row in Consent.objects.filter(buyer__in=buyers, withdrawn_at=None).order_by("at"):
        for channel in [row.channel] if row.channel else ["phone", "sms"]:
            before = facts[row.buyer_id].get(channel, ConsentFacts())
            explicit = before.explicit or row.basis == Consent.Basis.EXPLICIT
            inquired = row.at if row.basis == Consent.Basis.INQUIRY else before.inquired_at
            cleared = before.cleared or (row.basis == Consent.Basis.CHECKED and row.at >= at - CHECK_HOLDS)
            facts[row.buyer_id][channel] = ConsentFacts(explicit=explicit, inquired_at=inquired, cleared=cleared)
    return facts


def _sent(losses: list[Loss], answered: set[int]) -> dict[int, list[Sent]]:
    asked = Ask.objects.filter(loss__in=losses, asked_at__isnull=False, withdrawn_at=None).order_by("asked_at")
    found: dict[int, list[Sent]] = defaultdict(list)
    for ask in asked:
        if ask.asked_at is not None:
            found[ask.loss_id].append(
                Sent(
                    at=ask.asked_at,
                    by=ask.asker_role,
                    channel=AS_PLANNED.get(ask.channel, ask.channel),
                    kind=ask.kind,  # type: ignore[arg-type]
                    answered=ask.loss_id in answered,
                )
            )
    return found
