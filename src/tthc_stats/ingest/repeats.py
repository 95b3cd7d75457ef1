"""Rows that stand twice in one table with the same name and figures: counted once or twice."""

from __future__ import annotations

from tthc_stats.ingest.captions import label_of
from tthc_stats.ingest.sections import figures_missed
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.table import Column, ColumnKind, RowKind, Table
from tthc_stats.model.text import T

Repeats = dict[int, int]
"""By the position of a row, that of the first one that is the same."""


def settle_repeats(table: Table) -> None:
    """Count rows once that are printed twice, unless a sum that takes in both says otherwise.

    Rows without a name, and rows that differ in another cell such as a code, may be two.
    """
    same, alike = _repeats(table)
    if not (same or alike):
        return
    twice = _summed_twice(table, same)
    once = {repeat: first for repeat, first in same.items() if repeat not in twice}
    for repeat in once:
        table.rows[repeat].kind = RowKind.REPEATED
    for row in table.rows:
        if once.keys() & set(row.sums):
            row.sums = tuple(dict.fromkeys(once.get(part, part) for part in row.sums))
    for repeat, first in sorted((same | alike).items()):
        table.findings.append(_duplicate(table, repeat, first, once=repeat in once))


def _repeats(table: Table) -> tuple[Repeats, Repeats]:
    """Rows that are the same as an earlier one, and rows that only are named and counted
    like one.
    """
    others = [column for column in table.columns if _tells_apart(column)]
    same: Repeats = {}
    alike: Repeats = {}
    seen: dict[tuple[object, ...], int] = {}
    for position, row in enumerate(table.rows):
        if row.kind is not RowKind.DETAIL or not any(row.counts.values()):
            continue
        key = (row.label, row.section, *sorted(row.keys.items()), *row.counts.items())
        first = seen.setdefault(key, position)
        if first != position:
            one = row.label is not None and all(
                table.grid.value(row.index, column.index)
                == table.grid.value(table.rows[first].index, column.index)
                for column in others
            )
            (same if one else alike)[position] = first
    return same, alike


def _tells_apart(column: Column) -> bool:
    """Whether different values in a column make two rows of one name: codes, dates."""
    if column.kind in (ColumnKind.ORDINAL, ColumnKind.LABEL, ColumnKind.COUNT, ColumnKind.SHARE):
        return False
    return not column.path or label_of(column.path[-1]) != "note"


def _summed_twice(table: Table, repeats: Repeats) -> set[int]:
    """The repeats that a printed sum counts beside the rows that they repeat."""
    confirmed: set[int] = set()
    for row in table.rows:
        parts = set(row.sums)
        both = {part for part in parts if repeats.get(part) in parts}
        if both and row.counts:
            once = [part for part in row.sums if part not in both]
            if figures_missed(table, row, row.sums) < figures_missed(table, row, once):
                confirmed |= both
    return confirmed


def _duplicate(table: Table, repeat: int, first: int, *, once: bool) -> Finding:
    place = str(table.place(table.rows[first]).cell)
    text = (
        T(
            "the row stands here and in {place} with the same figures: it is counted once",
            place=place,
        )
        if once
        else T(
            "the row stands here and in {place} with the same figures: both are counted",
            place=place,
        )
    )
    return Finding("DUPLICATE", Severity.WARNING, table.place(table.rows[repeat]), text)
