"""The workbook: figures are numbers, texts are texts, and LibreOffice reads it alike."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

sys.path.insert(0, str(Path(__file__).parent))
from _reports import FORMULAS, HOSTILE, PLAIN, checked, named, written

import tthc_stats
from tthc_stats.report.inspection import inspection_report
from tthc_stats.report.writers import write

SAMPLES = Path(__file__).parents[2] / "sample_data"
BROKEN = "unit,received,resolved,in_time,late\nXã A,9,9,8,0\n=1+1,9,9,8,1\n"


def sheets(data: bytes) -> list[Worksheet]:
    return list(load_workbook(io.BytesIO(data)).worksheets)


def values(data: bytes) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheets(data)[0].iter_rows()]


def row_of(data: bytes, name: str) -> list[object]:
    (found,) = [row for row in values(data) if row[0] == name]
    return found


@pytest.mark.parametrize("code", ["en", "vi"])
def test_figures_are_numbers_with_fraction_and_percentage_side_by_side(code: str) -> None:
    row = row_of(written("xlsx", code=code), "Xã A")
    assert row[1:4] == [3419, 3250, 169]
    at = row.index("3162/3250")
    assert row[at + 1] == 97.29
    assert isinstance(row[at + 1], float)


def test_percentages_show_their_decimals() -> None:
    for cell in next(iter(sheets(written("xlsx"))[0].iter_rows(min_row=4))):
        if isinstance(cell.value, float):
            assert cell.number_format == "#,##0.00"


def test_absent_is_no_number() -> None:
    row = row_of(written("xlsx"), "Xã D")
    assert row[1] == 7
    assert not [value for value in row[2:] if isinstance(value, int | float)]
    empty = row_of(written("xlsx"), "Xã C")
    assert 0.0 not in empty[4:6]


@pytest.mark.parametrize("text", [*FORMULAS, "#N/A", "1.234", "2026-08-01", "TRUE"])
def test_texts_are_texts(text: str) -> None:
    cells = [cell for row in sheets(write(named(text), "xlsx", PLAIN))[0] for cell in row]
    found = [c for c in cells if isinstance(c.value, str) and c.value.strip() == text.strip()]
    assert found
    assert {cell.data_type for cell in found} == {"s"}


@pytest.mark.parametrize("text", [*HOSTILE, "a\x0bb\x1fc", "x\uffffy", "x\ufffey", "y" * 40_000])
def test_any_name_gives_a_readable_workbook(text: str) -> None:
    data = write(named(text), "xlsx", PLAIN)
    shown = [cell.value for row in sheets(data)[0] for cell in row if cell.value]
    assert shown
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in package.namelist():
            assert "\uffff" not in package.read(part).decode("utf-8")
            assert "\ufffe" not in package.read(part).decode("utf-8")


@pytest.mark.parametrize("code", ["en", "vi"])
def test_the_same_bytes_twice(code: str) -> None:
    assert written("xlsx", code=code) == written("xlsx", code=code)
    assert checked("xlsx", BROKEN, code) == checked("xlsx", BROKEN, code)


def test_nothing_in_it_tells_who_or_when() -> None:
    with zipfile.ZipFile(io.BytesIO(written("xlsx"))) as package:
        core = package.read("docProps/core.xml").decode("utf-8")
        assert package.testzip() is None
        assert {item.date_time[0] for item in package.infolist()} == {2000}
    assert "2000-01-01" in core
    assert "202" not in core


def test_findings_come_along() -> None:
    book = written("xlsx", BROKEN)
    texts = [str(c.value) for sheet in sheets(book) for row in sheet for c in row if c.value]
    assert "TIMELINESS" in texts
    assert any("TIMELINESS" in text for text in cell_texts(checked("xlsx", BROKEN)))


def cell_texts(data: bytes) -> list[str]:
    return [str(c.value) for sheet in sheets(data) for row in sheet for c in row if c.value]


def test_no_cell_is_a_formula() -> None:
    kinds = {c.data_type for sheet in sheets(written("xlsx", BROKEN)) for row in sheet for c in row}
    assert "f" not in kinds
    assert "e" not in kinds


@pytest.fixture(scope="module")
def opened_by_libreoffice(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What LibreOffice makes of the workbook, as CSV with semicolons."""
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "report.xlsx").write_bytes(written("xlsx", BROKEN, "vi"))
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false",
            "--outdir",
            str(folder),
            str(folder / "report.xlsx"),
        ],
        check=True,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        timeout=120,
    )
    return (folder / "report.csv").read_text(encoding="utf-8")


def test_libreoffice_opens_it(opened_by_libreoffice: str) -> None:
    lines = opened_by_libreoffice.splitlines()
    (row,) = [line.split(";") for line in lines if line.startswith("Xã A")]
    assert row[1:4] == ["9", "9", "0"]
    at = row.index("8/9")
    assert row[at + 1] == "88.89"


def test_libreoffice_computes_nothing(opened_by_libreoffice: str) -> None:
    (row,) = [line for line in opened_by_libreoffice.splitlines() if "1+1" in line]
    assert row.startswith("=1+1;")
    assert "Err:" not in opened_by_libreoffice
    assert "#" not in opened_by_libreoffice


def test_findings_stand_in_columns_to_filter() -> None:
    (sheet,) = sheets(checked("xlsx", BROKEN))
    _, top, last, _ = range_boundaries(str(sheet.auto_filter.ref))
    table = list(sheet.iter_rows(min_row=top))
    assert last == len(table[0])
    assert [cell.value for cell in table[0]][:6] == [
        "code",
        "severity",
        "file",
        "sheet",
        "cell",
        "row",
    ]
    by_code = {row[0].value: row for row in table[1:]}
    broken = by_code["TIMELINESS"]
    assert [cell.value for cell in broken[6:9]] == [9, 8, 1]
    assert str(broken[10].value).startswith("possibly ")
    assert "\nor " in str(broken[10].value)
    assert len(table) - 1 == len([c for c in cell_texts(checked("xlsx", BROKEN)) if c in by_code])


def test_few_rows_are_frozen_or_none() -> None:
    """A laptop shows some thirty rows; what is frozen takes them away."""
    summary, findings = sheets(written("xlsx", BROKEN))
    assert (summary.freeze_panes, findings.freeze_panes) == ("B3", "B3")
    reading = tthc_stats.read(SAMPLES / "dak-nong-2024.xlsx")
    (inspected,) = sheets(write(inspection_report(reading, PLAIN), "xlsx", PLAIN))
    assert inspected.freeze_panes is None
