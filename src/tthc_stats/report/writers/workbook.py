"""A workbook: figures as numbers, shares with their fraction, texts never as formulas."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T
from tthc_stats.report.document import Block, LinesBlock, Report, TableBlock
from tthc_stats.report.language import Language
from tthc_stats.report.writers import Options
from tthc_stats.report.writers.cells import UNFIT
from tthc_stats.report.writers.columns import (
    Plain,
    heads,
    is_figure,
    number_format,
    plain,
    share_columns,
)
from tthc_stats.report.writers.zipped import EPOCH, without_dates

THIN = Side(style="thin", color="999999")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="DDE6F0")
MAX_WIDTH = 60
MAX_ROWS = 1_048_576
"""Rows of a sheet (ECMA-376, and every program that reads it)."""
LAST_FROZEN = 8
"""The lowest heading that may stay in sight: more frozen rows would fill a small screen."""
NARROWEST, HEADING, LINE_HEIGHT = 8, 16, 15


def write(report: Report, language: Language, options: Options) -> bytes:  # noqa: ARG001
    """A report as a sheet, with a second one for what stands aside, such as findings.

    A share takes two columns, its fraction and its percentage.
    """
    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]
    _title(sheet, language.text(report.title))
    blocks = (report.sheets or report.blocks)()
    tables = [block for block in blocks if isinstance(block, TableBlock) and not block.aside]
    for block in blocks:
        if isinstance(block, TableBlock) and block.aside:
            aside: Worksheet = book.create_sheet()
            _title(aside, language.text(block.title or report.title))
            _block(aside, block, language, freeze=True)
        else:
            _block(sheet, block, language, freeze=len(tables) == 1)
    for finished in book.worksheets:
        _fit_columns(finished)
        _print_setup(finished)
    return _saved(book)


def _block(sheet: Worksheet, block: Block, language: Language, *, freeze: bool) -> None:
    sheet.append([])
    if isinstance(block, TableBlock):
        _table(sheet, block, language, freeze=freeze)
    else:
        _lines(sheet, block, language)


def _title(sheet: Worksheet, title: str) -> None:
    sheet.title = title[:31]
    _put(sheet, 1, 1, title).font = Font(bold=True, size=14)


def _put(sheet: Worksheet, row: int, column: int, value: str | float | date | None) -> SheetCell:
    """Write a value; a text stays a text even where it begins like a formula."""
    cell: SheetCell = sheet.cell(row=row, column=column)  # type: ignore[assignment]
    if isinstance(value, str):
        cell.value = value.translate(UNFIT)
        cell.data_type = "s"  # a text that begins with = stays a text
    else:
        cell.value = value
    return cell


def _lines(sheet: Worksheet, block: LinesBlock, language: Language) -> None:
    for text, severity in block.lines:
        cell = _put(sheet, sheet.max_row + 1, 1, language.text(text))
        cell.font = Font(color="C00000") if severity == "error" else Font()


def _table(sheet: Worksheet, block: TableBlock, language: Language, *, freeze: bool) -> None:
    shares, upright = share_columns(block)
    top = sheet.max_row + 1
    _refuse_too_long(top + len(block.rows))
    headings = [language.text(heading.title) for heading in block.headings]
    _row(sheet, top, heads(headings, shares, upright=upright), bold=True, fill=True)
    for number, row in enumerate(block.rows):
        total = number >= len(block.rows) - block.totals
        parts = [part for n, cell in enumerate(row) for part in plain(cell, n in shares, language)]
        _row(sheet, top + 1 + number, parts, bold=total)
    if freeze and not upright and top <= LAST_FROZEN:
        sheet.freeze_panes = f"B{top + 1}"
    if block.filtered and block.rows:
        last = f"{get_column_letter(len(block.headings))}{top + len(block.rows)}"
        sheet.auto_filter.ref = f"A{top}:{last}"


def _refuse_too_long(rows: int) -> None:
    if rows > MAX_ROWS:
        raise UsageError(
            T("{rows} rows do not fit into a sheet", rows=rows),
            hint=T("Write them as csv, or fewer of them."),
        )


def _row(
    sheet: Worksheet, row: int, values: Iterable[Plain], *, bold: bool = False, fill: bool = False
) -> None:
    for column, value in enumerate(values, start=1):
        cell = _put(sheet, row, column, float(value) if isinstance(value, Decimal) else value)
        cell.border = GRID
        cell.font = Font(bold=bold)
        cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal=_side(value, fill))
        if fill:
            cell.fill = HEAD
        if isinstance(value, int | Decimal):
            cell.number_format = number_format(value)
        elif isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"


def _side(value: Plain, fill: bool) -> str | None:
    """Headings stand in the middle, fractions on the right like the numbers they are."""
    if fill:
        return "center"
    return "right" if is_figure(value) else None


def _fit_columns(sheet: Worksheet) -> None:
    """Columns as wide as their figures; headings are wrapped, long texts too."""
    for column in range(1, sheet.max_column + 1):
        widths = [NARROWEST]
        for (cell,) in sheet.iter_rows(min_row=3, min_col=column, max_col=column):
            if cell.value is not None and cell.border.left.style:
                longest = max(len(part) for part in str(cell.value).split("\n"))
                widths.append(min(longest, HEADING) if _is_heading(cell) else longest)
        sheet.column_dimensions[get_column_letter(column)].width = min(MAX_WIDTH, max(widths) + 2)
    for number, row in enumerate(sheet.iter_rows(min_row=3), start=3):
        _fit_height(sheet, number, row)


def _is_heading(cell: SheetCell | MergedCell) -> bool:
    return bool(cell.fill.fill_type == "solid")


def _fit_height(sheet: Worksheet, number: int, row: Sequence[SheetCell | MergedCell]) -> None:
    """Programs that do not measure text themselves show wrapped lines only with a height."""
    lines = 1
    for cell in row:
        if isinstance(cell.value, str) and cell.border.left.style:
            width = sheet.column_dimensions[cell.column_letter].width
            parts = cell.value.split("\n")
            lines = max(lines, sum(max(1, -(-len(part) // int(width))) for part in parts))
    if lines > 1:
        sheet.row_dimensions[number].height = LINE_HEIGHT * lines


def _print_setup(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def _saved(book: Workbook) -> bytes:
    """The bytes of a workbook without the time of writing, so that reruns are identical."""
    book.properties.created = EPOCH
    raw = io.BytesIO()
    book.save(raw)
    return without_dates(raw.getvalue(), {"docProps/core.xml": _without_time})


def _without_time(core: bytes) -> bytes:
    stamp = EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, core)
