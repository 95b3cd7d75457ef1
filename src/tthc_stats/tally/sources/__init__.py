"""Where the rows of registers lie, and how DuckDB gets at them.

Every kind of source is a module with one class on the base of ``Cells``, and a line in
``KINDS``. Counting knows none of them: it sees the relation ``cells_<number>``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from tthc_stats.model.register import LargeSheet, ParquetFile, PostgresRows, Register, TextFile
from tthc_stats.tally.sources.base import Cells

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


__all__ = ["Cells", "cells_of"]


class Kind(NamedTuple):
    """The module and the class for an origin of rows."""

    module: str
    name: str


KINDS: dict[type, Kind] = {
    type(None): Kind("grid", "GridCells"),
    TextFile: Kind("delimited", "TextCells"),
    ParquetFile: Kind("parquet", "ParquetCells"),
    LargeSheet: Kind("workbook", "SheetCells"),
    PostgresRows: Kind("postgres", "PostgresCells"),
}


def cells_of(
    connection: DuckDBPyConnection, number: int, register: Register, columns: list[int]
) -> Cells:
    """The rows of a register, to be attached as ``cells_<number>``; columns by their numbers."""
    kind = KINDS[type(register.origin)]
    module = import_module(f"{__name__}.{kind.module}")
    cells: Cells = getattr(module, kind.name)(connection, f"cells_{number}", register, columns)
    return cells
