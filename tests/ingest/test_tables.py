"""Tables: headers in all their shapes, kinds of rows, and what could not be read."""

import csv
import io
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tthc_stats.ingest.headers import find_headers
from tthc_stats.ingest.readers import read_grids
from tthc_stats.ingest.tables import read_tables
from tthc_stats.model.counts import Count
from tthc_stats.model.grid import Fault, FaultKind, Grid, Merge, Value
from tthc_stats.model.table import RowKind, Table


def grid(text: str, **extra: object) -> Grid:
    rows = [[cell or None for cell in row] for row in csv.reader(io.StringIO(text), delimiter="|")]
    return Grid("a.csv", "csv", rows, **extra)  # type: ignore[arg-type]


def table(text: str, **extra: object) -> Table:
    (found,) = read_tables([grid(text, **extra)]).tables
    return found


def delimited(text: str) -> Table:
    """The table of a file of comma-separated values."""
    (found,) = read_tables(read_grids(io.BytesIO(text.encode()))).tables
    return found


def kinds(found: Table) -> list[str]:
    return [row.kind.value for row in found.rows]


GROUPED = """\
BÁO CÁO||||||||||||
STT|Đơn vị|Số hồ sơ nhận giải quyết||||Số hồ sơ đã giải quyết||||Số hồ sơ đang giải quyết||
||Tổng số|Trong đó||Từ kỳ trước|Tổng số|Trước hạn|Đúng hạn|Quá hạn|Tổng số|Trong hạn|Quá hạn
|||Trực tuyến|Trực tiếp, dịch vụ bưu chính||||||||
1|2|3|4|5|6|7|8|9|10|11|12|13
1|Sở A|10|6|3|1|8|5|2|1|2|1|1
"""
"""Biểu II.06a without merged cells, as CSV keeps it."""


def test_groups_run_on_over_blanks_without_merged_cells() -> None:
    found = table(GROUPED)
    assert found.layout == "ii06a"
    assert found.columns[4].path == (
        "Số hồ sơ nhận giải quyết",
        "Trong đó",
        "Trực tiếp, dịch vụ bưu chính",
    )
    assert found.columns[5].path == ("Số hồ sơ nhận giải quyết", "Từ kỳ trước")
    assert kinds(found) == ["detail"]


HEADERS = {
    "title above, empty first column": (
        [
            [None, "BÁO CÁO"],
            [None],
            [None, "Đơn vị", "Tiếp nhận", "Đã giải quyết"],
            [None, "A", 2, 1],
        ],
        (2, 2, None),
    ),
    "empty header rows and a numbering row": (
        [
            ["STT", "Đơn vị", "Tiếp nhận", "Đã giải quyết"],
            [],
            [],
            ["(1)", "(2)", "(3)", "(4)"],
            [1, "A", 2, 1],
        ],
        (0, 0, 3),
    ),
    "numbering with formulas and letters": (
        [
            ["STT", "Đơn vị", "Tiếp nhận", "Đã giải quyết"],
            ["A", "B", "1=2+3", 2, 3],
            [1, "A", 2, 1],
        ],
        (0, 0, 1),
    ),
}


@pytest.mark.parametrize(("rows", "header"), HEADERS.values(), ids=HEADERS)
def test_header_found(rows: Sequence[Sequence[Value]], header: tuple[int, int, int | None]) -> None:
    (found,) = find_headers(Grid("a", "xlsx", rows))
    assert (found.top, found.bottom, found.numbering) == header


