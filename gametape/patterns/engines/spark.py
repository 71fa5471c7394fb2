"""Apache Spark: each task codes and counts its own rows with the same NumPy, and what travels is one vector per task.

The rows stay where they are: `mapInArrow` gives a task its rows as Arrow batches and takes back a few bytes. A row's half is
settled by the number of its task and its place in it, so the split is the same as long as the files and Spark's settings are.
The machines of a cluster need gametape and NumPy; see docs/scale.md.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark import TaskContext
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql

from gametape.common.refusal import Refusal
from gametape.patterns.coding import Codes, Column, narrowest
from gametape.patterns.encoding import codes
from gametape.patterns.engines.opening import Sample
from gametape.patterns.engines.parts import Part, part, together
from gametape.patterns.layout import Layout
from gametape.patterns.reading import PARQUET, listed, of_texts

SEED = 27
TASK = 40
"""Bits for a row's place in its task; the task's number stands above them."""
ADDED_IN = 8
"""Tasks that add up what the others counted, before the driver adds up theirs."""
LOST = "is lost"
PART = "first binary, second binary, codes binary, lost binary"
Batches = Iterator[pa.RecordBatch]


@contextmanager
def opened(where: str | Path, *, outcome: str, lost: Collection[str], won: Collection[str]) -> Iterator[SparkDeals]:
    """`where` is what Spark can read: CSV, or Parquet by its name. The session is the one that is there (spark-submit,
    SPARK_REMOTE), else a new one on this machine. Refuses what cannot be read, and an outcome that is not there."""
    there = SparkSession.getActiveSession()
    session = there or begun()
    try:
        yield SparkDeals(table_of(session, str(where)), outcome=outcome, lost=lost, won=won)
    finally:
        if there is None:
            session.stop()


def begun() -> SparkSession:
    """A session: with what SPARK_REMOTE or spark-submit settle, else on all processors of this machine."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("gametape patterns").config("spark.ui.enabled", "false")
    if not os.environ.get("SPARK_REMOTE") and not os.environ.get("MASTER"):
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    try:
        return builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        raise Refusal(
            f"Spark did not start ({str(error).splitlines()[0]}). It needs Java 17: apt install openjdk-17-jre-headless."
        ) from error


def table_of(session: SparkSession, where: str) -> DataFrame:
    """The rows of files, every cell as text."""
    try:
        if Path(where).suffix.casefold() in PARQUET:
            read = session.read.parquet(where)
        else:
            read = session.read.csv(
                where, header=True, multiLine=True, quote='"', escape='"', emptyValue="", nullValue=""
            )
        return read.select(*(sql.col(quoted(name)).cast("string").alias(name) for name in read.columns))
    except PySparkException as error:
        raise Refusal(f"Spark cannot read {where} ({str(error).splitlines()[0]}). Give it CSV or Parquet.") from error


class SparkDeals:
    """See `opening.Deals`; of any data frame of text, so that a notebook can give its own."""

    def __init__(self, table: DataFrame, *, outcome: str, lost: Collection[str], won: Collection[str]) -> None:
        if outcome not in table.columns:
            raise Refusal(f"There is no column “{outcome}” in the table. It has: {listed(table.columns)}.")
        self.names = [name for name in table.columns if name != outcome]
        told = sql.col(quoted(outcome))
        chosen = (sql.col(quoted(name)).alias(f"c{at}") for at, name in enumerate(self.names))
        self.table = table.where(told.isin(*lost, *won)).select(*chosen, told.isin(*lost).alias(LOST))

    def sample(self, rows: int) -> Sample:
        total = self.table.count()
        some = self.table
        if total > rows:
            some = some.sample(fraction=min(1.0, 1.05 * rows / total + 10 / total), seed=SEED).limit(rows)
        read = some.toArrow()
        columns = [of_texts(name, read.column(at).to_pylist()) for at, name in enumerate(self.names)]
        return Sample(tuple(columns), flags(read.column(LOST)), whole=total <= rows)

    def part(self, columns: Sequence[Column], depth: int) -> Part:
        wanted = [f"c{self.names.index(column.name)}" for column in columns]
        counted = self.table.select(*wanted, sql.col(quoted(LOST))).mapInArrow(counting(tuple(columns), depth), PART)
        added = counted.repartition(ADDED_IN).mapInArrow(adding(tuple(columns), depth), PART)
        return together([nothing(columns, depth), *(unpacked(row, columns, depth) for row in added.collect())])


def counting(columns: tuple[Column, ...], depth: int) -> Callable[[Batches], Batches]:
    """What a task does with its rows: all its batches in, one part out."""
    cardinalities = [column.cardinality for column in columns]
    kind = narrowest(cardinalities)

    def count(batches: Batches) -> Batches:
        task = TaskContext.get()
        start = (task.partitionId() if task else 0) << TASK
        whole = nothing(columns, depth)
        for batch in batches:
            found: Codes = np.array([coded(column, batch.column(at)) for at, column in enumerate(columns)], kind)
            whole += part(found, flags(batch.column(len(columns))), cardinalities, depth, start=start)
            start += batch.num_rows
        yield packed(whole)

    return count


def adding(columns: tuple[Column, ...], depth: int) -> Callable[[Batches], Batches]:
    """What a task does with the parts of others: their sum."""

    def add(batches: Batches) -> Batches:
        rows = (row.values() for batch in batches for row in batch.to_pylist())
        yield packed(together([nothing(columns, depth), *(unpacked(tuple(row), columns, depth) for row in rows)]))

    return add


def packed(whole: Part) -> pa.RecordBatch:
    """A part as one row of bytes, as `PART` says."""
    arrays = (whole.first, whole.second, whole.codes, whole.lost)
    names = [field.split()[0] for field in PART.split(", ")]
    return pa.record_batch([pa.array([array.tobytes()], pa.binary()) for array in arrays], names=names)


def unpacked(row: Sequence[bytes], columns: Sequence[Column], depth: int) -> Part:
    empty = nothing(columns, depth)
    first, second = (np.frombuffer(counts, np.int64).reshape(empty.first.shape) for counts in row[:2])
    some = np.frombuffer(row[2], empty.codes.dtype).reshape(len(columns), -1)
    return Part(first, second, some, np.frombuffer(row[3], bool))


def nothing(columns: Sequence[Column], depth: int) -> Part:
    """The part of no rows."""
    cardinalities = [column.cardinality for column in columns]
    empty = Layout(cardinalities, depth).empty()
    return Part(empty, empty, np.zeros((len(columns), 0), narrowest(cardinalities)), np.zeros(0, bool))


def coded(column: Column, cells: pa.Array) -> NDArray[np.int64]:
    """Each different text of a batch is coded once."""
    different = cells.dictionary_encode(null_encoding="encode")
    places: NDArray[np.int64] = codes(column, different.dictionary.to_pylist())
    return np.asarray(places[different.indices.to_numpy()])


def flags(cells: Any) -> NDArray[np.bool_]:
    return np.asarray(cells.to_numpy(zero_copy_only=False), bool)


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
