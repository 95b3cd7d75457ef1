"""A grid: one sheet as it stands in the file, before anyone has understood it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from tthc_stats.model.findings import Place

Value = str | int | float | bool | date | datetime | time | timedelta | None


class Merge(NamedTuple):
    """A merged range; rows and columns counted from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


class FaultKind(StrEnum):
    ERROR = "error"
    """The cell holds an error value such as #N/A."""
    NO_VALUE = "no_value"
    """The cell holds a formula whose result was never stored."""


class Fault(NamedTuple):
    """A cell that shows something but has no value to read."""

    kind: FaultKind
    text: str
    """The error (``#N/A``) or the formula (``=SUM(C3:C9)``), as far as the file tells."""


class Grid(NamedTuple):
    """Cells of one sheet: ``rows[r][c]`` counts from 0 at A1; rows may differ in length.

    Blank cells are ``None``, never an empty text. Texts are NFC. A cell in ``faults`` is
    ``None`` in ``rows``. Merged cells hold their value in the top left cell only. fields: how
    many fields each row of delimited text has, blank ones at its end among them. addressed:
    whether people find cells by A1 addresses; rows of a database have none.
    """

    file: str
    format: str
    rows: Sequence[Sequence[Value]]
    sheet: str | None = None
    encoding: str | None = None
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    faults: Mapping[tuple[int, int], Fault] = {}
    hidden: bool = False
    fields: Sequence[int] = ()
    transposed: bool = False
    addressed: bool = True

    def turned(self) -> Grid:
        """The same sheet on its side, columns as rows; addresses stay those of the file."""
        width = self.width
        return self._replace(
            rows=[
                [self.value(row, column) for row in range(len(self.rows))]
                for column in range(width)
            ],
            merges=tuple(Merge(m.left, m.top, m.right, m.bottom) for m in self.merges),
            hidden_rows=self.hidden_columns,
            hidden_columns=self.hidden_rows,
            faults={(column, row): fault for (row, column), fault in self.faults.items()},
            fields=(),
            transposed=not self.transposed,
        )

    def value(self, row: int, column: int) -> Value:
        """The value of a cell; ``None`` beyond the edges."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def address(self, row: int, column: int) -> str:
        """The A1 address of a cell in the file, for grids turned on their side too."""
        if self.transposed:
            row, column = column, row
        return f"{column_letters(column)}{row + 1}"

    def place(self, row: int | None = None, column: int = 0, label: str | None = None) -> Place:
        cell = None if row is None or not self.addressed else self.address(row, column)
        return Place(self.file, self.sheet, cell, label)

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


def column_letters(column: int) -> str:
    """``0`` → ``A``, ``26`` → ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