ROWS = {
    "sections with figures": (
        (
            "STT|Đơn vị|Tiếp nhận|Đã giải quyết\n"
            "I|Cấp tỉnh|3|2\n"
            "1|Sở A|1|1\n"
            "2|Sở B|2|1\n"
            "II|Cấp xã|4|4\n"
            "1|Xã A|4|4\n"
            "|Tổng cộng|7|6\n"
        ),
        ["section", "detail", "detail", "section", "detail", "total"],
    ),
    "sections without details are details": (
        "STT|Đơn vị|Tiếp nhận|Đã giải quyết\nI|Cấp tỉnh|3|2\nII|Cấp xã|4|4\n|Tổng số|7|6\n",
        ["detail", "detail", "total"],
    ),
    "subtotals": (
        (
            "STT|Đơn vị|Tiếp nhận|Đã giải quyết\n"
            "I|Cấp tỉnh||\n"
            "1|Sở A|1|1\n"
            "|Cộng|1|1\n"
            "II|Cấp xã||\n"
            "1|Xã A|4|4\n"
            "|Cộng cấp xã|4|4\n"
            "|Tổng cộng|5|5\n"
        ),
        ["section", "detail", "section", "section", "detail", "section", "total"],
    ),
    "of which": (
        (
            "STT|Đơn vị|Tiếp nhận|Đã giải quyết\n"
            "1|Sở A|5|5\n"
            "|Trong đó: phường A|2|2\n"
            "|phường B|3|3\n"
            "2|Sở B|1|1\n"
        ),
        ["detail", "of_which", "of_which", "detail"],
    ),
    "of which below a total on top": (
        "Đơn vị|Tiếp nhận|Đã giải quyết\nToàn tỉnh|5|5\nTrong đó:||\nCấp tỉnh|2|2\nCấp xã|3|3\n",
        ["total", "note", "detail", "detail"],
    ),
    "total in the ordinal column": (
        "STT|Đơn vị|Tiếp nhận|Đã giải quyết\n1|Sở A|5|5\nTổng cộng||5|5\n",
        ["detail", "total"],
    ),
    "signatures": (
        (
            "STT|Đơn vị|Tiếp nhận|Đã giải quyết\n"
            "1|Sở A|5|5\n"
            "|Người lập biểu||Thủ trưởng đơn vị\n"
            "|(Ký, ghi rõ họ tên)||\n"
        ),
        ["detail", "note", "note"],
    ),
    "outline by numbers": (
        (
            "STT|Lĩnh vực|Tiếp nhận|Đã giải quyết\n"
            "1|Đất đai|3|3\n"
            "1.1|Thủ tục A|1|1\n"
            "1.2|Thủ tục B|2|2\n"
            "2|Hộ tịch|4|4\n"
        ),
        ["section", "detail", "detail", "detail"],
    ),
    "unnumbered parts that add up": (
        "STT|Lĩnh vực|Tiếp nhận|Đã giải quyết\n1|Đất đai|3|3\n|A|1|1\n|B|2|2\n2|Hộ tịch|4|4\n",
        ["section", "detail", "detail", "detail"],
    ),
    "a dash for nothing reported": (
        "Đơn vị|Tiếp nhận|Đã giải quyết\nXã A|-|-\nXã B|1|1\n",
        ["detail", "detail"],
    ),
    "header printed again on the next page": (
        (
            "STT|Đơn vị|Tiếp nhận|Đã giải quyết\n"
            "1|Sở A|5|5\n"
            "STT|Đơn vị|Tiếp nhận|Đã giải quyết\n"
            "2|Sở B|1|1\n"
        ),
        ["detail", "detail"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), ROWS.values(), ids=ROWS)
def test_kinds_of_rows(text: str, expected: list[str]) -> None:
    assert kinds(table(text)) == expected


def test_sections_and_totals_know_their_rows() -> None:
    found = table(ROWS["sections with figures"][0])
    assert [row.sums for row in found.rows if row.kind is not RowKind.DETAIL] == [
        (1, 2),
        (4,),
        (1, 2, 4),
    ]
    assert found.rows[1].section == ("Cấp tỉnh",)


def test_what_is_no_count_is_named_with_its_cell() -> None:
    found = table("Đơn vị|Tiếp nhận|Đã giải quyết\nXã A|5|n/a\nXã B|-5|1\n")
    assert [(f.code, f.place.cell, f.place.row) for f in found.findings] == [
        ("BAD_COUNT", "C2", "Xã A"),
        ("BAD_COUNT", "B3", "Xã B"),
    ]
    assert Count.RESOLVED not in found.rows[0].counts


def test_errors_formulas_and_hidden_rows_are_reported() -> None:
    faults = {(1, 1): Fault(FaultKind.ERROR, "#N/A"), (1, 2): Fault(FaultKind.NO_VALUE, "=A1")}
    found = table(
        "Đơn vị|Tiếp nhận|Đã giải quyết\nXã A||\nXã B|5|4\n",
        faults=faults,
        hidden_rows=frozenset({2}),
    )
    assert [(f.code, f.place.cell) for f in found.findings] == [
        ("ERROR_CELL", "B2"),
        ("NO_VALUE", "C2"),
        ("HIDDEN_ROW", "A3"),
    ]
    assert found.rows[0].counts == {}


def test_unknown_and_ambiguous_columns_are_named() -> None:
    found = table("Đơn vị|Tiếp nhận|Số lượt khách|Đã giải quyết|Đã xử lý xong\nXã A|5|9|4|3\n")
    assert [(f.code, f.place.cell) for f in found.findings] == [
        ("UNKNOWN_COLUMN", "C1"),
        ("AMBIGUOUS_COLUMN", "D1"),
        ("AMBIGUOUS_COLUMN", "E1"),
    ]
    assert found.rows[0].counts == {Count.RECEIVED: 5}


def test_two_tables_in_one_sheet() -> None:
    text = "Đơn vị|Tiếp nhận|Đã giải quyết\nXã A|5|5\n\nLĩnh vực|Tiếp nhận|Quá hạn\nĐất đai|5|0\n"
    tables = read_tables([grid(text)]).tables
    assert [len(found.rows) for found in tables] == [1, 1]
    assert tables[1].grid.address(tables[1].rows[0].index, 1) == "B5"


def test_hidden_sheets_are_left_out_unless_named() -> None:
    hidden = grid("Đơn vị|Tiếp nhận|Đã giải quyết\nXã A|5|5\n", hidden=True, sheet="Cũ")
    assert read_tables([hidden]).tables == []
    assert len(read_tables([hidden], named=True).tables) == 1


def test_merged_names_hold_for_all_their_rows() -> None:
    text = (
        "Đơn vị|Lĩnh vực|Tiếp nhận|Đã giải quyết\n"
        "Xã A|Đất đai|1|1\n"
        "|Hộ tịch|2|2\n"
        "Xã B|Đất đai|3|3\n"
    )
    merged = table(text, merges=(Merge(1, 0, 2, 0),))
    assert [row.keys["unit"] for row in merged.rows] == ["Xã A", "Xã A", "Xã B"]  # type: ignore[index]
    assert [row.keys["unit"] for row in table(text).rows] == ["Xã A", "Xã A", "Xã B"]  # type: ignore[index]


def test_a_total_of_other_things_is_no_table_of_dossiers() -> None:
    reading = read_tables([grid("STT|Cơ quan|Tổng số|Ghi chú\n1|Sở A|5|\n2|Sở B|6|\n")])
    assert reading.tables == []
    assert "no header" in str(reading.skipped[0].why)


HEAD = "Đơn vị|Tiếp nhận|Đã giải quyết|Đang giải quyết\n"
SECTION_CASES = tomllib.loads(
    (Path(__file__).parent / "section_cases.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", SECTION_CASES, ids=lambda case: case["name"])
def test_sections_that_only_their_figures_tell(case: dict[str, Any]) -> None:
    head = f"Đơn vị|{case['columns']}\n" if "columns" in case else HEAD
    found = table(head + case["rows"].lstrip())
    assert " ".join(kinds(found)) == case["kinds"]
    said = [f"{f.code} {f.place.cell} {f.severity.value}" for f in found.findings]
    assert said == case["said"]
    sections = [row for row in found.rows if row.kind is RowKind.SECTION]
    assert all(row.note and row.sums for row in sections)
    (total,) = [row.sums for row in found.rows if row.kind is RowKind.TOTAL] or [()]
    assert not {found.rows.index(section) for section in sections} & set(total)


NUMBERED = {
    "a total": ("1|Xã A|5|4|1\n2|Xã B|3|3|0\n3|Tổng cộng|8|7|1\n", "detail detail section"),
    "a total on top": ("0|Toàn tỉnh|8|7|1\n1|Xã A|5|4|1\n2|Xã B|3|3|0\n", "section detail detail"),
    "a field that sounds so": (
        "1|Tổng hợp|8|7|1\n2|Hộ tịch|5|4|1\n3|Đất đai|3|3|1\n",
        "detail detail detail",
    ),
    "sections among the numbers": (
        (
            "1|Cấp tỉnh|8|7|1\n2|Sở A|5|4|1\n3|Sở B|3|3|0\n4|Cấp xã|4|3|1\n5|Xã A|4|3|1\n"
            "|Tổng cộng|12|10|2\n"
        ),
        "section detail detail section detail total",
    ),
}


@pytest.mark.parametrize(("rows", "expected"), NUMBERED.values(), ids=NUMBERED)
def test_sums_that_are_numbered_like_details(rows: str, expected: str) -> None:
    found = table("STT|" + HEAD + rows)
    assert " ".join(kinds(found)) == expected
    assert found.findings == []


TITLES = {
    "fields of units": ("UBND xã A||\nHộ tịch|5|4\nUBND xã B||\nHộ tịch|3|2\n", "section detail"),
    "divisions": ("Sở A||\nPhòng A|5|4\nSở B||\nPhòng B|3|2\n", "section detail"),
    "wards of a town": (
        "Thành phố A||\nPhường A|5|4\nThành phố B||\nPhường B|3|2\n",
        "section detail",
    ),
    "groups": ("Sở, ngành||\nSở A|5|4\nXã, phường||\nXã A|3|2\n", "section detail"),
    "levels": ("UBND cấp huyện||\nHuyện A|5|4\nUBND cấp xã||\nXã A|3|2\n", "section detail"),
    "capitals": ("SỞ BAN NGÀNH||\nSỞ A|5|4\nXÃ PHƯỜNG||\nXÃ A|3|2\n", "section detail"),
}


@pytest.mark.parametrize(("rows", "pair"), TITLES.values(), ids=TITLES)
def test_titles_of_rows_are_no_units_that_report_nothing(rows: str, pair: str) -> None:
    found = table("Đơn vị|Tiếp nhận|Đã giải quyết\n" + rows)
    assert kinds(found) == pair.split() * 2
    assert found.findings == []


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Đơn vị tính: nghìn hồ sơ", ["LARGER_UNIT A1 warning"]),
        ("Đơn vị tính: Số hồ sơ TTHC.", []),
        ("Tuần 32 năm 2026", ["PERIOD_UNREAD A1 warning"]),
    ],
)
def test_what_a_title_says_of_the_figures(title: str, said: list[str]) -> None:
    found = table(f"{title}|||\n{HEAD}Xã A|5|4|1\n")
    assert [f"{f.code} {f.place.cell} {f.severity.value}" for f in found.findings] == said


