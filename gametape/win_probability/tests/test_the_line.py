"""A line: what it may know, what it tells, and that the same deals give the same line."""

import dataclasses
import json
from datetime import timedelta

import numpy as np
import pytest

from gametape.common.refusal import Refusal
from gametape.win_probability import turning
from gametape.win_probability.cases import Case, Point, Step
from gametape.win_probability.deciding import found
from gametape.win_probability.fitting import fit
from gametape.win_probability.log import logged
from gametape.win_probability.model import FILE, Model
from gametape.win_probability.scoring import line, quiet_days
from gametape.win_probability.surprise import surprise
from gametape.win_probability.tests.simulator import DAY, LIVELY_WORLD, OPENED, season
from gametape.win_probability.workload import QUIET_DAYS, workload

DEALS = [one.case for one in season(LIVELY_WORLD, 240, seed=1)]
OTHERS = [one.case for one in season(LIVELY_WORLD, 30, seed=2)]
LATER = OPENED + timedelta(days=300)


def signed(case):
    """With the step that decides it, an hour after its last."""
    end = Step(case.steps[-1].at + timedelta(hours=1), "signed" if case.outcome else "walked away")
    return dataclasses.replace(case, steps=(*case.steps, end))


SIGNED = [signed(case) for case in DEALS]


@pytest.fixture(scope="module")
def model():
    return fit(SIGNED)


class TestWhatIsKnown:
    def test_shuffling_the_future_changes_nothing_that_was_said_before_it(self, model):
        rng = np.random.default_rng(3)
        activities = sorted(LIVELY_WORLD.often)
        for case in OTHERS:
            now = int(rng.integers(1, len(case.steps)))
            before = case.steps[:now]
            later = [Step(step.at + rng.random() * DAY, activities[rng.integers(5)], "x") for step in case.steps[now:]]
            other = dataclasses.replace(case, steps=(*before, *later), outcome=not case.outcome, closed_at=LATER)
            until = before[-1].at
            assert (
                line(model, case, until=until) == line(model, other, until=LATER)[: len(line(model, case, until=until))]
            )

    def test_and_neither_does_what_other_deals_will_do(self, model):
        case = OTHERS[10]
        until = case.steps[-1].at
        past = [dataclasses.replace(other, steps=tuple(s for s in other.steps if s.at <= until)) for other in OTHERS]
        known = workload(logged(past), model.deciding)
        all_of_it = workload(logged(OTHERS), model.deciding)
        assert line(model, case, until=until, workload=known) == line(model, case, until=until, workload=all_of_it)

    def test_a_person_is_no_predictor(self, model):
        case = OTHERS[0]
        by = [tuple(dataclasses.replace(step, resource=name) for step in case.steps) for name in ("Dana", "Ben")]
        dana, ben = (line(model, dataclasses.replace(case, steps=steps), until=LATER) for steps in by)
        assert dana == ben

    def test_a_deal_counts_as_open_until_it_is_decided_or_quiet_and_not_until_its_last_row(self, model):
        steps = (Step(OPENED, "call"), Step(OPENED + DAY, "visit"), Step(OPENED + 40 * DAY, "mail"))
        decided = (*steps[:2], Step(OPENED + 2 * DAY, "signed"))
        both = workload(logged([Case("a", steps), Case("b", decided)]), model.deciding)
        days = np.array([0, 1.5, 3, 1 + QUIET_DAYS + 0.5, 40.5]) * 86400 + OPENED.timestamp()
        assert both.at(days)[:, 0].tolist() == [2, 2, 1, 0, 1]


class TestTheLine:
    def test_it_has_a_point_for_each_moment_and_each_quiet_day(self, model):
        case = Case("new", (Step(OPENED, "call"), Step(OPENED + 3.5 * DAY, "visit")), {"amount": 20_000.0})
        points = line(model, case, until=OPENED + 6 * DAY)
        assert [(point.n, point.activity) for point in points] == [
            (1, "call"), (1, None), (1, None), (1, None), (2, "visit"), (2, None), (2, None),
        ]  # fmt: skip
        assert all(0 < point.low <= point.probability <= point.high < 1 for point in points)

    def test_a_long_silence_has_every_day_of_a_month_and_then_every_week(self):
        assert quiet_days(45) == [*range(1, 31), 37, 44]

    def test_what_decides_a_deal_is_found_and_ends_the_line(self, model):
        assert set(model.deciding.counts) == {"signed", "walked away"}
        points = line(model, dataclasses.replace(SIGNED[0], id="new"), until=LATER)
        assert points[-1].activity in {"signed", "walked away"}
        assert abs(points[-1].probability - SIGNED[0].outcome) < 0.02

    def test_a_deal_the_model_learned_from_is_asked_of_those_that_did_not_see_it(self, model):
        case = DEALS[0]
        stranger = dataclasses.replace(case, id="nobody")
        assert model.unseen(logged([case])).sum() == 3
        assert model.unseen(logged([stranger])).sum() == 6
        assert line(model, case, until=LATER) != line(model, stranger, until=LATER)

    def test_an_activity_nobody_has_seen_is_a_moment_like_any(self, model):
        steps = (*OTHERS[0].steps, Step(LATER, "abducted by aliens"))
        assert len(line(model, dataclasses.replace(OTHERS[0], steps=steps), until=LATER)) > len(steps) - 1

    def test_a_deal_without_steps_has_no_line(self, model):
        assert line(model, Case("none", ()), until=LATER) == []


