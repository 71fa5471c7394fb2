"""The simulator knows the true chance: whether the band holds it, and whether a turn is called where one was planted."""

import math

import pytest
from scipy.stats import beta

from gametape.win_probability import turning
from gametape.win_probability.fitting import fit
from gametape.win_probability.scoring import line
from gametape.win_probability.tests.simulator import LIVELY_WORLD, STALL, STALLING_WORLD, season
from tests.frame.length import times

TESTED = times(150, nightly=400)
A_DROP = 0.15
NO_MOVE = 0.05


@pytest.fixture(scope="module", params=[500, 2500], ids=["logistic", "boosting"])
def stalling(request):
    return fit([one.case for one in season(STALLING_WORLD, request.param, seed=7)])


def lines(model, deals):
    return [(deal, line(model, deal.case, until=deal.case.steps[-1].at)) for deal in deals]


@pytest.mark.parametrize(("world", "deals"), [(STALLING_WORLD, 600), (LIVELY_WORLD, 2500)])
def test_a_band_of_90_percent_holds_the_truth_in_85_to_95_percent(world, deals):
    inside = []
    for seed in range(times(3, nightly=6)):
        model = fit([one.case for one in season(world, deals, seed=seed)])
        for deal, points in lines(model, season(world, times(90, nightly=400), seed=100 + seed)):
            moments = [point for point in points if point.activity is not None]
            inside += [p.low <= truth <= p.high for p, truth in zip(moments, deal.truth, strict=True)]
    assert 0.85 <= sum(inside) / len(inside) <= 0.95


def test_nine_planted_drops_of_ten_are_found_within_one_moment(stalling):
    planted, found = 0, 0
    for deal, points in lines(stalling, season(STALLING_WORLD, TESTED, seed=8)):
        steps = deal.case.steps
        drops = [turn for turn in turning.turns(stalling, deal.case, points) if turn.after < turn.before]
        for n in range(1, len(steps)):
            if steps[n].activity == STALL and deal.truth[n - 1] - deal.truth[n] >= A_DROP:
                planted += 1
                found += any(
                    steps[max(n - 1, 0)].at <= turn.at <= steps[min(n + 1, len(steps) - 1)].at for turn in drops
                )
    assert planted >= 15
    assert found / planted >= 0.9


def test_few_deals_have_a_turn_where_nothing_turned(stalling):
    deals = season(STALLING_WORLD, TESTED, seed=9)
    false = sum(
        any(not really(deal, turn) for turn in turning.turns(stalling, deal.case, points))
        for deal, points in lines(stalling, deals)
    )
    assert beta.ppf(0.95, false + 1, len(deals) - false) <= 0.05


def really(deal, turn):
    """Whether the truth moved the same way, by more than next to nothing."""
    moved = truth_at(deal, turn.at) - truth_at(deal, turn.from_at)
    return moved * (turn.after - turn.before) > 0 and abs(moved) >= NO_MOVE


def truth_at(deal, when):
    """In a silence the truth sinks by what the silence says."""
    n = max(n for n, step in enumerate(deal.case.steps) if step.at <= when)
    won, lost = STALLING_WORLD.silence
    quiet = (when - deal.case.steps[n].at).total_seconds() / 86400
    logit = math.log(deal.truth[n] / (1 - deal.truth[n])) - quiet * (1 / won - 1 / lost)
    return 1 / (1 + math.exp(-logit))
