"""From the cells of a reader to a ``Grid``: texts repaired, blanks at the edges cut off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

from tthc_stats.ingest import legacy_text
from tthc_stats.model.grid import Fault, Grid, Merge, Value

EXACT = 2**53
"""Beyond it a binary float no longer tells one integer from the next."""
NO_FAULTS: Mapping[tuple[int, int], Fault] = {}


def shaped(
    rows: Sequence[Sequence[Value]],
    *,
    file: str,
    format: str,  # noqa: A002 (the grid's own word)
    sheet: str | None = None,
    codec: str | None = None,
    merges: Iterable[tuple[int, int, int, int]] = (),
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    faults: Mapping[tuple[int, int], Fault] = NO_FAULTS,
    hidden: bool = False,
) -> Grid:
    """The grid of a sheet whose ``rows`` count from A1, with blank texts and all.

    codec: how the bytes were decoded, where the format leaves that open. Merges and hidden
    lines beyond the used area are dropped.
    """
    repaired, legacy = legacy_text.repair(rows)
    _trim(repaired)
    _make_room(repaired, faults)
    height, width = len(repaired), max(map(len, repaired), default=0)
    return Grid(
        file,
        format,
        repaired,
        sheet,
        legacy or codec,
        _clipped(merges, height, width),
        frozenset(row for row in hidden_rows if row < height),
        frozenset(column for column in hidden_columns if column < width),
        faults,
        hidden,
    )


def plain(value: Value) -> Value:
    """``3250.0`` → ``3250``; what is beyond all numbers as text; the rest as it is."""
    if type(value) is float:
        if value.is_integer() and -EXACT < value < EXACT:
            return int(value)
        return value if isfinite(value) else str(value)
    return value


def _trim(rows: list[list[Value]]) -> None:
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()


def _make_room(rows: list[list[Value]], faults: Iterable[tuple[int, int]]) -> None:
    for row, column in faults:
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = None


def _clipped(
    merges: Iterable[tuple[int, int, int, int]], height: int, width: int
) -> tuple[Merge, ...]:
    inside = (
        Merge(top, left, min(bottom, height - 1), min(right, width - 1))
        for top, left, bottom, right in merges
    )
    return tuple(sorted({merge for merge in inside if _joins_cells(merge)}))


def _joins_cells(merge: Merge) -> bool:
    down, across = merge.bottom - merge.top, merge.right - merge.left
    return down >= 0 and across >= 0 and down + across > 0
