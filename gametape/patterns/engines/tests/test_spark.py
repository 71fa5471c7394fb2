"""Spark on this machine counts what NumPy in memory counts. Part of the nightly set: it needs pyspark and a Java."""

import importlib
import importlib.util
import shutil
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from gametape.common.refusal import Refusal
from gametape.patterns.concluding import conclude
from gametape.patterns.encoding import Unknown
from gametape.patterns.engines.opening import counted, engine, rules
from gametape.patterns.engines.tests.tables import CLOSED, many, of_everything, tables
from tests.frame.skips import missing, nightly_only

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")


@pytest.fixture(scope="module")
def spark():
    """The engine, with one session for all the tests."""
    nightly_only("pyspark is 450 MB and runs on Java")
    if importlib.util.find_spec("pyspark") is None:
        missing("pyspark is not installed", get_it="pip install --require-hashes -r requirements/spark.txt")
    if shutil.which("java") is None:
        missing("Java is not installed", get_it="apt install openjdk-17-jre-headless")
    engine = importlib.import_module("gametape.patterns.engines.spark")
    session = engine.begun()
    session.conf.set("spark.sql.shuffle.partitions", "4")
    yield engine
    session.stop()


def of_spark(spark, table, path):
    with spark.opened(path, **CLOSED) as deals:
        part = deals.part(table.columns, 3)
    return part.first + part.second


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_every_kind_of_cell_is_the_same(spark, tmp_path, kind):
    table = of_everything()
    path = getattr(table, f"as_{kind}")(tmp_path / f"deals.{kind}")
    assert np.array_equal(of_spark(spark, table, path), table.counts)


@given(table=tables())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_every_cell_of_any_table_is_the_same(spark, tmp_path_factory, table):
    path = table.as_parquet(tmp_path_factory.mktemp("table") / "deals.parquet")
    assert np.array_equal(of_spark(spark, table, path), table.counts)


def test_tasks_count_their_own_rows_and_the_halves_are_the_same_every_time(spark, tmp_path):
    table = many(3000)
    with spark.opened(table.as_csv(tmp_path / "deals.csv"), **CLOSED) as deals:
        deals.table = deals.table.repartition(5)
        there, again = (counted(deals, table.columns, 3) for _ in range(2))
    assert np.array_equal(there.first + there.second, table.counts)
    assert np.array_equal(there.first, again.first)
    assert 1300 < there.sample.rows < 1700
    assert conclude(there).n == 3000


def test_rules_come_from_a_sample_or_from_all_there_is(spark, tmp_path):
    table = many(3000)
    with spark.opened(table.as_csv(tmp_path / "deals.csv"), **CLOSED) as deals:
        some, whole = deals.sample(200), deals.sample(3000)
        assert whole.whole
        assert not some.whole
        assert 150 < len(some.lost) <= 200
        assert rules(whole, fewest=2) == table.columns
        assert deals.part(rules(some, fewest=2), 2).first.sum() > 0


def test_a_value_without_a_place_stops_it(spark, tmp_path):
    table = many(50)
    table.texts["Region"][7] = "the Moon"
    with (
        spark.opened(table.as_csv(tmp_path / "deals.csv"), **CLOSED) as deals,
        pytest.raises(Exception, match=Unknown.__name__),
    ):
        deals.part(table.columns, 2)


def test_what_is_not_there_is_refused_in_a_sentence(spark, tmp_path):
    with pytest.raises(Refusal, match="Spark cannot read"), spark.opened(tmp_path / "none.csv", **CLOSED):
        pass
    path = many(10).as_csv(tmp_path / "deals.csv")
    with pytest.raises(Refusal, match="no column “Stage”"), spark.opened(path, outcome="Stage", lost=[], won=[]):
        pass


def test_an_engine_that_is_not_installed_is_refused_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.delitem(sys.modules, "gametape.patterns.engines.spark", raising=False)
    with pytest.raises(Refusal, match=r"pip install 'gametape\[spark\]'"):
        engine("spark")
