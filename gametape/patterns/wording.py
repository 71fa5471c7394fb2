"""The sentences, by rule: the same figures are always told in the same words, and never without how many were looked at."""

from __future__ import annotations

from gametape.patterns.results import CAVEAT, Effect

ALPHA = 0.05
FALSE_SHARE = 0.10


def percent(share: float) -> str:
    return f"{round(100 * share)} %"


def counted(effect: Effect, *, held_out: bool = False) -> str:
    """ "Lost 62 % (31 of 50) against 44 % elsewhere", of which deals."""
    where = ", counted in the half of the deals that was not searched" if held_out else ""
    return f"Lost {percent(effect.rate)} ({effect.lost:,} of {effect.n:,}) against {percent(effect.elsewhere)} elsewhere{where}."


def holds(effect: Effect, looked_at: int, *, held_out: bool) -> str:
    """The sentence of a pattern."""
    many = (
        "We asked one question, chosen beforehand; a gap this size appears by chance in fewer than 5 of 100 such tables."
        if looked_at == 1
        else f"We looked at {looked_at:,} conditions; a gap this size appears by chance in fewer than "
        f"{round(100 * ALPHA)} of 100 such searches."
    )
    return f"{counted(effect, held_out=held_out)} {many} {CAVEAT}"


def exploratory(effect: Effect, looked_at: int, *, held_out: bool) -> str:
    """The sentence of what may be worth asking about, and is no finding."""
    return (
        f"{counted(effect, held_out=held_out)} Exploratory: we looked at {looked_at:,} conditions, and about one in ten of "
        f"such a list is luck. {CAVEAT}"
    )


def nothing(looked_at: int, gap: float | None) -> str:
    """What is said where no pattern holds."""
    reach = (
        "this table could not have told any gap from luck."
        if gap is None
        else f"the smallest gap this table could have told from luck is {round(100 * gap)} points."
    )
    return f"No pattern holds. We looked at {looked_at:,} condition{'' if looked_at == 1 else 's'}; {reach}"