def test_a_unit_above_numbered_rows_is_their_title() -> None:
    rows = "|Sở A|9|8\n|Sở B||\n1|Phòng A|5|4\n2|Phòng B|3|2\n"
    found = table("STT|Đơn vị|Tiếp nhận|Đã giải quyết\n" + rows)
    assert [row.label for row in found.details()] == ["Sở A", "Phòng A", "Phòng B"]
    assert not any(finding.code == "NOT_REPORTED" for finding in found.findings)


UNNAMED_TOTALS = {
    "numbered": ("1|Sở A|40|30|12\n2|Phòng A|25|20|8\n3|Phòng B|15|10|4\n", "error"),
    "without a number": ("|Sở A|40|30|12\n1|Phòng A|25|20|8\n2|Phòng B|15|10|4\n", "warning"),
}


@pytest.mark.parametrize(("rows", "severity"), UNNAMED_TOTALS.values(), ids=UNNAMED_TOTALS)
def test_a_total_among_numbered_rows_that_only_its_figures_tell(rows: str, severity: str) -> None:
    (said,) = table("STT|" + HEAD + rows).findings
    assert (said.code, said.severity.value) == ("UNNAMED_TOTAL", severity)


STACKED = {
    "two months": (
        "Tháng 7/2026",
        "Tháng 8/2026",
        ["2026-07-01..2026-07-31", "2026-08-01..2026-08-31"],
    ),
    "the same month again": ("Tháng 7/2026", "Tháng 7/2026", ["2026-07-01..2026-07-31"]),
    "a page without a title": ("Tháng 7/2026", "", ["2026-07-01..2026-07-31"]),
}


