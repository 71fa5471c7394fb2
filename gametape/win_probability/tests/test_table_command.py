"""`gametape win-probability table`: one row a deal, from a file, with what was left out and why."""

import csv
import gzip
import io
import json

import numpy as np
import pytest

from gametape.project.cli import main
from gametape.win_probability.cells import typed
from gametape.win_probability.late_columns import DATE, NAMES, NUMBER
from tests.frame.skips import shared

SAID = ("n", "base_rate", "model", "verdict", "random", "ordered", "columns", "surprises")


def table(tmp_path, columns, name="deals.csv"):
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def season(n=600, *, seed=0, tells=True):
    """A store's deals: two columns that tell, or none, one filled in late, one that names who sold."""
    chance = np.random.default_rng(seed)
    visits, trade = chance.integers(1, 6, n), chance.integers(0, 2, n)
    pull = 0.9 * (visits - 3) + 1.2 * trade - 1.2 if tells else np.full(n, -0.8)
    won = chance.random(n) < 1 / (1 + np.exp(-pull))
    return {
        "Deal": [f"D{i}" for i in range(n)],
        "Opened": [f"2025-{1 + i * 12 // n:02d}-{1 + i % 28:02d}" for i in range(n)],
        "Visits": visits.tolist(),
        "Trade": np.where(trade, "yes", "None").tolist(),
        "Price": [f"${v:,.0f}" for v in np.round(chance.uniform(8_000, 90_000, n))],
        "Owner": chance.choice(["Dana", "Ben"], n).tolist(),
        "Loss reason": [("price" if i % 2 else "timing") if not w else "" for i, w in enumerate(won)],
        "Outcome": np.where(won, "Won", "Lost").tolist(),
    }


