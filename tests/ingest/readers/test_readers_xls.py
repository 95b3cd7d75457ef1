"""Excel 5 to 2003 workbooks, built by hand as records in a container."""

from __future__ import annotations

from datetime import date, datetime, time
from struct import pack

import _build_xls as build
import pytest
from _build_grids import cells, faults, merges, read, read_one
from _build_xls import compound, label, number, record, sheet, stream, xls

from tthc_stats.ingest.readers.ole import Compound
from tthc_stats.model.errors import NotUnderstoodError, UnreadableError, UsageError
from tthc_stats.model.grid import FaultKind

SHEET = sheet(
    build.hidden_columns(3, 3),
    build.hidden_row(5),
    label(4, 2, "Đơn vị"),
    number(4, 3, 3250),
    number(5, 2, 0.5),
    build.error(5, 3, 0x2A),
    build.truth(6, 2, value=True),
    build.formula_error(6, 3, 0x07),
    build.shared(7, 2, 0),
    build.merge(4, 2, 4, 3),
)
STRINGS = build.strings("Quá hạn")
SECOND = sheet(number(0, 0, 1))


@pytest.mark.parametrize("data", [xls(SHEET, more=STRINGS), stream(SHEET, more=STRINGS)])
def test_values_errors_merges_and_hidden_lines(data: bytes) -> None:
    grid = read_one(data)
    assert cells(grid) == {
        "C5": "Đơn vị",
        "D5": 3250,
        "C6": 0.5,
        "C7": True,
        "C8": "Quá hạn",
    }
    assert faults(grid) == {"D6": (FaultKind.ERROR, "#N/A"), "D7": (FaultKind.ERROR, "#DIV/0!")}
    assert merges(grid) == ["C5:D5"]
    assert (set(grid.hidden_rows), set(grid.hidden_columns)) == ({5}, {3})
    assert (grid.format, grid.sheet, grid.hidden) == ("xls", "Sheet1", False)


def dated(form: int, value: float) -> bytes:
    formats = record(0xE0, pack("<HHH", 0, 0, 0) + bytes(14))
    formats += record(0xE0, pack("<HHH", 0, form, 0) + bytes(14))
    return xls(sheet(record(0x203, pack("<HHHd", 0, 0, 1, value))), more=formats)


@pytest.mark.parametrize(
    ("form", "value", "read_as"),
    [
        (14, 46_204.0, date(2026, 7, 1)),
        (22, 46_204.5, datetime(2026, 7, 1, 12)),  # noqa: DTZ001
        (21, 0.25, time(6)),
        (14, -1.0, -1),
        (14, 1e300, 1e300),
        (10, 0.9881, 0.9881),
    ],
)
def test_numbers_that_look_like_dates_are_dates(form: int, value: float, read_as: object) -> None:
    assert read_one(dated(form, value)).rows[0][0] == read_as


def test_sheets_are_chosen_and_hidden_ones_told() -> None:
    data = xls(SECOND, SECOND, states=[0, 1])
    assert [(g.sheet, g.hidden) for g in read(data)] == [("Sheet1", False), ("Sheet2", True)]
    assert read_one(data, "2").sheet == "Sheet2"
    with pytest.raises(UsageError, match="Sheet1, Sheet2"):
        read(data, "Sheet3")


def test_fonts_of_old_are_read_and_named() -> None:
    words = ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "§éc lËp - Tù do - H¹nh phóc")
    grid = read_one(xls(sheet(label(0, 0, words[0]), label(1, 0, words[1]))))
    assert grid.encoding == "tcvn3"
    assert grid.rows[1] == ["Độc lập - Tự do - Hạnh phúc"]


def test_what_only_calamine_reads_is_still_read() -> None:
    """The second cell points to a string that the workbook does not have."""
    grid = read_one(xls(sheet(number(0, 0, 1), build.shared(1, 0, 7)), more=STRINGS))
    assert cells(grid) == {"A1": 1}


PASSWORD = record(0x2F, pack("<H", 1) + bytes(52))
REFUSED = {
    "password": (xls(SECOND, more=PASSWORD), "password"),
    "encrypted package": (compound({"EncryptedPackage": b"", "EncryptionInfo": b""}), "password"),
    "Word": (compound({"WordDocument": b""}), "a Word document"),
    "PowerPoint": (compound({"PowerPoint Document": b""}), "a PowerPoint presentation"),
    "other": (compound({"Contents": b""}), "an Office file that is no workbook"),
    "no header": (build.OLE_MAGIC, "damaged"),
    "cut off": (xls(SECOND)[:2000], "damaged"),
    "a header that leads nowhere": (build.OLE_MAGIC + b"\xff" * 600, "damaged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case: str) -> None:
    data, why = REFUSED[case]
    with pytest.raises(UnreadableError, match=why) as caught:
        read(data)
    assert "\n" not in str(caught.value)


BREAKS_XLRD = build.shared(1, 0, 7)
CLAIMS = {
    "strings without end": xls(
        sheet(BREAKS_XLRD), more=record(0xFC, pack("<LL", 1, 2**31 - 1) + b"\x01\x00\x00x")
    ),
    "a sheet without end": xls(
        sheet(record(0x200, pack("<LLHHH", 0, 2**32 - 1, 0, 0xFFFF, 0)), BREAKS_XLRD)
    ),
    "a column beyond the last": xls(sheet(number(0, 0, 1), number(65_535, 65_535, 1), BREAKS_XLRD)),
    "a sheet beyond the file": xls(
        SECOND, more=record(0x85, pack("<LBBBB", 2**31, 0, 0, 1, 0) + b"x")
    ),
}


@pytest.mark.parametrize("case", CLAIMS)
def test_memory_is_not_reserved_for_what_is_not_there(
    case: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnreadableError):
        read(CLAIMS[case])
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("data", [xls(sheet(), sheet()), compound({"Workbook": b""})])
def test_nothing_in_it(data: bytes) -> None:
    with pytest.raises(NotUnderstoodError):
        read(data)


# ---- the container -----------------------------------------------------------------------


def test_streams_come_out_as_they_went_in() -> None:
    content = bytes(range(256)) * 40
    held = Compound(compound({"Workbook": content, "Other": b"x" * 5000}), "tệp")
    assert held.names == {"workbook", "other"}
    assert held.stream("workbook") == content
    assert held.stream("other") == b"x" * 5000


def test_a_chain_that_leads_in_circles_ends() -> None:
    data = bytearray(compound({"Workbook": b"x" * 5000}))
    table = data[512:1024]
    data[512:1024] = table[:8] + pack("<L", 2) + table[12:]
    with pytest.raises(UnreadableError):
        Compound(bytes(data), "tệp").stream("workbook")