@pytest.mark.parametrize(("first", "second", "periods"), STACKED.values(), ids=STACKED)
def test_a_header_below_another_title_begins_another_table(
    first: str, second: str, periods: list[str]
) -> None:
    text = f"{first}|||\n{HEAD}Xã A|5|4|1\n{second}|||\n{HEAD}Xã B|3|3|0\n"
    tables = read_tables([grid(text)]).tables
    assert [str(found.period) for found in tables] == periods
    assert sum(len(list(found.details())) for found in tables) == 2


def test_a_header_below_another_unit_begins_another_table() -> None:
    head = "Lĩnh vực|Tiếp nhận|Đã giải quyết\n"
    parts = [f"Đơn vị báo cáo: UBND xã {name}||\n{head}Đất đai|5|4\n" for name in "AB"]
    tables = read_tables([grid("".join(parts))]).tables
    assert [found.unit for found in tables] == ["UBND xã A", "UBND xã B"]


def test_dates_in_cells_of_their_own_are_the_period() -> None:
    days: tuple[list[Value], ...] = (
        ["Từ ngày:", "15/07/2026", "Đến ngày:", "14/08/2026"],
        ["Từ ngày", date(2026, 7, 15), "đến ngày", date(2026, 8, 14)],
    )
    for line in days:
        rows: list[list[Value]] = [line, ["Đơn vị", "Tiếp nhận", "Đã giải quyết"], ["Xã A", 5, 4]]
        (found,) = read_tables([Grid("a.xlsx", "xlsx", rows)]).tables
        assert str(found.period) == "2026-07-15..2026-08-14"


