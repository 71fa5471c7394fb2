"""A chance is calibrated, comes from a fit that has not seen the deal, and is the plain share where nothing tells."""

import json

import numpy as np
import pytest

from gametape.common.refusal import Refusal
from gametape.win_probability import estimating, linear
from gametape.win_probability.estimating import BASE_RATE, BOOSTING, LOGISTIC, cross_fit, fit, from_json, kind_for
from gametape.win_probability.measuring import ece, measured
from tests.frame.skips import missing

KINDS = (BASE_RATE, LOGISTIC, BOOSTING)


def deals(n, *, seed=0, pull=1.5):
    """Two numbers of which one tells, a category that tells, and holes."""
    chance = np.random.default_rng(seed)
    number, noise, name = chance.normal(size=n), chance.normal(size=n), chance.integers(0, 4, n)
    logit = pull * (number + 0.8 * (name == 2)) - 0.7
    x = np.column_stack([number, noise, name.astype(float)])
    x[chance.random(n) < 0.1, 1] = np.nan
    truth = 1 / (1 + np.exp(-logit))
    return x, (chance.random(n) < truth).astype(float), truth


@pytest.fixture(params=KINDS)
def kind(request):
    if request.param == BOOSTING and not estimating.boosting_is_installed():
        missing("lightgbm", get_it="pip install lightgbm")
    return request.param


class TestEveryKind:
    def test_beats_the_plain_share_where_something_tells(self, kind):
        x, y, truth = deals(1500)
        fitted = cross_fit(x, y, categorical=(2,), kind=kind)
        assert fitted.tells
        assert fitted.gain > 0.02
        assert np.corrcoef(fitted.p, truth)[0, 1] > 0.85

    def test_gives_everybody_the_plain_share_where_nothing_does(self, kind):
        chance = np.random.default_rng(3)
        x, y = chance.normal(size=(400, 3)), (chance.random(400) < 0.3).astype(float)
        fitted = cross_fit(x, y, kind=kind)
        assert not fitted.tells
        assert abs(fitted.gain) < 0.005
        assert fitted.estimator.predict(x).mean() == pytest.approx(y.mean(), abs=0.01)

    def test_comes_back_from_json_as_it_was(self, kind):
        x, y, _ = deals(800)
        model = fit(x, y, categorical=(2,), kind=kind)
        again = from_json(model.to_json())
        assert np.array_equal(model.predict(x), again.predict(x))
        assert np.array_equal(model.contributions(x), again.contributions(x))

    def test_is_a_sum_over_columns_in_log_odds(self, kind):
        x, y, _ = deals(800)
        model = fit(x, y, categorical=(2,), kind=kind)
        parts = model.contributions(x)
        assert parts.shape == x.shape
        assert np.allclose(model.base + parts.sum(axis=1), model.logits(x))

    def test_says_the_same_twice(self, kind):
        x, y, _ = deals(500)
        assert np.array_equal(cross_fit(x, y, kind=kind, seed=4).p, cross_fit(x, y, kind=kind, seed=4).p)


class TestHonesty:
    def test_chances_mean_what_they_say(self):
        x, y, _ = deals(6000)
        assert ece(y, cross_fit(x, y, categorical=(2,), kind=LOGISTIC).p) < 0.03

    def test_a_deals_rows_never_judge_each_other(self):
        """Ten copies of each deal and nothing to learn: with copies in both parts this would look perfect."""
        chance = np.random.default_rng(0)
        x = np.repeat(chance.normal(size=(120, 4)), 10, axis=0)
        y = np.repeat((chance.random(120) < 0.5).astype(float), 10)
        group = np.repeat(np.arange(120), 10)
        apart = cross_fit(x, y, groups=group, kind=LOGISTIC)
        assert {len(np.unique(apart.fold[group == one])) for one in range(120)} == {1}
        assert not apart.tells

    def test_tables_without_signal_are_seldom_said_to_tell(self):
        told = 0
        for seed in range(40):
            chance = np.random.default_rng(seed)
            n = (40, 150)[seed % 2]
            told += cross_fit(chance.normal(size=(n, 6)), (chance.random(n) < 0.3).astype(float)).tells
        assert told <= 4

    def test_few_deals_move_it_little_and_cost_little(self):
        """Against the draw's own share, the mean over draws is at most .01 worse."""
        x, y, _ = deals(20_000, pull=0.4)
        chance, cost = np.random.default_rng(1), []
        for _ in range(30):
            rows = chance.choice(len(y), 30, replace=False)
            if len(np.unique(y[rows])) == 2:
                cost.append(-cross_fit(x[rows], y[rows], categorical=(2,)).gain)
        assert np.mean(cost) <= 0.01


class TestSize:
    def test_tells_which_kind_the_deals_can_carry(self, monkeypatch):
        monkeypatch.setattr(estimating, "boosting_is_installed", lambda: True)
        assert [kind_for(n) for n in (30, 99, 100, 1999, 2000)] == [BASE_RATE, BASE_RATE, LOGISTIC, LOGISTIC, BOOSTING]
        monkeypatch.setattr(estimating, "boosting_is_installed", lambda: False)
        assert kind_for(50_000) == LOGISTIC

    def test_no_columns_is_the_plain_share(self):
        _, y, _ = deals(200)
        model = fit(np.zeros((200, 0)), y)
        assert model.predict(np.zeros((3, 0))) == pytest.approx([y.mean()] * 3)


class TestWhatCannotBe:
    def test_one_outcome_infinite_numbers_and_other_lengths(self):
        x, y, _ = deals(50)
        with pytest.raises(ValueError, match="won and lost"):
            fit(x, np.ones(50))
        with pytest.raises(ValueError, match="infinite"):
            fit(np.where(x > 0, np.inf, x), y)
        with pytest.raises(ValueError, match="columns"):
            fit(x, y[:-1])

    def test_a_model_of_another_version(self):
        x, y, _ = deals(50)
        kept = json.loads(fit(x, y).to_json()) | {"format": 99}
        with pytest.raises(ValueError, match="another version"):
            from_json(json.dumps(kept))

    def test_a_boosted_model_without_the_library_says_what_to_install(self, monkeypatch):
        monkeypatch.setattr(estimating, "boosting_is_installed", lambda: False)
        with pytest.raises(Refusal, match="gametape\\[gbm\\]"):
            estimating.engine(BOOSTING)


def test_many_columns_are_solved_as_few_are():
    """Conjugate gradients beyond WIDE columns give what solving outright gives."""
    chance = np.random.default_rng(0)
    full, bend, slope = chance.normal(size=(300, 180)), chance.uniform(0.05, 0.25, 300), chance.normal(size=180)
    held = np.full(180, 10.0)
    outright = np.linalg.solve(full.T @ (full * bend[:, None]) + np.diag(held), slope)
    assert np.allclose(linear.newton_step(full, bend, held, slope), outright, atol=1e-4)


def test_measures_of_known_chances():
    y = np.array([1.0, 1.0, 0.0, 0.0])
    found = measured(y, np.array([0.9, 0.6, 0.6, 0.1]))
    assert (found.auc, found.brier) == (0.875, pytest.approx(0.135))
    assert found.log_loss == pytest.approx(-(2 * np.log(0.9) + np.log(0.6) + np.log(0.4)) / 4)
    assert measured(np.repeat(y, 50), np.full(200, 0.5)).ece < 0.15, "a constant is not judged by the order of the file"
