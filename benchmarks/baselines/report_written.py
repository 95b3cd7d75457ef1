"""Write what a report of many agencies holds, with openpyxl and python-docx, and nothing else.

``main`` takes the folder, the numbers of agencies and of rows each, and whether the document
holds every row too or a row for each agency only. Nothing is read, computed or laid out.
"""

from __future__ import annotations

import sys
from pathlib import Path

COLUMNS = 13


def main() -> None:
    from docx import Document
    from openpyxl import Workbook

    folder, agencies, rows, whole = Path(sys.argv[1]), *map(int, sys.argv[2:4]), sys.argv[4]
    every = [
        [number, f"Thủ tục {agency}.{number}", *range(1000, 1000 + COLUMNS - 2)]
        for agency in range(agencies)
        for number in range(rows)
    ]
    few = every[:agencies]
    book = Workbook()
    sheet = book.worksheets[0]
    for row in few:
        sheet.append(row)
    form = book.create_sheet()
    for row in every:
        form.append(row)
    book.save(folder / "written.xlsx")
    document = Document()
    for number in range(20):
        document.add_paragraph(f"Câu {number}")
    for listed in (few, every) if whole == "whole" else (few,):
        table = document.add_table(rows=0, cols=COLUMNS)
        for row in listed:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = str(value)
    document.save(str(folder / "written.docx"))
