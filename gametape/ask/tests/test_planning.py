"""A table: what happened, and what the plan says. The week is Saturday 18 to Friday 24 July 2026 at Lakeside RV, Chicago
time; other days are written out. `at` is when it may go out, on Lakeside's clock, "now" for this minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.ask.hours import is_decent
from gametape.ask.places import zones_to_keep
from gametape.ask.planning import decent_hours, plan, silence_until
from gametape.ask.situation import Consent, Plan, Sent, Situation
from gametape.common.refusal import Refusal

LAKESIDE = ZoneInfo("America/Chicago")
DAYS = {name: 18 + n for n, name in enumerate(["Sat", "Sun", "Mon", "Tue", "Wed", "Thu", "Fri"])}
MASK = "Private - nothing you could have done"


def at(text: str) -> datetime:
    """ "Sat 14:05" of that week, or "2026-08-01 10:00"."""
    day, clock = text.split()
    date = f"2026-07-{DAYS[day]}" if day in DAYS else day
    return datetime.fromisoformat(f"{date} {clock}").replace(tzinfo=LAKESIDE)


def asked(when: str, by: str = "rep", channel: str = "sms", **more: Any) -> Sent:
    return Sent(at(when), by, channel, **more)


def reminded(when: str) -> Sent:
    return asked(when, by="manager", channel="phone", kind="reminder")


YES = {"sms": Consent(explicit=True), "phone": Consent(explicit=True)}
CAME_SATURDAY = {way: Consent(inquired_at=at("Sat 11:20"), cleared=True) for way in ("sms", "phone")}
UNCHECKED = {way: Consent(inquired_at=at("Sat 11:20")) for way in ("sms", "phone")}
LAPSED = {"sms": Consent(inquired_at=at("2026-06-10 11:20"), cleared=True)}
PHONE = frozenset({"phone", "sms"})
ALL = frozenset({"phone", "sms", "email"})

USUAL: dict[str, Any] = {
    "now": "Sat 14:20", "no_at": "Sat 14:05", "store_zone": "America/Chicago", "store_state": "IL", "buyer": "Sam",
    "buyer_zone": "America/Chicago", "buyer_state": "IL", "available": ALL, "consents": YES, "last_used": "sms",
    "asking": "rep",
}  # fmt: skip


def situation(**change: Any) -> Situation:
    values = USUAL | change
    return Situation(**values | {"now": at(values["now"]), "no_at": at(values["no_at"])})


def told(p: Plan) -> dict[str, Any]:
    """The plan in the words of the table."""
    clock = lambda when: when.astimezone(LAKESIDE).strftime("%Y-%m-%d %H:%M")  # noqa: E731
    return {
        "may": p.may, "asker": p.asker, "window": p.window, "kind": p.kind, "channels": p.channels,
        "channel": p.channel, "at": clock(p.not_before) if p.not_before else "now" if p.may else None,
        "until": clock(p.until) if p.until else None, "say": p.say, "learn_only": p.learn_only,
        "first_to": p.answer_first_to, "waits": p.waits,
    }  # fmt: skip


BUSINESS = {
    "store_kind": "b2b",
    "available": frozenset({"phone", "email"}),
    "last_used": "email",
    "now": "Mon 11:05",
    "no_at": "Mon 11:00",
}
BIG = BUSINESS | {"value_minor": 90_000_00, "neutral_over_minor": 50_000_00}
SUNDAY_ASK = {"sent": (asked("Sun 12:30"),), "unsolicited": (at("Sun 12:30"),), "asking": "manager"}

ROWS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    # -- still here (W0)
    ("they are still here: ask now, face to face", {"talking": True}, {"may": True, "asker": "rep", "window": "W0", "at": "now", "channels": ("person", "phone"), "say": "Ask now, then be quiet."}),
    ("the window at the no closes after a quarter of an hour", {"talking": True, "now": "Sat 14:10"}, {"until": "2026-07-18 14:20", "at": "now"}),
    ("still on that call: the call is the channel", {"talking": True, "last_used": "phone"}, {"window": "W0", "channel": "phone", "may": True}),
    ("still here at 21:40: a conversation knows no hours", {"talking": True, "now": "Sat 21:40", "no_at": "Sat 21:38"}, {"may": True, "at": "now", "window": "W0"}),
    ("still here on the Fourth of July", {"talking": True, "now": "2026-07-04 15:00", "no_at": "2026-07-04 14:58"}, {"may": True, "at": "now"}),
    ("still here on a Sunday in Alabama", {"talking": True, "now": "Sun 14:00", "no_at": "Sun 13:58", "buyer_state": "AL"}, {"may": True, "at": "now"}),
    ("still here with no consent for anything", {"talking": True, "consents": {}}, {"may": True, "rules": {"W0"}, "not_rules": {"C03"}}),
    ("still here, two messages in ninety days: talking is no message", {"talking": True, "unsolicited": (at("2026-06-01 10:00"), at("2026-07-10 10:00"))}, {"may": True}),
    ("still here, but they said stop", {"talking": True, "suppressed": True}, {"may": False, "asker": "nobody", "say": "Do not contact.", "rules": {"C05"}}),
    ("still here, and something private is known", {"talking": True, "conditions": frozenset({"personal"})}, {"may": False, "say": MASK}),
    ("still here, but the rep says not me: fetch the manager", {"talking": True, "not_me": True}, {"may": False, "asker": "manager_or_neutral", "window": "W0", "say": "Better asked now by the manager. Fetch them."}),
    ("still here, the manager was fetched", {"talking": True, "not_me": True, "asking": "manager"}, {"may": True, "first_to": "asker"}),
    ("still here and they feel badly treated", {"talking": True, "experience_suspected": True}, {"asker": "manager_or_neutral", "may": False}),
    ("still here, and a big B2B deal: whoever is on the call says it", BIG | {"talking": True}, {"may": True, "asker": "rep", "window": "W0"}),
    ("they are back on Tuesday after an unanswered ask", {"talking": True, "now": "Tue 15:00", "sent": (asked("Sun 12:30"),)}, {"may": True, "window": "W0", "rules": {"limits"}}),
    ("they are back after two months", {"talking": True, "now": "2026-09-20 12:30"}, {"may": False, "window": "W4"}),
    # -- the next day (W1)
    ("no on Saturday at 14:05: Sunday after 12", {}, {"may": True, "asker": "rep", "window": "W1", "at": "2026-07-19 12:00", "say": "Best asked tomorrow after 12, by text.", "kind": "ask", "waits": True}),
    ("no on Saturday, looked at on Sunday morning", {"now": "Sun 09:00"}, {"at": "2026-07-19 12:00", "say": "Best asked today after 12, by text.", "rules": {"C01"}}),
    ("no on Saturday, looked at on Sunday at 12:30: now", {"now": "Sun 12:30"}, {"at": "now", "say": "Good to ask now, by text.", "waits": False}),
    ("no on Sunday at 13:50: tomorrow after 10", {"now": "Sun 16:52", "no_at": "Sun 13:50"}, {"at": "2026-07-20 10:00", "say": "Best asked tomorrow after 10, by text."}),
    ("no on Saturday evening at 21:20: Sunday after 12, and it says what time it is there", {"now": "Sat 21:40", "no_at": "Sat 21:20"}, {"at": "2026-07-19 12:00", "says": "It is 21:40 on a Saturday at Sam's place."}),
    ("no on Saturday evening in Mississippi: Monday", {"now": "Sat 21:40", "no_at": "Sat 21:20", "buyer_state": "MS"}, {"at": "2026-07-20 10:00", "say": "Best asked Monday after 10, by text."}),
    ("no on Saturday in Louisiana: Monday", {"buyer_state": "LA"}, {"at": "2026-07-20 10:00"}),
    ("no on Saturday in Alabama, looked at on Sunday: it says why not today", {"buyer_state": "AL", "now": "Sun 13:00"}, {"at": "2026-07-20 10:00", "says": "It is Sunday at Sam's place, and nobody is asked on a Sunday there."}),
    ("no on Friday in Alabama: Saturday is fine", {"no_at": "Fri 15:00", "now": "Fri 15:10", "buyer_state": "AL"}, {"at": "2026-07-25 10:00"}),
    ("no at 17:55: next morning, though that is not 18 hours", {"no_at": "Mon 17:55", "now": "Mon 18:30"}, {"at": "2026-07-21 10:00"}),
    ("no at half past midnight: that was Tuesday, so Wednesday", {"no_at": "Tue 00:30", "now": "Tue 00:40"}, {"at": "2026-07-22 10:00"}),
    ("the same day in the afternoon is still too soon", {"no_at": "Mon 10:05", "now": "Mon 16:00"}, {"at": "2026-07-21 10:00", "rules": {"W1"}}),
    ("the window closes 48 hours after the no", {"now": "Sun 12:30"}, {"until": "2026-07-20 14:05"}),
    ("before Labor Day, in Alabama: Tuesday, and open that whole day", {"no_at": "2026-09-05 14:05", "now": "2026-09-05 14:20", "buyer_state": "AL"}, {"window": "W1", "at": "2026-09-08 10:00", "until": "2026-09-09 00:00"}),
    ("no on the day before Thanksgiving: Friday", {"no_at": "2026-11-25 15:00", "now": "2026-11-25 15:10"}, {"at": "2026-11-27 10:00", "say": "Best asked Friday after 10, by text."}),
    ("on Thanksgiving it says so", {"no_at": "2026-11-25 15:00", "now": "2026-11-26 11:00"}, {"at": "2026-11-27 10:00", "says": "It is Thanksgiving Day at Sam's place."}),
    ("the Friday before a Saturday Fourth is observed", {"no_at": "2026-07-02 15:00", "now": "2026-07-02 15:10"}, {"at": "2026-07-05 12:00"}),
    ("a store may leave holidays to itself", {"no_at": "2026-11-25 15:00", "now": "2026-11-25 15:10", "holidays": False}, {"at": "2026-11-26 10:00"}),
    ("the last channel the buyer used comes first: e-mail", {"last_used": "email"}, {"channel": "email", "say": "Best asked tomorrow after 12, by e-mail."}),
    ("nothing used yet: the phone first", {"last_used": None}, {"channels": ("phone", "sms", "email")}),
    ("only an address", {"available": frozenset({"email"})}, {"channels": ("email",)}),
    ("no number, no address", {"available": frozenset()}, {"may": False, "channels": (), "rules": {"channel"}, "says": "Add one, or ask when they are back."}),
    ("only face to face is left, and they are gone", {"available": frozenset({"person"})}, {"may": False, "rules": {"channel"}}),
    ("never asked by Wednesday: late, still the rep's", {"now": "Wed 11:00"}, {"may": True, "window": "W1", "asker": "rep", "at": "now", "rules": {"late"}, "until": "2026-08-01 00:00"}),
    ("never asked by day 13", {"now": "Fri 11:00", "no_at": "2026-07-11 14:05"}, {"window": "W1", "rules": {"late"}, "may": True}),
    ("the manager looks at a fresh no", {"asking": "manager"}, {"may": False, "asker": "rep", "says": "The rep who was there asks first."}),
    ("nobody in particular looks", {"asking": None}, {"may": True, "asker": "rep"}),
    # -- clocks, places, hours
    ("Sam lives in Los Angeles: noon there", {"buyer_zone": "America/Los_Angeles"}, {"at": "2026-07-19 14:00", "say": "Best asked tomorrow after 14:00, by text (12 at Sam's place)."}),
    ("Sam lives in New York: at 18:30 there the day is over", {"buyer_zone": "America/New_York", "now": "Tue 17:30", "no_at": "Mon 12:00"}, {"at": "2026-07-22 09:00", "says": "It is 18:30 on a Tuesday at Sam's place."}),
    ("Arizona keeps no summer time", {"buyer_zone": "America/Phoenix"}, {"at": "2026-07-19 14:00"}),
    ("Hawaii is five hours behind", {"buyer_zone": "Pacific/Honolulu"}, {"at": "2026-07-19 17:00"}),
    ("zone unknown, number of Seattle: decent at both places", {"buyer_zone": "", "buyer_phone": "+12065550142"}, {"at": "2026-07-19 14:00", "say": "Best asked tomorrow after 14:00, by text."}),
    ("zone unknown, it is evening in New York already", {"buyer_zone": "", "buyer_phone": "+12125550142", "now": "Tue 17:10", "no_at": "Mon 12:00"}, {"at": "2026-07-22 10:00", "says": "It is 18:10 on a Tuesday where Sam may live."}),
    ("a toll-free number tells no place", {"buyer_zone": "", "buyer_phone": "+18005550142"}, {"at": "2026-07-19 12:00"}),
    ("no zone and no number: the store's clock", {"buyer_zone": "", "available": frozenset({"email"})}, {"at": "2026-07-19 12:00"}),
    ("state unknown, number of Birmingham, Alabama: no Sunday", {"buyer_state": "", "buyer_phone": "+12055550142"}, {"at": "2026-07-20 10:00"}),
    ("state unknown, store in Mississippi: no Sunday", {"buyer_state": "", "store_state": "MS"}, {"at": "2026-07-20 10:00"}),
    ("Sam is known to live in Illinois, the store is in Mississippi: Sunday is fine", {"store_state": "MS"}, {"at": "2026-07-19 12:00"}),
    ("Guam and Chicago share no decent hour: say where they live", {"buyer_zone": "", "buyer_phone": "+16715550142"}, {"may": False, "asker": "nobody", "rules": {"C01"}, "says": "Say in which time zone the buyer lives."}),
    ("the store asks nobody before 13", {"opens": time(13)}, {"at": "2026-07-19 13:00", "say": "Best asked tomorrow after 13:00, by text."}),
    ("the store closes at 16: at 16:30 it waits", {"closes": time(16), "no_at": "Mon 12:00", "now": "Tue 16:30"}, {"at": "2026-07-22 10:00"}),
    ("a store cannot widen by its own hours", {"opens": time(7), "closes": time(22), "no_at": "Mon 12:00", "now": "Tue 08:00"}, {"at": "2026-07-21 10:00"}),
    ("an admin opened 8 to 20", {"admin_hours": (time(8), time(20)), "no_at": "Mon 12:00", "now": "Tue 08:00"}, {"at": "now"}),
    ("an admin opened 8 to 20, and the law of Rhode Island stands", {"admin_hours": (time(8), time(20)), "no_at": "Mon 12:00", "now": "Tue 18:30", "buyer_state": "RI"}, {"at": "2026-07-22 09:00"}),
    ("an admin opened 8 to 20, and still no Sunday in Alabama", {"admin_hours": (time(8), time(20)), "buyer_state": "AL"}, {"at": "2026-07-20 08:00"}),
    ("at 18:00 sharp the day is over", {"no_at": "Mon 12:00", "now": "Tue 18:00"}, {"at": "2026-07-22 10:00"}),
    ("at 17:59 it is not", {"no_at": "Mon 12:00", "now": "Tue 17:59"}, {"at": "now"}),
    ("at 10:00 sharp it has begun", {"no_at": "Mon 12:00", "now": "Tue 10:00"}, {"at": "now"}),
    ("Sunday 11:59 is too early", {"now": "Sun 11:59"}, {"at": "2026-07-19 12:00"}),
    ("the clocks go forward in the night", {"no_at": "2026-03-07 14:05", "now": "2026-03-07 14:20"}, {"at": "2026-03-08 12:00"}),
    ("the clocks go back in the night", {"no_at": "2026-10-31 21:20", "now": "2026-10-31 21:40"}, {"at": "2026-11-01 12:00", "say": "Best asked tomorrow after 12, by text."}),
    ("more than a week ahead the date is said", {"unsolicited": (at("2026-05-03 10:00"), at("2026-07-10 10:00"))}, {"say": "Best asked by a neutral, on 1 August after 10.", "asker": "neutral"}),
    # -- consent (C03)
    ("by the product, with a yes on file", {"via": "product"}, {"may": True, "channels": ("sms", "email"), "not_rules": {"C03"}}),
    ("by the product, no consent, an address on file: e-mail", {"via": "product", "consents": {}}, {"channels": ("email",), "may": True}),
    ("by the product, no consent, no address: not at all", {"via": "product", "consents": {}, "available": PHONE}, {"may": False, "rules": {"C03"}, "says": "E-mail them, or ask face to face."}),
    ("by the product, they came on Saturday and the number was checked", {"via": "product", "consents": CAME_SATURDAY, "available": PHONE}, {"channel": "sms", "may": True}),
    ("by the product, they came on Saturday, nobody checked the number", {"via": "product", "consents": UNCHECKED, "available": PHONE}, {"may": False, "rules": {"C03"}}),
    ("by the product, they came six weeks ago", {"via": "product", "consents": LAPSED, "available": frozenset({"sms"})}, {"may": False, "rules": {"C03"}}),
    *[(f"by the product, a visit is no ground in {state}", {"via": "product", "consents": CAME_SATURDAY, "available": PHONE, "buyer_state": state}, {"may": False, "rules": {"C03"}}) for state in ("IN", "MI", "NJ", "WI")],
    ("by the product, a visit, state unknown, number of Detroit", {"via": "product", "consents": CAME_SATURDAY, "available": PHONE, "buyer_state": "", "buyer_phone": "+13135550142"}, {"may": False, "rules": {"C03"}}),
    ("by the product, a visit, and no state known at all", {"via": "product", "consents": CAME_SATURDAY, "available": PHONE, "buyer_state": "", "store_state": ""}, {"may": False, "rules": {"C03"}}),
    ("by the product, a yes counts in Michigan too", {"via": "product", "buyer_state": "MI"}, {"channel": "sms", "may": True}),
    ("the product calls nobody", {"via": "product", "available": frozenset({"phone"})}, {"may": False, "rules": {"C04"}, "says": "Make this call from your own phone."}),
    ("own phone without consent: the e-mail first, and a warning", {"consents": {}}, {"may": True, "channels": ("email", "sms", "phone"), "rules": {"C03"}, "warns": {"C03"}}),
    ("own phone without consent and without an address: it may, and is warned", {"consents": {}, "available": PHONE}, {"may": True, "channel": "sms", "warns": {"C03"}}),
    ("own phone after a visit nobody checked: by text as they did, with a word about it", {"consents": UNCHECKED}, {"channel": "sms", "warns": {"C03"}}),
    ("own phone with a yes: no warning", {}, {"not_rules": {"C03"}}),
    # -- who must not be asked (C05, C07, C08, C33)
    ("they said stop", {"suppressed": True}, {"may": False, "asker": "nobody", "say": "Do not contact.", "channels": (), "at": None}),
    ("they said stop: by the product as well", {"suppressed": True, "via": "product", "asking": None}, {"may": False}),
    *[(f"{condition}: one mask, nothing else", {"conditions": frozenset({condition})}, {"may": False, "asker": "nobody", "say": MASK, "rules": {"private"}, "not_rules": {"C08", "C33"}}) for condition in ("credit", "personal", "illness", "death", "private")],
    ("a dispute is open", {"conditions": frozenset({"legal"})}, {"may": False, "asker": "nobody", "rules": {"C08"}}),
    ("under age", {"conditions": frozenset({"minor"})}, {"may": False, "rules": {"C08"}}),
    ("a dispute and something private: the mask", {"conditions": frozenset({"legal", "credit"})}, {"say": MASK, "not_rules": {"C08"}}),
    ("they complained an hour ago", {"complaint_at": at("Sat 13:20")}, {"may": False, "asker": "nobody", "rules": {"C08"}, "says": "Nobody asks for a day"}),
    ("they complained, and the manager looks: not today either", {"complaint_at": at("Sat 13:20"), "asking": "manager"}, {"may": False, "asker": "nobody"}),
    ("they complained while standing here: no question now", {"complaint_at": at("Sat 14:10"), "talking": True}, {"may": False, "asker": "nobody"}),
    ("they complained on Saturday, on Monday the manager may", {"complaint_at": at("Sat 13:20"), "asking": "manager", "now": "Mon 11:00"}, {"may": True, "asker": "manager_or_neutral", "window": "W2", "first_to": "asker", "at": "now"}),
    ("they complained late on day one: a whole day must pass", {"complaint_at": at("Sun 17:00"), "asking": "manager", "now": "Mon 16:00"}, {"may": False, "at": "2026-07-20 17:00"}),
    # -- who asks
    ("they told us already", {"told_us": True}, {"may": False, "asker": "nobody", "says": "Thank them, and keep their words."}),
    ("the ask was answered", {"sent": (asked("Sun 12:30", answered=True),), "now": "Mon 12:00"}, {"may": False, "asker": "nobody", "rules": {"who"}}),
    ("told us and private: the mask", {"told_us": True, "conditions": frozenset({"credit"})}, {"say": MASK}),
    ("left unasked by lot: nobody, neither now nor later", {"left_unasked": True}, {"may": False, "asker": "nobody", "rules": {"lot"}, "says": "Not your doing."}),
    ("left unasked by lot: not at the table either", {"left_unasked": True, "talking": True, "now": "Sat 14:10"}, {"may": False, "asker": "nobody", "rules": {"lot"}}),
    ("left unasked by lot: no second voice", {"left_unasked": True, "asking": "manager", "now": "Tue 12:00"}, {"may": False, "asker": "nobody", "rules": {"lot"}}),
    ("left unasked by lot, and they told us: thank them", {"left_unasked": True, "told_us": True}, {"may": False, "rules": {"who"}, "not_rules": {"lot"}}),
    ("left unasked by lot, and private: the mask", {"left_unasked": True, "conditions": frozenset({"credit"})}, {"say": MASK, "not_rules": {"lot"}}),
    ("left unasked by lot, and they said stop", {"left_unasked": True, "suppressed": True}, {"may": False, "rules": {"C05"}, "not_rules": {"lot"}}),
    ("how they were treated may be it: another voice from day 2", {"experience_suspected": True, "asking": "manager"}, {"may": True, "asker": "manager_or_neutral", "window": "W2", "kind": "ask", "at": "2026-07-20 10:00", "first_to": "asker"}),
    ("how they were treated may be it: the rep is told who", {"experience_suspected": True}, {"may": False, "say": "Best asked by the manager or a neutral, Monday after 10.", "rules": {"who"}}),
    ("the rep says not me: the neutral may", {"not_me": True, "asking": "neutral", "now": "Tue 12:00"}, {"may": True, "window": "W2", "at": "now"}),
    ("not me, and nobody did by day 9", {"not_me": True, "asking": "manager", "now": "2026-07-27 12:00"}, {"may": True, "window": "W2", "rules": {"late"}}),
    ("the CRM admin asks nobody", {"asking": "admin"}, {"may": False}),
    ("the owner asks nobody", {"asking": "owner"}, {"may": False}),
    ("F&I asks nobody", {"asking": "finance"}, {"may": False}),
    # -- the one reminder (W2)
    ("asked on Sunday, silent: another voice, 36 hours later at the earliest", {"now": "Mon 12:00", **SUNDAY_ASK}, {"may": True, "kind": "reminder", "window": "W2", "asker": "manager_or_neutral", "at": "2026-07-21 10:00", "rules": {"W2", "limits"}, "channels": ("phone", "email")}),
    ("asked on Sunday, silent: the rep does not ask again", {"now": "Tue 12:00", **SUNDAY_ASK, "asking": "rep"}, {"may": False, "asker": "manager_or_neutral", "rules": {"who"}}),
    ("asked on Sunday, silent, Tuesday: now", {"now": "Tue 12:00", **SUNDAY_ASK}, {"at": "now", "say": "Good to ask now, by phone.", "until": "2026-07-23 00:00"}),
    ("36 hours that end at night wait for the morning", {"now": "Tue 11:00", **SUNDAY_ASK, "sent": (asked("Mon 11:30"),), "unsolicited": (at("Mon 11:30"),)}, {"at": "2026-07-22 10:00"}),
    ("asked face to face at the no, no answer: another voice on day 2", {"asking": "manager", "sent": (asked("Sat 14:06", channel="person"),)}, {"kind": "reminder", "window": "W2", "at": "2026-07-20 10:00"}),
    ("asked on Tuesday evening: 36 hours leave nothing of day 4, so a neutral looks back", {"asking": "neutral", "now": "Wed 11:00", "sent": (asked("Tue 17:50"),), "unsolicited": (at("Tue 17:50"),)}, {"kind": "reminder", "window": "W3", "asker": "neutral", "at": "2026-08-01 10:00"}),
    ("a reminder is never late: day 6 waits for the look-back", {"asking": "manager", "now": "Fri 12:00", "sent": (asked("Sun 12:30"),)}, {"window": "W3", "may": False, "asker": "neutral"}),
    ("the manager was the first voice: only a neutral is another", {"not_me": True, "asking": "manager", "now": "Wed 11:00", "sent": (asked("Mon 10:05", by="manager", channel="phone"),)}, {"asker": "neutral", "may": False, "kind": "reminder"}),
    ("asked and reminded: that is enough", {"now": "Wed 11:00", "asking": "neutral", "sent": (asked("Sun 12:30"), reminded("Tue 11:00"))}, {"may": False, "asker": "nobody", "rules": {"limits"}, "says": "That is enough."}),
    ("asked and reminded: a neutral on day 20 does not ask either", {"now": "2026-08-07 11:00", "asking": "neutral", "sent": (asked("Sun 12:30"), reminded("Tue 11:00"))}, {"may": False, "asker": "nobody"}),
    # -- the look back (W3) and after
    ("day 14: a neutral, to learn and nothing else", {"now": "2026-08-01 11:00", "asking": "neutral"}, {"may": True, "window": "W3", "asker": "neutral", "learn_only": True, "channels": ("email", "form", "interview")}),
    ("day 14: no longer the rep", {"now": "2026-08-01 11:00"}, {"may": False, "asker": "neutral"}),
    ("day 14: no longer the manager", {"now": "2026-08-01 11:00", "asking": "manager"}, {"may": False, "asker": "neutral"}),
    ("day 20 with a number only: a longer talk", {"now": "2026-08-07 11:00", "asking": "neutral", "available": PHONE}, {"may": True, "channels": ("interview",)}),
    ("day 30 is still the look-back", {"now": "2026-08-17 17:00", "asking": "neutral"}, {"window": "W3", "not_rules": {"late"}}),
    ("day 45: late, once", {"now": "2026-09-01 11:00", "asking": "neutral"}, {"may": True, "window": "W3", "rules": {"late"}, "learn_only": True}),
    ("day 60 is the last", {"now": "2026-09-16 11:00", "asking": "neutral"}, {"may": True, "window": "W3"}),
    ("day 61: never again", {"now": "2026-09-17 11:00", "asking": "neutral"}, {"may": False, "window": "W4", "asker": "nobody", "rules": {"W4"}}),
    ("asked, silent, day 45: the reminder's time is over", {"now": "2026-09-01 11:00", "asking": "neutral", "sent": (asked("Sun 12:30"),)}, {"may": False, "asker": "nobody", "rules": {"limits"}}),
    # -- caps
    ("one message in ninety days leaves room for one", {"unsolicited": (at("2026-06-01 10:00"),)}, {"may": True, "at": "2026-07-19 12:00"}),
    ("two messages in ninety days leave none until the first is ninety days old", {"unsolicited": (at("2026-05-03 10:00"), at("2026-07-10 10:00")), "asking": "neutral"}, {"window": "W3", "at": "2026-08-01 10:00", "rules": {"limits"}}),
    ("two messages lately: no room in the sixty days", {"unsolicited": (at("2026-07-01 10:00"), at("2026-07-10 10:00"))}, {"may": False, "asker": "nobody", "says": "They had two messages in ninety days."}),
    ("two messages, long ago", {"unsolicited": (at("2026-02-01 10:00"), at("2026-03-10 10:00"))}, {"at": "2026-07-19 12:00"}),
    ("asked about another deal yesterday: 36 hours there too", {"unsolicited": (at("Sat 11:00"),)}, {"at": "2026-07-20 10:00", "rules": {"limits"}}),
    ("on a selling floor one person is asked", {"others_asked": 1}, {"may": False, "asker": "nobody", "rules": {"limits"}}),
    # -- business to business
    ("B2B: the next working day", BUSINESS, {"at": "2026-07-21 10:00", "window": "W1", "channel": "email", "until": "2026-07-23 00:00"}),
    ("B2B: a no on Friday is asked about on Monday", BUSINESS | {"no_at": "Fri 11:00", "now": "Fri 11:05"}, {"at": "2026-07-27 10:00", "until": "2026-07-29 00:00"}),
    ("B2B: a no before a long weekend is asked about on Tuesday", BUSINESS | {"no_at": "2026-09-04 11:00", "now": "2026-09-04 11:05"}, {"at": "2026-09-08 10:00", "until": "2026-09-10 00:00"}),
    ("B2B: not on a Saturday", BUSINESS | {"no_at": "Thu 11:00", "now": "2026-07-25 11:00"}, {"at": "2026-07-27 10:00", "rules": {"C01"}}),
    ("B2B: never asked in two weeks, still the rep's", BUSINESS | {"now": "2026-08-03 11:00"}, {"window": "W1", "asker": "rep", "rules": {"late"}}),
    ("B2B: two others were asked", BUSINESS | {"others_asked": 2}, {"may": True}),
    ("B2B: three others were asked", BUSINESS | {"others_asked": 3}, {"may": False, "asker": "nobody"}),
    ("B2B: a big one is asked about by a neutral", BIG | {"asking": "neutral"}, {"may": True, "asker": "neutral", "window": "W1", "rules": {"who"}}),
    ("B2B: a big one is not the rep's", BIG, {"may": False, "asker": "neutral"}),
    ("B2B: exactly at the threshold is the rep's", BIG | {"value_minor": 50_000_00}, {"asker": "rep", "may": True}),
    ("a selling floor knows no such threshold", {"value_minor": 90_000_00, "neutral_over_minor": 50_000_00}, {"asker": "rep"}),
    ("B2B: the other voice comes in the second week", BUSINESS | {"asking": "manager", "now": "Thu 11:00", "sent": (asked("Tue 10:05", channel="email"),)}, {"kind": "reminder", "window": "W2", "at": "2026-07-27 10:00"}),
    ("B2B: day 14 is the last for the other voice", BUSINESS | {"asking": "manager", "now": "2026-08-03 17:00", "sent": (asked("Tue 10:05", channel="email"),)}, {"may": True, "window": "W2"}),
    ("B2B: a big one is reminded by a neutral", BIG | {"asking": "manager", "now": "2026-07-28 11:00", "sent": (asked("Tue 10:05", by="neutral", channel="email"),)}, {"asker": "neutral", "may": False}),
    ("B2B: day 30 is the long interview's", BUSINESS | {"asking": "neutral", "now": "2026-08-19 11:00"}, {"window": "W3", "learn_only": True, "asker": "neutral"}),
    ("B2B: day 181 is never again", BUSINESS | {"asking": "neutral", "now": "2027-01-18 11:00"}, {"window": "W4", "may": False}),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "said"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_plan_for(facts: dict[str, Any], said: dict[str, Any]) -> None:
    p = plan(situation(**facts))
    rules = {reason.rule for reason in p.because}
    assert said.get("rules", set()) <= rules
    assert not said.get("not_rules", set()) & rules
    assert said.get("warns", set()) <= {reason.rule for reason in p.because if not reason.stops}
    assert said.get("says", "") in " ".join(reason.say for reason in p.because)
    words = told(p)
    expected = {key: value for key, value in said.items() if key in words}
    assert {key: words[key] for key in expected} == expected


def test_there_are_at_least_eighty_rows_and_no_two_are_called_the_same() -> None:
    assert len({row[0] for row in ROWS}) == len(ROWS) >= 80


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_holds_for_every_plan(row: tuple[str, dict[str, Any], dict[str, Any]]) -> None:
    p = plan(situation(**row[1]))
    assert p.say
    assert all(reason.say.endswith(".") and reason.rule for reason in p.because)
    assert not (p.may and any(reason.stops for reason in p.because)), "what may be asked is stopped by nothing"
    assert p.may or any(reason.stops for reason in p.because), "a no says which rule it was"
    assert p.asker != "nobody" or not p.may
    assert p.not_before is None or (p.not_before.tzinfo is UTC and p.not_before >= situation(**row[1]).now)
    assert p.not_before is None or p.until is None or p.not_before < p.until


def test_the_mask_is_one_so_that_it_does_not_tell_that_it_was_credit() -> None:
    plans = {
        name: plan(situation(conditions=frozenset({name})))
        for name in ("credit", "personal", "illness", "death", "private")
    }
    assert len(set(plans.values())) == 1
    assert plan(situation(conditions=frozenset({"credit", "illness"}))) == plans["illness"]


def test_asking_again_at_the_hour_it_named_it_says_now() -> None:
    waiting = plan(situation())
    assert waiting.not_before
    later = plan(replace(situation(), now=waiting.not_before))
    assert later.may
    assert later.not_before is None


def test_a_no_from_a_clock_that_runs_ahead_counts_as_this_minute() -> None:
    assert plan(situation(no_at="Sat 14:25")).not_before == plan(situation(no_at="Sat 14:20")).not_before


def test_hours_wider_than_eight_to_eight_are_refused_with_the_next_step() -> None:
    with pytest.raises(Refusal, match="8 in the morning until 8 in the evening"):
        plan(situation(admin_hours=(time(7), time(21))))


def test_an_unknown_zone_is_refused_and_names_one_that_works() -> None:
    with pytest.raises(Refusal, match="America/Chicago"):
        plan(situation(buyer_zone="Lakeside/Nowhere"))


def test_hours_narrowed_to_nothing_ask_nobody_and_say_where_to_change_it() -> None:
    p = plan(situation(opens=time(19)))
    assert not p.may
    assert "store's settings" in p.say


def test_a_misspelt_condition_is_a_bug_and_never_an_ask() -> None:
    with pytest.raises(ValueError, match="ilness"):
        plan(situation(conditions=frozenset({"ilness"})))


def test_a_promise_of_not_selling_is_kept_for_fourteen_days() -> None:
    assert silence_until(at("Sun 12:30")) == datetime(2026, 8, 2, 17, 30, tzinfo=UTC)


# -- whatever happened ----------------------------------------------------------------------------------------------

MINUTES = st.integers(-80 * 1440, 80 * 1440).map(lambda minutes: timedelta(minutes=minutes))
SITUATIONS = st.builds(
    lambda no_at, later, **rest: Situation(now=no_at + later, no_at=no_at, store_zone="America/Chicago", **rest),
    no_at=st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC)),
    later=st.integers(0, 200 * 1440).map(lambda minutes: timedelta(minutes=minutes)),
    store_kind=st.sampled_from(["retail", "b2b"]),
    store_state=st.sampled_from(["", "IL", "AL", "MI"]),
    buyer_zone=st.sampled_from(["", "America/Phoenix", "Pacific/Honolulu", "America/New_York"]),
    buyer_phone=st.sampled_from(["", "+12065550142", "+12055550142"]),
    available=st.sets(st.sampled_from(["phone", "sms", "email"])).map(frozenset),
    suppressed=st.sampled_from([False, False, False, True]),
    conditions=st.sampled_from([frozenset(), frozenset(), frozenset({"credit"}), frozenset({"legal"})]),
    experience_suspected=st.booleans(),
    asking=st.sampled_from([None, "rep", "manager", "neutral", "admin"]),
    via=st.sampled_from(["own", "product"]),
)


@settings(max_examples=600, deadline=None)
@given(s=SITUATIONS, earlier=st.lists(MINUTES, max_size=3), asked_before=st.booleans())
def test_whatever_happened_no_plan_breaks_a_limit(s: Situation, earlier: list[timedelta], asked_before: bool) -> None:
    times = tuple(sorted(s.now - abs(each) for each in earlier))
    ask = (Sent(times[-1], "rep", "sms"),) if asked_before and times and times[-1] >= s.no_at else ()
    s = replace(s, unsolicited=times, sent=ask)
    p = plan(s)
    if not p.may:
        return
    goes_out = p.not_before or s.now
    zones = zones_to_keep(store_zone=s.store_zone, buyer_zone=s.buyer_zone, phone=s.buyer_phone)
    assert not s.suppressed
    assert not s.conditions
    assert s.now <= goes_out < p.until
    assert is_decent(goes_out, zones, decent_hours(s))
    assert all(goes_out - time >= timedelta(hours=36) for time in times)
    assert sum(goes_out - time < timedelta(days=90) for time in times) < 2
    assert p.kind == ("reminder" if ask else "ask")
    assert s.asking in (None, "rep") or p.asker != "rep"
    assert s.asking != "rep" or p.asker == "rep"
    assert s.asking != "admin"
    assert p.channels
    assert s.via == "own" or p.channels == ("email",) or not {"phone", "sms"} & set(p.channels)
