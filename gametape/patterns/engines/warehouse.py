"""Where the data lives: PostgreSQL, BigQuery, Snowflake, ClickHouse, Trino or a DuckDB file count it themselves, through ibis.

A query codes the rows and groups them by a block of columns (see `counting.blocks`); several blocks are put together with
UNION ALL. What comes back are cells, some thousand numbers a block; pairs and triples are summed here. (GROUPING SETS would
say it shorter. ibis has none, and they were slower: 84 s for all triples of a million deals of 15 columns.)

A row has no number in a warehouse. Its half is a hash of `split_by`, a column of whole numbers that tells rows apart, such as
the deal's id; without one it is a hash of its codes, and rows that are alike in everything stand together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from math import prod
from typing import Any
from urllib.parse import urldefrag

import ibis
import numpy as np
from ibis.common.exceptions import UnsupportedOperationError

from gametape.common.refusal import Refusal
from gametape.patterns.choosing import SAMPLE
from gametape.patterns.coding import Codes, Column, Kind, Raw, narrowest
from gametape.patterns.counting import blocks, summed
from gametape.patterns.encoding import Unknown, codes
from gametape.patterns.engines.opening import Sample
from gametape.patterns.engines.parts import Part
from gametape.patterns.layout import Counts, Layout
from gametape.patterns.reading import listed, of_texts

TOGETHER = 8
"""Blocks in one query: a statement of some 50 KB."""
LISTED = 5_000
"""Different texts of a column that are listed in the statement when they are numbers or dates as text."""
SEED, PRIME, MULTIPLIER = 27, 2_147_483_647, 48_271
"""The half is the parity after one step of Park and Miller's generator (1988, Communications of the ACM 31: 1192)."""
LOST, HALF, UNPLACED = "is_lost", "half", -1


@contextmanager
def opened(
    where: str, *, outcome: str, lost: Collection[str], won: Collection[str], split_by: str | None = None
) -> Iterator[WarehouseDeals]:
    """`where` is an address with the table after a #, as `postgres://host/db#deals` or `bigquery://project/set#deals`.
    Refuses what cannot be reached, and an outcome that is not there."""
    address, table = urldefrag(where)
    if not table:
        raise Refusal(f"Say which table: {address}#NAME.")
    try:
        connection = ibis.connect(address)
        there = connection.table(table)
    except Exception as error:  # each client has errors of its own, and without the client it is ibis's
        raise Refusal(
            f"{address.split('@')[-1]}#{table} cannot be reached ({str(error).strip().splitlines()[0]}). "
            "Look at the address, and that ibis's client for it is installed."
        ) from error
    try:
        yield WarehouseDeals(there, outcome=outcome, lost=lost, won=won, split_by=split_by)
    finally:
        connection.disconnect()


class WarehouseDeals:
    """See `opening.Deals`; of any ibis table."""

    def __init__(
        self,
        table: ibis.Table,
        *,
        outcome: str,
        lost: Collection[str],
        won: Collection[str],
        split_by: str | None = None,
    ) -> None:
        for name in (outcome, *([split_by] if split_by else [])):
            if name not in table.columns:
                raise Refusal(f"There is no column “{name}” in the table. It has: {listed(table.columns)}.")
        self.names = [name for name in table.columns if name not in (outcome, split_by)]
        self.split_by = split_by
        told = table[outcome].cast("string")
        self.table = table.filter(told.isin([*lost, *won])).mutate(**{LOST: told.isin(list(lost))})

    def sample(self, rows: int) -> Sample:
        total = int(self.table.count().to_pyarrow().as_py())
        some = self.table if total <= rows else drawn(self.table, min(1.0, 1.05 * rows / total)).limit(rows)
        shown = {f"c{at}": as_shown(some[name]) for at, name in enumerate(self.names)}
        read = some.select(**shown, **{LOST: some[LOST]}).to_pyarrow()
        columns = [raw(name, read.column(at)) for at, name in enumerate(self.names)]
        return Sample(tuple(columns), np.asarray(read.column(LOST).to_pylist(), bool), whole=total <= rows)

    def part(self, columns: Sequence[Column], depth: int) -> Part:
        coded = self.coded(columns)
        layout = Layout([column.cardinality for column in columns], depth)
        halves = [layout.empty(), layout.empty()]
        plan = list(blocks(layout))
        for first in range(0, len(plan), TOGETHER):
            several = plan[first : first + TOGETHER]
            found = grouped(coded, [block for block, _ in several], layout).to_pyarrow().to_pydict()
            if UNPLACED in found["cell"]:
                raise Unknown(self._unplaced(coded, columns))
            for at, (block, wanted) in enumerate(several):
                for half in (0, 1):
                    tables = {block: cells(found, at, half, layout.shape(block))}
                    for combination in wanted:
                        layout.table(halves[half], combination)[:] = summed(tables, block, combination)
        some, lost = searched_rows(coded, columns)
        return Part(halves[0], halves[1], some, lost)

    def coded(self, columns: Sequence[Column]) -> ibis.Table:
        """The table as codes c0, c1 ..., whether it was lost, and the half. A value without a place is -1."""
        known = {f"c{at}": self._code(column) for at, column in enumerate(columns)}
        apart = [self.table[self.split_by].name("apart")] if self.split_by else []
        table = self.table.select(*apart, self.table[LOST].ifelse(1, 0).name(LOST), **known)
        if self.split_by:
            whole: Any = (table.apart.cast("int64") % PRIME).abs().coalesce(0) + 1
        else:
            random = np.random.Generator(np.random.PCG64(SEED)).integers(1, PRIME, len(columns)).tolist()
            whole = sum(((table[f"c{at}"] + 2) * factor for at, factor in enumerate(random)), ibis.literal(0))
        mixed = ((whole % PRIME) * MULTIPLIER) % PRIME
        return table.select(LOST, *known, **{HALF: (mixed % 2).cast("int64")})

    def _code(self, column: Column) -> Any:
        """The rule of a column, as an expression of whole numbers."""
        value = self.table[column.name]
        missing, rare = place(column.missing), place(column.rare)
        if value.type().is_string() and column.kind is not Kind.CATEGORY:
            return self._listed(column, value)
        if column.kind is Kind.CATEGORY:
            text = value.cast("string")
            branches = [(text == known, place(code)) for code, known in enumerate(column.values)]
            return ibis.cases(*branches, (text.isnull() | (text.strip() == ""), missing), else_=rare)
        number = days(value) if column.kind is Kind.DATE else value.cast("float64")
        above: Any = sum(((number > edge).ifelse(1, 0) for edge in column.edges), ibis.literal(0))
        nothing = number.isnull() | number.isnan() if value.type().is_floating() else number.isnull()
        return ibis.cases((nothing, missing), else_=above).cast("int64")

    def _listed(self, column: Column, value: Any) -> Any:
        """Numbers and dates as text: no two warehouses read them alike, so each text is read here and listed by its code."""
        texts = self.table.select(text=value).distinct().limit(LISTED + 1).to_pyarrow().column(0).to_pylist()
        if len(texts) > LISTED:
            raise Refusal(
                f"“{column.name}” holds {column.kind.value}s as text, more than {LISTED:,} different ones. "
                f"Make a view in which it is a {column.kind.value}, or leave it out."
            )
        by_code: dict[int, list[str]] = {}
        for text, code in zip(texts, codes(column, texts).tolist(), strict=True):
            if text is not None:
                by_code.setdefault(code, []).append(text)
        branches = [(value.isin(sorted(group)), place(code)) for code, group in sorted(by_code.items())]
        return ibis.cases((value.isnull(), place(column.missing)), *branches, else_=place(None))

    def _unplaced(self, coded: ibis.Table, columns: Sequence[Column]) -> str:
        least = coded.aggregate(**{f"c{at}": coded[f"c{at}"].min() for at in range(len(columns))})
        found = least.to_pyarrow().to_pylist()[0]
        return next(column.name for at, column in enumerate(columns) if found[f"c{at}"] == UNPLACED)


