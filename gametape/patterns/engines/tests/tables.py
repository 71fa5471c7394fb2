"""Small tables of every kind of column, and what NumPy in memory makes of them: the answer all engines must give."""

import csv
import random
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from hypothesis import strategies as st

from gametape.patterns.coding import Column
from gametape.patterns.counting import count
from gametape.patterns.engines import embedded
from gametape.patterns.looking import looked_at
from gametape.patterns.reading import of_texts

CLOSED = {"outcome": "outcome", "lost": ["Lost"], "won": ["Won"]}
WORDS = ["West", "it's", 'a "deal"', "None", "NA", "Lakes, north", "", " ", "ünï"]
NUMBERS = ["1", "2.5", "-4", "1e3", "$1,200", "7%", "inf", "-inf", "nan", "", "1_000", "twelve", " 8 ", ".5", "30000"]
DATES = ["2025-03-01", "2025-03-01 14:05", "1969-12-31", "2024-02-29", "", "2025-13-01", "soon", "2026-01-05T09:30:00"]
WRITTEN = ["03/01/2025", "12/31/2024", "02/29/2024", "01/13/2026", "", "never"]
POOLS = [WORDS, NUMBERS, NUMBERS[:8] + NUMBERS[12:], DATES, DATES[:5], WRITTEN, WRITTEN[:4]]


@dataclass(frozen=True)
class Small:
    """`texts` by column name, the outcome among them; the rules of the columns; the counts by NumPy, to depth 3."""

    texts: dict[str, list[str]]
    columns: tuple[Column, ...]
    lost: np.ndarray
    counts: np.ndarray

    def as_csv(self, path: Path) -> str:
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([list(self.texts), *zip(*self.texts.values(), strict=True)])
        return str(path)

    def as_parquet(self, path: Path) -> str:
        with duckdb.connect() as connection:
            names = ", ".join(f"{embedded.name(name)} VARCHAR" for name in self.texts)
            connection.execute(f"CREATE TABLE deals ({names})")
            connection.executemany(
                f"INSERT INTO deals VALUES ({', '.join('?' * len(self.texts))})",
                [[cell or None for cell in row] for row in zip(*self.texts.values(), strict=True)],
            )
            connection.execute(f"COPY deals TO '{path}' (FORMAT parquet)")
        return str(path)


def small(texts: dict[str, list[str]]) -> Small:
    rows = len(texts["outcome"])
    seen = [looked_at(of_texts(name, cells), fewest=2) for name, cells in texts.items() if name != "outcome"]
    lost = np.array([outcome == "Lost" for outcome in texts["outcome"]], bool)
    codes = np.array([codes for _, codes in seen]).reshape(len(seen), rows)
    columns = tuple(column for column, _ in seen)
    return Small(texts, columns, lost, count(codes, [c.cardinality for c in columns], lost, 3))


@st.composite
def tables(draw):
    rows = draw(st.integers(1, 40))
    names = draw(
        st.lists(st.sampled_from(["Region", "Amount", "asked at", 'the "one"', "c0", "lost"]), min_size=1, unique=True)
    )
    column = st.sampled_from(POOLS).flatmap(lambda pool: st.lists(st.sampled_from(pool), min_size=rows, max_size=rows))
    texts = {name: draw(column) for name in names}
    texts["outcome"] = draw(st.lists(st.sampled_from(["Lost", "Won"]), min_size=rows, max_size=rows))
    return small(texts)


def many(rows: int) -> Small:
    """A table of so many deals, with commas and quotes in it, the same every time."""
    dice = random.Random(5)
    return small(
        {
            "Region": dice.choices(["West", "East", "", "None"], k=rows),
            "Amount": [f"{dice.randrange(1000, 90000)}" for _ in range(rows)],
            "Source, first": dice.choices(["walk-in", 'a "show"', "it's web"], k=rows),
            "outcome": dice.choices(["Lost", "Won"], k=rows),
        }
    )


def of_everything() -> Small:
    """Every kind of cell there is, in one table: each pool of values over and over, and once a cell that does not fit."""
    rows = 60
    texts = {f"column {at}": [pool[row % len(pool)] for row in range(rows)] for at, pool in enumerate(POOLS)}
    texts["column 2"][13], texts["column 4"][21], texts["column 6"][34] = "1_000", "in May", "02/30/2024"
    return small(texts | {"outcome": ["Lost" if row % 3 else "Won" for row in range(rows)]})
