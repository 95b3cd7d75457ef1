"""What an audit of a sheet finds beside its values, for every workbook format."""

from __future__ import annotations

from tthc_stats.model.grid import Fault

UNNAMED_ERROR = "#ERROR!"
ERRORS_BY_CODE = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""How binary workbooks write errors ([MS-XLSB] 2.5.97.2)."""
KNOWN_ERRORS = frozenset(ERRORS_BY_CODE.values()) - {"#GETTING_DATA"}
"""The errors that calamine can read in .xlsx."""
ERROR_TEXT = r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|ERROR!)|Err:\d{3}"
"""How spreadsheets show errors in formats that store them as text."""


class Found:
    """What is out of the ordinary in a sheet, and how far its values reach."""

    def __init__(self) -> None:
        self.faults: dict[tuple[int, int], Fault] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merges: list[tuple[int, int, int, int]] = []
        self.values = 0
        self._rows: set[int] = set()
        self._columns: set[int] = set()

    def count(self, row: int, column: int) -> None:
        """Note that there is a value."""
        self.values += 1
        self._rows.add(row)
        self._columns.add(column)

    @property
    def extent(self) -> tuple[int, int]:
        """Rows and columns of the smallest block around all values."""
        return _span(self._rows), _span(self._columns)


def _span(numbers: set[int]) -> int:
    return max(numbers) - min(numbers) + 1 if numbers else 0
