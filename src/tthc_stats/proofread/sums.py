"""The counts of a text as tables of one row a subject, so that the checks of tables hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from tthc_stats.analysis.checks.sums import broken_sums
from tthc_stats.ingest.layouts import identities_of
from tthc_stats.model.counts import UNCOUNTED, Count
from tthc_stats.model.document import Document
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.grid import Grid
from tthc_stats.model.table import Column, ColumnKind, Row, RowKind, Table
from tthc_stats.model.text import T
from tthc_stats.proofread.claim import Span
from tthc_stats.proofread.ledger import Group, Ledger, Stated
from tthc_stats.proofread.shares import TIMELY

LAYOUT = "text"

Placed = Callable[[Span], Place]


class Told(NamedTuple):
    """A finding and where it stands in the text."""

    finding: Finding
    span: Span


class TextTable(Table):
    """The counts of one subject of a text, with the places of its figures."""

    def __init__(self, document: Document, group: Group, placed: Placed) -> None:
        self.figures = {count: found[0] for count, found in _exact(group)} | _whole(group)
        self.placed = placed
        counts = {count: one.value for count, one in self.figures.items()}
        columns = [
            Column(n, (count.value,), ColumnKind.COUNT, (count,)) for n, count in enumerate(counts)
        ]
        row = Row(0, RowKind.DETAIL, label_of(group), counts=counts)
        identities, roles = identities_of(columns, [row], {}, name=LAYOUT, own={})
        super().__init__(
            Grid(document.file, document.format, ()),
            LAYOUT,
            range(0),
            columns,
            [row],
            identities=identities,
            roles=roles,
        )

    def place(self, row: Row, count: Count | None = None) -> Place:
        one = self.figures.get(count) if count else None
        one = one or next(iter(self.figures.values()))
        return self.placed(one.span)._replace(row=row.label)


def _exact(group: Group) -> Iterator[tuple[Count, list[Stated]]]:
    for count, found in group.stated.items():
        exact = [one for one in found if not one.approximate and _is_number(one)]
        if exact:
            yield count, exact


def _whole(group: Group) -> dict[Count, Stated]:
    """What stands below “3.162/3.250 hồ sơ được giải quyết đúng hạn” are those resolved."""
    if Count.RESOLVED in group.stated:
        return {}
    for value, fraction in group.wholes:
        if fraction.count in TIMELY and "resolved" in fraction.read.own:
            return {Count.RESOLVED: fraction._replace(value=value, count=Count.RESOLVED)}
    return {}


def _is_number(one: Stated) -> bool:
    return one.read.figure.low is None


def label_of(group: Group) -> str | None:
    """What people call the subject of a group."""
    names = [named.name for named in (group.scope.who, group.scope.when) if named]
    return ", ".join(names) or None


def sums_of(ledger: Ledger, placed: Placed) -> list[Told]:
    """What does not add up in the counts of each subject, with its smallest repairs."""
    told = []
    for group in ledger.groups:
        if len(group.stated) < 2:
            continue
        table = TextTable(ledger.document, group, placed)
        for finding in broken_sums(table):
            total = _anchor(table, finding)
            told.append(Told(_softened(group, finding), total.span))
    return told


def _anchor(table: TextTable, finding: Finding) -> Stated:
    """The figure that a finding stands at."""
    row = table.rows[0]
    at = (
        one
        for count, one in table.figures.items()
        if table.place(row, count).cell == finding.place.cell
    )
    return next(at)


def _softened(group: Group, finding: Finding) -> Finding:
    """Received dossiers may be the new ones alone where no word says that they are all: a
    balance that lacks what was carried over is doubted, not refused.
    """
    if finding.code == "TIMELINESS" and Count.RESOLVED not in group.stated:
        return finding._replace(severity=Severity.WARNING)
    received = group.stated.get(Count.RECEIVED, [])
    if finding.code != "BALANCE" or not received or any(one.sure for one in received):
        return finding
    assert finding.left is not None
    assert finding.right is not None
    if finding.left >= finding.right or {Count.CARRIED_OVER, *UNCOUNTED} & group.stated.keys():
        return finding
    said = T(
        "{message}; unless those received are only the new ones, and the rest was carried over",
        message=finding.message,
    )
    return finding._replace(severity=Severity.WARNING, message=said)
