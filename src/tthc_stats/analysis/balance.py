"""Whether a table keeps every dossier either resolved or pending."""

from __future__ import annotations

from tthc_stats.analysis.constraints import plan_for, value
from tthc_stats.model.table import Table


def balance_holds(table: Table) -> bool:
    """Whether no row contradicts received = resolved + pending, so that it may derive counts."""
    for row in table.rows:
        plan = plan_for(table.identities, row.counts.keys(), balance=False)
        if not plan.holds(row.counts) and any(
            equality.identity.code == "BALANCE" and value(equality.residual, row.counts)
            for equality in plan.equalities
        ):
            return False
    return True
