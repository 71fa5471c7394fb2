"""The command: its JSON, its words, and a sentence for whatever is wrong with a file."""

import csv
import gzip
import json
import random

import pytest

from gametape.project.cli import main


def rows_of(n, *, seed=1, lost=lambda deal: 0.4):
    """Deals of Lakeside RV with a region, a unit, an amount and how they ended."""
    chance = random.Random(seed)
    deals = []
    for number in range(n):
        deal = {
            "Deal": f"D-{number}",
            "Region": chance.choice(["North", "South", "West", "None"]),
            "Unit": chance.choice(["Meadowlark", "Heron", "Osprey"]),
            "Price": str(chance.randrange(10_000, 90_000)),
            "Owner": chance.choice(["Dana", "Ben"]),
        }
        deals.append(deal | {"Stage": "Lost" if chance.random() < lost(deal) else "Won"})
    return deals


def file_of(path, deals):
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(deals[0]))
        writer.writeheader()
        writer.writerows(deals)
    return path


@pytest.fixture
def deals(tmp_path):
    return lambda rows: file_of(tmp_path / "deals.csv", rows)


def patterns(path, capsys, *more, outcome="Stage", won="Won"):
    code = main(["patterns", str(path), "--outcome", outcome, "--won", won, *more])
    out, err = capsys.readouterr()
    return code, out, err


def of_json(path, capsys, *more):
    code, out, err = patterns(path, capsys, "--json", *more)
    assert code == 0, err
    return json.loads(out)


def refused(path, capsys, *more, **how):
    code, out, err = patterns(path, capsys, *more, **how)
    assert (code, out) == (2, "")
    assert err.startswith("gametape patterns: ")
    assert err.strip().endswith(".")
    assert "Traceback" not in err
    return err


@pytest.fixture
def a_real_one(deals):
    return deals(rows_of(900, lost=lambda deal: 0.75 if deal["Region"] == "None" else 0.35))


class TestWhatItSays:
    def test_a_condition_that_loses_more_is_found_and_comes_back_as_it_stands_in_the_file(self, a_real_one, capsys):
        found = of_json(a_real_one, capsys)["patterns"][0]
        assert found["conditions"] == [{"column": "Region", "op": "=", "value": "None"}]
        assert found["interval"][0] > 0
        assert found["held_out"] is None

    def test_the_figures_are_those_of_counting_the_file(self, a_real_one, capsys):
        found = of_json(a_real_one, capsys)["patterns"][0]
        with a_real_one.open() as file:
            inside = [row for row in csv.DictReader(file) if row["Region"] == "None"]
        assert found["n"] == len(inside)
        assert found["lost"] == sum(row["Stage"] == "Lost" for row in inside)

    def test_the_sentence_is_made_by_rule(self, a_real_one, capsys):
        told = of_json(a_real_one, capsys)
        one = told["patterns"][0]
        assert one["sentence"] == (
            f"Lost {one['rate']:.0%} ({one['lost']} of {one['n']}) against {one['elsewhere']:.0%} elsewhere. "
            f"We looked at {told['conditions_looked_at']} conditions; a gap this size appears by chance in fewer than 5 of "
            "100 such searches. An association, not a cause."
        ).replace("%", " %")

    def test_people_and_numbers_of_rows_are_left_out_and_named(self, a_real_one, capsys):
        told = of_json(a_real_one, capsys)
        assert {one["column"] for one in told["left_out"]} == {"Owner", "Deal"}

    def test_a_person_stays_left_out_though_somebody_wants_to_keep_it(self, a_real_one, capsys):
        told = of_json(a_real_one, capsys, "--keep", "Owner")
        assert "Owner" in {one["column"] for one in told["left_out"]}

    def test_a_column_can_be_left_out_by_name(self, a_real_one, capsys):
        told = of_json(a_real_one, capsys, "--leave-out", "Region,Unit")
        assert told["patterns"] == []
        assert {"column": "Region", "why": "you left it out"} in told["left_out"]

    def test_nothing_is_found_where_nothing_is_and_the_smallest_gap_is_told(self, deals, capsys):
        told = of_json(deals(rows_of(600)), capsys)
        assert told["patterns"] == []
        assert 0.05 < told["smallest_gap"] < 0.3
        assert any("smallest gap" in note for note in told["notes"])

    def test_from_two_thousand_deals_on_the_effect_is_of_the_other_half(self, deals, capsys):
        told = of_json(deals(rows_of(2400, lost=lambda deal: 0.7 if deal["Unit"] == "Heron" else 0.35)), capsys)
        found = told["patterns"][0]
        assert 0 < found["held_out"]["n"] < found["n"]
        assert f"({found['held_out']['lost']} of {found['held_out']['n']})" in found["sentence"]
        assert "was not searched" in found["sentence"]

    def test_twice_the_same_is_the_same(self, a_real_one, capsys):
        assert patterns(a_real_one, capsys, "--json") == patterns(a_real_one, capsys, "--json")

    def test_in_words(self, a_real_one, capsys):
        _, out, _ = patterns(a_real_one, capsys)
        assert "1. Region = None" in out
        assert "An association, not a cause." in out

    def test_as_csv(self, a_real_one, capsys, tmp_path):
        patterns(a_real_one, capsys, "--csv", str(tmp_path / "out.csv"))
        lines = list(csv.DictReader((tmp_path / "out.csv").open()))
        told = of_json(a_real_one, capsys)
        assert lines[0]["conditions"] == "Region = None"
        assert int(lines[0]["n"]) == told["patterns"][0]["n"]


