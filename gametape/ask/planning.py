"""When a buyer is asked, by whom, by what channel and how often: one pure function over a `Situation`.

The first rule that says nobody wins. Then who asks (the first matching row), then the windows in order, each with its
hours, gap and caps; the first moment that fits them all is the plan. A conversation that goes on is not outreach, so
neither hours nor caps bind it; that somebody must not be asked shows there too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, get_args

from gametape.ask import plan_words as words
from gametape.ask.hours import Hours, NoDecentHour, hours_for, next_decent_hour
from gametape.ask.openings import Calendar, Opening
from gametape.ask.places import states_to_keep, zones_to_keep
from gametape.ask.plan_rules import ASK_PLAN
from gametape.ask.reaching import channels_for, may_be_texted
from gametape.ask.situation import Asker, Condition, MessageKind, Plan, Reason, Situation

LIMITS: Final = ASK_PLAN.limits
MASKED: Final = frozenset({"private", "personal", "illness", "death", "credit"})
UNSOLICITED_SPAN: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class _Fit:
    """The first moment an opening, the hours, the gap and the caps leave over. `at` is None for now."""

    opening: Opening
    at: datetime | None
    because: tuple[Reason, ...]


def plan(s: Situation) -> Plan:
    """What is right for one person and one loss at `s.now`. Raises `Refusal` for a zone nobody knows."""
    s = _in_utc(s)
    calendar = _calendar(s)
    stop = _nobody(s, calendar)
    if stop:
        return _no(s, calendar, stop)
    if s.talking and not _complaint_is_fresh(s):
        return _conversation(s)
    try:
        return _outreach(s, calendar)
    except NoDecentHour as none:
        return _no(s, calendar, Reason("C01", none.say, stops=True))


def silence_until(promised_at: datetime) -> datetime:
    """Until when a promise of "not selling" keeps every sales message back (C12); aware UTC."""
    return promised_at.astimezone(UTC) + timedelta(days=LIMITS.sales_silence_after_promise_d)


def _in_utc(s: Situation) -> Situation:
    unknown = s.conditions - set(get_args(Condition))
    if unknown:
        raise ValueError(f"unknown conditions: {', '.join(sorted(unknown))}")
    if s.now.tzinfo is None or s.no_at.tzinfo is None:
        raise ValueError("the plan needs aware times")
    return replace(s, now=s.now.astimezone(UTC), no_at=min(s.no_at, s.now).astimezone(UTC))


def _zones(s: Situation) -> tuple[str, ...]:
    return zones_to_keep(store_zone=s.store_zone, buyer_zone=s.buyer_zone, phone=s.buyer_phone)


def _states(s: Situation) -> frozenset[str]:
    return states_to_keep(store_state=s.store_state, buyer_state=s.buyer_state, phone=s.buyer_phone)


def may_text(s: Situation) -> bool:
    """Whether the product may send them a text now: a thank-you and an answer have no window, but they have C03."""
    return may_be_texted(s, s.now, _states(s))


def decent_hours(s: Situation) -> Hours:
    """The week that binds an ask to this buyer: C01, the store's narrower hours, working days for b2b."""
    return hours_for(
        states=_states(s),
        opens=s.opens,
        closes=s.closes,
        admin_hours=s.admin_hours,
        holidays_closed=s.holidays,
        working_days_only=s.store_kind == "b2b",
    )


def _calendar(s: Situation) -> Calendar:
    return Calendar(s.no_at, s.store_kind, _zones(s), decent_hours(s))


# -- who must not be asked at all -----------------------------------------------------------------------------------


