"""Where the cells of a web page's tables come to stand in one grid."""

from __future__ import annotations

import re

from tthc_stats.ingest.readers.audit import ERROR_TEXT
from tthc_stats.ingest.readers.guard import too_wide
from tthc_stats.ingest.readers.limits import MAX_AREA, MAX_COLUMNS
from tthc_stats.ingest.readers.shaping import plain
from tthc_stats.ingest.readers.webpage_tables import Block, Cell, Row
from tthc_stats.model.grid import Fault, FaultKind, Value

ERROR = re.compile(ERROR_TEXT)
DAY = re.compile(r"\d[/.-]\d{1,2}[/.-]\d|\d:\d\d")
"""Excel stores dates and times as numbers, whose meaning only the shown text tells."""
STORED = re.compile(r"\s*[-+]?\d{1,15}(?:\.\d{1,20})?(?:[eE][-+]?\d{1,2})?\s*")


class Layout:
    """Stacks lines and tables; rows and columns of the grid count from 0.

    Raises UnreadableError for a table wider or larger than any spreadsheet.
    """

    def __init__(self, file: str, sheet: str | None) -> None:
        self.file = file
        self.sheet = sheet
        self.rows: list[list[Value]] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.faults: dict[tuple[int, int], Fault] = {}
        self._hidden: set[int] = set()
        self._shown: set[int] = set()
        self._hidden_cells: set[int] = set()
        self._size = 0

    @property
    def hidden_columns(self) -> set[int]:
        return self._hidden | (self._hidden_cells - self._shown)

    def add(self, block: Block) -> None:
        if isinstance(block, str):
            self.rows.append([block])
            return
        taken: dict[int, int] = {}
        last = len(self.rows) + len(block.rows) - 1
        self._hidden |= block.hidden_columns
        for row in block.rows:
            self._add_row(row, taken, last)

    def _add_row(self, row: Row, taken: dict[int, int], last: int) -> None:
        """taken: for every column, the last row that a cell from above reaches down to."""
        number, column = len(self.rows), 0
        values: list[Value] = []
        if row.hidden:
            self.hidden_rows.append(number)
        for cell in row.cells:
            while taken.get(column, -1) >= number:
                column += 1
            bottom = min(number + cell.down - 1, last) if cell.down else last
            self._check(column + cell.across)
            values.extend([None] * (column - len(values)))
            values.append(self._value(cell, number, column))
            self._span(cell, (number, column, bottom, column + cell.across - 1), taken)
            column += cell.across
        self.rows.append(values)
        self._size += column
        self._check(column)

    def _check(self, columns: int) -> None:
        if columns > MAX_COLUMNS or self._size > MAX_AREA:
            raise too_wide(self.file, self.sheet, len(self.rows) + 1, columns)

    def _span(self, cell: Cell, place: tuple[int, int, int, int], taken: dict[int, int]) -> None:
        top, left, bottom, right = place
        if bottom > top or right > left:
            self.merges.append(place)
        if bottom > top:
            taken.update(dict.fromkeys(range(left, right + 1), bottom))
        if left == right:
            (self._hidden_cells if cell.hidden else self._shown).add(left)

    def _value(self, cell: Cell, row: int, column: int) -> Value:
        text = cell.text
        if cell.error or ERROR.fullmatch(text):
            self.faults[row, column] = Fault(FaultKind.ERROR, cell.error or text)
            return None
        if cell.number and STORED.fullmatch(cell.number) and not DAY.search(text):
            return plain(float(cell.number))
        return text
