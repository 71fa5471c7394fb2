"""Non-response, two periods, and reasons over time."""

import numpy as np
import pytest

from gametape.common.counting import Funnel, TooFew
from gametape.patterns.choices import choices
from gametape.patterns.coding import Column, Kind
from gametape.patterns.counting import count
from gametape.patterns.layout import Layout
from gametape.patterns.non_response import Stratum, said
from gametape.patterns.over_time import courses, trend
from gametape.patterns.periods import changes


class TestWhoAnswers:
    def test_weighting_mends_that_large_deals_are_asked_more_often(self):
        """Of 100 small losses 20 would say it, of 100 large ones 80; 10 and 50 were heard."""
        small = Stratum("small", Funnel(100, 90, 20, 10), 2)
        large = Stratum("large", Funnel(100, 95, 80, 50), 40)
        told = said([small, large])
        assert told.plain == pytest.approx(42 / 60)
        assert told.weighted == pytest.approx(0.5)
        assert told.funnel == Funnel(200, 185, 100, 60)
        assert told.effective < 60
        assert told.weighted_interval.low < 0.5 < told.weighted_interval.high

    def test_the_weighted_interval_is_the_wider_one(self):
        told = said([Stratum("small", Funnel(100, 90, 20, 10), 5), Stratum("large", Funnel(100, 95, 80, 50), 25)])
        widths = [i.high - i.low for i in (told.plain_interval, told.weighted_interval)]
        assert widths[0] < widths[1]

    def test_nobody_speaks_for_a_stratum_without_an_answer(self):
        told = said([Stratum("asked", Funnel(60, 50, 40, 20), 10), Stratum("silent", Funnel(40, 30, 20, 0), 0)])
        assert told.spoken_for == pytest.approx(0.6)
        assert "The answers speak for 60 % of the losses" in str(told)

    def test_all_four_counts_stand_beside_it(self):
        assert "60 lost, 50 could be asked, 40 asked, 20 answered" in str(
            said([Stratum("a", Funnel(60, 50, 40, 20), 10)])
        )

    def test_below_ten_answers_it_is_too_few_to_say(self):
        assert isinstance(said([Stratum("a", Funnel(60, 50, 40, 9), 3)]), TooFew)


def vectors(random, chances):
    """Two columns of three values; the first period and the second, lost by the chance of the first column's value."""
    column = Column("Region", Kind.CATEGORY, ("North", "South", "West"))
    other = Column("Unit", Kind.CATEGORY, ("Heron", "Osprey", "Meadowlark"))
    out = []
    for chance in chances:
        codes = random.integers(0, 3, (2, 1500)).astype(np.uint8)
        out.append(count(codes, [3, 3], random.random(1500) < np.array(chance)[codes[0]], 2))
    return Layout([3, 3], 2), [choices(column), choices(other)], *out


class TestTwoPeriods:
    def test_what_changed_most_surely_is_told_first(self):
        told = changes(*vectors(np.random.default_rng(1), ([0.4] * 3, [0.4, 0.4, 0.75])))
        assert [one.value for one in told.holding[0].conditions] == ["West"]
        assert not {"North", "South"} & {one.value for change in told.holding for one in change.conditions}
        assert told.holding[0].interval[0] > 0
        assert "We looked at 32 changes" in told.holding[0].sentence

    def test_where_nothing_changed_nothing_holds(self):
        held = [changes(*vectors(np.random.default_rng(seed), ([0.4] * 3, [0.4] * 3))).holding for seed in range(40)]
        assert sum(map(bool, held)) <= 5

    def test_all_deals_are_told_anyway(self):
        overall = changes(*vectors(np.random.default_rng(1), ([0.4] * 3, [0.4] * 3))).overall
        assert (overall.conditions, overall.later[1]) == ((), 1500)
        assert "no more than luck" in overall.sentence


class TestReasonsOverTime:
    def test_a_reason_that_grows_is_told(self):
        told = courses({"price": [10, 20, 30, 40], "timing": [20, 19, 21, 20]}, [50, 50, 50, 50])
        assert (told[0].reason, told[0].says) == ("price", "Said more often than before.")
        assert told[1].says == "No trend that is more than luck."
        assert told[0].slope == pytest.approx(0.2)

    def test_a_period_with_few_answers_is_too_few_to_say(self):
        assert isinstance(courses({"price": [1, 20]}, [4, 50])[0].shares[0], TooFew)

    def test_the_trend_of_nothing_is_none(self):
        assert trend([0, 0], [10, 10]) == (0.0, 1.0)
        assert trend([3], [10]) == (0.0, 1.0)

    def test_more_cannot_have_said_it_than_answered(self):
        with pytest.raises(ValueError, match="as many or fewer"):
            courses({"price": [5]}, [4])