class TestTheModel:
    def test_same_deals_and_seed_same_bytes(self, model):
        assert fit(SIGNED).to_json() == model.to_json()

    def test_it_comes_back_from_its_file_as_it_was(self, model, tmp_path):
        model.save(tmp_path / "m")
        again = Model.load(tmp_path / "m")
        assert again.version == model.version
        assert line(again, OTHERS[0], until=LATER) == line(model, OTHERS[0], until=LATER)

    @pytest.mark.parametrize(
        ("text", "said"),
        [("{}", "damaged"), ("no json", "damaged"), ('{"version": 99}', "version 99"), ('{"version": 1}', "damaged")],
    )
    def test_what_is_no_model_of_this_version_is_refused(self, tmp_path, text, said):
        (tmp_path / FILE).write_text(text)
        with pytest.raises(Refusal, match=said):
            Model.load(tmp_path)

    def test_a_folder_without_a_model_is_refused(self, tmp_path):
        with pytest.raises(Refusal, match="There is no model"):
            Model.load(tmp_path / "none")

    def test_it_is_json_through_and_through(self, model):
        assert json.loads(model.to_json())["kind"] == "logistic regression"

    def test_few_deals_give_the_base_rate_and_its_interval(self):
        few = fit(DEALS[:40])
        assert few.kind == "base rate"
        points = line(few, OTHERS[0], until=LATER)
        assert points[0].low < few.n_won / few.n_cases < points[0].high

    @pytest.mark.parametrize(("outcomes", "said"), [([None], "No deal"), ([True], "same way"), ([False], "same way")])
    def test_there_must_be_won_and_lost_deals(self, outcomes, said):
        with pytest.raises(Refusal, match=said):
            fit([dataclasses.replace(case, outcome=outcomes[0]) for case in DEALS[:20]])

    def test_records_that_do_not_tell_say_so(self):
        rng = np.random.default_rng(0)
        coin = fit([dataclasses.replace(case, outcome=bool(rng.random() < 0.5)) for case in DEALS])
        assert not coin.tells
        assert coin.slope < 0.5

    def test_the_newest_part_says_that_the_base_rate_moved(self):
        rng = np.random.default_rng(0)
        moved = [
            dataclasses.replace(c, outcome=bool(rng.random() < (0.5 if n < 180 else 0.1))) for n, c in enumerate(DEALS)
        ]
        assert fit(moved).facts["newest"]["moved"]
        assert not fit(DEALS).facts["newest"]["moved"]


def test_an_activity_that_luck_explains_decides_nothing():
    cases = [
        Case(str(n), (Step(OPENED, "call"), Step(OPENED, "odd" if n < 12 else "mail")), outcome=True) for n in range(99)
    ]
    cases += [Case("lost", (Step(OPENED, "call"),), outcome=False)]
    assert "odd" not in found(logged(cases)).counts


class TestTurns:
    def test_a_silence_is_told_in_days_and_percent(self, model):
        points = _points((0, "call", 0.71), (1, None, 0.6), (6, None, 0.44))
        words = [turn.words for turn in turning.turns(model, _case(points), points)]
        assert len(words) == 1
        assert words[0].startswith("after 6 quiet days: 71% to 44%")

    def test_a_drop_inside_the_band_is_none(self, model):
        points = _points((0, "call", 0.71), (1, "mail", 0.44), band=0.3)
        assert turning.turns(model, _case(points), points) == []

    def test_small_ones_are_none_however_sure(self, model):
        points = _points((0, "call", 0.50), (1, "mail", 0.44), band=0.001)
        assert turning.turns(model, _case(points), points) == []

    def test_the_largest_are_told_in_order_of_time(self, model):
        points = _points((0, "call", 0.5), (1, "mail", 0.3), (2, "visit", 0.9), (3, "call", 0.6))
        told = turning.turns(model, _case(points), points, at_most=2)
        assert [round(turn.after, 1) for turn in told] == [0.9, 0.6]


class TestSurprise:
    def test_it_is_the_chance_at_its_best_and_at_its_end(self):
        found = surprise(_points((0, "call", 0.5), (1, "mail", 0.8), (2, "visit", 0.3), (3, None, 0.2)))
        assert found is not None
        assert (found.best, found.end) == (0.8, 0.2)

    def test_with_two_moments_the_reps_own_line_stands(self):
        assert surprise(_points((0, "call", 0.5), (1, "mail", 0.8), (2, None, 0.3))) is None


def _points(*told, band=0.02):
    n, points = 0, []
    for day, activity, chance in told:
        n += activity is not None
        points.append(Point(OPENED + day * DAY, n, activity, chance, chance - band, chance + band))
    return points


def _case(points):
    return Case("x", tuple(Step(point.at, point.activity) for point in points if point.activity))
