"""DuckDB: where the rows of a register are counted.

The engine holds nothing but what the page of SQL needs: the columns with a role. Columns of
persons never reach it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tthc_stats.ingest.registers.dates import written
from tthc_stats.model.grid import Value
from tthc_stats.model.register import Register

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "preserve_insertion_order": False,
}
"""No network at run time."""

BLANKS = ("", "-", "–", "—", "/", "…", "...")
"""Texts that stand for nothing in a cell of a date."""


def connect() -> DuckDBPyConnection:
    """A database in memory that asks nobody else for anything."""
    import duckdb

    return duckdb.connect(":memory:", config=SETTINGS)


def load_grid(
    connection: DuckDBPyConnection, name: str, register: Register, columns: Sequence[int]
) -> None:
    """The rows of a grid as a table ``name`` of texts ``c<index>`` with the row in the file.

    columns: the ones to load, none of them personal. Rows that hold none of them are left out.
    """
    rows = list(_rows(register, columns))
    lists: list[list[Any]] = [[row[n] for row in rows] for n in range(len(columns) + 1)]
    chosen = ", ".join(
        ["unnest($p0::BIGINT[]) AS row"]
        + [f"unnest($p{n}::VARCHAR[]) AS c{column}" for n, column in enumerate(columns, 1)]
    )
    connection.execute(
        f"CREATE TEMP TABLE {name} AS SELECT {chosen}",
        {f"p{n}": values for n, values in enumerate(lists)},
    )


def _rows(register: Register, columns: Sequence[int]) -> Iterable[list[Any]]:
    for index in range(register.first_row, len(register.grid.rows)):
        cells = [_text(register.grid.value(index, column)) for column in columns]
        if any(cell is not None for cell in cells):
            yield [index, *cells]


def _text(value: Value) -> str | None:
    if value is None:
        return None
    text = written(value).strip()
    return None if text in BLANKS else text