def _nobody(s: Situation, calendar: Calendar) -> Reason | None:
    """The first rule under which nobody asks. The mask comes before every other private or open matter (law 7)."""
    asks, reminders = _sent(s, "ask"), _sent(s, "reminder")
    rules = (
        (s.suppressed, words.SUPPRESSED),
        (bool(s.conditions & MASKED), words.PRIVATE),
        ("legal" in s.conditions, words.LEGAL),
        ("minor" in s.conditions, words.MINOR),
        (s.told_us or any(sent.answered for sent in s.sent), words.TOLD),
        (s.left_unasked, words.LEFT_UNASKED),
        (calendar.is_over(s.now), words.TOO_OLD),
        (asks >= LIMITS.asks_per_person_and_loss and reminders >= LIMITS.reminders_per_loss, words.ENOUGH),
        (not asks and s.others_asked >= LIMITS.people_asked_per_loss[s.store_kind], words.OTHERS),
    )
    return next((reason for holds, reason in rules if holds), None)


def _sent(s: Situation, kind: MessageKind) -> int:
    return sum(sent.kind == kind for sent in s.sent)


def _no(s: Situation, calendar: Calendar, reason: Reason) -> Plan:
    return Plan(
        may=False,
        asker="nobody",
        window="W4" if calendar.is_over(s.now) else "W1",
        kind="ask",
        channels=(),
        not_before=None,
        until=None,
        because=(reason,),
        say=words.nobody(reason),
    )


# -- while they are still talking -----------------------------------------------------------------------------------


def _conversation(s: Situation) -> Plan:
    """W0. The line is said by whoever is with them; only when it may be about that person does somebody else."""
    somebody_else = s.experience_suspected or s.not_me or s.complaint_at is not None
    asker: Asker = "manager_or_neutral" if somebody_else else "rep"
    because = [words.NOT_YOURS if somebody_else else words.STILL_TALKING]
    if s.sent:
        because.append(words.ASKED_BEFORE)
    closes = s.no_at + timedelta(minutes=ASK_PLAN.at_the_no_minutes)
    return _decided(
        s,
        Plan(
            may=True,
            asker=asker,
            window="W0",
            kind="ask",
            channels=("phone",) if s.last_used == "phone" and "person" not in s.available else ("person", "phone"),
            not_before=None,
            until=closes if s.now < closes else None,
            because=tuple(because),
            say="Ask now, then be quiet." if not somebody_else else "Better asked now by the manager. Fetch them.",
            answer_first_to="asker" if somebody_else else "rep",
        ),
    )


# -- afterwards -----------------------------------------------------------------------------------------------------


def _outreach(s: Situation, calendar: Calendar) -> Plan:
    kind: MessageKind = "reminder" if _sent(s, "ask") >= LIMITS.asks_per_person_and_loss else "ask"
    fit, blocked = _first_fit(s, calendar, kind)
    if fit is None:
        return _no(s, calendar, blocked or words.NO_ROOM)
    at = fit.at or s.now
    channels, about_channels = channels_for(s, fit.opening.window, at, _states(s))
    return _decided(
        s,
        Plan(
            may=bool(channels),
            asker=fit.opening.asker,
            window=fit.opening.window,
            kind=kind,
            channels=channels,
            not_before=fit.at,
            until=fit.opening.closes,
            because=(*_why_them(s, fit.opening, kind), *fit.because, *about_channels),
            say=words.best_asked(s, fit.at, fit.opening.asker, channels[0]) if channels else about_channels[-1].say,
            learn_only="save" not in ASK_PLAN.windows[fit.opening.window].purposes,
            answer_first_to="asker" if _not_the_rep(s) else "rep",
        ),
    )


def _not_the_rep(s: Situation) -> bool:
    return s.experience_suspected or s.not_me or s.complaint_at is not None


def _openings(s: Situation, calendar: Calendar, kind: MessageKind) -> list[Opening]:
    """The stretches in which this message may go out, in order; who asks is the first matching row."""
    look_back = [calendar.opening("W3", "neutral")]
    if kind == "reminder":
        return [calendar.opening("W2", _second_voice(s)), *look_back]
    look_back.append(calendar.opening("W3", "neutral", late=True))
    if _not_the_rep(s):
        first = [calendar.opening("W2", "manager_or_neutral"), calendar.opening("W2", "manager_or_neutral", late=True)]
    else:
        asker: Asker = "neutral" if _is_big(s) else "rep"
        first = [calendar.opening("W1", asker), calendar.opening("W1", asker, late=True)]
    return first + look_back


