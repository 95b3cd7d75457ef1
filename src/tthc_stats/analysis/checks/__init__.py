"""Checks: what in the tables cannot be true, cell by cell.

One module a kind of rule: sums (identities in a row, totals and sections), left_out (what
layouts do not print), shares (stated percentages), odd_rows (what stands out), and
across (several tables and periods).
"""

from __future__ import annotations

from collections.abc import Sequence

from tthc_stats.analysis.checks.across import carry_over
from tthc_stats.analysis.checks.left_out import left_out
from tthc_stats.analysis.checks.shares import shares_above_100, stated_shares
from tthc_stats.analysis.checks.sums import broken_sums
from tthc_stats.analysis.records import Record
from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Finding
from tthc_stats.model.table import Table


def check_tables(
    tables: Sequence[Table], records: Sequence[Record], on_time_base: str = "resolved"
) -> list[Finding]:
    """Everything that the tables say and that cannot be true, in the order of the tables.

    records: their detail rows put together, for what is told between periods.
    on_time_base: the base that printed on-time shares are expected to have.
    """
    findings: list[Finding] = []
    for table in tables:
        findings += table.findings
        findings += broken_sums(table)
        findings += left_out(table)
        findings += stated_shares(table, on_time_base)
        findings += shares_above_100(table)
        findings += _odd_rows(table)
    return findings + carry_over(records)


def _odd_rows(table: Table) -> list[Finding]:
    """What stands out in tables that do not print what was carried over; most of them do."""
    stated = table.stated
    if Count.RECEIVED not in stated or Count.CARRIED_OVER in stated:
        return []
    from tthc_stats.analysis.checks.odd_rows import odd_carried_over

    return list(odd_carried_over(table))
