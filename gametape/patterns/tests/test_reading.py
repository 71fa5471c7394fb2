"""A file is read as the standard library reads it, whichever way is taken."""

import csv
import gzip
import io

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.common.refusal import Refusal
from gametape.patterns.plain_text import columns_of
from gametape.patterns.reading import read
from tests.frame.skips import shared

CELLS = st.text(st.characters(codec="utf-8", exclude_characters='",\r\n\0'), max_size=30)


def texts(column):
    if column.is_number:
        return [None if np.isnan(value) else value for value in column.index.tolist()]
    return [column.distinct[at] for at in column.index.tolist()]


@given(
    st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=30)),
    st.sampled_from(["\n", "\r\n"]),
)
def test_plain_text_is_read_as_the_standard_library_reads_it(rows, ending):
    names = [f"c{at}" for at in range(len(rows[0]))]
    data = "".join(",".join(row) + ending for row in [names, *rows]).encode()
    found = columns_of(data, ",")
    assert found is not None
    by_hand = list(csv.reader(io.StringIO(data.decode(), newline="")))[1:]
    assert [list(row) for row in zip(*(texts(column) for column in found[0]), strict=True)] == [
        [cell or None for cell in row] for row in by_hand
    ]
    assert found[1] == len(rows) - len({tuple(row) for row in rows})


@pytest.mark.parametrize(
    "data",
    [
        b'a,b\n"x,y",z\n',
        b"a,b\nx\n",
        b"a,b\nx,y,z\n",
        b"a,b\n\xff,y\n",
        b"a\nx\n",
        b"a,b\n" + b"x" * 500 + b",y\n",
        b"a,b\r\nx,y\nz,w\r\n",
    ],
    ids=["quotes", "short", "long", "bytes", "one column", "free words", "endings"],
)
def test_what_is_not_plain_is_left_to_the_other_reader(data):
    assert columns_of(data, ",") is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(tmp_path, delimiter):
    path = tmp_path / "deals.csv"
    path.write_text(f"\ufeffRegion{delimiter}Stage\nWest{delimiter}Won\nNorth{delimiter}Lost\n")
    assert read(path).names() == ["Region", "Stage"]


def test_quotes_commas_and_lines_within_a_cell(tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text('Region,Why,Stage\nWest,"too dear, they said",Won\nNorth,"two\nlines ""here""",Lost\n')
    assert texts(read(path).column("Why")) == ["too dear, they said", 'two\nlines "here"']


def test_gzipped_parquet_and_workbook_say_the_same(tmp_path):
    rows = "Region,Price,Stage\nWest,10,Won\nNone,,Lost\n"
    plain, zipped, parquet = tmp_path / "a.csv", tmp_path / "a.csv.gz", tmp_path / "a.parquet"
    plain.write_text(rows)
    zipped.write_bytes(gzip.compress(rows.encode()))
    duckdb.execute(f"COPY (SELECT * FROM read_csv('{plain}', all_varchar = true)) TO '{parquet}' (FORMAT parquet)")
    for path in (plain, zipped, parquet):
        assert [texts(column) for column in read(path).columns] == [["West", "None"], ["10", None], ["Won", "Lost"]]


def test_copies_are_counted(tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text("Region,Stage\nWest,Won\nWest,Won\nNorth,Lost\n")
    assert read(path).copies == 1


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text("Region,Stage\nWest,Won\n")
    with pytest.raises(Refusal, match="It has: Region, Stage"):
        read(path).column("Stag")


def test_a_real_table_is_read_whole():
    path = shared("deals/ibm_win_loss.csv.gz")
    table = read(path)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert table.rows == len(rows)
    for name in ("Region", "Competitor Type", "Opportunity Amount USD"):
        assert texts(table.column(name)) == [row[name] or None for row in rows]