def _is_big(s: Situation) -> bool:
    over, value = s.neutral_over_minor, s.value_minor
    return s.store_kind == "b2b" and over is not None and value is not None and value > over


def _second_voice(s: Situation) -> Asker:
    """Somebody who has not asked yet: a neutral where the manager was the first, or the deal is big."""
    asked_by_manager = any(sent.by == "manager" for sent in s.sent)
    return "neutral" if asked_by_manager or (_is_big(s) and not _not_the_rep(s)) else "manager_or_neutral"


def _first_fit(s: Situation, calendar: Calendar, kind: MessageKind) -> tuple[_Fit | None, Reason | None]:
    holds = _holds(s)
    earliest = max([s.now, *(until for until, _ in holds)])
    for opening in _openings(s, calendar, kind):
        at = next_decent_hour(max(earliest, opening.opens), calendar.zones, calendar.hours)
        if at < opening.closes:
            return _Fit(opening, at if at > s.now else None, _waiting(s, calendar, opening, at, holds)), None
    binding = [reason for until, reason in holds if until > s.now]
    return None, replace(binding[-1], stops=True) if binding else None


def _holds(s: Situation) -> list[tuple[datetime, Reason]]:
    """What keeps every message back for a while: until when, and why."""
    holds = []
    times = sorted({*(sent.at for sent in s.sent), *s.unsolicited})
    if times:
        free = times[-1] + timedelta(hours=LIMITS.min_gap_h)
        holds.append((free, words.gap(s, times[-1], LIMITS.min_gap_h)))
    most = LIMITS.max_unsolicited_messages_per_person_90d
    if len(s.unsolicited) >= most:
        free = sorted(s.unsolicited)[-most] + UNSOLICITED_SPAN
        holds.append((free, words.cap(s, free)))
    if s.complaint_at:
        holds.append((s.complaint_at + timedelta(hours=LIMITS.quiet_after_complaint_h), words.COMPLAINED))
    return sorted(holds, key=lambda hold: hold[0])


def _complaint_is_fresh(s: Situation) -> bool:
    quiet = timedelta(hours=LIMITS.quiet_after_complaint_h)
    return s.complaint_at is not None and s.now < s.complaint_at + quiet


def _waiting(
    s: Situation, calendar: Calendar, opening: Opening, at: datetime, holds: list[tuple[datetime, Reason]]
) -> tuple[Reason, ...]:
    """Why not this minute: the hour on their clock, the night in between, the gap, the cap."""
    because = [words.LATE] if opening.late else []
    if at <= s.now:
        return tuple(because)
    now_is_bad = words.out_of_hours(s, calendar.hours)
    if now_is_bad:
        because.append(now_is_bad)
    if opening.window == "W1" and s.now < opening.opens:
        because.append(words.A_WORKING_DAY if s.store_kind == "b2b" else words.A_NIGHT)
    because += [reason for until, reason in holds if until > s.now]
    return tuple(because)


def _why_them(s: Situation, opening: Opening, kind: MessageKind) -> tuple[Reason, ...]:
    if opening.window == "W3":
        return (words.LOOK_BACK,)
    if kind == "reminder":
        return (words.OTHER_VOICE,)
    if _not_the_rep(s):
        return (words.NOT_YOURS,)
    return (words.BIG_DEAL,) if _is_big(s) else ()


def _decided(s: Situation, drawn: Plan) -> Plan:
    """The plan as it stands for the role that looks at it, and not at all on the day of a complaint."""
    if _complaint_is_fresh(s):
        return replace(
            drawn, may=False, asker="nobody", because=(replace(words.COMPLAINED, stops=True), *drawn.because)
        )
    if s.asking and not words.is_turn(s.asking, drawn.asker):
        return replace(drawn, may=False, because=(words.not_your_turn(drawn.asker), *drawn.because))
    return drawn
