"""Checks between tables: what one period leaves must be what the next one carries over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tthc_stats.analysis.checks.left_out import open_balance, residue_of
from tthc_stats.analysis.records import Record
from tthc_stats.ingest.layouts import OUTSIDE
from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.text import T


def carry_over(records: Sequence[Record]) -> list[Finding]:
    """Carried over against the pending of the period before, row by row.

    Where the earlier layout keeps paused dossiers outside pending, or out of print, they may
    be carried over as well.
    """
    series: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        if record.period:
            series[record.key].append(record)
    findings = []
    for history in series.values():
        history.sort(key=lambda record: str(record.period))
        for before, after in pairwise(history):
            if before.period and after.period and before.period.precedes(after.period):
                carried = after.counts.get(Count.CARRIED_OVER)
                place = after.place(Count.CARRIED_OVER)
                findings += not_carried_over(left_by(before), carried, place)
    return findings


class Left(NamedTuple):
    """What a period leaves for the next one, and where that stands.

    paused_outside: whether paused dossiers are not in pending. left_out: dossiers that the
    layout leaves out of print. Both may be carried over as well.
    """

    pending: int | None
    paused: int
    paused_outside: bool
    left_out: int
    where: str

    def explains(self, carried: int) -> bool:
        if self.pending is None or carried == self.pending:
            return True
        if self.paused_outside and carried == self.pending + self.paused:
            return True
        return self.pending < carried <= self.pending + self.left_out


def left_by(record: Record) -> Left:
    """What a record leaves for the next period."""
    balances = [balance for table in record.tables if (balance := open_balance(table))]
    return Left(
        record.counts.get(Count.PENDING),
        record.counts.get(Count.PAUSED, 0),
        any(table.roles.get(Count.PAUSED) == OUTSIDE for table in record.tables),
        max((residue_of(b, record.counts) or 0 for b in balances), default=0),
        str(record.place(Count.PENDING)),
    )


def not_carried_over(left: Left, carried: int | None, place: Place) -> list[Finding]:
    """The finding where what was left is not what is carried over, if both are known."""
    if carried is None or left.pending is None or left.explains(carried):
        return []
    return [
        Finding(
            "CARRY_OVER",
            Severity.ERROR,
            place,
            T(
                "{carried} are carried over, but the period before left {left} pending ({place})",
                carried=carried,
                left=left.pending,
                place=left.where,
            ),
            left=carried,
            right=left.pending,
            difference=abs(carried - left.pending),
            counts=(Count.CARRIED_OVER, Count.RECEIVED),
        )
    ]