class TestFewDeals:
    def test_under_three_hundred_it_does_not_search(self, deals, capsys):
        told = of_json(deals(rows_of(120, lost=lambda deal: 0.9 if deal["Region"] == "West" else 0.1)), capsys)
        assert (told["patterns"], told["conditions_looked_at"]) == ([], 0)
        assert "too few to search" in told["notes"][-1]
        assert 0.1 < told["smallest_gap"] < 0.3

    def test_but_answers_one_question_chosen_beforehand(self, deals, capsys):
        path = deals(rows_of(120, lost=lambda deal: 0.9 if deal["Region"] == "West" else 0.1))
        told = of_json(path, capsys, "--question", "Region=West")
        assert told["conditions_looked_at"] == 1
        assert "one question, chosen beforehand" in told["patterns"][0]["sentence"]

    def test_and_says_when_that_is_no_more_than_luck(self, deals, capsys):
        told = of_json(deals(rows_of(120)), capsys, "--question", "Region=West")
        assert told["patterns"] == []
        assert "no more than luck" in told["notes"][-1]

    def test_three_deals(self, deals, capsys):
        rows = rows_of(3)
        rows[0]["Stage"], rows[1]["Stage"] = "Won", "Lost"
        assert "too few to search" in of_json(deals(rows), capsys)["notes"][-1]

    def test_a_word_asked_of_many_numbers_is_held_by_nobody(self, deals, capsys):
        told = of_json(deals(rows_of(2400)), capsys, "--question", "Price=cheap")
        assert any("“cheap” on 0 of 2400 deals" in note for note in told["notes"])

    def test_a_question_about_hardly_anybody_is_too_few_to_say(self, deals, capsys):
        told = of_json(deals(rows_of(120)), capsys, "--question", "Price=1")
        assert "too few to say" in told["notes"][-1]


class TestWhatIsWrongIsSaidInASentence:
    def test_no_file(self, tmp_path, capsys):
        assert "no file" in refused(tmp_path / "none.csv", capsys)

    def test_no_outcome_column(self, deals, capsys):
        assert "no column “State”" in refused(deals(rows_of(30)), capsys, outcome="State")

    def test_a_value_that_is_not_there(self, deals, capsys):
        assert "never holds “Sold”. It holds: Lost, Won" in refused(deals(rows_of(30)), capsys, won="Sold")

    def test_an_outcome_with_one_value(self, deals, capsys):
        rows = [row | {"Stage": "Won"} for row in rows_of(30)]
        assert "Every deal in the file was won" in refused(deals(rows), capsys)

    def test_two_columns_of_one_name(self, tmp_path, capsys):
        path = tmp_path / "deals.csv"
        path.write_text("Stage,Region,Region\nWon,a,b\nLost,c,d\n")
        assert "both called “Region”" in refused(path, capsys)

    def test_a_gzip_that_was_cut_off(self, tmp_path, capsys):
        whole = file_of(tmp_path / "all.csv", rows_of(5000)).read_bytes()
        path = tmp_path / "deals.csv.gz"
        path.write_bytes(gzip.compress(whole)[:20_000])
        assert "cannot be read" in refused(path, capsys)

    def test_an_empty_file(self, tmp_path, capsys):
        path = tmp_path / "deals.csv"
        path.write_text("")
        assert "is empty" in refused(path, capsys)

    def test_only_a_first_line(self, tmp_path, capsys):
        path = tmp_path / "deals.csv"
        path.write_text("Stage,Region\n")
        refused(path, capsys)

    def test_something_else_altogether(self, tmp_path, capsys):
        path = tmp_path / "deals.csv"
        path.write_bytes(bytes(range(256)) * 50)
        refused(path, capsys)

    @pytest.mark.parametrize("name", ["deals.xlsx", "deals.parquet"])
    def test_a_file_that_is_not_what_its_name_says(self, tmp_path, capsys, name):
        path = tmp_path / name
        path.write_text("Stage,Region\nWon,a\n")
        assert "cannot be read" in refused(path, capsys)

    def test_a_column_to_leave_out_that_is_not_there(self, deals, capsys):
        assert "no column “Regoin” to leave out" in refused(deals(rows_of(30)), capsys, "--leave-out", "Regoin")

    def test_every_column_left_out(self, deals, capsys):
        assert "No column is left" in refused(deals(rows_of(400)), capsys, "--leave-out", "Region,Unit,Price")


