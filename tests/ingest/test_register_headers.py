"""Registers as data: every file in register_cases/ is the top of one and what its columns are."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tthc_stats.ingest.readers import read_grids
from tthc_stats.ingest.registers import find_register
from tthc_stats.ingest.registers.captions import is_personal, role_of
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.grid import Grid
from tthc_stats.model.register import Register, Role

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LAYOUTS = ROOT.parent / "shared" / "data" / "layouts"
CASES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((HERE / "register_cases").glob("*.toml"))
}


def grid(text: str) -> Grid:
    rows = csv.reader(io.StringIO(text.lstrip("\n")), delimiter="|")
    return Grid("a.csv", "csv", [[cell or None for cell in row] for row in rows])


def register(text: str) -> Register:
    """The register in a text; no table of counts is found in it."""
    reading = read_tables([grid(text)])
    assert reading.tables == []
    (found,) = reading.registers
    return found


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_register(case: dict[str, Any]) -> None:
    found = register(case["grid"])
    roles = {role.value: column.caption for role, column in found.roles.items()}
    assert roles == case["roles"]
    assert found.first_row == case["first_row"]
    noted = [column.caption for column in found.columns if column.note]
    assert noted == case.get("unused", [])
    personal = {column.caption for column in found.columns if column.personal}
    assert personal >= set(case.get("personal", []))
    assert str(found.period) == case.get("period", "None")


def test_every_role_stands_in_a_case() -> None:
    assert {role for case in CASES.values() for role in case["roles"]} == set(Role)


PERSONAL = """
Chủ hồ sơ|ChuHoSo|chu_ho_so|TÊN CHỦ HỒ SƠ|Họ tên|Họ và tên|HỌ VÀ TÊN NGƯỜI NỘP|Họ và tên chủ hồ sơ
Người nộp|Người nộp hồ sơ|nguoi_nop|Nguoi nop|Người yêu cầu|Người làm đơn|Người nhận kết quả
Người được cấp|Tên công dân|Công dân|Cá nhân|Tổ chức|Tên cá nhân, tổ chức|Đơn vị, cá nhân
Đơn vị cá nhân|Đơn vị/cá nhân|Địa chỉ|Dia chi|ĐỊA CHỈ THƯỜNG TRÚ|Địa chỉ, số điện thoại
DiaChiChuHoSo|Điện thoại|Số điện thoại|SoDienThoaiChuHoSo|SĐT|Số di động|Email|E-mail
Thư điện tử|CMND|Số CCCD|CCCD/CMND|Căn cước công dân|Số chứng minh thư|Hộ chiếu
Số định danh cá nhân|Mã số thuế|Số tài khoản|Giới tính|Ngày sinh|Năm sinh|Dân tộc|Ký nhận
Ghi chú|applicant|Applicant name|phone|Phone number|address|full_name|Full name|fullName|citizen_id
so_cmt|sdt_lien_he|so_sdt|soCMT|SoMST|ma_so_thue|so_cccd|email_nguoi_nop
"""
NEVER_A_ROLE = """
HoTen|DiaChi|DienThoai|Số ĐT|Khách hàng|Tên người dân|Tổ chức, cá nhân nộp hồ sơ|Cá nhân/Tổ chức
Tên doanh nghiệp|MST|Đương sự|Người đại diện|Ông/bà|Số giấy tờ|Nơi cư trú|Đơn vị nộp hồ sơ
Người tiếp nhận|TenNguoiNhanHoSo|Người thụ lý|customer|owner|name|identity_number
Ngày nhận hồ sơ của công dân|Địa chỉ (xã, phường)|Cơ quan, cá nhân|Tên đơn vị, tổ chức
"""


def captions(text: str) -> list[str]:
    return [caption for line in text.strip().split("\n") for caption in line.split("|")]


@pytest.mark.parametrize("caption", captions(PERSONAL))
@pytest.mark.parametrize("above", ["", "Thông tin hồ sơ", "Ngày tiếp nhận"])
def test_data_of_persons_have_no_role(caption: str, above: str) -> None:
    path = (above, caption) if above else (caption,)
    assert is_personal(path)
    assert role_of(path) is None


@pytest.mark.parametrize("below", ["Ngày tiếp nhận", "Đơn vị", "Mã hồ sơ", "Xã"])
@pytest.mark.parametrize("above", ["Chủ hồ sơ", "Người nộp", "Thông tin công dân"])
def test_what_stands_under_a_person_is_personal(above: str, below: str) -> None:
    assert is_personal((above, below))
    assert role_of((above, below)) is None


@pytest.mark.parametrize("caption", captions(NEVER_A_ROLE))
def test_what_may_name_persons_has_no_role(caption: str) -> None:
    assert role_of((caption,)) is None


def test_columns_of_persons_stay_out_whatever_they_hold() -> None:
    found = register(CASES["thanhhoa-mau06"]["grid"])
    personal = [column for column in found.columns if column.personal]
    assert len(personal) == 3
    assert all(column.role is None for column in personal)


COUNT_TABLES = [
    *sorted(
        path
        for path in (ROOT / "sample_data").glob("*.*")
        if path.suffix not in (".py", ".md", ".docx")
    ),
    *(sorted(LAYOUTS.iterdir()) if LAYOUTS.is_dir() else []),
]


@pytest.mark.parametrize("path", COUNT_TABLES, ids=lambda path: path.name)
def test_a_table_of_counts_is_no_register(path: Path) -> None:
    if "register" in path.name or "so-theo-doi" in path.name:
        pytest.skip("a register")
    for sheet in read_grids(path):
        assert find_register(sheet) is None


LAYOUT_CASES = sorted((HERE / "layout_cases").glob("*.toml"))


@pytest.mark.parametrize("path", LAYOUT_CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("extra", [(), ("Ngày cập nhật", "Từ ngày", "Đến ngày")])
def test_no_layout_of_counts_looks_like_a_register(path: Path, extra: Sequence[str]) -> None:
    columns = tomllib.loads(path.read_text(encoding="utf-8"))["columns"]
    names = [caption.split(" > ") for caption, _ in columns] + [[name] for name in extra]
    depth = max(map(len, names))
    rows = [[name[n] if n < len(name) else None for name in names] for n in range(depth)]
    sheet = Grid("a.csv", "csv", [*rows, *[[1] * len(names)] * 3])
    assert find_register(sheet) is None


def test_counts_called_received_are_no_days() -> None:
    """``received`` and ``due`` are counts in one file and days in another."""
    header = "unit|procedure|received|due|returned\n"
    reading = read_tables([grid(header + "Xã A|Khai sinh|120|100|3\nXã B|Khai sinh|9|9|0\n")])
    assert (len(reading.tables), reading.registers) == (1, [])
    assert register(header + "Xã A|Khai sinh|2026-08-13|2026-08-20|\n").first_row == 1


@pytest.mark.parametrize(
    "header",
    [
        "Mã hồ sơ|Tên thủ tục hành chính|Trạng thái",  # no day at all
        "Mã hồ sơ|Ngày hẹn trả|Trạng thái",  # not when it came in
        "Ngày tiếp nhận|Họ và tên|Địa chỉ",  # a visitors' book
        "Ngày tiếp nhận|Ngày hẹn trả|Nội dung",  # two days and nothing else
    ],
)
def test_too_little_is_no_register(header: str) -> None:
    assert find_register(grid(f"{header}\nH1|13/08/2026|x\n")) is None


def test_a_register_is_found_below_sixty_rows_of_nothing_only_by_its_header() -> None:
    top = CASES["english"]["grid"].lstrip("\n")
    assert find_register(grid("|\n" * 59 + top)) is not None
    with pytest.raises(NotUnderstoodError):
        _read_required("ghi chép|x\n" * 5)


def _read_required(text: str) -> None:
    from tthc_stats.api.reading import read

    read(io.BytesIO(text.replace("|", ",").encode()))


@pytest.mark.parametrize("name", CASES)
def test_the_same_columns_from_a_workbook(name: str, tmp_path: Path) -> None:
    """Groups of a workbook are merged cells; what the columns are stays the same."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    for row in grid(CASES[name]["grid"]).rows:
        sheet.append(list(row))
    _merge_groups(sheet)
    book.save(tmp_path / "a.xlsx")
    (found,) = read_tables(read_grids(tmp_path / "a.xlsx")).registers
    roles = {role.value: column.caption for role, column in found.roles.items()}
    assert roles == CASES[name]["roles"]
    assert found.first_row == CASES[name]["first_row"]


def _merge_groups(sheet: Any) -> None:
    """“Ngày, tháng, năm” stands over the three columns below it."""
    for row in list(sheet.iter_rows()):
        for cell in row:
            if cell.value == "Ngày, tháng, năm":
                sheet.merge_cells(
                    start_row=cell.row,
                    end_row=cell.row,
                    start_column=cell.column,
                    end_column=cell.column + 2,
                )
