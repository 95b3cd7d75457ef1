"""A printed table beside registers: which dossiers a row is of, and which figures differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from tthc_stats.analysis.dossiers import GROUPINGS, counts_of, merged_groups
from tthc_stats.analysis.records import names_of, same_name
from tthc_stats.ingest.layouts import OUTSIDE, leaves_out
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension, Row, RowKind, Table
from tthc_stats.model.text import T, Text
from tthc_stats.tally.counting import tally
from tthc_stats.tally.grouping import Grouping
from tthc_stats.tally.options import NoDue, Rule
from tthc_stats.tally.registers import Registers

Key = tuple[str | None, ...]
"""The names of a row, folded so that spellings of one name are alike."""
Cell = tuple[int, int, int]
"""A printed figure: which table, row and column."""

COMPARABLE = (Dimension.UNIT, Dimension.FIELD, Dimension.PROCEDURE, Dimension.COMMUNE)
COMPARED = (RowKind.DETAIL, RowKind.SECTION, RowKind.TOTAL)
SHOWN = 5
"""Names that a finding shows."""


class Way(NamedTuple):
    """One way to count: the rule, dossiers without a due day, and which cut-off."""

    rule: Rule
    no_due: NoDue
    shifted: bool = False


class Difference(NamedTuple):
    """A printed figure that is not that of the register."""

    table: Table
    row: Row
    count: Count  # type: ignore[assignment]  # not the method of tuples
    printed: int
    counted: int

    @property
    def cell(self) -> Cell:
        column = self.table.column_of(self.count)
        return id(self.table), self.row.index, column.index if column else 0


def other_cutoff(period: Period) -> Period:
    """The same months with the other cut-off days; the period itself where it has neither.

    Official months run from the 15th to the 14th, the others as in the calendar.
    """
    start, end = period
    if start.day == 15 and end.day == 14 and end - start > timedelta(days=27):
        first = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        return Period(first, _month_end(end.year, end.month))
    if start.day == 1 and end == _month_end(end.year, end.month):
        return Period((start - timedelta(days=1)).replace(day=15), end.replace(day=14))
    return period


def _month_end(year: int, month: int) -> date:
    return Period.months(year, month, month).end


class Side:
    """A table beside the counts of the registers, counted in one way."""

    def __init__(self, registers: Registers, table: Table, way: Way) -> None:
        self.registers = registers
        self.table = table
        self.way = way
        self._groups: dict[Period, Groups] = {}

    def names(self, row: Row) -> dict[Dimension, str]:
        """What the register can know a row by.

        The unit of a section or of the title is one of its names where the registers hold
        that unit; else it stands for everything that they hold.
        """
        names = {d: name for d, name in names_of(self.table, row).items() if d in COMPARABLE}
        if row.keys and Dimension.UNIT not in row.keys:
            names.pop(Dimension.UNIT, None)
            above = [name for name in (*reversed(row.section), self.table.unit) if name]
            known = [name for name in above if same_name("unit", name) in self.units]
            names |= {Dimension.UNIT: known[0]} if known else {}
        return names

    @cached_property
    def units(self) -> frozenset[str | None]:
        if not self._is_told(Dimension.UNIT):
            return frozenset()
        counted = tally(self.registers, [Grouping("unit", GROUPINGS[Dimension.UNIT])])
        return frozenset(unit and same_name("unit", unit) for (unit,), _ in counted.rows)

    def _is_told(self, dimension: Dimension) -> bool:
        return all(
            set(GROUPINGS[dimension]) & register.roles.keys()
            or (dimension is Dimension.UNIT and register.unit)
            for register in self.registers.registers
        )

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...] | None:
        """What tells the rows apart; ``None`` where the registers do not tell it."""
        kinds = {tuple(sorted(self.names(row))) for row in self.table.details()}
        if len(kinds) != 1:
            return None
        own = kinds.pop()
        return own if all(self._is_told(dimension) for dimension in own) else None

    def _key(self, row: Row) -> Key:
        names = self.names(row)
        return tuple(same_name(d.value, names[d]) for d in self.dimensions or ())

    @cached_property
    def _periods(self) -> set[Period | None]:
        return {row.period for row in self.table.details()}

    def period(self, row: Row) -> Period | None:
        """The days of a row; ``None`` for a total over rows of several periods."""
        if row.period is None and self._periods - {None}:
            return None
        own, asked = row.period or self.table.period, self.registers.options.period
        if own and asked and not own.overlaps(asked):
            raise UsageError(
                T("the table is of {own}, not of {asked}", own=str(own), asked=str(asked)),
                place=self.table.grid.place(),
                hint=T("Leave --period out: the days are those of the table."),
            )
        period = row.period or asked or self.table.period or _said(self.registers)
        if period is None:
            raise UsageError(
                T("the table does not say its period"),
                place=self.table.grid.place(),
                hint=T("Say it with --period, or with --from and --to."),
            )
        return other_cutoff(period) if self.way.shifted else period

    @property
    def periods(self) -> Iterable[Period]:
        """The days that were counted."""
        return self._groups.keys()

    def groups(self, period: Period) -> Groups:
        """The counts of the registers by the names of rows."""
        if period not in self._groups:
            registers = copy(self.registers)
            registers.options = registers.options._replace(
                period=period, rule=self.way.rule, no_due=self.way.no_due
            )
            self._groups[period] = self._grouped(registers)
        return self._groups[period]

    def _grouped(self, registers: Registers) -> Groups:
        dimensions = self.dimensions or ()
        names = tuple(d.value for d in dimensions)
        counted = tally(registers, [Grouping(d.value, GROUPINGS[d]) for d in dimensions])

        def printed(numbers: Mapping[str, int]) -> Mapping[Count, int]:
            return as_printed(counts_of(numbers, counted), self.table, self.way.rule)

        groups = {
            tuple(part and same_name(n, part) for n, part in zip(names, key, strict=True)): Group(
                " · ".join(part or "–" for part in key), printed(numbers)
            )
            for key, numbers in merged_groups(names, counted).items()
        }
        nothing = printed(dict.fromkeys(counted.total, 0))
        return Groups(groups if names else {(): Group("", printed(counted.total))}, nothing)

    def counted(self, row: Row) -> Mapping[Count, int] | None:
        """What the registers give for a row; ``None`` where they do not know it."""
        period = self.period(row)
        if period is None or row.kind not in COMPARED:
            return None
        if row.kind is RowKind.DETAIL:
            return self._detail(row, self.groups(period))
        if row.kind is RowKind.TOTAL and self._is_whole(row):
            mine = [group.counts for group in self._mine(period).values()]
            return _summed([self.groups(period).nothing, *mine])
        parts = [self.counted(self.table.rows[part]) for part in row.sums]
        return _summed([part for part in parts if part]) if all(parts) else None

    def _detail(self, row: Row, groups: Groups) -> Mapping[Count, int] | None:
        key = self._key(row)
        if self.dimensions is None or (key, row.period) in self._repeated:
            return None
        if group := groups.by_key.get(key):
            return group.counts
        return None if any(row.counts.values()) else groups.nothing

    @cached_property
    def _repeated(self) -> frozenset[tuple[Key, Period | None]]:
        """Rows that have one name and period in common: which is which nobody tells."""
        keys = Counter((self._key(row), row.period) for row in self.table.details())
        return frozenset(key for key, times in keys.items() if times > 1)

    def _is_whole(self, row: Row) -> bool:
        details = {n for n, one in enumerate(self.table.rows) if one.kind is RowKind.DETAIL}
        return not row.sums or self._leaves(row) >= details

    def _leaves(self, row: Row) -> set[int]:
        leaves: set[int] = set()
        for part in row.sums:
            leaves |= self._leaves(self.table.rows[part]) or {part}
        return leaves

    def _mine(self, period: Period) -> dict[Key, Group]:
        """All groups that the table is of: those of its unit where it says one of several."""
        groups = self.groups(period).by_key
        unit = same_name("unit", self.table.unit or "")
        by_unit = Dimension.UNIT in (self.dimensions or ())
        if not by_unit or unit not in self.units or not self.table.unit:
            return groups
        at = (self.dimensions or ()).index(Dimension.UNIT)
        return {key: group for key, group in groups.items() if key[at] == unit}

    @cached_property
    def compared(self) -> dict[Cell, Difference]:
        """Every printed figure that the registers can tell, beside theirs."""
        pairs = [
            Difference(self.table, row, count, printed, counts[count])
            for row in self.table.rows
            if row.counts and (counts := self.counted(row))
            for count, printed in row.counts.items()
            if count in counts and self._is_plain(count)
        ]
        return {pair.cell: pair for pair in pairs}

    def _is_plain(self, count: Count) -> bool:
        """Whether a column holds just this count, not what two have in common."""
        column = self.table.column_of(count)
        return column is not None and column.counts == (count,)

    @property
    def differences(self) -> list[Difference]:
        return [one for one in self.compared.values() if one.printed != one.counted]

    def alone(self) -> Iterator[Finding]:
        """Rows that only the table has, and names that only the registers have."""
        rows = [row for row in self.table.details() if any(row.counts.values())]
        if rows and self.dimensions is None:
            text = T(
                "the register does not tell what the rows of this table are: only totals are "
                "compared"
            )
            yield _alone(self.table, rows[0], text, [])
            return
        if unknown := [row for row in rows if self.counted(row) is None]:
            labels = [row.label or "?" for row in unknown]
            text = T(
                "rows that cannot be compared, since the register has no dossiers of that "
                "name in the period or the table has the name twice: {number} ({shown})",
                number=len(labels),
                shown=tuple(labels[:SHOWN]),
            )
            yield _alone(self.table, unknown[0], text, labels)
        if missing := self._missing():
            text = T(
                "names of the register that no row of the table has: {number} ({shown})",
                number=len(missing),
                shown=tuple(missing[:SHOWN]),
            )
            yield _alone(self.table, None, text, missing)

    def _missing(self) -> list[str]:
        """The names of groups with dossiers that no row of the table has."""
        found: dict[str, None] = {}
        for row_period in self._periods:
            rows = [row for row in self.table.details() if row.period == row_period]
            period, keys = self.period(rows[0]), {self._key(row) for row in rows}
            for key, group in (self._mine(period) if period else {}).items():
                if key not in keys and any(group.counts.values()):
                    found[group.name] = None
        return list(found)


class Group(NamedTuple):
    """The counts of the registers under one name."""

    name: str
    counts: Mapping[Count, int]


class Groups(NamedTuple):
    """All groups of a period. nothing: the counts that can be told, all of them 0."""

    by_key: dict[Key, Group]
    nothing: Mapping[Count, int]


HOMES = {
    Count.PAUSED: (Count.PENDING, (Count.PENDING_IN_TIME,)),
    Count.RETURNED: (Count.RESOLVED, (Count.ON_TIME, Count.IN_TIME)),
    Count.WITHDRAWN: (Count.RESOLVED, (Count.ON_TIME, Count.IN_TIME)),
}
"""Where the page of SQL counts a class: inside a whole and some of its parts."""


def as_printed(counts: Mapping[Count, int], table: Table, rule: Rule) -> dict[Count, int]:
    """The counts of a register as a table has them: its classes beside or inside others.

    A count that depends on a class which the register does not tell is left out.
    """
    printed = dict(counts)
    for name, (whole, parts) in HOMES.items():
        role = OUTSIDE if name in leaves_out(table.layout) else table.roles.get(name)
        moved = {OUTSIDE: (whole, *parts), whole.value: parts}.get(role or "", ())
        for count in moved:
            number = printed.pop(count, None)
            if number is not None and name in counts:
                printed[count] = number - counts[name]
    stated = set(table.stated)
    if rule is Rule.TIMESTAMP and Count.EARLY in stated:
        printed.pop(Count.ON_TIME, None)  # early and on time are one class by the hour
    if not stated & {Count.RECEIVED_OFFLINE, Count.RECEIVED_POSTAL}:
        _with_post(printed)
    return printed


def _with_post(printed: dict[Count, int]) -> None:
    """Without a column of its own, what came by post stands under “trực tiếp”."""
    if {Count.RECEIVED_IN_PERSON, Count.RECEIVED_POSTAL} <= printed.keys():
        printed[Count.RECEIVED_IN_PERSON] += printed[Count.RECEIVED_POSTAL]


def _summed(groups: Sequence[Mapping[Count, int]]) -> dict[Count, int]:
    common = set.intersection(*(set(group) for group in groups)) if groups else set()
    return {count: sum(group[count] for group in groups) for count in common}


def _said(registers: Registers) -> Period | None:
    """The one period that the titles of all registers say."""
    said = {register.period for register in registers.registers}
    return said.pop() if len(said) == 1 else None


def _alone(table: Table, row: Row | None, text: Text, names: Sequence[str]) -> Finding:
    place = table.place(row) if row else table.grid.place()
    details = {"number": len(names), "names": list(names)} if names else {}
    return Finding("AGAINST_ROW", Severity.WARNING, place, text, details=details)
