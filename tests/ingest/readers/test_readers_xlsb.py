"""Binary Excel workbooks, built by hand; that calamine reads them shows the builder right."""

from __future__ import annotations

import io
from struct import pack

import _build_xlsb as build
import pytest
from _build_grids import cells, faults, merges, read, read_one
from _build_xlsb import cell, real, row, sheet, text, xlsb, xlsb_parts
from _build_zip import zipped
from python_calamine import load_workbook

from tthc_stats.model.errors import UnreadableError, UsageError
from tthc_stats.model.grid import FaultKind

CELLS = [
    row(4),
    text(2, "Đơn vị"),
    cell(build.SHARED, 3, pack("<L", 1)),
    real(4, 3250),
    real(5, 0.5),
    row(5, hidden=True),
    cell(build.BOOL, 2, b"\x01"),
    cell(build.ERROR, 3, b"\x2a"),
    build.formula_error(4, 0x07),
    cell(build.BLANK, 9, b""),
    row(6),
    real(2, 7),
]
SHEET = sheet(CELLS, build.hidden_columns(4, 4), build.merge(4, 2, 4, 3))
BOOK = xlsb(SHEET, sheet([row(0), real(0, 1)]), states=[0, 1], strings=["Tổng", "Quá hạn"])


def test_calamine_reads_what_the_builder_writes() -> None:
    rows = load_workbook(io.BytesIO(BOOK)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[4] == ["", "", "Đơn vị", "Quá hạn", 3250.0, 0.5]


def test_values_errors_merges_and_hidden_lines() -> None:
    grid, other = read(BOOK)
    assert cells(grid) == {
        "C5": "Đơn vị",
        "D5": "Quá hạn",
        "E5": 3250,
        "F5": 0.5,
        "C6": True,
        "C7": 7,
    }
    assert faults(grid) == {"D6": (FaultKind.ERROR, "#N/A"), "E6": (FaultKind.ERROR, "#DIV/0!")}
    assert merges(grid) == ["C5:D5"]
    assert (set(grid.hidden_rows), set(grid.hidden_columns)) == ({5}, {4})
    assert (grid.format, grid.sheet, grid.hidden) == ("xlsb", "Sheet1", False)
    assert (cells(other), other.hidden) == ({"A1": 1}, True)


def test_sheets_are_chosen() -> None:
    assert read_one(BOOK, "2").sheet == "Sheet2"
    with pytest.raises(UsageError, match="Sheet1, Sheet2"):
        read(BOOK, "Sheet3")


def book(*rows: bytes) -> bytes:
    return xlsb(sheet([row(0), real(0, 1), *rows]), strings=["x"])


REFUSED = {
    "far apart": book(row(1_048_575), real(16_383, 1)),
    "row beyond every sheet": book(row(1_048_576), real(0, 1)),
    "column beyond every sheet": book(real(16_384, 1)),
    "string that is not there": book(cell(build.SHARED, 1, pack("<L", 1))),
    "record longer than the part": book(b"\x05\xff\xff\xff\x7f"),
    "cell without a column": book(build.record(build.REAL, b"\x01")),
    "no workbook records": zipped(xlsb_parts(SHEET) | {"xl/workbook.bin": b""}),
    "no strings": zipped(xlsb_parts(SHEET) | {"xl/sharedStrings.bin": b""}),
    "no relations": zipped(xlsb_parts(SHEET) | {"xl/_rels/workbook.bin.rels": "<a/>"}),
    "no sheet": zipped({n: p for n, p in xlsb_parts(SHEET).items() if "sheet1" not in n}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_odd_workbooks_are_refused(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(REFUSED[case])
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


def test_a_panic_inside_calamine_stays_silent(capfd: pytest.CaptureFixture[str]) -> None:
    parts = xlsb_parts(sheet([row(0), real(0, 1)]))
    relations = str(parts["xl/_rels/workbook.bin.rels"]).replace("Relationship ", "x:Relationship ")
    parts["xl/_rels/workbook.bin.rels"] = relations.replace("xmlns=", 'xmlns:x="x" xmlns=')
    with pytest.raises(UnreadableError):
        read(zipped(parts))
    assert capfd.readouterr().err == ""
