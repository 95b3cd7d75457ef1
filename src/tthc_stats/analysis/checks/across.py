"""Checks between tables: what one period leaves must be what the next one carries over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from tthc_stats.analysis.checks.left_out import open_balance, residue_of
from tthc_stats.analysis.records import Record
from tthc_stats.ingest.layouts import OUTSIDE
from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Finding, Severity
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
                findings += _compare(before, after)
    return findings


def _left_out(record: Record) -> int:
    """Dossiers that the layout leaves out of print; they may be carried over as well."""
    balances = [balance for table in record.tables if (balance := open_balance(table))]
    return max((residue_of(b, record.counts) or 0 for b in balances), default=0)


def _compare(before: Record, after: Record) -> list[Finding]:
    left, carried = before.counts.get(Count.PENDING), after.counts.get(Count.CARRIED_OVER)
    if left is None or carried is None or carried == left:
        return []
    paused_outside = any(t.roles.get(Count.PAUSED) == OUTSIDE for t in before.tables)
    if paused_outside and carried == left + before.counts.get(Count.PAUSED, 0):
        return []
    if left < carried <= left + _left_out(before):
        return []
    return [
        Finding(
            "CARRY_OVER",
            Severity.ERROR,
            after.place(Count.CARRIED_OVER),
            T(
                "{carried} are carried over, but the period before left {left} pending ({place})",
                carried=carried,
                left=left,
                place=str(before.place(Count.PENDING)),
            ),
            left=carried,
            right=left,
            difference=abs(carried - left),
        )
    ]
