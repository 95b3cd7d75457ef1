"""What an audit of a sheet finds beside its values, for every workbook format."""

from __future__ import annotations

from tthc_stats.ingest.readers.limits import MAX_ROWS
from tthc_stats.model.grid import Fault


class Area:
    """The smallest rectangle around the positions seen."""

    def __init__(self) -> None:
        self.top = self.left = MAX_ROWS
        self.bottom = self.right = -1

    def add(self, row: int, column: int) -> None:
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    @property
    def extent(self) -> tuple[int, int]:
        """Its rows and columns; ``(0, 0)`` where nothing was seen."""
        return max(0, self.bottom - self.top + 1), max(0, self.right - self.left + 1)


class Found:
    """area: around all values; values: how many there are."""

    def __init__(self) -> None:
        self.faults: dict[tuple[int, int], Fault] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merges: list[tuple[int, int, int, int]] = []
        self.area = Area()
        self.values = 0

    def count(self, row: int, column: int) -> None:
        self.values += 1
        self.area.add(row, column)
