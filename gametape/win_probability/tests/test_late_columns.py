"""Columns filled in after the sale are found by their traces, and what is clean stays."""

import subprocess
import sys

import numpy as np
import pytest

from gametape.win_probability.late_columns import DATE, NAMES, Column, examine
from gametape.win_probability.late_names import late_by_name, never_a_predictor

N = 1200


@pytest.fixture
def chance():
    return np.random.default_rng(7)


@pytest.fixture
def won(chance):
    return (chance.random(N) < 0.4).astype(float)


def status(columns, won, **more):
    return {one.column: one.status for one in examine(columns, won, **more)}


def finding(column, won, **more):
    return examine([column], won, **more)[0]


class TestNames:
    @pytest.mark.parametrize(
        "name",
        [
            "close_date", "CloseDate", "Closed Lost Reason", "days_to_close", "Sales Stage Change Count", "Total days in pipeline",
            "call_duration", "Elapsed Days In Sales Stage", "Verlustgrund", "Abschlussdatum", "Dauer bis Abschluss (Tage)",
            "Motivo de pérdida", "Fecha de cierre", "Durée du cycle de vente", "Date de clôture", "Data di chiusura", "Reden verlies",
            "Data de fechamento", "Last Activity",
        ],
    )  # fmt: skip
    def test_tell_of_the_end_in_seven_languages(self, name):
        assert late_by_name(name).strong

    @pytest.mark.parametrize(
        "name",
        [
            "Days on lot", "Region close to home", "Closest store", "Contract duration", "Warranty months", "Debt ratio",
            "Loan to value ratio", "Days since last purchase", "Reason for previous visit", "Store closing time", "Competitor Type",
            "How did you hear about us", "Asking price", "Schulabschluss", "Expected Close Date", "Life stage",
        ],
    )  # fmt: skip
    def test_of_other_things_are_no_strong_evidence(self, name):
        named = late_by_name(name)
        assert named is None or not named.strong

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("Owner", "a person"), ("sales_rep", "a person"), ("Verkäufer", "a person"), ("Vendedor", "a person"),
            ("Customer name", "a name"), ("email", "a name"), ("ZIP code", "a postcode"), ("PLZ", "a postcode"),
            ("Gender", "a protected trait"), ("marital", "a protected trait"), ("customer_age", "a protected trait"),
            ("Geburtsdatum", "a protected trait"),
        ],
    )  # fmt: skip
    def test_of_people_are_never_predictors(self, name, why):
        assert never_a_predictor(name, levels=50, is_text=True)[0] == why

    @pytest.mark.parametrize(
        "name", ["Home owner", "Previous owners", "Employees", "Vehicle age", "Product name", "Region"]
    )
    def test_of_things_that_sound_like_people_are_free(self, name):
        assert never_a_predictor(name, levels=12, is_text=True) is None


