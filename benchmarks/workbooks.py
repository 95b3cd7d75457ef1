"""Generated workbooks: form II.06a by unit, 13 columns, consistent figures, one total row; by
procedure where they are named as those of one agency.

Run as a program of its own (``python workbooks.py FOLDER NAME=ROWS…``), so that the process
that measures stays small: a child's peak memory is never counted below its parent's.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

COLUMNS = 13
TITLES = (
    "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
    "Kỳ báo cáo: Tháng 8 năm 2026",
    "(Từ ngày 15/07/2026 đến ngày 14/08/2026)",
    "Đơn vị tính: Số hồ sơ TTHC.",
)
HEADER = {
    "A6:A8": "TT",
    "B6:B8": "Đơn vị",
    "C6:F6": "Số lượng hồ sơ tiếp nhận",
    "C7:C8": "Tổng số",
    "D7:E7": "Trong kỳ",
    "D8": "Trực tuyến",
    "E8": "Trực tiếp, dịch vụ bưu chính",
    "F7:F8": "Từ kỳ trước",
    "G6:J6": "Số lượng hồ sơ đã giải quyết",
    "G7:G8": "Tổng số",
    "H7:H8": "Trước hạn",
    "I7:I8": "Đúng hạn",
    "J7:J8": "Quá hạn",
    "K6:M6": "Số lượng hồ sơ đang giải quyết",
    "K7:K8": "Tổng số",
    "L7:L8": "Trong hạn",
    "M7:M8": "Quá hạn",
}
"""Header cells with what they are merged over; the numbering row (1)…(13) follows."""

AGENCY = "agency"
"""What the files of single agencies are called: their rows are procedures, not units."""
PROCEDURES = "Tên thủ tục hành chính"
FIRST_ROW = 10
LATE = 10
"""The column (from 1) of the late dossiers, in which a broken cell is put."""


def figures(random: Random) -> list[int]:
    """Columns 3 to 13 of one unit, for which every identity of the form holds."""
    early, on_time, late = random.randint(50, 900), random.randint(5, 200), random.randint(0, 20)
    in_time, overdue = random.randint(0, 60), random.randint(0, 9)
    resolved, pending = early + on_time + late, in_time + overdue
    carried_over, online = random.randint(0, 25), random.randint(0, resolved // 2)
    received = resolved + pending
    offline = received - online - carried_over
    flows = [received, online, offline, carried_over]
    return [*flows, resolved, early, on_time, late, pending, in_time, overdue]


def rows(name: str, count: int) -> Iterator[list[str | int | None]]:
    """Units that are in no other file, and their total; the same for the same name."""
    random = Random(name)
    total = [0] * (COLUMNS - 2)
    for number in range(1, count + 1):
        counts = figures(random)
        total = [a + b for a, b in zip(total, counts, strict=True)]
        yield [number, f"Xã {name}.{number:04}", *counts]
    yield [None, "Tổng cộng", *total]


def fill(sheet: Worksheet, name: str, count: int) -> None:
    """Titles, header and rows on an empty sheet."""
    single = name.startswith(AGENCY)
    first = f"- Đơn vị báo cáo: Xã {name.removeprefix(AGENCY)}" if single else TITLES[0]
    for row, title in enumerate((first, *TITLES[1:]), 1):
        sheet.cell(row, 1, title)
        sheet.merge_cells(None, row, 1, row, COLUMNS)
    for area, caption in HEADER.items():
        sheet[area.split(":")[0]] = PROCEDURES if single and caption == "Đơn vị" else caption
        if ":" in area:
            sheet.merge_cells(area)
    sheet.append([f"({column})" for column in range(1, COLUMNS + 1)])
    for values in rows(name, count):
        sheet.append(values)


def write(path: Path, name: str, count: int, *, broken: bool = False) -> None:
    """Save a workbook of some units; a broken one has one late figure 10 too high."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    fill(sheet, name, count)
    if broken:
        cell = sheet.cell(FIRST_ROW + count // 2, LATE)
        cell.value = int(str(cell.value)) + 10
    book.save(path)


def main() -> None:
    folder, wishes = Path(sys.argv[1]), sys.argv[2:]
    for wish in wishes:
        name, _, count = wish.partition("=")
        write(folder / f"{name}.xlsx", name, int(count), broken=name == "broken")


if __name__ == "__main__":
    main()
