"""The counts of a text as tables of one row a subject, so that the checks of tables hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tthc_stats.analysis.checks.sums import broken_sums
from tthc_stats.analysis.localize import slip
from tthc_stats.ingest.layouts import identities_of
from tthc_stats.model.counts import COUNT_NAMES, UNCOUNTED, Count
from tthc_stats.model.document import Document
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.grid import Grid
from tthc_stats.model.table import Column, ColumnKind, Row, RowKind, Table
from tthc_stats.model.text import T
from tthc_stats.proofread.bases import CHANNELS, TIMELY
from tthc_stats.proofread.claim import Span
from tthc_stats.proofread.ledger import Group, Ledger, Stated
from tthc_stats.proofread.places import in_words

LAYOUT = "text"
LARGE = 1000
"""Smaller figures differ by a swap of digits too often by chance."""

LEVELS = (Count.FULL_PROCESS, Count.PARTIAL_PROCESS)

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
        online = LEVELS if _of_online(counts) else ()
        columns = [
            Column(n, _caption(count, online), ColumnKind.COUNT, (count,))
            for n, count in enumerate(counts)
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


def _caption(count: Count, online: Sequence[Count]) -> tuple[str, ...]:
    return ("online", count.value) if count in online else (count.value,)


def _of_online(counts: Mapping[Count, int]) -> bool:
    """Whether service levels divide what came online rather than all that came: “Trong 98.765
    hồ sơ trực tuyến có 61.234 hồ sơ toàn trình …”, by what their sum is nearer to.
    """
    online, levels = counts.get(Count.RECEIVED_ONLINE), [counts.get(level) for level in LEVELS]
    if online is None or None in levels:
        return False
    told = sum(level for level in levels if level is not None)
    new = [Count.RECEIVED_IN_PERIOD] if Count.RECEIVED_IN_PERIOD in counts else CHANNELS
    whole = sum(counts.get(count, 0) for count in new)
    return abs(told - online) < abs(told - whole)


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
            if _holds_coarsely(group, finding):
                continue
            total = _anchor(table, finding)
            told.append(Told(_softened(group, finding), total.span))
    return told


def conflicts_of(ledger: Ledger, placed: Placed) -> Iterator[Told]:
    """A count that a text states twice of one subject, with two digits swapped."""
    first: dict[tuple[str, str, Count], Stated] = {}
    units = {stated.scope.key[0] for stated in ledger.stated.values()} - {""}
    for stated in ledger.stated.values():
        if stated.count is None or stated.approximate or stated.value < LARGE:
            continue
        who, when = stated.scope.key
        if len(units) == 1:  # a report of one unit, which it does not name everywhere
            who = ""
        other = first.setdefault((who, when, stated.count), stated)
        if stated.value != other.value and slip(other.value, stated.value) == "swapped":
            said = T(
                "{name} is {number} here but {other} at {place}: two digits are swapped",
                name=COUNT_NAMES[stated.count],
                number=stated.value,
                other=other.value,
                place=in_words(ledger.document, placed(other.span)),
            )
            difference = abs(stated.value - other.value)
            place = placed(stated.span)
            yield Told(
                Finding(
                    "CONFLICT", Severity.WARNING, place, said, stated.value, other.value, difference
                ),
                stated.span,
            )


def _anchor(table: TextTable, finding: Finding) -> Stated:
    """The figure that a finding stands at."""
    row = table.rows[0]
    at = (
        one
        for count, one in table.figures.items()
        if table.place(row, count).cell == finding.place.cell
    )
    return next(at)


MANY = 20
"""A twentieth of those resolved is more than a slip: rather a class that is not told."""


def _may_lack_early_ones(group: Group, finding: Finding) -> bool:
    """Whether those resolved are not named as such, or “đúng hạn” may leave out early ones."""
    if Count.RESOLVED not in group.stated:
        return True
    bare = any(one.count is Count.ON_TIME for one in group.stated.get(Count.IN_TIME, ()))
    left, right = finding.left or 0, finding.right or 0
    return bare and left - right > left // MANY


def _holds_coarsely(group: Group, finding: Finding) -> bool:
    """Whether those in time and late add up, so that it is the finer parts of those in time
    that do not (IN_TIME).
    """
    values = group.values()
    needed = (Count.RESOLVED, Count.IN_TIME, Count.LATE)
    if finding.code != "TIMELINESS" or not all(count in values for count in needed):
        return False
    return values[Count.RESOLVED] == values[Count.IN_TIME] + values[Count.LATE]


def _softened(group: Group, finding: Finding) -> Finding:
    """Received dossiers may be the new ones alone where no word says that they are all: a
    balance that lacks what was carried over is doubted, not refused.
    """
    if finding.code == "TIMELINESS" and _may_lack_early_ones(group, finding):
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
