"""Dossiers that a layout is known to leave out of print: one warning a table, not one a row."""

from __future__ import annotations

from collections.abc import Iterator

from tthc_stats.analysis.constraints import completed, plan_for
from tthc_stats.analysis.wording import names
from tthc_stats.ingest.layouts import leaves_out
from tthc_stats.model.counts import Counts
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.identity import Identity
from tthc_stats.model.table import Row, Table
from tthc_stats.model.text import T


def residue_of(identity: Identity, counts: Counts) -> int | None:
    """What a total has beyond its parts; ``None`` where one of them is absent."""
    if not all(count in counts for count in identity.counts):
        return None
    return counts[identity.total] - sum(counts[part] for part in identity.parts)


def open_balance(table: Table) -> Identity | None:
    """The balance of a layout that is known to leave dossiers out of it."""
    return next((i for i in table.identities if i.code == "BALANCE" and i.open), None)


def left_out(table: Table) -> Iterator[Finding]:
    """How much of what was received is neither resolved nor pending in such a layout."""
    identity = open_balance(table)
    if identity is None:
        return
    told = list(_residues(table, identity))
    left = [(row, residue) for row, residue in told if residue > 0]
    if not left:
        return
    numbers = [residue for _, residue in left]
    received = sum(row.counts[identity.total] for row, _ in left)
    yield Finding(
        identity.code,
        Severity.WARNING,
        table.place(left[0][0], identity.total)._replace(row=None),
        T(
            "layout {layout} has no column for dossiers that are {classes}: in {rows} of {all} "
            "rows received is more than {parts}, by {least} to {most}, together {sum}",
            layout=table.layout,
            classes=names(leaves_out(table.layout)),
            rows=len(left),
            all=len(told),
            parts=names(identity.parts),
            least=min(numbers),
            most=max(numbers),
            sum=sum(numbers),
        ),
        left=received,
        right=received - sum(numbers),
        difference=sum(numbers),
        details={"rows": len(left), "least": min(numbers), "most": max(numbers)},
    )


def _residues(table: Table, identity: Identity) -> Iterator[tuple[Row, int]]:
    for row in table.details():
        plan = plan_for(table.identities, row.counts.keys(), balance=False)
        residue = residue_of(identity, completed(plan, row.counts)[0])
        if residue is not None and identity.total in row.counts:
            yield row, residue