def grouped(coded: ibis.Table, several: Sequence[tuple[int, ...]], layout: Layout) -> ibis.Table:
    """For each of several blocks: its number in the list, the half, the cell in C order (-1 where a value has no place), n
    and how many were lost."""
    counted = []
    for at, block in enumerate(several):
        cell: Any = ibis.literal(0).cast("int64")
        for column, cardinality in zip(block, layout.shape(block), strict=True):
            cell = cell * cardinality + coded[f"c{column}"]
        unplaced = ibis.or_(*(coded[f"c{column}"] < 0 for column in block))
        keyed = coded.select(HALF, LOST, cell=ibis.cases((unplaced, UNPLACED), else_=cell).cast("int64"))
        groups = keyed.group_by([HALF, "cell"]).aggregate(n=keyed.count(), lost=keyed[LOST].sum().cast("int64"))
        counted.append(groups.mutate(block=ibis.literal(at).cast("int64")))
    return ibis.union(*counted) if len(counted) > 1 else counted[0]


def cells(found: dict[str, list[int]], block: int, half: int, shape: tuple[int, ...]) -> Counts:
    """The table (2, k1, k2, ...) of one block in one half, from what a query brought."""
    brought = {name: np.asarray(values, np.int64) for name, values in found.items()}
    mine = (brought["block"] == block) & (brought[HALF] == half)
    table = np.zeros((2, prod(shape)), np.int64)
    table[:, brought["cell"][mine]] = brought["n"][mine], brought["lost"][mine]
    return table.reshape(2, *shape)


def searched_rows(coded: ibis.Table, columns: Sequence[Column]) -> tuple[Codes, np.ndarray]:
    """Some rows of the half that is searched."""
    read = coded.filter(coded[HALF] == 0).limit(SAMPLE).to_pyarrow()
    kind = narrowest([column.cardinality for column in columns])
    some: Codes = np.array([read.column(f"c{at}").to_pylist() for at in range(len(columns))], kind)
    return some.reshape(len(columns), -1), np.asarray(read.column(LOST).to_pylist(), bool)


def drawn(table: ibis.Table, share: float) -> ibis.Table:
    """A share of the rows; the same ones every time where the warehouse can."""
    try:
        sampled = table.sample(share, seed=SEED)
        ibis.to_sql(sampled)
    except UnsupportedOperationError:
        return table.sample(share)
    return sampled


def as_shown(value: Any) -> Any:
    """A number as it is, a time as its day, everything else as text."""
    if value.type().is_numeric():
        return value.cast("float64")
    return (value.cast("date") if value.type().is_temporal() else value).cast("string")


def raw(name: str, read: Any) -> Raw:
    values = read.to_pylist()
    if read.type in ("double", "float"):
        return Raw(name, np.array([np.nan if value is None else value for value in values], np.float64))
    return of_texts(name, values)


def days(value: Any) -> Any:
    """Days since 1970-01-01."""
    return value.cast("date").delta(ibis.date("1970-01-01"), unit="day").cast("float64")


def place(code: int | None) -> Any:
    return ibis.literal(UNPLACED if code is None else code).cast("int64")
