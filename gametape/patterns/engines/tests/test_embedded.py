"""DuckDB in this process counts what NumPy in memory counts, from files larger than its memory too."""

import gzip
import random
import shutil

import numpy as np
import pytest
from hypothesis import given, settings

from gametape.patterns import encoding
from gametape.patterns.engines import embedded
from gametape.patterns.engines.tests.tables import Small, small, tables
from gametape.patterns.looking import looked_at
from gametape.patterns.reading import of_texts
from tests.frame.length import times

CLOSED = {"outcome": "outcome", "lost": ["Lost"], "won": ["Won"]}


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


def many(rows: int) -> Small:
    dice = random.Random(5)
    return small(
        {
            "Region": dice.choices(["West", "East", "", "None"], k=rows),
            "Amount": [f"{dice.randrange(1000, 90000)}" for _ in range(rows)],
            "Source, first": dice.choices(["walk-in", 'a "show"', "it's web"], k=rows),
            "outcome": dice.choices(["Lost", "Won"], k=rows),
        }
    )


@pytest.mark.parametrize("zipped", [False, True])
def test_a_csv_file_is_counted_gzipped_or_not(tmp_path, zipped):
    table = many(500)
    path = table.as_csv(tmp_path / "deals.csv")
    if zipped:
        with open(path, "rb") as plain, gzip.open(f"{path}.gz", "wb") as packed:
            shutil.copyfileobj(plain, packed)
        path = f"{path}.gz"
    assert np.array_equal(of_duckdb(table, path), table.counts)
