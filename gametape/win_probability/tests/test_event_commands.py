"""`gametape win-probability fit | score` on files: what comes out, and what is refused with a sentence."""

import csv
import gzip
import json

import duckdb
import pytest

from gametape.project.cli import main
from gametape.win_probability.log import logged
from gametape.win_probability.model import FILE, Model
from gametape.win_probability.reading_events import Columns, Events
from gametape.win_probability.score_command import workload_of
from gametape.win_probability.scoring import line
from gametape.win_probability.tests.simulator import LIVELY_WORLD, season
from gametape.win_probability.workload import workload

DEALS = [one.case for one in season(LIVELY_WORLD, 130, seed=4)]
NEW = [one.case for one in season(LIVELY_WORLD, 25, seed=5)]
HEADER = ("case", "at", "activity", "resource", "amount", "outcome")


def rows_of(cases, outcome=True):
    for case in cases:
        for step in case.steps:
            end = ("accepted" if case.outcome else "cancelled") if outcome else ""
            yield case.id, step.at.isoformat(), step.activity, "", case.attributes["amount"], end


def written(path, rows, header=HEADER):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def fit(events, model, *more):
    options = ["--outcome", "outcome", "--won", "accepted", "--attributes", "amount", *more]
    return main(["win-probability", "fit", str(events), "--model", str(model), *options])


def score(events, model, out):
    return main(["win-probability", "score", str(events), "--model", str(model), "--out", str(out)])


def read(path):
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    assert fit(written(folder / "events.csv", rows_of(DEALS)), folder / "model") == 0
    return folder / "model"


@pytest.fixture
def scores(model, tmp_path):
    """Rows of what `score` writes of these rows."""

    def scored(rows, header=HEADER, name="new.csv"):
        assert score(written(tmp_path / name, rows, header), model, tmp_path / "scores.csv") == 0
        return read(tmp_path / "scores.csv")

    return scored


class TestScores:
    def test_there_is_one_row_for_each_row_of_a_deal_in_order_of_time(self, scores):
        found = scores(list(rows_of(NEW))[::-1])
        for case in NEW:
            mine = [row for row in found if row["case"] == case.id]
            assert [int(row["n"]) for row in mine] == list(range(1, len(case.steps) + 1))
            assert [row["at"] for row in mine] == sorted(row["at"] for row in mine)
        assert all(0 <= float(row["low"]) <= float(row["probability"]) <= float(row["high"]) <= 1 for row in found)

    def test_rows_that_tie_keep_the_order_of_the_file(self, scores):
        at = "2026-03-01T10:00:00+01:00"
        one, other = (
            scores([("x", at, a, "", 1, ""), ("x", at, b, "", 1, "")])
            for a, b in (("visit", "question"), ("question", "visit"))
        )
        assert one[0]["probability"] != other[0]["probability"]

    def test_the_outcome_changes_nothing_and_may_be_absent(self, scores):
        rows = list(rows_of(NEW))
        with_it = scores(rows)
        assert with_it == scores([(*row[:5], "cancelled") for row in rows])
        assert with_it == scores([row[:5] for row in rows], header=HEADER[:5])

    def test_activities_nobody_has_seen_are_moments_like_any_and_are_told(self, scores, capsys):
        rows = [(*row[:2], "never seen" if nth % 3 else row[2], *row[3:]) for nth, row in enumerate(rows_of(NEW))]
        assert len(scores(rows)) == len(rows)
        assert "of steps the model has not learned from: “never seen”" in capsys.readouterr().out

    def test_csv_gz_and_parquet_read_the_same(self, model, scores, tmp_path):
        rows = list(rows_of(NEW))
        plain = scores(rows)
        assert scores(rows, name="new.csv.gz") == plain
        target = tmp_path / "new.parquet"
        duckdb.sql(f"COPY (SELECT * REPLACE (CAST(\"at\" AS TIMESTAMP) AS \"at\") FROM read_csv('{tmp_path / 'new.csv'}', all_varchar=true)) TO '{target}' (FORMAT parquet)")  # fmt: skip
        assert score(target, model, tmp_path / "parquet.csv") == 0
        assert [row["probability"] for row in read(tmp_path / "parquet.csv")] == [row["probability"] for row in plain]

    def test_a_deal_with_100_000_events_is_scored(self, model, tmp_path):
        at = [
            f"2026-{1 + day // 28:02}-{1 + day % 28:02}T{n // 60:02}:{n % 60:02}:00Z"
            for day in range(70)
            for n in range(1440)
        ]
        events = written(tmp_path / "long.csv", (("long", one, "call", "", 1, "") for one in at[:100_000]))
        assert score(events, model, tmp_path / "scores.csv") == 0
        assert len(read(tmp_path / "scores.csv")) == 100_000

    def test_the_line_of_a_deal_is_that_of_the_command(self, model, scores):
        loaded = Model.load(model)
        around = workload(logged(NEW), loaded.deciding)
        found = {(row["case"], int(row["n"])): float(row["probability"]) for row in scores(rows_of(NEW))}
        for case in NEW[:5]:
            for point in line(loaded, case, until=case.steps[-1].at, workload=around):
                if point.activity is not None:
                    assert found[case.id, point.n] == pytest.approx(point.probability, abs=1e-6)

    def test_the_workload_is_the_same_read_in_pieces(self, model, tmp_path):
        events = Events(written(tmp_path / "e.csv", rows_of(NEW)), Columns("case", "at", "activity"))
        loaded = Model.load(model)
        for read_so, at_once in zip(
            workload_of(events, loaded).columns(), workload(logged(NEW), loaded.deciding).columns(), strict=True
        ):
            assert read_so == pytest.approx(at_once)


