"""Checks: what in the tables cannot be true, cell by cell.

One module a kind of rule: sums (identities in a row, totals and sections), shares (stated
percentages), and across (several tables and periods).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tthc_stats.analysis.checks.across import carry_over
from tthc_stats.analysis.checks.shares import stated_shares
from tthc_stats.analysis.checks.sums import broken_sums, proven_cells
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.table import Table

__all__ = ["check_tables", "proven_cells"]


def check_tables(tables: Sequence[Table], on_time_base: str = "resolved") -> list[Finding]:
    """Everything that the tables say and that cannot be true, in the order of the tables.

    on_time_base: the base that printed on-time shares are expected to have.
    """
    findings: list[Finding] = []
    for table in tables:
        findings += table.findings
        findings += broken_sums(table)
        findings += stated_shares(table, on_time_base)
    findings += carry_over(tables)
    return findings


def errors_among(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