@pytest.mark.parametrize(
    "name",
    ["Lũy kế từ đầu năm", "Cùng kỳ năm trước", "So với tháng trước", "Tăng/giảm", "Trung bình",
     "Tỷ lệ (%)", "Kỳ trước"],
)  # fmt: skip
def test_rows_that_compare_are_not_counted(name: str) -> None:
    found = table(HEAD + f"Xã A|5|4|1\nTổng cộng|5|4|1\n{name}|50|-4|6,7\n")
    assert kinds(found) == ["detail", "total", "note"]
    assert found.rows[2].note
    assert found.findings == []
    assert kinds(table(f"STT|{HEAD}1|Xã A|5|4|1\n2|{name}|5|4|1\n")) == ["detail", "detail"]


def test_pages_of_a_long_table_are_summed_apart() -> None:
    found = table(
        "STT|Đơn vị|Tiếp nhận|Đã giải quyết\n"
        "I|Sở, ngành|9|7\n1|Sở A|3|3\n2|Sở B|2|1\n|Cộng trang 1|5|4\n|Mang sang trang sau|5|4\n"
        "|Trang trước mang sang|5|4\n3|Sở C|4|3\nII|Các xã|7|5\n|Cộng trang|4|3\n"
        "1|Xã A|3|3\n2|Xã B|4|2\n|Tổng cộng|16|12\n"
    )
    assert " ".join(kinds(found)) == (
        "section detail detail page page page detail section page detail detail total"
    )
    assert {position: row.sums for position, row in enumerate(found.rows) if row.sums} == {
        0: (1, 2, 6), 3: (1, 2), 4: (1, 2), 5: (1, 2), 7: (9, 10), 8: (6,), 11: (1, 2, 6, 9, 10),
    }  # fmt: skip
    assert found.findings == []


@pytest.mark.parametrize("name", ["Cộng trang", "Trang trước mang sang", "Chuyển sang trang sau"])
def test_sums_of_pages_are_never_details(name: str) -> None:
    found = table(HEAD + f"Xã A|5|4|1\n{name}|5|4|1\nXã B|3|3|0\nTổng cộng|8|7|1\n")
    assert kinds(found) == ["detail", "page", "detail", "total"]
    assert found.rows[3].sums == (0, 2)


REPEATED = {
    "no total": ("1|Xã A|5|4|1\n2|Xã B|3|3|0\n3|Xã A|5|4|1\n", "detail detail repeated"),
    "a total of both": (
        "1|Xã A|5|4|1\n2|Xã B|3|3|0\n3|Xã A|5|4|1\n|Tổng cộng|13|11|2\n",
        "detail detail detail total",
    ),
    "a total of one": (
        "1|Xã A|5|4|1\n2|Xã B|3|3|0\n3|Xã A|5|4|1\n|Tổng cộng|8|7|1\n",
        "detail detail repeated total",
    ),
    "a total of both with a slip": (
        "1|Xã A|5|4|1\n2|Xã B|3|3|0\n3|Xã A|5|4|1\n|Tổng cộng|13|11|3\n",
        "detail detail detail total",
    ),
    "the whole table twice": (
        2 * "1|Xã A|5|4|1\n2|Xã B|3|3|0\n|Tổng cộng|8|7|1\n",
        "detail detail total repeated repeated total",
    ),
    "no ordinals": ("|Xã A|5|4|1\n|Xã A|5|4|1\n|Tổng cộng|5|4|1\n", "detail repeated total"),
}


