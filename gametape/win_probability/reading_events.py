"""A log of events from CSV, CSV.gz or Parquet: deal by deal, in order of time, a piece at a time."""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from gametape.common.refusal import Refusal
from gametape.win_probability.log import Log

AT_A_TIME: Final = 50_000
_ZONE: Final = r"(Z|[+-]\d\d(:?\d\d)?)$"


@dataclass(frozen=True)
class Columns:
    """Which column is which. `outcome` and `won` are needed for fitting alone."""

    case: str
    at: str
    activity: str
    resource: str | None = None
    attributes: Sequence[str] = ()
    outcome: str | None = None
    won: str | None = None

    def named(self) -> list[str]:
        one = [self.case, self.at, self.activity, self.resource, *self.attributes, self.outcome]
        return [name for name in one if name]


class Events:
    """An opened log. `pieces()` may be asked for as often as it is needed, and reads in order of time each time."""

    def __init__(self, path: Path, columns: Columns) -> None:
        self.columns = columns
        self.connection = duckdb.connect()
        try:
            self._read(path)
        except duckdb.Error as error:
            raise Refusal(f"{path.name} cannot be read as a table: {_short(error)}") from error
        self._refuse_rows_that_cannot_be_placed(path.name)

    def _read(self, path: Path) -> None:
        source = _source(path)
        found = [row[0] for row in self.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        missing = [name for name in self.columns.named() if name not in found]
        if missing:
            told = ", ".join(f"“{name}”" for name in missing)
            raise Refusal(f"{path.name} has no column {told}. It has: {', '.join(found)}.")
        wanted = {f"a{i}": name for i, name in enumerate(self.columns.attributes)}
        wanted |= {"who": self.columns.resource or "", "outcome": self.columns.outcome or ""}
        more = ", ".join(f"{_text(name)} AS {short}" if name else f"NULL AS {short}" for short, name in wanted.items())
        at = f"trim({_text(self.columns.at)})"
        # A cast to TIMESTAMP takes an offset off without adding it (DuckDB 2.0; it added it before).
        zoned = f"length({at}) > 10 AND regexp_matches({at}, '{_ZONE}')"
        absolute, bare = (f"epoch_us(TRY_CAST({at} AS {kind}))" for kind in ("TIMESTAMPTZ", "TIMESTAMP"))
        utc = f"(CASE WHEN {zoned} THEN {absolute} ELSE {bare} END) / 1e6"
        wall = f"epoch_us(TRY_CAST(CASE WHEN length({at}) > 10 THEN regexp_replace({at}, '{_ZONE}', '') ELSE {at} END AS TIMESTAMP)) / 1e6"
        self.connection.execute(
            f"CREATE TEMP TABLE events AS SELECT {_text(self.columns.case)} AS deal, {utc} AS moment, {wall} - {utc} AS shift,"
            f" {_text(self.columns.activity)} AS activity, {more}, row_number() OVER () AS nth, {at} AS written FROM {source}"
        )

    def _refuse_rows_that_cannot_be_placed(self, name: str) -> None:
        rows = self._one("SELECT count(*) FROM events")[0]
        if not rows:
            raise Refusal(f"{name} has no rows: there is nothing to read.")
        bad, first, written = self._one(
            "SELECT count(*), min(nth), arg_min(written, nth) FROM events WHERE moment IS NULL"
        )
        if bad:
            told = f"“{written}”, which is no time" if written else "no time"
            raise Refusal(
                f"{name}: row {first} has {told} in column “{self.columns.at}” ({bad} of {rows} rows are like it). "
                "Write times as 2026-03-01T14:05:00+01:00, or leave such rows out."
            )
        for column, said in (("deal", self.columns.case), ("activity", self.columns.activity)):
            bad, first = self._one(f"SELECT count(*), min(nth) FROM events WHERE coalesce({column}, '') = ''")
            if bad:
                raise Refusal(
                    f"{name}: row {first} has nothing in column “{said}” ({bad} rows are like it). Fill it in."
                )

    def _one(self, sql: str) -> tuple[Any, ...]:
        return tuple(self.connection.execute(sql).fetchone() or ())

    def kinds(self) -> dict[str, int]:
        """Every activity of the log, and how many rows it has."""
        rows = self.connection.execute("SELECT activity, count(*) FROM events GROUP BY activity ORDER BY activity")
        return {str(name): int(count) for name, count in rows.fetchall()}

    def pieces(self) -> Iterator[Log]:
        """Whole deals, by the time of their first row, ties by the file."""
        attributes = "".join(f", a{i}" for i in range(len(self.columns.attributes)))
        self.connection.execute(
            f"SELECT deal, moment, shift, activity, who, outcome{attributes} FROM (SELECT *, min(moment) OVER (PARTITION BY deal) AS begun"
            " FROM events) ORDER BY begun, deal, moment, nth"
        )
        kept: list[tuple[Any, ...]] = []
        while rows := self.connection.fetchmany(AT_A_TIME):
            whole = len(rows)
            while whole and rows[whole - 1][0] == rows[-1][0]:
                whole -= 1
            if whole:
                yield self._log(kept + rows[:whole])
                kept = []
            kept += rows[whole:]
        if kept:
            yield self._log(kept)

    def whole(self) -> Log:
        """All of it. Refuses an outcome column that never says what `won` is."""
        log = joined(list(self.pieces()))
        if self.columns.won is not None and not (log.outcome == 1).any():
            found = [
                row[0] for row in self.connection.execute("SELECT DISTINCT outcome FROM events LIMIT 6").fetchall()
            ]
            told = ", ".join(f"“{one}”" for one in sorted(str(one or "") for one in found))
            raise Refusal(f"No deal has the outcome “{self.columns.won}”; the column has {told}. Name one with --won.")
        return log

    def _log(self, rows: list[tuple[Any, ...]]) -> Log:
        deal, at, shift, activity, who, outcome, *attributes = (list(column) for column in zip(*rows, strict=True))
        new = [0, *(i for i in range(1, len(deal)) if deal[i] != deal[i - 1])]
        start = np.array([*new, len(deal)], dtype=np.int64)
        ending = [str(outcome[end - 1] or "") for end in start[1:]]
        won = self.columns.won
        return Log(
            [deal[i] for i in new],
            start,
            np.array(at, dtype=float),
            np.array(shift, dtype=float),
            activity,
            _numbered(who, start),
            {name: [column[i] for i in new] for name, column in zip(self.columns.attributes, attributes, strict=True)},
            np.array([float("nan") if not word or won is None else float(word == won) for word in ending]),
            ending,
            np.full(len(new), np.inf),
        )


def joined(parts: Sequence[Log]) -> Log:
    shifted = np.cumsum([0, *(len(part.at) for part in parts)])
    starts = [part.start[:-1] + by for part, by in zip(parts, shifted, strict=False)]
    return Log(
        [one for part in parts for one in part.ids],
        np.concatenate([*starts, shifted[-1:]]).astype(np.int64),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.shift for part in parts]),
        [one for part in parts for one in part.activity],
        np.concatenate([part.who for part in parts]),
        {name: [one for part in parts for one in part.attributes[name]] for name in parts[0].attributes},
        np.concatenate([part.outcome for part in parts]),
        [one for part in parts for one in part.ending],
        np.concatenate([part.closed_at for part in parts]),
    )


