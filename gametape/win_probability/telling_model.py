"""The model page: what the chances of a store rest on, how they did on deals they had not seen, and what for they are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gametape.common.counting import Z
from gametape.people.models import Store
from gametape.win_probability.drawing import calibration, percent
from gametape.win_probability.models import FittedModel

FEW = 100  # closed deals below which a chance is the base rate moved a little, see `estimating`


@dataclass(frozen=True)
class Told:
    """`verdict` is one sentence; `bins` are [(said, happened, low, high, n)] as percentages, for the list under the plot."""

    fitted: FittedModel
    verdict: str
    rate: str
    interval: str
    measures: list[tuple[str, str, str]]
    plot: SafeString
    bins: list[tuple[str, str, str, int]]
    drift: str
    first: datetime | None
    last: datetime | None


def told(store: Store) -> Told | None:
    """Of the newest fit; None before the first."""
    fitted = FittedModel.objects.filter(store=store).order_by("-fitted_at", "-pk").defer("model").first()
    if fitted is None:
        return None
    low, high = wilson(fitted.n_won, fitted.n_closed)
    plot, bins = _calibrated(fitted.facts.get("calibration", []) if fitted.tells else [])
    return Told(
        fitted, verdict(fitted), percent(fitted.n_won / fitted.n_closed), f"{round(100 * low)} to {percent(high)}",
        _measures(fitted.facts), plot, bins, _drift(fitted.facts.get("newest")), fitted.first_at, fitted.last_at,
    )  # fmt: skip


def verdict(fitted: FittedModel) -> str:
    if not fitted.tells:
        return _("These records do not tell who buys.")
    if fitted.n_closed < FEW:
        return _("Mostly the share of deals that were bought, moved a little by age and stage.")
    return _("These records tell something: chances were better than the plain share on deals they had not seen.")


def wilson(won: float, n: float) -> tuple[float, float]:
    """95 % score interval (Wilson 1927)."""
    share, z2 = won / n, Z * Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * sqrt(max(0.0, share * (1 - share)) / n + z2 / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def _measures(facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(what, of the chances, of the base rate). Log-loss: the lower the better; .5 is a coin in the first."""
    names = [
        ("auc", _("Tells a sale from a no-sale (AUC)"), "0.500"),
        ("log_loss", _("Log-loss"), None),
        ("ece", _("Off by, on average"), ""),
    ]
    base = {"log_loss": facts.get("base_log_loss")}
    found = []
    for key, label, plain in names:
        value = facts.get(key)
        if value is not None:
            beside = plain if plain is not None else _number(base.get(key))
            found.append((str(label), _number(value), beside))
    return found


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _calibrated(rows: list[list[float]]) -> tuple[SafeString, list[tuple[str, str, str, int]]]:
    if not rows:
        return mark_safe(""), []
    bins, said = [], []
    for chance, won, n in _joined(rows):
        low, high = wilson(won * n, n)
        bins.append((chance, won, low, high))
        said.append((percent(chance), percent(won), f"{round(100 * low)} to {percent(high)}", int(n)))
    desc = " ".join(_("Where we said %(said)s, %(won)s bought.") % {"said": one[0], "won": one[1]} for one in said)
    axes = (_("chance said"), _("share bought"))
    svg = calibration(bins, title=_("Chance said, and share bought"), desc=desc, axes=axes)
    return mark_safe(svg), said


def _joined(rows: list[list[float]]) -> list[tuple[float, float, float]]:
    """Groups of one and the same chance are one group: where nothing tells, all of them are."""
    found: dict[str, tuple[float, float, float]] = {}
    for chance, won, n in rows:
        _, share, before = found.get(percent(chance), (chance, 0.0, 0.0))
        found[percent(chance)] = (chance, (share * before + won * n) / (before + n), before + n)
    return list(found.values())


def _drift(newest: dict[str, Any] | None) -> str:
    if not newest:
        return _("Too few to say whether it has moved.")
    shares = {"n": newest["deals"], "before": percent(newest["before"]), "now": percent(newest["now"])}
    if newest["moved"]:
        return _("It has moved: of the newest %(n)d deals %(now)s were bought, before that %(before)s.") % shares
    return _("Of the newest %(n)d deals %(now)s were bought, before that %(before)s; no more than luck.") % shares