class TestFit:
    def test_same_log_and_seed_same_bytes(self, model, tmp_path):
        assert fit(written(tmp_path / "events.csv", rows_of(DEALS)), tmp_path / "again") == 0
        assert (tmp_path / "again" / FILE).read_bytes() == (model / FILE).read_bytes()

    def test_it_says_what_it_found(self, tmp_path, capsys):
        fit(written(tmp_path / "events.csv", rows_of(DEALS)), tmp_path / "m")
        assert "130 closed deals" in capsys.readouterr().out

    def test_under_a_hundred_it_says_what_the_band_is_of(self, tmp_path, capsys):
        fit(written(tmp_path / "events.csv", rows_of(DEALS[:60])), tmp_path / "m")
        assert "The chance of one deal may lie far outside" in capsys.readouterr().out


class TestRefused:
    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ([], "has no rows"),
            ([("a", "yesterday", "call", "", 1, "accepted")], "row 1 has “yesterday”, which is no time"),
            ([("a", "", "call", "", 1, "accepted")], "row 1 has no time"),
            ([("", "2026-01-01", "call", "", 1, "accepted")], "nothing in column “case”"),
            ([("a", "2026-01-01", "", "", 1, "accepted")], "nothing in column “activity”"),
            ([("a", "2026-01-01", "call", "", 1, "lost")], "No deal has the outcome “accepted”"),
            ([("a", "2026-01-01", "call", "", 1, "accepted")], "ended the same way"),
            ([("a", "2026-01-01", "call", "", 1, "")], "No deal has the outcome"),
        ],
    )
    def test_what_cannot_be_learned_from(self, tmp_path, capsys, rows, said):
        assert fit(written(tmp_path / "e.csv", rows), tmp_path / "m") == 2
        assert said in capsys.readouterr().err

    def test_a_column_that_is_not_there(self, tmp_path, capsys):
        assert fit(written(tmp_path / "e.csv", rows_of(DEALS)), tmp_path / "m", "--resource", "who") == 2
        assert "has no column “who”" in capsys.readouterr().err

    def test_half_a_gz(self, model, tmp_path, capsys):
        whole = written(tmp_path / "e.csv.gz", rows_of(DEALS))
        whole.write_bytes(whole.read_bytes()[:-200])
        assert score(whole, model, tmp_path / "s.csv") == 2
        assert "not a whole gz file" in capsys.readouterr().err
        assert not (tmp_path / "s.csv").exists()

    def test_a_file_that_is_not_there(self, model, tmp_path, capsys):
        assert score(tmp_path / "none.csv", model, tmp_path / "s.csv") == 2
        assert "There is no file" in capsys.readouterr().err

    def test_a_log_of_which_the_model_knows_no_step(self, model, tmp_path, capsys):
        rows = [(*row[:2], f"never seen {row[2]}", *row[3:]) for row in rows_of(NEW)]
        assert score(written(tmp_path / "e.csv", rows), model, tmp_path / "s.csv") == 2
        assert "knows none of the steps" in capsys.readouterr().err
        assert not (tmp_path / "s.csv").exists()

    def test_a_parquet_that_is_none(self, model, tmp_path, capsys):
        (tmp_path / "e.parquet").write_text("not parquet")
        assert score(tmp_path / "e.parquet", model, tmp_path / "s.csv") == 2
        assert "cannot be read as a table" in capsys.readouterr().err

    def test_a_model_of_another_version(self, model, tmp_path, capsys):
        plain = json.loads((model / FILE).read_text()) | {"version": 99}
        (tmp_path / "m").mkdir()
        (tmp_path / "m" / FILE).write_text(json.dumps(plain))
        assert score(written(tmp_path / "e.csv", rows_of(NEW)), tmp_path / "m", tmp_path / "s.csv") == 2
        assert "version 99" in capsys.readouterr().err
