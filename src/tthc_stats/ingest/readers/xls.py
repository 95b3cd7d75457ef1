"""Excel 5 to 2003 workbooks (.xls): all by xlrd; by calamine where xlrd does not cope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import StringIO
from typing import Any

from tthc_stats.ingest.readers.audit import ERRORS_BY_CODE, UNNAMED_ERROR, Found
from tthc_stats.ingest.readers.biff import check_claims, is_protected
from tthc_stats.ingest.readers.guard import foreign, protected, quiet
from tthc_stats.ingest.readers.shaping import plain, shaped
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.errors import UnreadableError
from tthc_stats.model.grid import Fault, FaultKind, Grid, Value

TEXT, NUMBER, DATE, BOOLEAN, ERROR = 1, 2, 3, 4, 5
"""xlrd's types of cells; the others are blank."""


def read(source: Source) -> list[Grid]:
    """The wanted sheets. Raises UnreadableError, or UsageError for an unknown sheet.

    Where xlrd cannot follow the formatting, hidden lines and merges are not known; where
    only calamine can read the file, errors are not known either.
    """
    stream = _stream(source)
    if is_protected(stream):
        raise protected(source.file)
    attempts: tuple[Callable[[], list[Grid]], ...] = (
        lambda: _by_xlrd(source, stream, formatting=True),
        lambda: _by_xlrd(source, stream, formatting=False),
        lambda: _by_calamine(source, stream),
    )
    for attempt in attempts[:-1]:
        try:
            return attempt()
        except UnreadableError:
            continue
    return attempts[-1]()


def _stream(source: Source) -> bytes:
    compound = source.compound
    if compound is None:
        return source.data
    return compound.stream("workbook" if "workbook" in compound.names else "book")


def _by_xlrd(source: Source, stream: bytes, *, formatting: bool) -> list[Grid]:
    with foreign(source.file):
        import xlrd

        book = xlrd.open_workbook(
            file_contents=stream,
            logfile=StringIO(),
            formatting_info=formatting,
            on_demand=True,
            ragged_rows=True,
        )
        return [
            _grid(source.file, book, book.sheet_by_index(n))
            for n in source.choose(book.sheet_names())
        ]


def _grid(file: str, book: Any, sheet: Any) -> Grid:
    found = Found()
    rows = [
        [_value(book, found, (r, c), *cell) for c, cell in enumerate(_cells(sheet, r))]
        for r in range(sheet.nrows)
    ]
    return shaped(
        rows,
        file=file,
        format="xls",
        sheet=sheet.name,
        merges=[(top, left, end - 1, right - 1) for top, end, left, right in sheet.merged_cells],
        hidden_rows=[row for row, info in sheet.rowinfo_map.items() if info.hidden],
        hidden_columns=[column for column, info in sheet.colinfo_map.items() if info.hidden],
        faults=found.faults,
        hidden=sheet.visibility != 0,
    )


def _cells(sheet: Any, row: int) -> zip[tuple[int, Any]]:
    return zip(sheet.row_types(row), sheet.row_values(row), strict=True)


def _value(book: Any, found: Found, at: tuple[int, int], kind: int, value: Any) -> Value:
    if kind == NUMBER:
        return plain(value)
    if kind == TEXT:
        return str(value)
    if kind == DATE:
        return _moment(value, book.datemode)
    if kind == BOOLEAN:
        return bool(value)
    if kind == ERROR:
        found.faults[at] = Fault(FaultKind.ERROR, ERRORS_BY_CODE.get(value, UNNAMED_ERROR))
    return None


def _moment(value: float, mode: int) -> Value:
    """A day, a time of day or both; a number that is no date of any calendar stays one."""
    from xlrd.xldate import xldate_as_datetime

    if value < 0:
        return plain(value)
    try:
        moment: datetime = xldate_as_datetime(value, mode)
    except (ValueError, OverflowError):
        return plain(value)
    if value < 1:
        return moment.time()
    return moment.date() if float(value).is_integer() else moment


def _by_calamine(source: Source, stream: bytes) -> list[Grid]:
    from tthc_stats.ingest.readers.calamine import read_sheets

    sheets = check_claims(stream, source.file)
    with quiet():
        return read_sheets(source, "xls", [Found] * sheets)
