"""Any bytes end in rows or in a sentence that says what to do."""

import gzip
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gametape.common.refusal import Refusal
from gametape.connectors.csv import decoding, workbooks
from gametape.connectors.csv.reading import Table, open_table

DEALS = "Deal Name,Stage,Amount\nMeadowlark 27,Closed Lost,38900\nKestrel 19,Open,21000\n"


def table(tmp_path: Path, content: bytes | str, name: str = "deals.csv") -> Table:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_table(path)


def cells(read: Table) -> list[list[str]]:
    return [row for _, row in read.rows()]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_every_encoding_a_spreadsheet_saves_in_is_read(tmp_path: Path, encoding: str) -> None:
    read = table(tmp_path, "Deal Name,Owner,Stage\nCaf\u00e9 Stra\u00dfe,Jos\u00e9,Lost\n".encode(encoding))
    assert read.header == ["Deal Name", "Owner", "Stage"]
    assert cells(read) == [["Café Straße", "José", "Lost"]]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_whatever_the_file_is_called(tmp_path: Path, mark: str) -> None:
    read = table(tmp_path, DEALS.replace(",", mark))
    assert (read.delimiter, cells(read)[0]) == (mark, ["Meadowlark 27", "Closed Lost", "38900"])


def test_commas_in_the_words_do_not_win_over_semicolons_between_cells(tmp_path: Path) -> None:
    read = table(tmp_path, 'Name;Amount;Stage\nLewis, James;"1.200,50";Lost\nKirk, Ann;"900,10";Won\n')
    assert cells(read)[0] == ["Lewis, James", "1.200,50", "Lost"]


def test_excels_own_first_line_about_the_delimiter_is_believed(tmp_path: Path) -> None:
    read = table(tmp_path, "sep=;\n" + DEALS.replace(",", ";"))
    assert (read.header, read.header_row) == (["Deal Name", "Stage", "Amount"], 2)


def test_a_title_above_the_names_is_passed_over_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    read = table(tmp_path, "Lost deals report\nGenerated 4/1/2026\n\n" + DEALS)
    assert read.header == ["Deal Name", "Stage", "Amount"]
    assert [number for number, _ in read.rows()] == [5, 6]


def test_cells_with_line_ends_and_doubled_quotes_stay_whole(tmp_path: Path) -> None:
    read = table(tmp_path, 'Deal Name,Notes,Stage\nA,"said ""no"",\nthen left",Lost\n')
    assert cells(read) == [["A", 'said "no",\nthen left', "Lost"]]


def test_nul_bytes_between_the_letters_are_dropped(tmp_path: Path) -> None:
    assert cells(table(tmp_path, DEALS.replace("Kestrel", "Kes\0trel")))[1][0] == "Kestrel 19"


def test_two_columns_of_one_name_are_two_columns(tmp_path: Path) -> None:
    assert table(tmp_path, "Email,Email,Email (2),,Stage\na,b,c,d,e\n").header == [
        "Email", "Email (2)", "Email (2) (2)", "Column 4", "Stage",
    ]  # fmt: skip


def test_two_hundred_columns_are_read(tmp_path: Path) -> None:
    header = ",".join(f"Column {number}" for number in range(200))
    assert len(cells(table(tmp_path, header + "\n" + ",".join("x" * 200) + "\n"))[0]) == 200


def test_more_columns_than_a_deal_can_have_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="2,001 columns"):
        table(tmp_path, ",".join("abc" for _ in range(2001)) + "\n")


def test_short_rows_are_filled_and_long_ones_left_out_with_why(tmp_path: Path) -> None:
    read = table(tmp_path, DEALS + "Heron 30,Open\nTern 22,Lost,$22,700.00\nOwl 18,Won,9\n")
    assert [row[0] for row in cells(read)] == ["Meadowlark 27", "Kestrel 19", "Heron 30", "Owl 18"]
    assert read.broken == [(5, "4 cells where the header has 3: a comma inside a cell needs quotes")]


def test_a_file_cut_in_the_middle_of_a_row_keeps_the_rest(tmp_path: Path) -> None:
    read = table(tmp_path, DEALS + "Heron 30,Clo")
    assert [row[0] for row in cells(read)] == ["Meadowlark 27", "Kestrel 19"]
    assert read.broken == [(4, "the file is cut short in this row")]


def test_a_file_cut_inside_quotes_keeps_the_rest(tmp_path: Path) -> None:
    read = table(tmp_path, DEALS + 'Heron 30,"Closed\nLost')
    assert [row[0] for row in cells(read)] == ["Meadowlark 27", "Kestrel 19"]
    assert [row for row, _ in read.broken] == [4, 5]


def test_a_quote_nobody_closed_costs_its_own_row_and_not_the_file(tmp_path: Path) -> None:
    rows = "".join(f"Deal {number},Open,{number}\n" for number in range(2000))
    read = table(tmp_path, DEALS + 'Heron,"27 inch,5\n' + rows)
    assert len(cells(read)) == 2002
    assert [row for row, _ in read.broken] == [4]


