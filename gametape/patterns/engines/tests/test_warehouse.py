"""A warehouse counts what NumPy in memory counts: run on DuckDB and PostgreSQL, compiled for those that nobody has at home."""

import contextlib
import uuid

import ibis
import numpy as np
import psycopg
import pyarrow as pa
import pytest
import sqlglot
from hypothesis import HealthCheck, example, given, settings

from gametape.common.refusal import Refusal
from gametape.patterns import looking
from gametape.patterns.coding import Raw
from gametape.patterns.concluding import conclude
from gametape.patterns.counting import count
from gametape.patterns.encoding import Unknown
from gametape.patterns.engines import warehouse
from gametape.patterns.engines.opening import counted, engine, rules
from gametape.patterns.engines.tests.tables import CLOSED, many, of_everything, tables
from gametape.patterns.layout import Layout
from gametape.patterns.reading import of_texts
from tests.frame import which_database
from tests.frame.length import times
from tests.frame.skips import other_database

# ibis speaks to the newest DuckDB and pandas in last year's words.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*is deprecated, use to_arrow:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The 'future.infer_string' option is deprecated"),
]
ELSEWHERE = ["bigquery", "snowflake", "clickhouse", "trino", "postgres", "duckdb"]


@pytest.fixture(scope="module")
def duckdb():
    return ibis.duckdb.connect()


@pytest.fixture(scope="module")
def postgres():
    """The server of this run, where it is on PostgreSQL."""
    address = which_database.address()
    if address is None:
        other_database("PostgreSQL counts there")
    connection = ibis.connect(address)
    yield connection
    connection.disconnect()


def put_there(connection, name, columns):
    """Plain SQL on the connection below ibis's: what ibis says to make and to drop a table, today's DuckDB does not parse."""
    table = pa.table(columns)
    if connection.name == "duckdb":
        connection.con.register("columns of it", table)
        connection.con.execute(f'CREATE TABLE {name} AS SELECT * FROM "columns of it"')
        return
    kinds = {"string": "text", "double": "float8", "int64": "bigint", "timestamp[us]": "timestamp", "bool": "boolean"}
    named = ", ".join(f"{quoted(field.name)} {kinds[str(field.type)]}" for field in table.schema)
    with psycopg.connect(which_database.address(), autocommit=True) as server:
        server.execute(f"CREATE TABLE {name} ({named})")
        with server.cursor().copy(f"COPY {name} FROM STDIN") as copy:
            for row in zip(*table.to_pydict().values(), strict=True):
                copy.write_row(row)


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def take_away(connection, name):
    if connection.name == "duckdb":
        connection.con.execute(f"DROP TABLE {name}")
        return
    connection.con.rollback()  # what ibis has read is still open, and holds the table
    with psycopg.connect(which_database.address(), autocommit=True) as server:
        server.execute(f"DROP TABLE {name}")


@contextlib.contextmanager
def lying_in(connection, columns):
    """A table of these columns there, as long as the block."""
    name = f"deals_{uuid.uuid4().hex}"
    put_there(connection, name, columns)
    try:
        yield connection.table(name)
    finally:
        take_away(connection, name)


def texts_of(table):
    return {name: pa.array([cell or None for cell in cells], pa.string()) for name, cells in table.texts.items()}


def counts_there(connection, table):
    with lying_in(connection, texts_of(table)) as there:
        part = warehouse.WarehouseDeals(there, **CLOSED).part(table.columns, 3)
    return part.first + part.second


@given(table=tables())
@example(table=of_everything())
@settings(max_examples=times(6, nightly=200), suppress_health_check=[HealthCheck.too_slow])
def test_duckdb_fills_every_cell_of_any_table_the_same(duckdb, table):
    assert np.array_equal(counts_there(duckdb, table), table.counts)


@given(table=tables())
@example(table=of_everything())
@settings(max_examples=times(6, nightly=200), suppress_health_check=[HealthCheck.too_slow])
def test_postgresql_fills_every_cell_of_any_table_the_same(postgres, table):
    assert np.array_equal(counts_there(postgres, table), table.counts)


