"""Registers that were read whole: the rows of a grid."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from tthc_stats.ingest.registers.dates import written
from tthc_stats.model.grid import Value
from tthc_stats.tally.engine import BLANKS, ask
from tthc_stats.tally.sources.base import Cells, title_columns


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
        ask(
            self.connection,
            f"CREATE TEMP TABLE {self.name} AS SELECT {chosen}",
            {f"p{n}": values for n, values in enumerate(lists)},
        )

    def sample(self, column: int) -> Iterable[Value]:
        """All values as they stand, so that dates are told from texts."""
        rows = range(self.register.first_row, len(self.register.grid.rows))
        values = (self.register.grid.value(row, column) for row in rows)
        return [value for value in values if _text(value) is not None]

    def _rows(self) -> Iterable[list[Any]]:
        first, last = self.register.first_row, len(self.register.grid.rows)
        for index in range(first, last):
            cells = [self._cell(index, column) for column in self.columns]
            if self._is_dossier(cells):
                yield [index, *cells]

    def _cell(self, row: int, column: int) -> str | None:
        """A cell; one of a merged range has its value, an error cell its error as text."""
        grid = self.register.grid
        if fault := grid.faults.get((row, column)):
            return fault.text
        return _text(grid.value(*self._spread.get((row, column), (row, column))))

    @cached_property
    def _spread(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Where the value of each covered cell stands."""
        return {
            (row, merge.left): (merge.top, merge.left)
            for merge in self.register.grid.merges
            if merge.top >= self.register.first_row and merge.left == merge.right
            for row in range(merge.top + 1, merge.bottom + 1)
        }

    def _is_dossier(self, cells: list[str | None]) -> bool:
        """Neither blank, nor a title or signature, nor the header again."""
        filled = [n for n, cell in enumerate(cells) if cell is not None]
        if len(filled) == 1:
            column, text = self.columns[filled[0]], cells[filled[0]]
            code, names = self._titles
            return column not in names and not (column == code and " " in (text or ""))
        return any(cells[n] != self._captions[n] for n in filled)

    @cached_property
    def _titles(self) -> tuple[int | None, list[int]]:
        return title_columns(self.register)

    @cached_property
    def _captions(self) -> list[str]:
        by_index = {column.index: column for column in self.register.columns}
        return [by_index[index].path[-1] if by_index[index].path else "" for index in self.columns]


def _text(value: Value) -> str | None:
    if value is None:
        return None
    text = written(value).strip()
    return None if text in BLANKS else text