@pytest.mark.parametrize(("rows", "expected"), REPEATED.values(), ids=REPEATED)
def test_rows_printed_twice(rows: str, expected: str) -> None:
    found = table("STT|" + HEAD + rows)
    assert " ".join(kinds(found)) == expected
    assert {f.code for f in found.findings} == {"DUPLICATE"}
    totals = [row for row in found.rows if row.kind is RowKind.TOTAL]
    assert all(found.rows[part].kind is RowKind.DETAIL for row in totals for part in row.sums)


def test_rows_of_one_name_and_two_codes_are_two() -> None:
    header = "Mã đơn vị|Đơn vị|Tiếp nhận|Đã giải quyết\n"
    found = table(header + "H1|Xã A|5|4\nH2|Xã A|5|4\n")
    assert kinds(found) == ["detail", "detail"]
    assert [f.code for f in found.findings] == ["DUPLICATE"]


OVERFLOWING = {
    "a figure beyond the header": (
        "1,Xã A,1,234,200,34\n2,Xã B,50,40,10\n",
        {"Xã A": "F2"},
    ),
    "a total alone": ("1,Xã A,900,800,10\n,Tổng cộng,1,234,800,10\n", {"Tổng cộng": "F3"}),
    "every row": ("1,Xã A,1,234,200,34\n2,Xã B,1,234,200,34\n", {"Xã A": "F2", "Xã B": "F3"}),
    "a percentage with a comma": ("1,Xã A,10,10,98,5%\n", {"Xã A": "F2"}),
    "a remark beyond the header": ("1,Xã A,10,9,1,đã gửi\n", {}),
    "a comma at the end of every row": ("1,Xã A,10,9,1,\n2,Xã B,5,4,1,\n", {}),
    "quoted": ('1,Xã A,"1,234","1,200",34\n', {}),
    "a signature of several cells": ("1,Xã A,10,9,1\n,,,,,,Người lập,2026\n", {}),
}


@pytest.mark.parametrize(("rows", "shifted"), OVERFLOWING.values(), ids=OVERFLOWING)
def test_rows_with_more_fields_than_the_header(rows: str, shifted: dict[str, str]) -> None:
    found = delimited("STT,Đơn vị,Tiếp nhận,Đã giải quyết,Đang giải quyết\n" + rows)
    said = {f.place.row: f.place.cell for f in found.findings if f.code == "SHIFTED_ROW"}
    assert said == shifted
    assert {row.label for row in found.rows if not row.counts and row.label in shifted} == {
        *shifted
    }


BESIDE_NOTES = {
    "a figure among the remarks": ("1,Xã A,1,234,200,34,\n2,Xã B,50,40,10,\n", ["F2"]),
    "a remark pushed out": ("1,Xã A,1,234,200,34,đã gửi\n2,Xã B,50,40,10,\n", ["F2"]),
    "a remark that is a number": ("1,Xã A,1234,1200,34,2\n", []),
}


@pytest.mark.parametrize(("rows", "cells"), BESIDE_NOTES.values(), ids=BESIDE_NOTES)
def test_shifted_figures_hide_among_remarks(rows: str, cells: list[str]) -> None:
    header = "STT,Đơn vị,Tiếp nhận,Đã giải quyết,Đang giải quyết,Ghi chú\n"
    found = delimited(header + rows)
    assert [f.place.cell for f in found.findings if f.code == "SHIFTED_ROW"] == cells


