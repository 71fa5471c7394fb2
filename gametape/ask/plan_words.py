"""What the plan says on the page: every sentence of it in one place, short, second person, no countdown.

Times are said on the store's clock; where the buyer's clock shows another hour, that one stands in brackets.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gametape.ask.hours import Hours, federal_holidays
from gametape.ask.places import zones_to_keep
from gametape.ask.situation import Reason, Situation
from gametape.common.clock import local
from gametape.deals.vocabulary import MASK

BY = {
    "person": "face to face",
    "phone": "by phone",
    "sms": "by text",
    "email": "by e-mail",
    "form": "with the page of one question",
    "interview": "in a longer talk",
}
VOICE = {"rep": "you", "manager_or_neutral": "the manager or a neutral", "neutral": "a neutral"}

SUPPRESSED = Reason("C05", "They said stop. Nobody here contacts them any more, on any channel.", stops=True)
PRIVATE = Reason("private", f"{MASK}. Nobody asks.", stops=True)
LEGAL = Reason("C08", "There is a dispute with them. Nobody asks while it is open.", stops=True)
MINOR = Reason("C08", "They are under age. Nobody asks.", stops=True)
TOLD = Reason("who", "They told you why already. Thank them, and keep their words.", stops=True)
LEFT_UNASKED = Reason(
    "lot",
    "To see what asking does, the store leaves a few unasked by lot, and this is one. Not your doing.",
    stops=True,
)
TOO_OLD = Reason(
    "W4", "It is too long ago: memory has become a story by now. Look at it from memory instead.", stops=True
)
ENOUGH = Reason("limits", "They were asked, and once more by another voice. That is enough.", stops=True)
OTHERS = Reason("limits", "Enough people were asked about this one.", stops=True)
NO_ROOM = Reason("limits", "There is no decent moment left for this. Leave it there.", stops=True)
NO_ADDRESS = Reason(
    "channel", "There is no number and no address that fits. Add one, or ask when they are back.", stops=True
)
NO_CALLING = Reason("C04", "The product calls nobody. Make this call from your own phone.", stops=True)
A_NIGHT = Reason("W1", "Let a night pass. People answer better the day after, and you ask better.")
A_WORKING_DAY = Reason("W1", "Let a working day pass. People answer better then, and you ask better.")
LATE = Reason("late", "The best days for this are over. It is still worth asking once.")
STILL_TALKING = Reason("W0", "They are still talking with you. Say the line, then be quiet.")
ASKED_BEFORE = Reason("limits", "You asked this once already. Let them come to it themselves.")
OTHER_VOICE = Reason("W2", "They were asked once and said nothing. One other voice may ask, once.")
LOOK_BACK = Reason("W3", "By now somebody who was not on the deal asks, to learn and for nothing else.")
NOT_YOURS = Reason("who", "How they were treated may be the reason, so somebody else asks and reads it first.")
BIG_DEAL = Reason("who", "At this value somebody who was not on the deal asks.")
COMPLAINED = Reason("C08", "They complained. Nobody asks for a day, and then the manager or a neutral does.")
COMPLAINED_NOW = replace(COMPLAINED, stops=True)
NO_GROUND_OWN = Reason(
    "C03", "We know of no consent to call or text them. It would be you, from your own phone; an e-mail is safer."
)
UNCHECKED_OWN = Reason(
    "C03", "They came to us lately; nobody checked their number against the do-not-call list. It would be you, writing."
)
NO_GROUND_PRODUCT = Reason(
    "C03", "They gave no consent to be texted, so the product does not. E-mail them, or ask face to face.", stops=True
)


def out_of_hours(s: Situation, hours: Hours) -> Reason | None:
    """Why not at this very hour, or None when it is a decent one."""
    zones = zones_to_keep(store_zone=s.store_zone, buyer_zone=s.buyer_zone, phone=s.buyer_phone)
    for zone in zones:
        there = local(s.now, zone)
        where = f"at {_possessive(s.buyer)} place" if len(zones) == 1 else f"where {s.buyer} may live"
        opening = hours.on(there.date())
        if opening is None:
            return Reason("C01", _closed_today(there, where, hours))
        if not opening[0] <= there.time() < opening[1]:
            return Reason("C01", f"It is {there:%H:%M} on a {there:%A} {where}.")
    return None


def _closed_today(there: datetime, where: str, hours: Hours) -> str:
    holiday = federal_holidays(there.year).get(there.date()) if hours.holidays_closed else None
    if holiday:
        return f"It is {holiday} {where}."
    return f"It is {there:%A} {where}, and nobody is asked on a {there:%A} there."


def gap(s: Situation, last: datetime, hours: int) -> Reason:
    asked = local(last, s.store_zone)
    return Reason("limits", f"They heard from us on {asked:%A} at {asked:%H:%M}. Leave at least {hours} hours between.")


def cap(s: Situation, free: datetime) -> Reason:
    there = local(free, s.store_zone)
    say = f"They had two messages in ninety days. The next one goes out on {there.day} {there:%B} at the earliest."
    return Reason("limits", say)


def not_your_turn(asker: str) -> Reason:
    say = "The rep who was there asks first." if asker == "rep" else f"This one is better asked by {VOICE[asker]}."
    return Reason("who", say, stops=True)


def nobody(reason: Reason) -> str:
    """The short line for a plan where nobody asks."""
    short = {"C05": "Do not contact.", "private": MASK, "lot": "Left unasked to compare."}
    return short.get(reason.rule, reason.say)


def best_asked(s: Situation, at: datetime | None, asker: str, channel: str | None) -> str:
    """The short line: "Best asked tomorrow after 10, by text."."""
    theirs = is_turn(s.asking or "rep", asker)
    by_whom = "" if theirs else f" by {VOICE[asker]},"
    how = f", {BY[channel]}" if channel and not by_whom else ""
    if at is None:
        return f"Better asked{by_whom} now." if by_whom else f"Good to ask now{how}."
    return f"Best asked{by_whom} {when(s, at)}{how}{_there(s, at)}."


def when(s: Situation, at: datetime) -> str:
    """ "tomorrow after 10", "Tuesday after 12", "on 3 December after 10", on the store's clock."""
    return f"{_day(at, s)} after {_hour(local(at, s.store_zone))}"


def _day(at: datetime, s: Situation) -> str:
    there = local(at, s.store_zone)
    days = (there.date() - local(s.now, s.store_zone).date()).days
    if days <= 1:
        return "today" if days <= 0 else "tomorrow"
    return f"{there:%A}" if days < 7 else f"on {there.day} {there:%B}"


def _hour(there: datetime) -> str:
    whole = there.minute == 0 and there.hour <= 12
    return str(there.hour) if whole else f"{there:%H:%M}"


def _there(s: Situation, at: datetime) -> str:
    if not s.buyer_zone or local(at, s.buyer_zone).utcoffset() == local(at, s.store_zone).utcoffset():
        return ""
    return f" ({_hour(local(at, s.buyer_zone))} at {_possessive(s.buyer)} place)"


def is_turn(role: str, asker: str) -> bool:
    return role in {"manager_or_neutral": ("manager", "neutral")}.get(asker, (asker,))


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"
