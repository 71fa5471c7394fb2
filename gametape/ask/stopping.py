"""They said stop by e-mail or text, or told their provider that it was spam: all channels off, for the whole installation.

By the address it came from, whether or not anybody can tell which deal it was about (C05)."""

from __future__ import annotations

from gametape.ask import answering, matching
from gametape.ask.incoming.letter import Letter
from gametape.ask.models import Answer, Ask
from gametape.deals.models import Moment
from gametape.people import alerting
from gametape.people.consent import buyers_at, nobody_writes_there, they_said_stop
from gametape.people.models import Buyer
from gametape.sending import outbox

SPAM = "spam"


def stop_at(address: str, *, heard_on: str, ask: Ask | None = None) -> None:
    """Nobody writes to this address any more, nor to the buyers behind it by any other way, nor to the buyer of `ask`.
    Who asked hears of it, once."""
    if address:
        nobody_writes_there(address, country="US", heard_on=heard_on)
    buyers = buyers_at(address)
    asks = ([ask] if ask else []) + matching.open_asks(buyers)[:1]
    for one in asks:
        answering.stop(one, heard_on=heard_on)
    for buyer in buyers:
        _off(buyer, heard_on)


def _off(buyer: Buyer, heard_on: str) -> None:
    they_said_stop(buyer, heard_on=heard_on)
    outbox.drop_all_to(buyer)
    Answer.objects.filter(loss__deal__buyer=buyer, wants_answer=True).update(wants_answer=False)


def complained(letter: Letter) -> None:
    """A provider passes on that its customer called a letter of ours spam. No word goes back to them about it."""
    ask = matching.by_message([letter.about]) or matching.by_token(letter)
    buyers = [buyer for address in letter.complained for buyer in buyers_at(address)]
    if ask is not None and ask.loss.deal.buyer is not None:
        buyers.append(ask.loss.deal.buyer)
    for buyer in {buyer.pk: buyer for buyer in buyers}.values():
        _off(buyer, SPAM)
        for one in matching.open_asks([buyer])[:1]:
            _tell(one, buyer)


def _tell(ask: Ask, buyer: Buyer) -> None:
    deal = ask.loss.deal
    people = [person for person in (deal.owner, deal.partner, ask.asker) if person is not None and person.is_active]
    say = f"{deal}: their provider told us that they want no more mail. Do not contact: noted, nothing left to do."
    once = {person.pk: person for person in people}.values()
    alerting.alert(once, store=deal.store, about=f"stop:{buyer.pk}", say=say, link_name="deal", link_pk=deal.pk)


def take_out(address: str, *, heard_on: str) -> None:
    """Somebody else's address: it is forgotten here, nobody writes there, and what waits for it does not leave."""
    if not address:
        return
    nobody_writes_there(address, country="US", heard_on=heard_on)
    field, what = ("email", "address") if "@" in address else ("phone", "number")
    for buyer in buyers_at(address):
        asks = matching.open_asks([buyer])
        outbox.drop_all_to(buyer)
        setattr(buyer, field, "")
        buyer.save(update_fields=[field])
        for ask in asks:
            words = f"Wrong person: the {what} was taken out"
            Moment.objects.create(deal=ask.loss.deal, kind=Moment.Kind.NOTE, words=words)