def test_a_gzip_cut_short_gives_the_rows_before_the_cut(tmp_path: Path) -> None:
    rows = "".join(f"Deal {number},Open,{number * 7919}\n" for number in range(60_000))
    packed = gzip.compress((DEALS + rows).encode())
    read = table(tmp_path, packed[: len(packed) // 2], "deals.csv.gz")
    assert len(cells(read)) > 10_000
    assert read.broken[-1][1] == "the file is cut short in this row"


def test_a_gzip_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    assert len(cells(table(tmp_path, gzip.compress(DEALS.encode()), "deals.csv"))) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n \n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a picture"),
        (b"%PDF-1.7 and so on\n1,2\n", "a PDF"),
        (b"<!doctype html><table><tr><td>Deal</td></tr></table>", "a web page"),
        (bytes(range(256)) * 50, "not text"),
        (b"Deal Name~Stage~Amount\nMeadowlark~Lost~3\n", "Only one column"),
        (b"just a letter to somebody\nin two lines\n", "Only one column"),
        (b"PK\x03\x04 this is no zip", "damaged or has a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked", "damaged or has a password"),
    ],
)
def test_what_is_no_table_is_refused_with_the_next_step(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        cells(table(tmp_path, content))


def test_a_file_that_is_not_there_and_a_folder_are_said_as_such(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="There is no file"):
        open_table(tmp_path / "nothing.csv")
    with pytest.raises(Refusal, match="is a folder"):
        open_table(tmp_path)


def test_an_endless_line_is_refused_before_it_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            head = b"Deal Name,Stage\nMeadowlark," if not self.given else b""
            buffer[:] = (head + b"x" * len(buffer))[: len(buffer)]
            self.given += len(buffer)
            return len(buffer)

    endless = Endless()
    with pytest.raises(Refusal, match="longer than two million characters"):
        list(decoding.lines_of(io.BufferedReader(endless), "utf-8"))
    assert endless.given < 4 * decoding.LONGEST_LINE


def test_a_file_in_which_nearly_nothing_can_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="More than 10,000 rows cannot be read"):
        cells(table(tmp_path, DEALS + "a,b,c,d,e\n" * 10_001))


# -- workbooks ----------------------------------------------------------------------------------------------------------


def workbook(path: Path, sheets: dict[str, list[list[str]]], *, far: str = "") -> Path:
    """The smallest XLSX that is one: inline strings, one part a sheet."""
    names = list(sheets)
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1))
    linked = "".join(
        f'<Relationship Id="r{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/s{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in range(1, len(names) + 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{types}</Types>',
        )
        out.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r0" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        out.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{listed}</sheets></workbook>',
        )
        out.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{linked}</Relationships>',
        )
        for n, rows in enumerate(sheets.values(), 1):
            body = "".join(
                f'<row r="{r}">' + "".join(_cell(chr(65 + c), r, value) for c, value in enumerate(row)) + "</row>"
                for r, row in enumerate(rows, 1)
            )
            out.writestr(
                f"xl/worksheets/s{n}.xml",
                f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{body}{far}</sheetData></worksheet>',
            )
    return path


def _cell(column: str, row: int, value: str) -> str:
    if value.replace(".", "", 1).isdigit():
        return f'<c r="{column}{row}"><v>{value}</v></c>'
    return f'<c r="{column}{row}" t="inlineStr"><is><t>{value}</t></is></c>'


def test_the_first_sheet_with_rows_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    sheets = {
        "Cover": [["Our deals"]],
        "Deals": [["Deal Name", "Amount"], ["Kestrel", "21000"], ["Owl", "9.5"]],
        "Old": [["a", "b"]],
    }
    read = open_table(workbook(tmp_path / "deals.xlsx", sheets))
    assert (read.header, cells(read)) == (["Deal Name", "Amount"], [["Kestrel", "21000"], ["Owl", "9.5"]])
    assert read.notes == ["Only the sheet 'Deals' was read; 2 other sheets were not."]


def test_a_workbook_without_rows_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no sheet with rows"):
        open_table(workbook(tmp_path / "empty.xlsx", {"Sheet1": []}))


def test_a_workbook_that_unpacks_to_far_more_than_it_is_gets_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", {"Deals": [["Deal Name", "Amount"], ["Kestrel", "1"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as out, out.open("xl/media/zeros.bin", "w") as zeros:
        for _ in range(64):
            zeros.write(bytes(1024 * 1024))
    with pytest.raises(Refusal, match="Unpacked, this workbook is larger"):
        open_table(path)


def test_a_cell_in_the_last_corner_ends_in_a_sentence_and_not_in_all_of_the_memory(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = workbook(tmp_path / "corner.xlsx", {"Deals": [["Deal Name", "Amount"], ["Kestrel", "1"]]}, far=far)
    with pytest.raises(Refusal, match="too large to open here"):
        open_table(path)


def test_dates_and_whole_numbers_come_out_of_a_workbook_as_one_would_write_them() -> None:
    told = [
        workbooks.as_text(cell)
        for cell in (True, 3.0, 2.5, datetime(2026, 4, 1), datetime(2026, 4, 1, 9, 30), date(2026, 4, 1), "x")
    ]
    assert told == ["TRUE", "3", "2.5", "2026-04-01", "2026-04-01 09:30:00", "2026-04-01", "x"]


# -- whatever comes -------------------------------------------------------------------------------------------------------


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=600))
def test_no_bytes_end_in_anything_but_rows_or_a_refusal(tmp_path: Path, content: bytes) -> None:
    try:
        read = table(tmp_path, content)
        assert all(len(row) == len(read.header) for row in cells(read))
    except Refusal:
        return


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.text(alphabet='ab,;"\n\r\t |=1é', max_size=300))
def test_no_text_of_signs_that_matter_ends_otherwise_either(tmp_path: Path, content: str) -> None:
    try:
        read = table(tmp_path, content)
        assert all(len(row) == len(read.header) for row in cells(read))
    except Refusal:
        return
