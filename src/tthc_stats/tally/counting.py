"""Counting the dossiers of registers: one page of SQL, and what it could not count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tthc_stats.ingest.legacy_text import clean
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import NotUnderstoodError, UsageError
from tthc_stats.model.period import Period
from tthc_stats.model.register import BLANKS, Role
from tthc_stats.model.text import T
from tthc_stats.tally.grouping import Grouping
from tthc_stats.tally.options import NoDue, TallyOptions
from tthc_stats.tally.page import page
from tthc_stats.tally.registers import Registers
from tthc_stats.tally.views import FINISHES


class Tally(NamedTuple):
    """The counts of registers.

    rows: for every group its names and all numbers of the page of SQL. absent: counts that
    these registers cannot tell. received: the first and last day of receipt.
    """

    period: Period
    as_of: date
    options: TallyOptions
    rows: tuple[tuple[tuple[str | None, ...], Mapping[str, int]], ...]
    absent: frozenset[Count]
    total: Mapping[str, int]
    received: Period | None = None


def tally(registers: Registers, groupings: Sequence[Grouping]) -> Tally:
    """Count the dossiers of some registers, group by group.

    Raises NotUnderstoodError for a register without dossiers or with dates that could be
    read both ways.
    """
    if registers.options.no_due is NoDue.EXCLUDE and not all(
        Role.DUE in register.roles for register in registers.registers
    ):
        raise UsageError(
            T("--no-due exclude: no column holds due days"),
            place=registers.registers[0].place(),
            hint=T("Name it in a layout (tthc-stats inspect --save-layout)."),
        )
    while True:
        keys, rows, received = _counted(registers, groupings)
        total = {key: sum(numbers[key] for _, numbers in rows) for key in keys}
        if not registers.learn({"unreadable": 0, **total}):
            break
    rows.sort(key=lambda row: tuple((name is None, name or "") for name in row[0]))
    if not total.get("dossiers"):
        raise NotUnderstoodError(
            T("the register holds no dossiers"), place=registers.registers[0].place()
        )
    return Tally(
        registers.period,
        registers.as_of,
        registers.options,
        tuple(rows),
        _absent(registers),
        total,
        received,
    )


Counted = tuple[tuple[str | None, ...], dict[str, int]]


RECEIVED = ("first_received", "last_received")
"""The columns of the page that are days; all others are numbers."""


def _counted(
    registers: Registers, groupings: Sequence[Grouping]
) -> tuple[list[str], list[Counted], Period | None]:
    """The names of the numbers, the rows of the page (the group and its numbers), and the
    days of receipt.
    """
    names = [f"g{n}" for n in range(len(groupings))]
    text = page(registers.period, registers.as_of, registers.options, names)
    registers.ask(f"CREATE OR REPLACE TEMP VIEW dossiers AS {registers.dossiers(groupings)}")
    columns, found = registers.answer(text)
    keys, end = columns[len(names) : -len(RECEIVED)], -len(RECEIVED)
    assert columns[end:] == list(RECEIVED)
    rows = [
        (
            tuple(map(_name, row[: len(names)])),
            {key: int(n or 0) for key, n in zip(keys, row[len(names) : end], strict=True)},
        )
        for row in found
    ]
    days = [day for row in found for day in row[end:] if day]
    return keys, rows, Period(min(days), max(days)) if days else None


def _name(value: str | None) -> str | None:
    """The name of a group as people write it; large sources give it as it stands."""
    name = clean(value).strip() if value else ""
    return None if name in BLANKS else name


FROM_COLUMNS = {
    Role.CHANNEL: (Count.RECEIVED_ONLINE, Count.RECEIVED_IN_PERSON, Count.RECEIVED_POSTAL),
    Role.SERVICE: (Count.FULL_PROCESS, Count.PARTIAL_PROCESS),
    Role.STATUS: (Count.PAUSED, Count.RETURNED, Count.WITHDRAWN, Count.REFUSED),
    Role.DUE: (
        Count.DUE,
        Count.EARLY,
        Count.ON_TIME,
        Count.LATE,
        Count.PENDING_IN_TIME,
        Count.PENDING_OVERDUE,
    ),
}
"""Counts that need a column."""


def _absent(registers: Registers) -> frozenset[Count]:
    """What a register without a column cannot tell: absent, not zero."""
    missing = {
        count
        for register in registers.registers
        for role, counts in FROM_COLUMNS.items()
        if role not in register.roles
        for count in counts
    }
    if not all(set(FINISHES) & register.roles.keys() for register in registers.registers):
        missing |= {
            Count.RESOLVED,
            Count.EARLY,
            Count.ON_TIME,
            Count.LATE,
            Count.PENDING,
            Count.PENDING_IN_TIME,
            Count.PENDING_OVERDUE,
            Count.RECEIVED,
            Count.CARRIED_OVER,
        }
    return frozenset(missing)