def _numbered(who: list[str | None], start: Any) -> Any:
    """Within each deal 0, 1, 2, ... as somebody new comes in; -1 where nobody is named."""
    out = np.full(len(who), -1, dtype=np.int64)
    for begin, end in itertools.pairwise(start):
        known: dict[str, int] = {}
        for i in range(begin, end):
            name = who[i]
            if name:
                out[i] = known.setdefault(name, len(known))
    return out


def _source(path: Path) -> str:
    if not path.is_file():
        raise Refusal(f"There is no file {path}: name a CSV, CSV.gz or Parquet file.")
    quoted = "'" + str(path).replace("'", "''") + "'"
    if path.suffix.lower() in {".parquet", ".pq"}:
        return f"read_parquet({quoted})"
    if path.suffix.lower() == ".gz":
        _refuse_half_a_gz(path)
    return f"read_csv({quoted}, all_varchar=true, header=true)"


def _refuse_half_a_gz(path: Path) -> None:
    """Half a file reads as a shorter log, and a log with its end missing looks like deals that went quiet."""
    try:
        with gzip.open(path) as whole:
            while whole.read(1 << 20):
                pass
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Refusal(f"{path.name} is not a whole gz file: it was cut off or damaged. Copy it again.") from error


def _text(column: str) -> str:
    return 'CAST("' + column.replace('"', '""') + '" AS VARCHAR)'


def _short(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200]
