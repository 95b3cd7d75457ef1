"""What .xlsx and .xlsb share: opening with python-calamine, and its sheets as rows.

Calamine keeps a sheet as one dense block and ends the whole process where that does not fit
into memory, so the used area of a sheet must be known to be sane before it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

from python_calamine import CalamineSheet, SheetTypeEnum, SheetVisibleEnum, load_workbook

from tthc_stats.ingest.readers.audit import Found
from tthc_stats.ingest.readers.guard import check_area, damaged, foreign
from tthc_stats.ingest.readers.shaping import plain, shaped
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.grid import Grid, Value

Audit = Callable[[], Found]


def read_sheets(source: Source, kind: str, audits: Sequence[Audit]) -> list[Grid]:
    """The wanted worksheets of a workbook whose bytes are checked.

    audits: one for each sheet in the workbook's order, called before the sheet is loaded.
    Raises UnreadableError, also for whatever calamine stumbles over.
    """
    book = _Book(source)
    if len(book.sheets) != len(audits) or len({s.name for s in book.sheets}) < len(audits):
        raise damaged(source.file)
    tabs = [n for n, s in enumerate(book.sheets) if s.typ is SheetTypeEnum.WorkSheet]
    wanted = source.choose([book.sheets[n].name for n in tabs])
    return [book.grid(tabs[n], kind, audits[tabs[n]]()) for n in wanted]


class _Book:
    def __init__(self, source: Source) -> None:
        self.file = source.file
        with foreign(self.file):
            self.book = load_workbook(BytesIO(source.data))
            self.sheets = self.book.sheets_metadata

    def grid(self, number: int, kind: str, found: Found) -> Grid:
        about = self.sheets[number]
        check_area(self.file, about.name, *found.extent, found.values)
        with foreign(self.file):
            sheet = self.book.get_sheet_by_index(number)
            rows = list(_rows(sheet))
            merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
        return shaped(
            rows,
            file=self.file,
            format=kind,
            sheet=about.name,
            merges=merges or found.merges,
            hidden_rows=found.hidden_rows,
            hidden_columns=found.hidden_columns,
            faults=found.faults,
            hidden=about.visible is not SheetVisibleEnum.Visible,
        )


def _rows(sheet: CalamineSheet) -> Iterator[list[Value]]:
    """Rows from A1 on: the iterator starts in row 1 but in the first used column."""
    blank: list[Value] = []
    left: list[Value] = [None] * (sheet.start or (0, 0))[1]
    for row in sheet.iter_rows():
        if row.count("") == len(row):
            yield blank
        else:
            yield left + [plain(value) for value in row]