class TestTraces:
    """No name speaks in these: the column is called x7."""

    def test_filled_in_for_the_lost_alone(self, won, chance):
        values = np.where((won == 0) & (chance.random(N) < 0.7), chance.integers(0, 5, N), np.nan)
        found = finding(Column("x7", values, NAMES, tuple("abcde")), won)
        assert (found.status, found.late) == ("left out", True)
        assert (
            "Filled in on 0% of the won" in found.evidence or "of the lost deals and on 0% of the won" in found.evidence
        )

    def test_empty_while_a_deal_is_open(self, won, chance):
        won[:300] = np.nan
        values = np.where(np.isnan(won), np.nan, chance.normal(size=N))
        found = finding(Column("x7", values), won)
        assert found.status == "left out"
        assert "of the open ones" in found.evidence

    def test_the_outcome_under_another_name(self, won):
        assert finding(Column("x7", won.copy(), NAMES, ("Neu", "Alt")), won).status == "left out"

    def test_round_amounts_lose_and_exact_ones_win(self, won, chance):
        guess = np.round(chance.uniform(10, 99, N)) * 1000
        agreed = np.round(chance.uniform(10_000, 99_000, N), 2)
        found = finding(Column("x7", np.where(won > 0, agreed, guess)), won)
        assert found.status == "left out"
        assert "Round amounts lose" in found.evidence

    def test_a_hint_of_digits_makes_a_suspect_that_stays(self, won, chance):
        guess = np.round(chance.uniform(10, 99, N)) * 1000
        exact = np.round(chance.uniform(10_000, 99_000, N), 2)
        values = np.where(chance.random(N) < np.where(won > 0, 0.55, 0.3), exact, guess)
        assert finding(Column("x7", values), won).status == "suspect"

    def test_edited_after_the_close(self, won, chance):
        assert finding(Column("x7", chance.normal(size=N), edited=0.3), won).status == "left out"

    def test_changed_since_the_opening_with_the_outcome_in_the_change(self, won, chance):
        then = chance.normal(size=N)
        found = finding(Column("x7", then + 1.5 * won, opening=then), won)
        assert found.status == "left out"
        assert "Stands otherwise now than at the opening" in found.evidence

    def test_tells_on_a_random_split_and_not_on_the_newest_deals(self, won, chance):
        order = np.arange(N, dtype=float)
        values = np.where(order < 0.8 * N, won + chance.normal(size=N) * 0.6, chance.normal(size=N))
        good = won + chance.normal(size=N)
        found = status([Column("x7", values), Column("x8", good)], won, order=order)
        assert found == {"x7": "left out", "x8": "suspect"} or found == {"x7": "left out", "x8": "used"}

    def test_a_proxy_of_a_late_column_goes_with_it(self, won, chance):
        late = chance.gamma(2, 10, N) + 25 * won
        columns = [Column("days_to_close", late), Column("x7", np.log(late) + chance.normal(size=N) * 0.01)]
        found = examine(columns, won)
        assert [one.status for one in found] == ["left out", "left out"]
        assert "“days_to_close”" in found[1].evidence

    def test_a_high_auc_alone_makes_a_suspect_that_stays(self, won, chance):
        found = finding(Column("x7", won * 2.5 + chance.normal(size=N)), won)
        assert found.auc > 0.9
        assert (found.status, found.why) == ("suspect", "tells much on its own")


class TestAPersonDecides:
    def test_what_is_kept_stays_and_what_is_left_out_goes(self, won, chance):
        columns = [Column("days_to_close", chance.normal(size=N) + won), Column("Colour", chance.normal(size=N))]
        found = examine(columns, won, keep=("days_to_close",), leave_out=("Colour",))
        assert [(one.status, one.why) for one in found] == [("used", "you said so"), ("left out", "you said so")]

    def test_people_stay_out_whatever_is_said(self, won, chance):
        owner = Column("Owner", chance.integers(0, 9, N).astype(float), NAMES, tuple("abcdefghi"))
        assert finding(owner, won, keep=("Owner",)).status == "left out"


class TestCleanTables:
    def test_nothing_is_left_out_of_forty_of_them(self):
        """Every column goes with the outcome a little or not at all, under names that sound late."""
        wrong = [one.column for seed in range(40) for one in _clean(seed) if one.status == "left out"]
        assert wrong == []

    def test_without_won_or_lost_there_is_nothing_to_examine(self):
        with pytest.raises(ValueError, match="won and lost"):
            examine([Column("a", np.zeros(30))], np.ones(30))


def _clean(seed):
    chance = np.random.default_rng(seed)
    n = (60, 300, 1500)[seed % 3]
    pull = chance.normal(size=n)
    won = (chance.random(n) < 1 / (1 + np.exp(0.8 - pull))).astype(float)
    numbers = [
        "Days on lot",
        "Asking price",
        "Contract duration",
        "Distance close to home",
        "Previous visits",
        "Debt ratio",
    ]
    columns = [Column(name, chance.normal(size=n) * 10 + 3 * pull) for name in numbers]
    columns.append(Column("Amount", np.round(np.exp(chance.normal(10, 1, n)), -2)))
    columns.append(Column("Stage of life", chance.integers(0, 5, n).astype(float), NAMES, tuple("abcde")))
    columns.append(Column("Created", np.sort(chance.uniform(0, 700, n)), DATE))
    gaps = np.where(chance.random(n) < 0.3, np.nan, chance.normal(size=n))
    columns.append(Column("Trade-in value", gaps))
    return examine(columns, won, order=np.arange(n, dtype=float))


def test_the_file_needs_no_model_library():
    """`patterns` reads it too, and a page that names late columns must not wait for a library to load."""
    code = (
        "import sys; import gametape.win_probability.late_columns; "
        "print([m for m in ('sklearn', 'lightgbm', 'scipy', 'django', 'duckdb') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout.strip() == "[]"
