"""A workbook of sheets laid out cell by cell: formulas with the values they give."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from tthc_stats.report.document import Report
from tthc_stats.report.language import Language
from tthc_stats.report.sheet import Sheet, SheetCell, Style
from tthc_stats.report.writers import Options
from tthc_stats.report.writers.cells import UNFIT

EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 (a workbook's dates have no zone)
A4 = 9
FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
GRID = {"border": 1, "text_wrap": True}
FIGURE = {**GRID, "align": "right", "num_format": "#,##0"}
LOOKS: Mapping[Style, Mapping[str, Any]] = {
    Style.HEAD: {"italic": True, "font_size": 10, "text_wrap": True},
    Style.HEAD_STRONG: {"bold": True, "font_size": 10, "text_wrap": True},
    Style.TITLE: {"bold": True, "font_size": 12, "align": "center", "text_wrap": True},
    Style.PERIOD: {"bold": True, "align": "center"},
    Style.MEASURE: {"italic": True, "align": "right"},
    Style.CAPTION: {**GRID, "bold": True, "font_size": 10, "align": "center"},
    Style.NUMBERING: {**GRID, "italic": True, "font_size": 9, "align": "center"},
    Style.ORDINAL: {**GRID, "align": "center"},
    Style.NAME: {**GRID, "align": "left"},
    Style.FIGURE: FIGURE,
    Style.SUM_ORDINAL: {**GRID, "align": "center", "bold": True},
    Style.SUM_NAME: {**GRID, "align": "left", "bold": True},
    Style.SUM_FIGURE: {**FIGURE, "bold": True},
    Style.DATE: {"italic": True, "align": "center"},
    Style.SIGNATURE: {"bold": True, "align": "center"},
    Style.SIGNATURE_NOTE: {"italic": True, "align": "center"},
}
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}
"""In inches."""
FOOTER = '&C&"Times New Roman,Regular"&10&P/&N'


def write(report: Report, language: Language, options: Options) -> bytes:  # noqa: ARG001
    """The sheets of a report as a workbook; the same sheets give the same bytes."""
    return workbook_of(report.printed() if report.printed else ())


def workbook_of(sheets: Sequence[Sheet]) -> bytes:
    """A workbook of some sheets, in their order."""
    raw = io.BytesIO()
    book = Workbook(raw, {"in_memory": True})  # temporary files would have times of their own
    book.set_properties({"title": _text(sheets[0].title), "created": EPOCH})
    looks = looks_of(book)
    for sheet in sheets:
        add_sheet(book, sheet, looks)
    book.close()
    return raw.getvalue()


def looks_of(book: Workbook) -> dict[Style, Format]:
    """The formats of a workbook for every style."""
    return {style: book.add_format({**FONT, **look}) for style, look in LOOKS.items()}


class _PlainSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose formulas are sums, in which no newer function need be sought: that took
    most of the time of a long form.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")


def add_sheet(book: Workbook, sheet: Sheet, looks: Mapping[Style, Format]) -> Worksheet:
    """Add a sheet to a workbook, so that forms can be annexes of another one."""
    page = book.add_worksheet(sheet.name, worksheet_class=_PlainSheet)
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    for row, height in sheet.heights.items():
        page.set_row(row, height)
    for (row, column), cell in sheet.cells.items():
        _put(page, row, column, cell, looks[cell.style])
    _set_up(page, sheet)
    return page


def _put(page: Worksheet, row: int, column: int, cell: SheetCell, look: Format) -> None:
    if (cell.last_row, cell.last_column) != (row, column):
        page.merge_range(row, column, cell.last_row, cell.last_column, "", look)
    # Each kind by its own name: what guesses kinds would take "=1+1" for a formula.
    if cell.formula:
        page.write_formula(row, column, cell.formula, look, cell.value)
    elif isinstance(cell.value, str):
        page.write_string(row, column, _text(cell.value), look)
    elif cell.value is not None:
        page.write_number(row, column, cell.value, look)
    else:
        page.write_blank(row, column, None, look)


def _text(text: str) -> str:
    return text.translate(UNFIT)


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    """A4 in landscape, as wide as the page, with the header on every page and its number."""
    first, last = sheet.repeated
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(**MARGINS)
    page.fit_to_pages(1, 0)
    page.repeat_rows(first, last)
    page.center_horizontally()
    page.print_area(0, 0, sheet.last_row, len(sheet.widths) - 1)
    page.set_footer(FOOTER)
    page.freeze_panes(last + 1, sheet.frozen)
    page.hide_gridlines(2)
    whole = f"A1:{xl_rowcol_to_cell(sheet.last_row, len(sheet.widths) - 1)}"
    page.ignore_errors({"formula_differs": whole, "formula_range": whole})
