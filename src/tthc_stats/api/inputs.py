"""What is given to be counted: tables or registers, never both."""

from __future__ import annotations

from collections.abc import Sequence

from tthc_stats.ingest.tables import Reading
from tthc_stats.model.errors import UsageError
from tthc_stats.model.table import Table
from tthc_stats.model.text import T


def tables_of(tables: Reading | Sequence[Table]) -> Sequence[Table]:
    return tables.tables if isinstance(tables, Reading) else tables


def refuse_both(reading: Reading) -> None:
    if reading.tables:
        raise UsageError(
            T("a register and a table of counts cannot be added up"),
            place=reading.tables[0].grid.place(),
            hint=T("Give them one by one; tthc-stats check --against compares them."),
        )