def typed(rows=400):
    dice = np.random.default_rng(4)
    return {
        "id": pa.array(range(-5, rows - 5)),
        "amount": pa.array([None if n % 9 == 0 else float(n) for n in dice.integers(0, 500, rows)]),
        "visits": pa.array(dice.integers(0, 4, rows)),
        "came": pa.array(
            (np.datetime64("2025-01-01T10:00") + dice.integers(0, 90 * 24, rows)).astype("datetime64[us]")
        ),
        "again": pa.array(dice.random(rows) < 0.3),
        "outcome": pa.array(["Lost" if lost else "Won" for lost in dice.random(rows) < 0.6]),
    }


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_numbers_times_and_yes_or_no_have_their_own_types(engine, request):
    columns = typed()
    with lying_in(request.getfixturevalue(engine), columns) as there:
        deals = warehouse.WarehouseDeals(there, **CLOSED, split_by="id")
        sample = deals.sample(1000)
        assert sample.whole
        part = deals.part(rules(sample, fewest=2), 3)
    seen = [looking.looked_at(raw, fewest=2) for raw in sample.columns]
    assert [column.kind.value for column, _ in seen] == ["number", "number", "date", "category"]
    in_memory = count(np.array([codes for _, codes in seen]), [c.cardinality for c, _ in seen], sample.lost, 3)
    assert np.array_equal(part.first + part.second, in_memory)
    assert 140 < part.first[0, : seen[0][0].cardinality].sum() < 260
    assert part.codes.shape[1] == len(part.lost) == part.first[0, : seen[0][0].cardinality].sum()


def test_it_ends_in_a_result_and_the_halves_are_the_same_every_time(duckdb):
    table = many(3000)
    with lying_in(duckdb, texts_of(table)) as there:
        deals = warehouse.WarehouseDeals(there, **CLOSED)
        words = (table.columns[0], table.columns[2])
        first, again = (counted(deals, words, 2) for _ in range(2))
        some = deals.sample(300)
        assert not some.whole
        assert len(some.lost) > 150
    assert np.array_equal(first.first, again.first)
    assert first.second is not None
    assert 1000 < first.second[0, : table.columns[0].cardinality].sum() < 2000
    assert conclude(first).n == 3000


def test_a_value_without_a_place_is_said(duckdb):
    table = many(50)
    table.texts["Region"][7] = "the Moon"
    with lying_in(duckdb, texts_of(table)) as there, pytest.raises(Unknown, match="Region"):
        warehouse.WarehouseDeals(there, **CLOSED).part(table.columns, 2)


def test_too_many_numbers_as_text_are_refused_with_what_to_do(duckdb, monkeypatch):
    monkeypatch.setattr(warehouse, "LISTED", 20)
    table = many(50)
    with lying_in(duckdb, texts_of(table)) as there, pytest.raises(Refusal, match="Make a view"):
        warehouse.WarehouseDeals(there, **CLOSED).part(table.columns, 2)


@pytest.mark.parametrize("dialect", ELSEWHERE)
def test_the_statement_is_one_that_the_warehouse_reads(dialect):
    """Compiled without a client, and parsed again as that dialect's SQL."""
    there = ibis.table(
        {"Region": "string", "Amount": "float64", "came": "timestamp", "id": "int64", "outcome": "string"}, name="deals"
    )
    deals = warehouse.WarehouseDeals(there, **CLOSED, split_by="id")
    region, amount = of_texts("Region", ["West", "it's", "", None] * 5), Raw("Amount", np.arange(20.0))
    came = of_texts("came", [f"2025-01-{day:02d}" for day in range(1, 21)])
    columns = [looking.looked_at(raw, fewest=2)[0] for raw in (region, amount, came)]
    layout = Layout([column.cardinality for column in columns], 2)
    pairs = [(0, 1), (0, 2), (1, 2)]
    statement = str(ibis.to_sql(warehouse.grouped(deals.coded(columns), pairs, layout), dialect=dialect))
    parsed = sqlglot.parse_one(statement, read=dialect)
    assert {column.name for column in parsed.find_all(sqlglot.exp.Table)} >= {"deals"}
    assert statement.count("GROUP BY") == len(pairs)


def test_an_address_needs_a_table_and_somebody_who_answers(tmp_path):
    with pytest.raises(Refusal, match="Say which table"), warehouse.opened("duckdb://deals.db", **CLOSED):
        pass
    with (
        pytest.raises(Refusal, match="cannot be reached"),
        warehouse.opened(f"duckdb://{tmp_path}/deals.db#deals", **CLOSED),
    ):
        pass


def test_a_table_is_opened_by_its_address(tmp_path):
    connection = ibis.duckdb.connect(tmp_path / "deals.db")
    table = many(100)
    put_there(connection, "deals", texts_of(table))
    connection.disconnect()
    with engine("warehouse")(f"duckdb://{tmp_path}/deals.db#deals", **CLOSED) as deals:
        part = deals.part(table.columns, 3)
    assert np.array_equal(part.first + part.second, table.counts)
