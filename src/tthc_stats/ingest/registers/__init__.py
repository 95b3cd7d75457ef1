"""Registers of dossiers: their header, the role of every column, the form of its dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tthc_stats.ingest.registers.layout import RegisterLayout
    from tthc_stats.model.grid import Grid, Value
    from tthc_stats.model.register import Register

SEARCHED_ROWS = 60
DAY_WORDS = ("ngày", "ngay", "hẹn", "thời", "date", "received")


def find_register(grid: Grid, layout: RegisterLayout | None = None) -> Register | None:
    """The register in a sheet; ``None`` where no header of one is found.

    layout: a user's own names of columns.
    """
    if layout is None and not any(may_begin(row) for row in grid.rows[:SEARCHED_ROWS]):
        return None
    from tthc_stats.ingest.registers.header import register_in

    return register_in(grid, layout)


def may_begin(row: Sequence[Value]) -> bool:
    """A quick look that spares tables of counts the search: three texts, one of them a day."""
    texts = [value.lower() for value in row if isinstance(value, str)]
    return len(texts) >= 3 and any(word in text for text in texts for word in DAY_WORDS)
