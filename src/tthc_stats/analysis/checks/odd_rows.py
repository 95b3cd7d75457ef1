"""Rows that differ from all others in a count that no column prints."""

from __future__ import annotations

from collections.abc import Iterator

from tthc_stats.analysis.constraints import completed, plan_for
from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.table import Row, Table
from tthc_stats.model.text import T

LEAST_ROWS = 4
MOST_ODD = 5
"""At most one row in so many may be odd; in more, dossiers simply were carried over."""


def odd_carried_over(table: Table) -> Iterator[Finding]:
    """Dossiers carried over that are only left between the total and its channels, in a few
    rows of a table where that leaves none: a figure may be wrong, or a channel left out.
    """
    told = [
        (row, number) for row in table.details() if (number := _carried(table, row)) is not None
    ]
    odd = [(row, number) for row, number in told if number]
    if len(told) < LEAST_ROWS or MOST_ODD * len(odd) > len(told):
        return
    for row, number in odd:
        yield Finding(
            "ODD_ROW",
            Severity.WARNING,
            table.place(row, Count.RECEIVED),
            T(
                "received {received} is {number} more than its channels, which is read as carried "
                "over; {none} of {all} rows have no such difference, so a figure may be wrong",
                received=row.counts[Count.RECEIVED],
                number=number,
                none=len(told) - len(odd),
                all=len(told),
            ),
            left=row.counts[Count.RECEIVED],
            right=row.counts[Count.RECEIVED] - number,
            difference=number,
        )


def _carried(table: Table, row: Row) -> int | None:
    """What was carried over, where it is derived from received and its channels."""
    if not row.counts.get(Count.RECEIVED) or Count.RECEIVED_IN_PERIOD in row.counts:
        return None
    plan = plan_for(table.identities, row.counts.keys(), balance=False)
    return completed(plan, row.counts)[0].get(Count.CARRIED_OVER)