class TestOddColumns:
    def told(self, deals, capsys, column, *more):
        rows = rows_of(600, lost=lambda deal: 0.75 if deal["Region"] == "None" else 0.35)
        return of_json(deals([row | {"Odd": column(at)} for at, row in enumerate(rows)]), capsys, *more)

    @pytest.mark.parametrize(
        "column",
        [
            lambda at: "",
            lambda at: f"value {at}",
            lambda at: ["12", "n/a", "7.5", "-"][at % 4],
            lambda at: ["inf", "-inf", "3", "nan", "4"][at % 5],
            lambda at: f"{at % 28 + 1}.0{at % 9 + 1}.2025",
            lambda at: "None",
            lambda at: "  ",
            lambda at: "=1+1",
            lambda at: "ü" * (at % 300),
        ],
        ids=["empty", "all different", "mixed", "infinite", "dates", "None", "blank", "formula", "long"],
    )
    def test_does_not_hide_what_the_others_say(self, deals, capsys, column):
        assert self.told(deals, capsys, column)["patterns"][0]["conditions"][0]["value"] == "None"

    def test_hundreds_of_columns_are_looked_at_less_deep_or_said_to_be_too_many(self, deals, capsys):
        chance = random.Random(4)
        rows = [row | {f"c{n}": chance.choice("ab") for n in range(240)} for row in rows_of(320)]
        told = of_json(deals(rows), capsys, "--depth", "3")
        assert told["patterns"] == []
        assert any("we looked at depth 2" in note for note in told["notes"])

    def test_a_number_comes_back_as_a_number_that_can_be_compared_with(self, deals, capsys):
        rows = rows_of(800, lost=lambda deal: 0.8 if int(deal["Price"]) > 60_000 else 0.3)
        found = of_json(deals(rows), capsys)["patterns"][0]
        condition = found["conditions"][0]
        assert (condition["column"], condition["op"]) == ("Price", ">")
        assert found["n"] == sum(float(row["Price"]) > condition["value"] for row in rows)


class TestElsewhere:
    def test_an_engine_ends_in_the_same_figures(self, deals, capsys):
        path = deals(rows_of(2400, lost=lambda deal: 0.7 if deal["Unit"] == "Heron" else 0.35))
        here = of_json(path, capsys, "--lost", "Lost")
        there = of_json(path, capsys, "--lost", "Lost", "--engine", "duckdb")
        same = ("n", "lost", "conditions_looked_at", "smallest_gap", "patterns", "exploratory")
        assert {key: there[key] for key in same} == {key: here[key] for key in same}

    def test_a_small_table_is_answered_all_the_same(self, a_real_one, capsys):
        there = of_json(a_real_one, capsys, "--lost", "Lost", "--engine", "duckdb")
        assert there["patterns"] == of_json(a_real_one, capsys)["patterns"]

    def test_an_engine_needs_to_be_told_what_lost_is(self, a_real_one, capsys):
        assert "--lost" in refused(a_real_one, capsys, "--engine", "duckdb")

    def test_an_engine_that_is_none(self, a_real_one, capsys):
        assert "no engine “abacus”" in refused(a_real_one, capsys, "--lost", "Lost", "--engine", "abacus")
