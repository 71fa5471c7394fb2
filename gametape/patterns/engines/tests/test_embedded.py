"""DuckDB in this process counts what NumPy in memory counts, from files larger than its memory too."""

import gzip
import shutil

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings

from gametape.common.refusal import Refusal
from gametape.patterns import encoding
from gametape.patterns.coding import Coded
from gametape.patterns.concluding import conclude
from gametape.patterns.concluding import counted as counted_in_memory
from gametape.patterns.engines import embedded
from gametape.patterns.engines.opening import counted, engine, rules
from gametape.patterns.engines.tests.tables import CLOSED, Small, many, of_everything, tables
from gametape.patterns.looking import looked_at
from gametape.patterns.reading import of_texts
from tests.frame.length import times


def of_duckdb(table: Small, path) -> np.ndarray:
    with embedded.opened(path, **CLOSED) as deals:
        part = deals.part(table.columns, 3)
        return part.first + part.second


@given(tables())
@settings(max_examples=times(25, nightly=400))
def test_every_cell_of_any_table_is_the_same(tmp_path_factory, table):
    path = table.as_parquet(tmp_path_factory.mktemp("table") / "deals.parquet")
    assert np.array_equal(of_duckdb(table, path), table.counts)


@given(tables())
def test_a_row_gets_the_code_that_it_had_when_the_table_was_looked_at(table):
    for column in table.columns:
        _, codes = looked_at(of_texts(column.name, table.texts[column.name]), fewest=2)
        assert encoding.codes(column, table.texts[column.name]).tolist() == codes.tolist()


def test_every_kind_of_cell_is_the_same(tmp_path):
    table = of_everything()
    assert np.array_equal(of_duckdb(table, table.as_parquet(tmp_path / "deals.parquet")), table.counts)


@pytest.mark.parametrize("zipped", [False, True])
def test_a_csv_file_is_counted_gzipped_or_not(tmp_path, zipped):
    table = many(500)
    path = table.as_csv(tmp_path / "deals.csv")
    if zipped:
        with open(path, "rb") as plain, gzip.open(f"{path}.gz", "wb") as packed:
            shutil.copyfileobj(plain, packed)
        path = f"{path}.gz"
    assert np.array_equal(of_duckdb(table, path), table.counts)


def test_the_result_is_the_one_of_the_same_table_in_memory(tmp_path, monkeypatch):
    table = many(3000)
    monkeypatch.setattr(embedded, "PIECE", 700)
    codes = np.array([encoding.codes(column, table.texts[column.name]) for column in table.columns], np.uint8)
    in_memory = counted_in_memory(Coded(table.columns, codes, table.lost), 3)
    with embedded.opened(table.as_csv(tmp_path / "deals.csv"), **CLOSED) as deals:
        there = counted(deals, table.columns, 3)
    assert conclude(there).as_dict() == conclude(in_memory).as_dict()


def test_rules_from_a_sample_have_a_place_for_what_is_not_in_it(tmp_path):
    table = many(3000)
    table.texts["Region"][-1], table.texts["Amount"][-1] = "the Moon", "much"
    with embedded.opened(table.as_csv(tmp_path / "deals.csv"), **CLOSED) as deals:
        some, whole = deals.sample(100), deals.sample(3000)
        assert (len(some.lost), some.whole, whole.whole) == (100, False, True)
        part = deals.part(rules(some, fewest=2), 2)
        assert [column.name for column in rules(some, fewest=2, without=["Amount"])] == ["Region", "Source, first"]
    assert (part.first + part.second)[0, : rules(some, fewest=2)[0].cardinality].sum() == 3000


def test_a_value_without_a_place_is_said_and_not_counted_as_something_else(tmp_path):
    table = many(50)
    table.texts["Region"][7] = "the Moon"
    with (
        embedded.opened(table.as_csv(tmp_path / "deals.csv"), **CLOSED) as deals,
        pytest.raises(encoding.Unknown, match="Region"),
    ):
        deals.part(table.columns, 2)


def test_deals_that_are_still_open_are_not_in_it(tmp_path):
    table = many(60)
    table.texts["outcome"][:20] = ["Open"] * 20
    with embedded.opened(table.as_csv(tmp_path / "deals.csv"), **CLOSED) as deals:
        assert len(deals.sample(100).lost) == 40


def test_a_table_larger_than_the_memory_works(tmp_path, monkeypatch):
    path, limit = tmp_path / "wide.csv", 100
    words = ", ".join(f"repeat('what the buyer said, ', 5) || hash(i * {k + 3}) % 4 AS c{k}" for k in range(10))
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {words}, CASE WHEN hash(i) % 5 < 3 THEN 'Lost' ELSE 'Won' END AS outcome "
            f"FROM range(120000) deals(i)) TO '{path}'"
        )
        expected = connection.execute(
            f"SELECT c0, count(*), count(*) FILTER (outcome = 'Lost') FROM '{path}' GROUP BY 1 ORDER BY 1"
        ).fetchall()
    assert path.stat().st_size > limit * 1_000_000
    monkeypatch.setattr(embedded, "PIECE", 1 << 15)
    with embedded.opened(path, **CLOSED, memory=f"{limit}MB") as deals:
        columns = rules(deals.sample(2000), fewest=10)
        part = deals.part(columns, 2)
    found = (part.first + part.second)[:, :4].T.tolist()
    assert found == [[n, lost] for _, n, lost in expected]


def test_what_is_no_table_or_has_no_such_column_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "deals.parquet").write_text("no parquet at all")
    with pytest.raises(Refusal, match="cannot be read"), embedded.opened(tmp_path / "deals.parquet", **CLOSED):
        pass
    path = many(10).as_csv(tmp_path / "deals.csv")
    with pytest.raises(Refusal, match="no column “Stage”"), embedded.opened(path, outcome="Stage", lost=[], won=[]):
        pass


def test_a_file_of_nothing_but_outcomes_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "deals.csv").write_text("Stage\n" + "Won\nLost\n" * 500)
    where = tmp_path / "deals.csv"
    with (
        pytest.raises(Refusal, match="nothing but “Stage”"),
        embedded.opened(where, outcome="Stage", lost=["Lost"], won=["Won"]),
    ):
        pass


def test_an_engine_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(Refusal, match="Choose one of duckdb, spark, warehouse"):
        engine("hadoop")
