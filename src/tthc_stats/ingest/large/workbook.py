"""Large workbooks (.xlsx), of whose sheets the first rows are read."""

from __future__ import annotations

from collections.abc import Sequence

from tthc_stats.ingest.layouts import Layout
from tthc_stats.ingest.readers import limits
from tthc_stats.ingest.readers.guard import damaged
from tthc_stats.ingest.readers.sniff import is_xlsx
from tthc_stats.ingest.readers.source import Source
from tthc_stats.ingest.readers.xlsx import SheetEntry, sheets_of
from tthc_stats.ingest.readers.xlsx import read as read_xlsx
from tthc_stats.ingest.readers.xlsx_head import MERGES, head_of
from tthc_stats.ingest.registers import continued
from tthc_stats.ingest.tables import Reading, register_of
from tthc_stats.model.grid import Grid
from tthc_stats.model.register import LargeSheet, Register
from tthc_stats.model.table import Skipped
from tthc_stats.model.text import T, Text

TAIL = 1 << 20


def read(path: str, sheets: Sequence[str], layout: Layout | None) -> Reading | None:
    """The registers in the sheets of a large workbook; ``None`` where it is small, or where
    its first wanted sheet is no register.

    Raises UnreadableError for a broken workbook, UsageError for an unknown sheet.
    """
    with open(path, "rb") as file:
        source = Source(file.read(), path, sheets)
    if not is_xlsx(source) or source.package is None or source.workbook is None:
        return None
    entries = sheets_of(source.package, source.workbook)
    members = source.package.members
    if any(entry.part not in members for entry in entries):
        return None
    if sum(members[entry.part].size for entry in entries) <= limits.LARGE_SHEET:
        return None
    chosen = [entries[n] for n in source.choose([entry.name for entry in entries])]
    reading = Reading()
    for entry in chosen:
        if entry.hidden and not sheets:
            continue
        if not _add(reading, source, entry, layout):
            return None
    return reading


def _add(reading: Reading, source: Source, entry: SheetEntry, layout: Layout | None) -> bool:
    """One sheet: a register, the rest of the one before, or nothing of it."""
    grid = _grid(source, entry)
    if grid is None:
        return False
    register = register_of(grid, layout)
    if register and len(register.header) > 1:  # merged cells say what stands above what
        grid = _grid(source, entry, _merges(source, entry)) or grid
        register = register_of(grid, layout)
    if register is None and reading.registers:
        register = continued(reading.registers[-1], grid)
    if register is None and not reading.registers:
        return False
    reading.grids.append(grid)
    if register is None:
        reading.skipped.append(Skipped(grid, _why(grid)))
    else:
        reading.registers.append(_large(register, source, entry))
    return True


def _why(grid: Grid) -> Text:
    if not grid.rows:
        return T("the sheet is empty")
    return T("it does not go on with the register of the sheet before")


def _large(register: Register, source: Source, entry: SheetEntry) -> Register:
    origin = LargeSheet(source.file, entry.name, entry.part)
    return register._replace(origin=origin)


def _grid(source: Source, entry: SheetEntry, merges: bytes = b"") -> Grid | None:
    head = head_of(source, entry.part, merges)
    if head is None:
        return None
    found = [grid for grid in read_xlsx(head) if grid.sheet == entry.name]
    if not found:
        raise damaged(source.file)
    return found[0]


def _merges(source: Source, entry: SheetEntry) -> bytes:
    """The XML of the merged cells, behind the last row."""
    tail = b""
    if source.package:
        for piece in source.package.chunks(entry.part):
            tail = (tail + piece)[-TAIL:]
    found = MERGES.search(tail)
    return found[0] if found else b""
