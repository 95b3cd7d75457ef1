"""Sums that no name and no number tells: a figure in them may be wrong, so they stop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.table import Dimension, Row, RowKind, Table
from tthc_stats.model.text import T, Text

TELLING = 10
"""A figure as large as this is hardly the sum of others by chance."""

TELLING_FIGURES = 3
"""So many different ones in a row are no chance at all."""


class Sums(NamedTuple):
    """The figures of a row against the sums of some other rows.

    right: the different telling figures that are sums of several. wrong: the sums that other
    figures are not. filled: how many figures there are, or sums.
    """

    position: int
    parts: Sequence[int]
    right: frozenset[int]
    wrong: dict[Count, int]
    filled: int

    @property
    def no_chance(self) -> bool:
        """Whether the row is such a sum but for a slip or two."""
        return len(self.right) >= TELLING_FIGURES and 3 * len(self.wrong) <= max(3, self.filled)

    @property
    def perhaps(self) -> bool:
        return not self.wrong and len(self.right) == TELLING_FIGURES - 1


def sums_of(table: Table, position: int, parts: Sequence[int]) -> Sums:
    """Compare a row with the sums of some others."""
    counts = table.rows[position].counts
    sums = {c: sum(table.rows[part].counts.get(c, 0) for part in parts) for c in counts}
    right = frozenset(
        number
        for count, number in counts.items()
        if number == sums[count] >= TELLING and _several_add(table, parts, count)
    )
    wrong = {count: sums[count] for count, number in counts.items() if number != sums[count]}
    filled = sum(1 for count, number in counts.items() if number or sums[count])
    return Sums(position, parts, right, wrong, filled)


def _several_add(table: Table, parts: Sequence[int], count: Count) -> bool:
    """Whether more than one row adds to a sum; else one is only much like the other."""
    return sum(bool(table.rows[part].counts.get(count)) for part in parts) > 1


def unnamed_total(table: Table) -> list[Finding]:
    """A detail that is the sum of all others, or would be but for a slip, in a table without
    a printed total: counting it would double everything.
    """
    filled = [n for n, r in enumerate(table.rows) if r.kind is RowKind.DETAIL and _adds(r)]
    for position in filled:
        parts = [other for other in filled if other != position and _adds(table.rows[other])]
        row = table.rows[position]
        if len(parts) < 2 or Dimension.PERIOD in row.keys:
            continue
        sums = sums_of(table, position, parts)
        if sums.no_chance:
            return [unrecognised_sum(table, sums)]
        if sums.perhaps:
            return [_perhaps_total(table, sums)]
    return []


def _adds(row: Row) -> bool:
    return any(row.counts.values())


def unrecognised_sum(table: Table, sums: Sums) -> Finding:
    """The error of a row that nearly is a sum of others, at its first wrong figure."""
    row, first = table.rows[sums.position], next(iter(sums.wrong), None)
    text = T(
        "the row is the sum of {number} other rows (rows {first} to {last}) in all figures "
        "but {cells}: if it is their total, name it “Tổng cộng” and correct what is wrong; "
        "if not, print a total of all rows",
        **_rows(table, sums),
        cells=tuple(_cell(table, row, count, sum_) for count, sum_ in sums.wrong.items()),
    )
    if first is None:
        text = T(
            "the row is the sum of {number} other rows (rows {first} to {last}): if it is their "
            "total, name it “Tổng cộng”; if not, print a total of all rows",
            **_rows(table, sums),
        )
    return Finding("UNNAMED_TOTAL", Severity.ERROR, table.place(row, first), text)


def unrecognised_section(table: Table, sums: Sums) -> Finding:
    """The error of a row that nearly is the sum of those beside it, where others are sums."""
    row = table.rows[sums.position]
    text = T(
        "the row is the sum of {number} other rows (rows {first} to {last}) in all figures "
        "but {cells}: if it is their section, correct what is wrong; if not, number the rows "
        "(I, 1, 2 …) or print a total",
        **_rows(table, sums),
        cells=tuple(_cell(table, row, count, sum_) for count, sum_ in sums.wrong.items()),
    )
    place = table.place(row, next(iter(sums.wrong)))
    return Finding("UNRECOGNISED_SECTION", Severity.ERROR, place, text)


def _rows(table: Table, sums: Sums) -> dict[str, object]:
    first, last = (str(table.rows[part].index + 1) for part in (min(sums.parts), max(sums.parts)))
    return {"number": len(sums.parts), "first": first, "last": last}


def _cell(table: Table, row: Row, count: Count, sum_: int) -> Text:
    return T(
        "{cell} ({number}, not {sum})",
        cell=str(table.place(row, count).cell),
        number=row.counts[count],
        sum=sum_,
    )


def _perhaps_total(table: Table, sums: Sums) -> Finding:
    row = table.rows[sums.position]
    text = T(
        "the row is the sum of {number} other rows (rows {first} to {last}), but is counted as a "
        "row of its own: if it is their total, name it “Tổng cộng”",
        **_rows(table, sums),
    )
    return Finding("UNNAMED_TOTAL", Severity.WARNING, table.place(row), text)


def taken_for_total(table: Table, row: Row) -> Finding:
    """The warning of a row that its figures alone tell to be the total."""
    text = T(
        "the row is not named a total, but is the sum of the {number} other rows: it is taken "
        "for their total and not counted again",
        number=len(row.sums),
    )
    return Finding("UNNAMED_TOTAL", Severity.WARNING, table.place(row), text)
