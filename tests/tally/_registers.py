"""Small registers for tests, as the reader would give them."""

from collections.abc import Sequence

from tthc_stats.ingest.registers import find_register
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.grid import Grid, Value
from tthc_stats.model.register import Register


def register(
    columns: Sequence[str], rows: Sequence[Sequence[Value]], file: str = "a.xlsx"
) -> Register:
    """A register with captions and rows."""
    found = find_register(Grid(file, "xlsx", [list(columns), *map(list, rows)], "Sheet1"))
    assert found
    return found


def reading(*registers: Register) -> Reading:
    whole = Reading()
    whole.registers += registers
    return whole
