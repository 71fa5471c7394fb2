"""The sheet a message is written on: the words, what the lint says, when and by whom, and how it can go out.

Reading a sheet keeps nothing; `handing.keep` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gametape.ask import asking, links
from gametape.ask.handing import SUBJECTS
from gametape.ask.linting import Report
from gametape.ask.marking import Piece, pieces
from gametape.ask.models import Ask
from gametape.ask.openers import opener
from gametape.ask.situation import Plan
from gametape.ask.vetting import LONGEST, SCOPES, look_over
from gametape.ask.wording import Names, Words, day_in_words, offered, with_link
from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.people.models import User
from gametape.sending.models import Message

WRITTEN = ("sms", "phone", "email")
LONGEST_TEXT = 320  # two segments, T05


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, whether or not it was kept."""

    words: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One message being written. `length` counts the words as they go out, the buyer's link included.

    `ways` are the channels in the order of the plan, those without an address left out; `others` the other words we
    offer. `plan` is None for a thank-you and for the answer they asked for; `not_before` is None for now.
    """

    loss: Loss
    kind: str
    channel: str
    words: str
    subject: str
    linked: bool
    length: int
    report: Report
    marked: list[Piece]
    ways: tuple[str, ...]
    others: list[Words]
    plan: Plan | None
    not_before: datetime | None
    message: Message | None

    @property
    def must(self) -> int:
        return sum(finding.severity == "block" for finding in self.report.findings)

    @property
    def maybe(self) -> int:
        return sum(finding.severity == "warn" for finding in self.report.findings)

    @property
    def too_long(self) -> bool:
        return len(self.words) > LONGEST


def sheet(
    loss: Loss, *, kind: str, by: User, role: str, channel: str = "", template: str = "", typed: Typed | None = None,
    plan: Plan | None = None,
) -> Sheet:  # fmt: skip
    """`channel` and `template` are the writer's choice in the address; `typed` is what a form brought back."""
    message = waiting(loss, kind=kind, by=by)
    ways = ways_for(loss, plan)
    kept = message.channel if message and message.channel in ways else ""
    channel = channel if channel in ways else kept or (ways[0] if ways else "sms")
    names = names_in(loss, by=by, at=plan.not_before if plan and plan.not_before else now())
    all_offered = {way: _offered(loss, kind, role, way, names, plan) for way in (*ways, channel)}
    written = typed or _words(message, channel, template, all_offered, kind)
    body = with_link(written.words, _link(loss, kind, channel))
    report = _report(body, loss, kind, channel, written, by)
    return Sheet(
        loss=loss,
        kind=kind,
        channel=channel,
        words=written.words,
        subject=written.subject,
        linked=body != written.words.strip(),
        length=len(body),
        report=report,
        marked=pieces(written.words, report.findings),
        ways=ways,
        others=[words for way in ways for words in all_offered[way] if words.text != written.words],
        plan=plan,
        not_before=plan.not_before if plan else asking.decent_from(loss),
        message=message,
    )


def waiting(loss: Loss, *, kind: str, by: User) -> Message | None:
    """This person's own message of this kind. What a colleague is writing is theirs until it went out."""
    return Message.objects.filter(loss=loss, kind=kind, by=by).exclude(state=Message.State.DROPPED).first()


def ways_for(loss: Loss, plan: Plan | None) -> tuple[str, ...]:
    """sms, phone, email as far as there is an address that opens something; in the plan's order where there is one."""
    buyer = loss.deal.buyer
    if buyer is None:
        return ()
    ranked: list[str] = [way for way in plan.channels if way in WRITTEN] if plan else []
    return tuple(way for way in ranked or WRITTEN if opener(way, phone=buyer.phone, email=buyer.email))


def names_in(loss: Loss, *, by: User, at: datetime) -> Names:
    buyer, store = loss.deal.buyer, loss.deal.store
    called = (buyer.first_name or buyer.last_name or buyer.company) if buyer else ""
    return Names(called, by.first_name, store.name, day_in_words(loss.at, at, store.zone))


def _offered(loss: Loss, kind: str, role: str, channel: str, names: Names, plan: Plan | None) -> list[Words]:
    window = plan.window if plan else ""
    scope = "ask" if window == "W3" else "changed" if kind == "changed" else SCOPES[kind]
    asker = role if plan else "any"  # other thank-yous tell of something that only happened once
    return offered(scope=scope, asker=asker, channel=channel, names=names, window=window, market=loss.deal.store.kind)


def _words(
    message: Message | None, channel: str, template: str, all_offered: dict[str, list[Words]], kind: str
) -> Typed:
    """The words somebody chose; else those they kept, unless they are ours and the channel changed; else the first."""
    fitting = all_offered.get(channel, [])
    chosen = next((words for words in fitting if words.template == template), None)
    ours = {words.text for offers in all_offered.values() for words in offers}
    if chosen is None and message and (message.channel == channel or message.words not in ours):
        return Typed(message.words, message.subject or SUBJECTS[kind])
    first = chosen or (fitting[0] if fitting else None)
    return Typed(first.text, first.subject or SUBJECTS[kind]) if first else Typed("", SUBJECTS[kind])


def _link(loss: Loss, kind: str, channel: str) -> str:
    """The address that will stand below the words. Before the ask is kept, one of the same length."""
    if kind not in ("ask", "reminder") or channel == "phone":
        return ""
    found = Ask.objects.filter(loss=loss, kind=kind, withdrawn_at=None).first()
    return links.address_of(found or Ask(loss=loss))


def _report(body: str, loss: Loss, kind: str, channel: str, written: Typed, by: User) -> Report:
    if len(body) > LONGEST:
        return Report(())
    return look_over(
        body, kind=kind, channel=channel, subject=written.subject, sender=by.first_name, business=loss.deal.store.name
    )
