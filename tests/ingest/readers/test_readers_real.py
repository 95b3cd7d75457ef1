"""Real inputs, read in place, and files as LibreOffice writes them."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest
from _build_grids import faults

from tthc_stats.ingest.readers import read_grids
from tthc_stats.model.grid import FaultKind, Merge

SHARED = Path(__file__).parents[4] / "shared" / "data"
OFFICE = shutil.which("soffice")

needs_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared inputs are not here")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")

FIRST_SHEETS = [
    ("layouts/thanhhoa_06a_htmlxls_SYNTHVALUES.xls", "html", "utf-8", 10, 13),
    ("layouts/hanoi_formA_text-numbers_SYNTHVALUES.xlsx", "xlsx", None, 14, 12),
    ("layouts/vpdk_vpdddx_2023-04.xlsx", "xlsx", None, 71, 16),
    ("layouts/new766_bao_cao_thang_10_2025.xlsx", "xlsx", None, 35, 15),
    ("registers/songanh_sotrahoso_register_htmlxls_SYNTHVALUES.xls", "html", "utf-8", 43, 11),
    ("legacy/tcvn3_2005-4E4ZD_XKT2.05.xls", "xls", "tcvn3", 29, 11),
    ("legacy/tcvn3_2007-74Z4A_solieu9thang-2.xls", "xls", "tcvn3", 81, 14),
    ("legacy/tcvn3_2009-Channuoi_2007.xls", "xls", "tcvn3", 80, 7),
    ("legacy/vni_2006-Mau21_CKTC_NSH.xls", "xls", "vni", 28, 8),
    ("legacy/vni_2009-20081202.257.xls", "xls", "vni", 28, 43),
    ("encodings/constructed_nfd_utf8.csv", "csv", "utf-8", 4, 11),
    ("encodings/constructed_tcvn3_latin1_bytes.csv", "csv", "tcvn3", 4, 11),
    ("encodings/constructed_unicode_text_utf16le.txt", "csv", "utf-16-le", 4, 11),
    ("published/lamdong_Q1-2020.csv", "csv", "utf-8", 5, 10),
    ("published/phutho_2026-08_dvc-progress-tree_part.csv", "csv", "utf-8-sig", 56, 10),
    ("registers/epar_calendar_2012_2015.csv", "csv", "utf-8", 1462, 3),
]


@needs_data
@pytest.mark.parametrize(("name", "format_", "encoding", "height", "width"), FIRST_SHEETS)
def test_real_files(name: str, format_: str, encoding: str | None, height: int, width: int) -> None:
    grid = read_grids(SHARED / name)[0]
    assert (grid.format, grid.encoding) == (format_, encoding)
    assert (len(grid.rows), grid.width) == (height, width)


@needs_data
def test_one_table_in_three_encodings() -> None:
    tables = [
        read_grids(path)[0].rows for path in sorted((SHARED / "encodings").glob("constructed_*"))
    ]
    assert len(tables) == 3
    assert tables[0] == tables[1] == tables[2]


@needs_data
def test_an_accented_title_from_a_font_of_old() -> None:
    grid = read_grids(SHARED / "legacy" / "tcvn3_2009-Channuoi_2007.xls")[0]
    assert grid.value(1, 1) == "mạng lưới điểm chăn nuôi Gà tập trung năm 2007"
    assert Merge(1, 1, 1, 6) in grid.merges


@needs_data
def test_a_packed_register_is_read() -> None:
    grid = read_grids(SHARED / "registers" / "boston311_2011_vi_dmy.csv.xz")[0]
    assert grid.value(0, 5) == "Ngày tiếp nhận"


def sample(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Số liệu"
    sheet["C5"], sheet["D5"], sheet["E5"], sheet["F5"] = "Đơn vị", 3250, 0.5, date(2026, 7, 1)
    sheet["C6"], sheet["D6"], sheet["E6"] = "=1/0", "=NA()", "=D5*2"
    sheet["F6"], sheet["C7"], sheet["D7"] = '=""', "a\nb", time(8, 30)
    sheet["C9"], sheet["G12"] = "gộp", 1
    sheet.merge_cells("C9:E10")
    sheet.row_dimensions[12].hidden = True
    sheet.column_dimensions["E"].hidden = True
    hidden = book.create_sheet("Ẩn")
    hidden["A1"] = 1
    hidden.sheet_state = "hidden"
    book.save(path)


@needs_office
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_what_libreoffice_writes(suffix: str, tmp_path: Path) -> None:
    sample(tmp_path / "sample.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [str(OFFICE), profile, "--headless", "--convert-to", suffix, "--outdir", "out",
         "sample.xlsx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    grid, hidden = read_grids(tmp_path / "out" / f"sample.{suffix}")
    assert grid.format == suffix
    assert grid.rows[4] == [None, None, "Đơn vị", 3250, 0.5, date(2026, 7, 1)]
    assert grid.rows[5] == [None, None, None, None, 6500]
    assert grid.rows[6] == [None, None, "a\nb", time(8, 30)]
    assert faults(grid) == {"C6": (FaultKind.ERROR, "#DIV/0!"), "D6": (FaultKind.ERROR, "#N/A")}
    assert grid.merges == (Merge(8, 2, 9, 4),)
    assert (set(grid.hidden_rows), set(grid.hidden_columns)) == ({11}, {4})
    assert (hidden.sheet, hidden.hidden) == ("Ẩn", True)
