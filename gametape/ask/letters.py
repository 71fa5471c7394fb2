"""A message as the product sends it: the words, the buyer's one link, and what an e-mail or a text has to carry (C06).

The link at the foot and the headers lead to the same page; a GET of it shows a button, a POST stops everything at once.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from gametape.ask import handing, links
from gametape.ask.linting import Report
from gametape.ask.models import Ask
from gametape.ask.vetting import look_over
from gametape.common.refusal import Refusal
from gametape.people.models import Buyer, Store
from gametape.sending.models import Message
from gametape.sending.port import Letter

STOP_BY_TEXT = "Reply STOP to opt out."


def letter_of(message: Message) -> Letter:
    """What leaves, to the letter; the preview shows the same."""
    refuse_unless_it_can_stand(message.buyer, message.store, message.channel)
    by_mail = message.channel == "email"
    stop = stop_address(message)
    return Letter(
        channel=message.channel,
        to=message.buyer.email if by_mail else message.buyer.phone,
        subject=handing.subject_of(message) if by_mail else "",
        body=body_of(message, stop),
        mark=message.mark,
        sender=_from(message) if by_mail else "",
        headers={**_headers(stop), **_replies_to(message)} if by_mail else {},
    )


def refuse_unless_it_can_stand(buyer: Buyer, store: Store, channel: str) -> None:
    """Without these an e-mail or a text of ours would not be honest: who we are, and how to end it."""
    if not settings.PUBLIC_URL.startswith("https://"):
        raise Refusal(
            "It cannot leave from here yet: buyers need an https address to answer and to say stop. The owner sets one."
        )
    if channel == "email" and not store.address:
        raise Refusal(f"An e-mail from here carries the postal address of {store}. The owner adds it under People.")
    if not (buyer.email if channel == "email" else buyer.phone):
        raise Refusal("There is no address for that here. Pick another way.", field="channel")


def body_of(message: Message, stop: str) -> str:
    if message.kind == Message.Kind.STOP:
        said = message.words
        return f"{said}\n\n{message.store}, {message.store.address}\n" if message.channel == "email" else said
    said = handing.body_of(message)
    if message.channel != "email":
        return said if STOP_BY_TEXT.casefold() in said.casefold() else f"{said}\n{STOP_BY_TEXT}"
    foot = f"{message.store}, {message.store.address}\nUnsubscribe, one press and for good: {stop}"
    return f"{said}\n\n-- \n{foot}\n"


def stop_address(message: Message) -> str:
    """Names the person by the ask's own random link; it works at any time, without a cookie and without signing in."""
    ask = ask_of(message)
    return f"{settings.PUBLIC_URL}{reverse('buyer_stop', args=[links.link_of(ask)])}"


def ask_of(message: Message) -> Ask:
    """The ask this message is, or answers, or ends."""
    own = Ask.objects.filter(message=message).first()
    answer = getattr(message.loss, "answer", None)
    found = own or (answer.ask if answer else None) or message.loss.asks.order_by("-made_at").first()
    if found is None:
        raise Refusal("They were not asked, so there is nothing to write about from here. Ask first.")
    return found


def _headers(stop: str) -> dict[str, str]:
    """RFC 8058: the mail program's own button posts to it."""
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _replies_to(message: Message) -> dict[str, str]:
    """The address that is this question's own, where the store's mail host takes such: some providers write a Message-ID of
    theirs over ours, and then it is what the answer is known by."""
    name, at, host = settings.REPLIES_TO.partition("@")
    return {"Reply-To": f"{name}+{links.tag_of(ask_of(message))}@{host}"} if at else {}


def _from(message: Message) -> str:
    """A real person, at a store one knows."""
    return f"{message.by.first_name}, {message.store}" if message.by else str(message.store)


def report_on_letter(message: Message, letter: Letter) -> Report:
    """The lint over the whole of it, as a message of the product."""
    return look_over(
        letter.body, kind=message.kind, channel=letter.channel, subject=letter.subject,
        sender=message.by.first_name if message.by else "", business=message.store.name, headers=letter.headers,
    )  # fmt: skip
