"""Registers that were read whole: the rows of a grid."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from tthc_stats.ingest.registers.body import check_width, is_dossier
from tthc_stats.ingest.registers.dates import written
from tthc_stats.model.grid import Value
from tthc_stats.model.register import BLANKS, Role
from tthc_stats.tally.engine import ask
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
        register = self.register
        for index in range(register.first_row, len(register.grid.rows)):
            cells = {column: self._cell(index, column) for column in self._asked}
            said = {role: text for role, n in self._roles if (text := cells[n]) is not None}
            if is_dossier(register, said, register.grid.rows[index]):
                check_width(register, index)
                yield [index, *(cells[column] for column in self.columns)]

    @cached_property
    def _asked(self) -> list[int]:
        """The columns that are offered, and those that tell whether a row is a dossier."""
        return list(dict.fromkeys([*self.columns, *(n for _, n in self._roles)]))

    @cached_property
    def _roles(self) -> list[tuple[Role, int]]:
        return [(role, column.index) for role, column in self.register.roles.items()]

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


def _text(value: Value) -> str | None:
    if value is None:
        return None
    text = written(value).strip()
    return None if text in BLANKS else text
