"""Rows that stand twice in one table with the same name and figures: counted once or twice."""

from __future__ import annotations

from collections.abc import Sequence

from tthc_stats.ingest.captions import label_of
from tthc_stats.ingest.numbers import looks_numeric
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
    same, alike, others = _repeats(table)
    if others:
        table.findings.append(_same_names(table, others))
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


def _repeats(table: Table) -> tuple[Repeats, Repeats, Repeats]:
    """Rows that are the same as an earlier one, rows that only are named and counted like
    one, and rows that are named like one and counted otherwise.
    """
    others = [column for column in table.columns if _tells_apart(column)]
    same: Repeats = {}
    alike: Repeats = {}
    named: Repeats = {}
    seen: dict[tuple[object, ...], int] = {}
    names: dict[tuple[object, ...], int] = {}
    for position, row in enumerate(table.rows):
        if row.kind is not RowKind.DETAIL or not any(row.counts.values()):
            continue
        key = (row.label, row.section, *sorted(row.keys.items()), *row.counts.items())
        first = seen.setdefault(key, position)
        if first != position:
            one = row.label is not None and not _differ(table, others, position, first)
            (same if one else alike)[position] = first
            continue
        folded = (row.section, row.period, *sorted((d, n.lower()) for d, n in row.keys.items()))
        first = names.setdefault(folded, position)
        if first != position and row.label:
            named[position] = first
    coded = [column for column in others if _is_code(table, column)] if named else []
    return same, alike, {n: f for n, f in named.items() if not _differ(table, coded, n, f)}


def _differ(table: Table, columns: Sequence[Column], position: int, first: int) -> bool:
    """Whether two rows have different values in some columns."""
    indices = (table.rows[position].index, table.rows[first].index)
    return any(len({table.grid.value(i, column.index) for i in indices}) > 1 for column in columns)


def _is_code(table: Table, column: Column) -> bool:
    """Whether a column holds codes, dates or texts, and no figures that differ anyway."""
    if column.path and label_of(column.path[-1]) == "code":
        return True
    held = (table.grid.value(row.index, column.index) for row in table.rows)
    return not any(looks_numeric(value) for value in held)


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


def _same_names(table: Table, named: Repeats) -> Finding:
    """One warning for all rows that are named like an earlier one, but counted otherwise."""
    position, first = min(named.items())
    row = table.rows[position]
    text = T(
        "rows with the name of an earlier row but other figures ({number}, the first here and "
        "in {place}) are all counted: write the names apart, or remove what stands twice",
        number=len(named),
        place=str(table.place(table.rows[first]).cell),
    )
    return Finding("SAME_NAME", Severity.WARNING, table.place(row), text)
