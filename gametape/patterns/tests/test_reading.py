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
from gametape.patterns import plain_text, telling_apart
from gametape.patterns.plain_numbers import plain_numbers
from gametape.patterns.plain_text import columns_of
from gametape.patterns.reading import read
from tests.frame.skips import shared

CELLS = st.text(st.characters(codec="utf-8", exclude_characters='",\r\n\0'), max_size=30)
QUOTED = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12)
NUMBERS = st.one_of(
    st.just(""),
    st.integers(-(10**15) + 1, 10**15 - 1).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9).map(str),
    st.from_regex(r"\A-?([1-9][0-9]{0,6})?\.[0-9]{1,7}\Z"),
)


def tables(cells):
    return st.integers(2, 5).flatmap(
        lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=2, max_size=30)
    )


def texts(column):
    if column.is_number:
        return [None if np.isnan(value) else value for value in column.index.tolist()]
    return [column.distinct[at] for at in column.index.tolist()]


def as_plain(data):
    found = columns_of(io.BytesIO(data), ",")
    return found and [list(row) for row in zip(*(texts(column) for column in found), strict=True)]


def as_the_standard_library(data):
    lines = csv.reader(io.StringIO(data.decode().removeprefix("\ufeff"), newline=""))
    return [[cell or None for cell in row] for row in lines][1:]


@given(tables(CELLS), st.sampled_from(["\n", "\r\n"]), st.sampled_from([1 << 21, 40]))
def test_plain_text_is_read_as_the_standard_library_reads_it(rows, ending, piece):
    names = [f"c{at}" for at in range(len(rows[0]))]
    data = "".join(",".join(row) + ending for row in [names, *rows]).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_text, "PIECE", piece)
        assert as_plain(data) == as_the_standard_library(data)


@given(tables(QUOTED), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), st.sampled_from([1 << 21, 60]))
def test_quotes_are_read_as_the_standard_library_reads_them(rows, quoting, piece):
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=quoting, lineterminator="\n")
    writer.writerows([[f"c{at}" for at in range(len(rows[0]))], *rows])
    data = out.getvalue().encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_text, "PIECE", piece)
        assert as_plain(data) == as_the_standard_library(data)


@given(st.lists(NUMBERS, min_size=1, max_size=40))
def test_many_numbers_are_those_that_float_reads(cells):
    words = words_of(cells)
    found, plain = plain_numbers(words, np.array([len(cell) for cell in cells]))
    wanted = np.array([float(cell) if cell else np.nan for cell in cells])
    assert plain == all(len(cell) <= 16 and sum(map(str.isdigit, cell)) <= 15 for cell in cells)
    assert not plain or np.array_equal(found.view(np.uint64), wanted.view(np.uint64))


def words_of(cells):
    data = np.array([cell.encode() for cell in cells], "S24")
    return list(np.ascontiguousarray(data.view("<u8").reshape(len(cells), 3).T))


@pytest.mark.parametrize(
    "cell", ["007", "-", ".", "1.2.3", "1e5", "$5", "1,000", " 7", "inf", "12-3", "5%", "1_000", "٣"]
)
def test_what_is_no_plain_number_is_text(cell):
    assert plain_numbers(words_of(["1", "22.5"]), np.array([1, 4]))[1]
    assert not plain_numbers(words_of(["1", cell, "22.5"]), np.array([1, len(cell.encode()), 4]))[1]


@pytest.mark.parametrize("odd", ["n/a", "007", "$1,200", '"a ""b"""'])
def test_a_word_far_down_in_a_column_of_numbers_is_kept(monkeypatch, odd):
    monkeypatch.setattr(plain_text, "PIECE", 4096)
    odd = f'"{odd}"' if "," in odd else odd
    rows = [f"{at}.5,{at % 3},{'Won' if at % 2 else 'Lost'}" for at in range(3000)]
    data = "\n".join(["Price,Kind,Stage", *rows, f"{odd},1,Won", ""]).encode()
    assert as_plain(data) == as_the_standard_library(data)


def test_cells_that_are_nearly_all_different_are_told_apart(monkeypatch):
    monkeypatch.setattr(plain_text, "PIECE", 1 << 16)
    rows = [f"deal number {at * 7919 % 40_000},{at % 5},x" for at in range(60_000)]
    data = "\n".join(["Name,Kind,Stage", *rows, ""]).encode()
    columns = columns_of(io.BytesIO(data), ",")
    assert len(columns[0].distinct) == 40_000
    assert as_plain(data) == as_the_standard_library(data)


def test_different_cells_of_one_hash_are_told_apart(monkeypatch):
    monkeypatch.setattr(telling_apart, "_ODD", np.zeros_like(telling_apart._ODD))
    rows = [f"a{at % 30},{'x' * (at % 20)},Won" for at in range(200)]
    data = "\n".join(["Name,Kind,Stage", *rows, ""]).encode()
    assert as_plain(data) == as_the_standard_library(data)


@pytest.mark.parametrize(
    "data",
    [
        b'a,b\n"x"y,z\n',
        b'a,b\n"x,y\n',
        b"a,b\nx\n",
        b"a,b\nx,y,z\n",
        b"a,b\n\xff,y\n",
        b"a\nx\n",
        b"a,b\n" + b"x" * 500 + b",y\n",
    ],
    ids=[
        "quotes in the middle",
        "a quote that is never closed",
        "short",
        "long",
        "bytes",
        "one column",
        "free words",
    ],
)
def test_what_is_not_plain_is_left_to_the_other_reader(data):
    assert columns_of(io.BytesIO(data), ",") is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(tmp_path, delimiter):
    path = tmp_path / "deals.csv"
    path.write_text(f"\ufeffRegion{delimiter}Stage\nWest{delimiter}Won\nNorth{delimiter}Lost\n")
    assert read(path).names() == ["Region", "Stage"]


def test_lines_that_end_in_different_ways():
    data = b"a,b\r\nx,y\nz,\r\n"
    assert as_plain(data) == as_the_standard_library(data) == [["x", "y"], ["z", None]]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"a,b,Stage\rx,y,Won\rz,w,Lost\r", "cannot be read as a table"),
        (b"a,b,Stage\n" + b"x,Won\n" * 500 + b"x,y,z,Lost\n" * 500, "names 3 columns, others hold 4"),
    ],
    ids=["old line ends", "lines of different length"],
)
def test_what_is_no_table_is_said_in_a_sentence(tmp_path, data, says):
    path = tmp_path / "deals.csv"
    path.write_bytes(data)
    with pytest.raises(Refusal, match=says):
        read(path)


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


@pytest.mark.parametrize("way", ["", '"'], ids=["plain", "read by DuckDB"])
def test_a_column_without_a_name_is_called_by_its_number(tmp_path, way):
    path = tmp_path / "deals.csv"
    path.write_text(f"Region,,Stage\nWest,1,Won\nNorth,x{way}y,Lost\n")
    assert read(path).names() == ["Region", "column1", "Stage"]


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
        column = table.column(name)
        assert texts(column) == [
            (float(row[name]) if column.is_number else row[name]) if row[name] else None for row in rows
        ]