def test_an_unnamed_column_of_figures_is_no_shift() -> None:
    found = delimited("Đơn vị,Tiếp nhận,Đã giải quyết,\nXã A,5,4,1\nXã B,6,6,0\n")
    assert [f.code for f in found.findings] == ["UNKNOWN_COLUMN"]
    padded = delimited("Đơn vị,Tiếp nhận,Đã giải quyết,\nXã A,1,234,4\nXã B,6,6,\n")
    assert [f.place.cell for f in padded.findings] == ["D2"]
    assert padded.findings[0].code == "SHIFTED_ROW"


UPRIGHT = """\
BÁO CÁO THÁNG 8 NĂM 2026||
STT|Chỉ tiêu|Số lượng
1|Tổng số hồ sơ tiếp nhận|3.419
2|Đã giải quyết|3.250
3|Quá hạn|65
4|Đang giải quyết|169
"""


def test_a_list_that_runs_downwards_keeps_its_addresses() -> None:
    found = table(UPRIGHT)
    (row,) = found.details()
    assert [row.counts[count] for count in found.stated] == [3419, 3250, 65, 169]
    assert found.place(row, Count.LATE).cell == "C5"
    assert str(found.period) == "2026-08-01..2026-08-31"


def test_a_list_with_several_columns_of_figures_is_not_added_up() -> None:
    two = "\n".join(f"{line}|{line.split('|')[-1]}" for line in UPRIGHT.splitlines())
    assert read_tables([grid(two)]).tables == []


@pytest.mark.parametrize(
    ("figures", "count", "codes"),
    [
        ("2|8|7|3", Count.RECEIVED_IN_PERIOD, []),
        ("2|10|7|3", Count.RECEIVED, []),
        ("2|9|7|3", Count.RECEIVED, ["UNSURE_COLUMN"]),
        ("0|10|7|3", Count.RECEIVED, ["UNSURE_COLUMN"]),
    ],
)
def test_received_beside_the_carried_over(figures: str, count: Count, codes: list[str]) -> None:
    header = "Đơn vị|Tồn kỳ trước|Tiếp nhận|Đã giải quyết|Đang giải quyết"
    found = table(f"{header}\nXã A|{figures}\n")
    assert count in found.rows[0].counts
    assert [finding.code for finding in found.findings] == codes


MORE_ROWS = {
    "names that begin like a total": (
        (
            "Đơn vị|Tiếp nhận|Đã giải quyết\nCông an xã A|3|3\nTổng cục Thuế|2|1\n"
            "Tổng cộng (I+II)|5|4\n"
        ),
        ["detail", "detail", "total"],
    ),
    "a numbered row is no total": (
        "STT|Lĩnh vực|Tiếp nhận|Đã giải quyết\n1|Tổng hợp|3|3\n2|Hộ tịch|2|1\n|Tổng cộng|5|4\n",
        ["detail", "detail", "total"],
    ),
    "sections without a numeral": (
        (
            "STT|Đơn vị|Tiếp nhận|Đã giải quyết\n|Sở, ngành|5|4\n1|Sở A|3|3\n2|Sở B|2|1\n"
            "|Các xã|7|5\n1|Xã A|3|3\n2|Xã B|4|2\n|Tổng cộng|12|9\n"
        ),
        ["section", "detail", "detail", "section", "detail", "detail", "total"],
    ),
    "sums without a name for it below their rows": (
        "STT|Đơn vị|Tiếp nhận|Đã giải quyết\n1|Sở A|3|3\n2|Sở B|2|1\n|Cấp tỉnh|5|4\n",
        ["detail", "detail", "section"],
    ),
    "columns numbered with letters": (
        "STT|Đơn vị|Tiếp nhận|Đã giải quyết\nA|B|C|D\n1|Xã A|3|3\n",
        ["detail"],
    ),
    "dashes in the ordinal column": (
        "STT|Đơn vị|Tiếp nhận|Đã giải quyết\n1|Sở A|5|5\n-|Phòng B|2|2\n2|Sở C|1|1\n",
        ["detail", "of_which", "detail"],
    ),
    "a header of three rows printed again": (
        GROUPED + "".join(GROUPED.splitlines(keepends=True)[1:5]) + GROUPED.splitlines()[-1] + "\n",
        ["detail", "repeated"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), MORE_ROWS.values(), ids=MORE_ROWS)
def test_rows_that_look_like_others(text: str, expected: list[str]) -> None:
    assert kinds(table(text)) == expected
