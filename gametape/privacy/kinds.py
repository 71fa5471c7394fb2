"""The kinds of what is kept, and for how long: the agreed days, and how far a store may go from them."""

from __future__ import annotations

from dataclasses import dataclass

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.people.models import Store, User
from gametape.privacy.models import Keeping

FIVE_YEARS = 1827
TEN_YEARS = 3653


@dataclass(frozen=True, slots=True)
class Kind:
    """Days are counted from the row's own date. `most` keeps what is personal from being kept for ever, `least` what is
    a proof from being thrown away."""

    code: str
    say: str
    days: int
    least: int
    most: int
    private: bool = False  # how many there were is nobody's business


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("buyer_answer_identified", "Buyers’ words", 730, 30, 730),
        Kind("private_notes", "Private notes of reps", 180, 30, 180, private=True),
        Kind("recorded_sound", "The sound of recordings", 90, 1, 90, private=True),
        Kind("transcripts", "Transcripts, and what reps marked in them", 180, 1, 180, private=True),
        Kind("drafts", "Drafts of buyers, not sent", 30, 1, 30, private=True),
        Kind("credit_marker", "That an answer spoke of credit", 90, 7, 90),
        Kind("access_log", "Who looked at what, and sign-ins", 730, 365, FIVE_YEARS),
        Kind("consent_proof", "What buyers allowed", FIVE_YEARS, FIVE_YEARS, TEN_YEARS),
        Kind("suppression", "Do not contact, and the list of the forgotten", FIVE_YEARS, FIVE_YEARS, 36_500),
    )
}


def days_at(store: Store) -> dict[str, int]:
    """{kind: days}, as this store chose or as agreed."""
    chosen = dict(Keeping.objects.filter(store=store).values_list("kind", "days"))
    return {code: chosen.get(code, kind.days) for code, kind in KINDS.items()}


def days_everywhere() -> dict[str, int]:
    """{kind: days} for what belongs to no one store: the longest that any of them chose, at least what is agreed where
    one store never chose."""
    days = [days_at(store) for store in Store.objects.all()]
    return {code: max([each[code] for each in days], default=kind.days) for code, kind in KINDS.items()}


def choose(store: Store, code: str, days: int | None, *, by: User) -> None:
    """Keep this kind so long at this store from tonight on."""
    kind = KINDS.get(code)
    if kind is None:
        raise Refusal("There is no such kind. Pick one of those on this page.")
    if days is None or not kind.least <= days <= kind.most:
        raise Refusal(f"{kind.say}: between {kind.least} and {kind.most} days. Write a number in between.", field=code)
    Keeping.objects.update_or_create(store=store, kind=code, defaults={"days": days, "by": by, "at": now()})