def told(capsys, *words):
    assert main(["win-probability", "table", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys, *words):
    assert main(["win-probability", "table", *map(str, words)]) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert said.rstrip().endswith(".")
    return said


class TestTheReport:
    @pytest.fixture
    def report(self, tmp_path, capsys):
        path = table(tmp_path, season())
        return told(capsys, path, "--outcome", "Outcome", "--won", "Won", "--id", "Deal", "--time", "Opened")

    def test_has_the_agreed_shape(self, report):
        assert tuple(report) == SAID
        assert report["n"] == 600
        assert set(report["random"]) == set(report["ordered"]) == {"auc", "log_loss", "brier", "ece"}
        assert {tuple(one) for one in report["columns"]} == {("column", "status", "why", "evidence")}
        assert {tuple(one) for one in report["surprises"]} == {("id", "probability", "reasons")}

    def test_tells_who_buys_without_what_came_after(self, report):
        out = {one["column"] for one in report["columns"] if one["status"] == "left out"}
        assert out == {"Owner", "Loss reason"}
        assert report["model"] == "logistic regression"
        assert 0.68 < report["random"]["auc"] < 0.9
        assert "1 column was left out as filled in after the sale" in report["verdict"]

    def test_names_the_losses_nobody_saw_coming(self, report):
        first = report["surprises"][0]
        assert first["id"].startswith("D")
        assert first["probability"] == max(one["probability"] for one in report["surprises"])
        assert any("went along with more wins" in reason for reason in first["reasons"])


class TestOptions:
    def test_a_person_overrules(self, tmp_path, capsys):
        words = ("--outcome", "Outcome", "--won", "Won", "--keep", "Loss reason", "--leave-out", "Visits,Trade")
        report = told(capsys, table(tmp_path, season()), *words)
        status = {one["column"]: (one["status"], one["why"]) for one in report["columns"]}
        assert status["Loss reason"] == ("used", "you said so")
        assert status["Visits"] == status["Trade"] == ("left out", "you said so")
        assert report["random"]["auc"] > 0.95
        assert "too good to be true" in report["verdict"]

    def test_out_has_a_chance_for_every_row_open_ones_too(self, tmp_path, capsys):
        deals = season()
        deals["Outcome"][:50] = ["Talking"] * 50
        deals["Loss reason"][:50] = [""] * 50
        out = tmp_path / "scores.csv"
        report = told(
            capsys, table(tmp_path, deals), "--outcome", "Outcome", "--won", "Won", "--lost", "Lost", "--out", out
        )
        rows = list(csv.DictReader(io.StringIO(out.read_text())))
        assert report["n"] == 550
        assert [row["row"] for row in rows] == [str(i) for i in range(1, 601)]
        assert all(0 < float(row["probability"]) < 1 for row in rows)

    def test_a_value_is_found_in_other_capitals_and_as_the_same_number(self, tmp_path, capsys):
        deals = season(60)
        deals["Ended"] = ["1.0" if one == "Won" else "0.0" for one in deals["Outcome"]]
        path = table(tmp_path, deals)
        by_word = told(capsys, path, "--outcome", "Outcome", "--won", "won", "--leave-out", "Ended")
        by_number = told(capsys, path, "--outcome", "Ended", "--won", "1", "--leave-out", "Outcome")
        assert by_word["base_rate"] == by_number["base_rate"]

    def test_the_same_twice(self, tmp_path, capsys):
        path = table(tmp_path, season())
        words = (path, "--outcome", "Outcome", "--won", "Won", "--time", "Opened")
        assert told(capsys, *words) == told(capsys, *words)

    def test_a_chance_never_comes_from_its_own_outcome(self, tmp_path, capsys):
        """One outcome is turned round: that deal's own chance hardly moves."""
        deals, said = season(), []
        for _ in range(2):
            out = tmp_path / "scores.csv"
            told(
                capsys,
                table(tmp_path, deals),
                "--outcome",
                "Outcome",
                "--won",
                "Won",
                "--leave-out",
                "Loss reason",
                "--out",
                out,
            )
            said.append(float(list(csv.DictReader(io.StringIO(out.read_text())))[7]["probability"]))
            deals["Outcome"][7] = "Lost" if deals["Outcome"][7] == "Won" else "Won"
        assert said[0] == pytest.approx(said[1], abs=0.05)

    def test_for_people_it_is_short_and_says_what_it_is_not(self, tmp_path, capsys):
        assert (
            main(["win-probability", "table", str(table(tmp_path, season())), "--outcome", "Outcome", "--won", "Won"])
            == 0
        )
        said = capsys.readouterr().out
        assert len(said.splitlines()) < 30
        assert "Associations in closed deals, not causes." in said

    def test_gzip_and_parquet_say_the_same_as_csv(self, tmp_path, capsys):
        pq = pytest.importorskip("pyarrow.parquet")
        from_csv = pytest.importorskip("pyarrow.csv")
        path = table(tmp_path, season(200))
        packed = tmp_path / "deals.csv.gz"
        packed.write_bytes(gzip.compress(path.read_bytes()))
        pq.write_table(from_csv.read_csv(path), tmp_path / "deals.parquet")
        words = ("--outcome", "Outcome", "--won", "Won", "--time", "Opened")
        reports = [told(capsys, one, *words) for one in (path, packed, tmp_path / "deals.parquet")]
        assert reports[0] == reports[1] == reports[2]


class TestHonesty:
    def test_where_nothing_tells_it_says_so(self, tmp_path, capsys):
        out = tmp_path / "scores.csv"
        report = told(
            capsys, table(tmp_path, season(tells=False)), "--outcome", "Outcome", "--won", "Won", "--out", out
        )
        assert report["verdict"].startswith("These records do not tell who buys")
        assert (report["model"], report["random"]["auc"], report["surprises"]) == ("base rate", 0.5, [])
        assert {row["probability"] for row in csv.DictReader(io.StringIO(out.read_text()))} == {
            f"{report['base_rate']:.6f}"
        }

    def test_it_says_when_the_share_of_won_deals_moved(self, tmp_path, capsys):
        deals = season()
        late = range(480, 600)
        for i in late:
            deals["Outcome"][i] = "Won" if i % 20 else "Lost"
        report = told(
            capsys,
            table(tmp_path, deals),
            "--outcome",
            "Outcome",
            "--won",
            "Won",
            "--time",
            "Opened",
            "--leave-out",
            "Loss reason",
        )
        assert "The share of won deals moved from" in report["verdict"]

    def test_few_deals_are_the_share_with_its_interval(self, tmp_path, capsys):
        report = told(capsys, table(tmp_path, season(30)), "--outcome", "Outcome", "--won", "Won")
        assert report["model"] == "base rate"
        assert "closed deals were won (" in report["verdict"]


class TestBadInput:
    def test_no_file_no_column_no_value(self, tmp_path, capsys):
        path = table(tmp_path, season(40))
        assert "cannot be read" in refused(capsys, tmp_path / "no.csv", "--outcome", "Outcome", "--won", "Won")
        assert "no column “Result”" in refused(capsys, path, "--outcome", "Result", "--won", "Won")
        assert "No deal has “Yes”" in refused(capsys, path, "--outcome", "Outcome", "--won", "Yes")
        assert "no column “Colour”" in refused(capsys, path, "--outcome", "Outcome", "--won", "Won", "--keep", "Colour")

    def test_one_outcome_and_three_rows(self, tmp_path, capsys):
        assert "Too few to say" in refused(
            capsys, table(tmp_path, season(3, seed=2)), "--outcome", "Outcome", "--won", "Won"
        )
        deals = season(40)
        deals["Outcome"] = ["Won"] * 40
        assert "must be lost ones" in refused(capsys, table(tmp_path, deals), "--outcome", "Outcome", "--won", "Won")

    def test_a_column_twice_infinite_numbers_and_slipped_rows(self, tmp_path, capsys):
        words = ("--outcome", "Outcome", "--won", "Won")
        path = tmp_path / "bad.csv"
        path.write_text("Outcome,A,A\n" + "Won,1,2\nLost,2,3\n" * 10)
        assert "stands twice" in refused(capsys, path, *words)
        path.write_text("Outcome,A\n" + "Won,1\nLost,2\n" * 10 + "Won,inf\n")
        assert "infinite in row 22" in refused(capsys, path, *words)
        path.write_text("Outcome,A\n" + "Won,1\nLost,2\n" * 10 + "Won,1,2,3\n")
        assert "Row 22 has 4 cells" in refused(capsys, path, *words)

    def test_empty_binary_and_cut_off(self, tmp_path, capsys):
        words = ("--outcome", "Outcome", "--won", "Won")
        path = tmp_path / "bad.csv"
        for data, said in (
            (b"", "is empty"), (b"Outcome,A\n", "no deals"), (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 20, "binary"),
            (bytes(range(128, 256)) * 3 + bytes(range(1, 32)) * 20, "binary"), (b"PAR1" + b"\1" * 50, "damaged"),
            (gzip.compress(table(tmp_path, season(400), "whole.csv").read_bytes())[:-400], "cut off"),
        ):  # fmt: skip
            path.write_bytes(data)
            assert said in refused(capsys, path, *words)

    def test_five_hundred_columns_and_mixed_types_are_no_fault(self, tmp_path, capsys):
        chance = np.random.default_rng(0)
        deals = season(120) | {f"c{i}": chance.normal(size=120).round(3).tolist() for i in range(500)}
        deals["Visits"] = [value if i % 3 else "some" for i, value in enumerate(deals["Visits"])]
        report = told(capsys, table(tmp_path, deals), "--outcome", "Outcome", "--won", "Won")
        assert len(report["columns"]) == 507
        assert [
            one["column"] for one in report["columns"] if one["status"] == "left out" and one["column"].startswith("c")
        ] == []


class TestCells:
    @pytest.mark.parametrize(
        ("cells", "values"),
        [
            (["$1,234.50", "$12", "", "-"], [1234.5, 12, None, None]),
            (["1.234,50 €", "12,5 €", "3 €"], [1234.5, 12.5, 3]),
            (["1 234", "(500)", "-7"], [1234, -500, -7]),
            (["12%", "3.5%"], [12, 3.5]),
            (["1,234", "22,700"], [1234, 22700]),
            (["0.12345", "1e3"], [0.12345, 1000]),
        ],
    )
    def test_numbers_with_signs_around_them(self, cells, values):
        column = typed("a", cells)
        assert column.kind == NUMBER
        assert [None if np.isnan(value) else value for value in column.values] == values

    def test_dates_and_which_comes_first(self):
        assert typed("a", ["03/04/2025", "13/04/2025"]).values[1] - typed("a", ["2025-04-03"]).values[0] == 10
        assert typed("a", ["04/03/2025", "04/13/2025"]).values[1] - typed("a", ["2025-04-03T00:00:00Z"]).values[0] == 10
        assert typed("a", ["3 Apr 2025", "2025-04-13"]).kind == DATE

    def test_none_among_names_is_a_name(self):
        column = typed("Competitor", ["None", "Known", "", "None"])
        assert (column.kind, column.labels) == (NAMES, ("Known", "None"))
        assert column.values.tolist()[:2] == [1, 0]
        assert np.isnan(column.values[2])


class TestOnRealDeals:
    def test_seven_late_columns_of_a_real_table_are_left_out_by_themselves(self, tmp_path, capsys):
        with gzip.open(shared("deals/ibm_win_loss.csv.gz"), "rt") as file:
            lines = file.readlines()
        some = [lines[0], *lines[1::60]]
        path = tmp_path / "some.csv"
        path.write_text("".join(some))
        report = told(capsys, path, "--outcome", "Opportunity Result", "--won", "Won", "--id", "Opportunity Number")
        late = {one["column"] for one in report["columns"] if one["status"] == "left out"}
        assert late == {
            column
            for column in some[0].strip().split(",")
            if column.startswith(("Elapsed", "Total", "Ratio", "Sales Stage"))
        }
        assert "too good to be true" in report["verdict"]

    def test_a_pipeline_without_signal_does_not_tell(self, tmp_path, capsys):
        lines = shared("deals/maven_crm/sales_pipeline.csv").read_text().splitlines(keepends=True)
        path = tmp_path / "some.csv"
        path.write_text("".join(lines[:1801]))
        report = told(
            capsys, path, "--outcome", "deal_stage", "--won", "Won", "--lost", "Lost", "--id", "opportunity_id"
        )
        assert report["verdict"].startswith("These records do not tell who buys")
        share = report["base_rate"]
        assert abs(report["random"]["log_loss"] + share * np.log(share) + (1 - share) * np.log(1 - share)) < 0.002
