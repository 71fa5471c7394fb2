"""Exact tails, their correction, and the shuffles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, hypergeom

from gametape.patterns.correcting import benjamini_hochberg, holm
from gametape.patterns.exact import log_most, upper_tail, z_score
from gametape.patterns.searching import bar


@st.composite
def draws(draw):
    total = draw(st.integers(1, 400))
    lost, n = draw(st.integers(0, total)), draw(st.integers(1, total))
    return draw(st.integers(max(0, n + lost - total), min(n, lost))), n, lost, total


@given(draws())
def test_the_tail_is_scipys(drawn):
    k, n, lost, total = drawn
    assert float(upper_tail(k, n, lost, total)) == pytest.approx(
        hypergeom.sf(k - 1, total, lost, n), rel=1e-8, abs=1e-300
    )


def test_a_tail_far_out_is_not_rounded_to_nothing():
    assert float(upper_tail(150, 200, 500_000, 1_000_000)) == pytest.approx(
        hypergeom.sf(149, 1_000_000, 500_000, 200), rel=1e-6
    )
    assert float(upper_tail(500, 1_000, 200_000, 1_000_000)) > 0


@given(draws(), st.integers(2, 10_000))
def test_what_the_quick_look_passes_over_could_not_have_held(drawn, looked_at):
    k, n, lost, total = drawn
    if z_score(np.float64(k), np.float64(n), lost, total) < bar(looked_at, 0.05):
        assert float(upper_tail(k, n, lost, total)) > 0.05 / looked_at


def test_holm_by_hand():
    assert holm(np.array([0.001, 0.02, 0.02]), 4).tolist() == pytest.approx([0.004, 0.06, 0.06])


def test_benjamini_and_hochberg_by_scipy():
    p = np.sort(np.random.default_rng(3).random(50) ** 3)
    assert benjamini_hochberg(p, 50).tolist() == pytest.approx(false_discovery_control(p).tolist())


@given(st.integers(1, 400), st.data())
def test_no_tail_is_above_its_bound(total, data):
    lost, n = data.draw(st.integers(1, total)), data.draw(st.integers(1, total))
    k = np.arange(max(0, n + lost - total), min(n, lost) + 1)
    assert (np.log(np.maximum(upper_tail(k, n, lost, total), 5e-324)) <= log_most(k, n, lost, total) + 1e-6).all()
