"""Sums that no name and no number tells: a figure in them may be wrong, so they stop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
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


class _Added(NamedTuple):
    """The sums of some rows, and how many of them add to each."""

    sums: Counter[Count]
    adding: Counter[Count]

    def without(self, row: Row) -> _Added:
        """The same of all those rows but one."""
        return _Added(
            Counter({count: sum_ - row.counts.get(count, 0) for count, sum_ in self.sums.items()}),
            Counter({count: n - bool(row.counts.get(count)) for count, n in self.adding.items()}),
        )


def _added(rows: Iterable[Row]) -> _Added:
    sums, adding = Counter[Count](), Counter[Count]()
    for row in rows:
        for count, number in row.counts.items():
            sums[count] += number
            adding[count] += bool(number)
    return _Added(sums, adding)


def sums_of(table: Table, position: int, parts: Sequence[int]) -> Sums:
    """Compare a row with the sums of some others."""
    return _sums(table, position, parts, _added(table.rows[part] for part in parts))


def _sums(table: Table, position: int, parts: Sequence[int], added: _Added) -> Sums:
    """The same with what the others add up to.

    A sum that only one of them adds to tells nothing: one row is much like the other.
    """
    counts = table.rows[position].counts
    sums = {count: added.sums[count] for count in counts}
    right = frozenset(
        number
        for count, number in counts.items()
        if number == sums[count] >= TELLING and added.adding[count] > 1
    )
    wrong = {count: sums[count] for count, number in counts.items() if number != sums[count]}
    filled = sum(1 for count, number in counts.items() if number or sums[count])
    return Sums(position, parts, right, wrong, filled)


def unnamed_total(table: Table) -> list[Finding]:
    """A detail that is the sum of all others, or would be but for a slip, in a table without
    a printed total: counting it would double everything.
    """
    filled = [n for n, r in enumerate(table.rows) if r.kind is RowKind.DETAIL and _adds(r)]
    if len(filled) <= 2:
        return []
    all_ = _added(table.rows[n] for n in filled)
    for position in filled:
        row = table.rows[position]
        if Dimension.PERIOD in row.keys:
            continue
        sums = _sums(table, position, filled, all_.without(row))
        if sums.no_chance or sums.perhaps:
            of_others = sums._replace(parts=[other for other in filled if other != position])
            tell = unrecognised_sum if sums.no_chance else _perhaps_total
            return [tell(table, of_others)]
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
