"""Write what a report of many agencies holds, with openpyxl and python-docx, and nothing else.

``main`` takes the folder, the numbers of agencies and of rows each, and how the form is written:
``styled``, with the borders, number formats and sums that it has, or ``plain``, values alone.
Nothing is read, computed or checked, and no picture is drawn.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

COLUMNS = 13
SUMS = {3: "=D{0}+E{0}+F{0}", 7: "=H{0}+I{0}+J{0}", 11: "=L{0}+M{0}"}


def main() -> None:
    folder, agencies, rows, how = Path(sys.argv[1]), *map(int, sys.argv[2:4]), sys.argv[4]
    every = [
        [number, f"Lĩnh vực {agency}.{number}", *range(1000, 1000 + COLUMNS - 2)]
        for agency in range(agencies)
        for number in range(rows)
    ]
    workbook(folder, every[:agencies], every, styled=how == "styled")
    document(folder, every[:agencies])


def workbook(folder: Path, few: list[list[Any]], every: list[list[Any]], *, styled: bool) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Border, Font, Side

    side = Side(style="thin")
    border, font = Border(left=side, right=side, top=side, bottom=side), Font("Times New Roman", 11)
    book = Workbook()
    for listed, sheet in ((few, book.worksheets[0]), (every, book.create_sheet())):
        for number, row in enumerate(listed, start=1):
            if not styled:
                sheet.append(row)
                continue
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column, SUMS.get(column, "{1}").format(number, value))
                if column not in SUMS:
                    cell.value = value
                cell.border, cell.font, cell.number_format = border, font, "#,##0"
    book.save(folder / "written.xlsx")


def document(folder: Path, few: list[list[Any]]) -> None:
    from docx import Document

    written = Document()
    for number in range(20):
        written.add_paragraph(f"Câu {number}")
    table = written.add_table(rows=0, cols=COLUMNS)
    for row in few:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value)
    written.save(str(folder / "written.docx"))
