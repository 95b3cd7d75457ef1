"""Registers that were read whole: the rows of a grid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tthc_stats.ingest.registers.dates import written
from tthc_stats.model.grid import Value
from tthc_stats.tally.engine import BLANKS
from tthc_stats.tally.sources.base import Cells


class GridCells(Cells):
    """A table of texts; rows that hold nothing in its columns are left out."""

    def attach(self) -> None:
        """Hand over column by column, which is quicker than row by row."""
        rows = list(self._rows())
        lists: list[list[Any]] = [[row[n] for row in rows] for n in range(len(self.columns) + 1)]
        chosen = ", ".join(
            ["unnest($p0::BIGINT[]) AS row"]
            + [f"unnest($p{n}::VARCHAR[]) AS c{column}" for n, column in enumerate(self.columns, 1)]
        )
        self.connection.execute(
            f"CREATE TEMP TABLE {self.name} AS SELECT {chosen}",
            {f"p{n}": values for n, values in enumerate(lists)},
        )

    def _rows(self) -> Iterable[list[Any]]:
        grid = self.register.grid
        for index in range(self.register.first_row, len(grid.rows)):
            cells = [_text(grid.value(index, column)) for column in self.columns]
            if any(cell is not None for cell in cells):
                yield [index, *cells]


def _text(value: Value) -> str | None:
    if value is None:
        return None
    text = written(value).strip()
    return None if text in BLANKS else text
