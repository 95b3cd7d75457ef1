"""The quickest way from a workbook to Arrow: fastexcel reading the columns that counts need."""

from __future__ import annotations

import sys

import fastexcel

HEADER_ROW = 4
NEEDED = [
    *("Mã hồ sơ", "Đơn vị giải quyết", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý"),
    *("Trạng thái", "Hình thức tiếp nhận", "Mức độ DVC"),
]


def main() -> None:
    """Print how many rows the first sheet of a file has, after they became Arrow."""
    book = fastexcel.read_excel(sys.argv[1])
    sheet = book.load_sheet(0, header_row=HEADER_ROW, use_columns=NEEDED)
    batch = sheet.__arrow_c_array__()
    print(sheet.height, len(batch))
