"""Short ways to read bytes and to look at what came out."""

from __future__ import annotations

import io

from tthc_stats.ingest.readers import read_grids
from tthc_stats.model.grid import FaultKind, Grid, Value

Cells = list[list[Value]]


def read(data: bytes, *sheets: str) -> list[Grid]:
    return read_grids(io.BytesIO(data), name="tệp", sheets=sheets)


def read_one(data: bytes, *sheets: str) -> Grid:
    (grid,) = read(data, *sheets)
    return grid


def cells(grid: Grid) -> dict[str, Value]:
    """The values by address, blank cells left out."""
    return {
        grid.address(r, c): value
        for r, row in enumerate(grid.rows)
        for c, value in enumerate(row)
        if value is not None
    }


def faults(grid: Grid) -> dict[str, tuple[FaultKind, str]]:
    return {grid.address(*at): (fault.kind, fault.text) for at, fault in grid.faults.items()}


def merges(grid: Grid) -> list[str]:
    return [f"{grid.address(m.top, m.left)}:{grid.address(m.bottom, m.right)}" for m in grid.merges]
