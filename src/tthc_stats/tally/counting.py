"""Counting the dossiers of registers: one page of SQL, and what it could not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from os.path import dirname, join
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_stats.ingest.registers.dates import DateForm, Order, Seen, form_of, order_of, seen
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.period import Period
from tthc_stats.model.register import DATE_ROLES, Register, Role
from tthc_stats.model.text import T
from tthc_stats.tally.engine import connect, load_grid
from tthc_stats.tally.options import TallyOptions
from tthc_stats.tally.views import FINISHES, dossiers_sql, moment
from tthc_stats.tally.words import LISTS, classes_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PAGE = join(dirname(__file__), "dossiers.sql")
SAMPLE = 20_000
"""Rows that show how dates are written; what they do not show is asked of all rows."""


class Grouping(NamedTuple):
    """What dossiers are grouped by: a role, ``month`` of receipt, ``file`` or a caption."""

    name: str
    roles: tuple[Role, ...] = ()
    caption: str | None = None


class Tally(NamedTuple):
    """The counts of registers.

    rows: for every group its names and all numbers of the page of SQL. absent: counts that
    these registers cannot tell. span: the first and last day that the registers know.
    """

    period: Period
    as_of: date
    options: TallyOptions
    rows: tuple[tuple[tuple[str | None, ...], Mapping[str, int]], ...]
    absent: frozenset[Count]
    total: Mapping[str, int]


class Registers:
    """Registers loaded for counting, dates understood."""

    def __init__(self, registers: Sequence[Register], options: TallyOptions) -> None:
        self.registers = list(registers)
        self.options = options
        self.connection: DuckDBPyConnection = connect()
        for number, register in enumerate(self.registers):
            load_grid(self.connection, f"cells_{number}", register, self._loaded(register))
        self._load_words()

    @staticmethod
    def _loaded(register: Register) -> list[int]:
        return [column.index for column in register.columns if column.role]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def _load_words(self) -> None:
        for role in LISTS:
            found: dict[str, str] = {}
            for number, register in enumerate(self.registers):
                if column := register.column(role):
                    values = self.ask(f"SELECT DISTINCT c{column.index} FROM cells_{number}")
                    own = register.words.get(role, {})
                    found |= classes_of(role, [value for (value,) in values if value], own)
            self.connection.execute(
                f"CREATE TEMP TABLE {role.value}_words AS "
                "SELECT unnest($words::VARCHAR[]) AS word, unnest($classes::VARCHAR[]) AS class",
                {"words": list(found), "classes": list(found.values())},
            )

    @cached_property
    def forms(self) -> list[dict[Role, DateForm | None]]:
        """How every column of dates is written, register by register."""
        return [dict(self._forms(number)) for number in range(len(self.registers))]

    def _forms(self, number: int) -> Iterator[tuple[Role, DateForm | None]]:
        register = self.registers[number]
        shown = {
            role: seen(value for (value,) in self._sample(number, role))
            for role in DATE_ROLES
            if role in register.roles
        }
        orders = {role: self._order(register, role, sample) for role, sample in shown.items()}
        proven = {order for order in orders.values() if order}
        common = proven.pop() if len(proven) == 1 else None
        for role, sample in shown.items():
            order = orders[role] or self.options.date_order or common
            if order is None and sample.either:
                raise _undecided(register, role)
            yield role, form_of(sample, order)

    def _sample(self, number: int, role: Role) -> list[tuple[Any, ...]]:
        column = self.registers[number].roles[role].index
        return self.ask(f"SELECT c{column} FROM cells_{number} WHERE c{column} IS NOT NULL")

    @staticmethod
    def _order(register: Register, role: Role, sample: Seen) -> Order | None:
        try:
            return order_of(sample)
        except ValueError as error:
            raise _both_orders(register, role) from error

    def dossiers(self, groupings: Sequence[Grouping] = ()) -> str:
        """The relation ``dossiers`` over all registers."""
        parts = []
        for number, register in enumerate(self.registers):
            groups = [
                f"{_group_sql(grouping, register, self.forms[number])} AS g{n}"
                for n, grouping in enumerate(groupings)
            ]
            parts.append(dossiers_sql(register, f"cells_{number}", self.forms[number], groups))
        return " UNION ALL BY NAME ".join(parts)

    @cached_property
    def span(self) -> tuple[date, date]:
        """The first day of receipt and the newest day that anything happened."""
        first, last, ended = self.ask(
            "SELECT min(received), max(received), max(ended) "
            f"FROM ({self.dossiers()}) WHERE readable"
        )[0]
        if first is None:
            raise NotUnderstoodError(
                T("no dossier has a day of receipt"), place=self.registers[0].place()
            )
        return first.date(), max(last, ended or last).date()

    def unreadable(self, number: int, role: Role) -> list[tuple[int | None, str]]:
        """The rows whose date is written but cannot be read, with what is written."""
        column = self.registers[number].roles[role].index
        parsed = moment(column, self.forms[number][role])
        return self.ask(
            f"SELECT row, c{column} FROM cells_{number} "
            f"WHERE c{column} IS NOT NULL AND {parsed} IS NULL ORDER BY row"
        )

    def unknown_words(self, number: int, role: Role) -> list[tuple[str, int]]:
        """Values that belong to no class, and how often they stand there."""
        if not (column := self.registers[number].column(role)):
            return []
        name = f"c{column.index}"
        return self.ask(
            f"SELECT {name}, COUNT(*) FROM cells_{number} "
            f"WHERE {name} IS NOT NULL AND {name} NOT IN (SELECT word FROM {role.value}_words) "
            "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50"
        )

    @property
    def period(self) -> Period:
        """The days that count: as asked, else as the titles say, else all."""
        if self.options.period:
            return self.options.period
        said = [register.period for register in self.registers]
        known = [period for period in said if period]
        if len(known) < len(said):
            return Period(*self.span)
        return Period(min(p.start for p in known), max(p.end for p in known))

    @property
    def as_of(self) -> date:
        """The day on which what is pending is judged."""
        if self.options.as_of:
            return self.options.as_of
        said = self.options.period or all(register.period for register in self.registers)
        return self.period.end if said else self.span[1]


def tally(registers: Registers, groupings: Sequence[Grouping]) -> Tally:
    """Count the dossiers of some registers, group by group.

    Raises NotUnderstoodError for a register without dossiers or with dates that could be
    read both ways.
    """
    period, as_of = registers.period, registers.as_of
    names = [f"g{n}" for n in range(len(groupings))]
    registers.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW dossiers AS {registers.dossiers(groupings)}"
    )
    result = registers.connection.execute(page(period, as_of, registers.options, names))
    keys = [column[0] for column in result.description][len(names) :]
    rows = [
        (
            row[: len(names)],
            {key: int(n or 0) for key, n in zip(keys, row[len(names) :], strict=True)},
        )
        for row in result.fetchall()
    ]
    rows.sort(key=lambda row: tuple((name is None, name or "") for name in row[0]))
    total = {key: sum(numbers[key] for _, numbers in rows) for key in keys}
    if not total.get("dossiers"):
        raise NotUnderstoodError(
            T("the register holds no dossiers"), place=registers.registers[0].place()
        )
    return Tally(period, as_of, registers.options, tuple(rows), _absent(registers), total)


def page(period: Period, as_of: date, options: TallyOptions, groups: Sequence[str] = ()) -> str:
    """The page of SQL with its values filled in; standard SQL that other engines run too."""
    with open(PAGE, encoding="utf-8") as file:
        text = "".join(line for line in file if not line.startswith("--"))
    values = {
        ":first_day": f"DATE '{period.start.isoformat()}'",
        ":last_day": f"DATE '{period.end.isoformat()}'",
        ":as_of": f"DATE '{as_of.isoformat()}'",
        ":rule": f"'{options.rule.value}'",
        ":no_due": f"'{options.no_due.value}'",
        ":groups": "".join(f"{group}, " for group in groups),
    }
    for name, value in values.items():
        text = text.replace(name, value)
    return text + (f"GROUP BY {', '.join(groups)}" if groups else "")


def classified(period: Period, as_of: date, options: TallyOptions) -> str:
    """The page up to ``classed``, every dossier with its classes, for other questions."""
    return page(period, as_of, options).split("\nalike AS", 1)[0].rstrip().rstrip(",")


CLASSED = {Role.CHANNEL: "channel", Role.SERVICE: "service"}


def _group_sql(
    grouping: Grouping, register: Register, forms: Mapping[Role, DateForm | None]
) -> str:
    """What a register says of a group; NULL where it has no such column."""
    if grouping.name == "file":
        return "'" + register.file.replace("'", "''") + "'"
    if grouping.name == "month" and Role.RECEIVED in register.roles:
        received = moment(register.roles[Role.RECEIVED].index, forms[Role.RECEIVED])
        return f"strftime({received}, '%Y-%m')"
    for role in grouping.roles:
        if role in DATE_ROLES and role in register.roles:
            read = moment(register.roles[role].index, forms[role])
            return f"strftime({read}, '%Y-%m-%d')"
        if column := register.column(role):
            return f"{role.value}_words.class" if role in CLASSED else f"c{column.index}"
    if Role.UNIT in grouping.roles and register.unit:
        return "'" + register.unit.replace("'", "''") + "'"
    return "CAST(NULL AS VARCHAR)"


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


def _undecided(register: Register, role: Role) -> NotUnderstoodError:
    return NotUnderstoodError(
        T(
            "every date in “{caption}” could be read with the day or the month first",
            caption=register.roles[role].caption,
        ),
        place=register.place(register.first_row, role),
        hint=T("Say which with --date-order dmy or mdy."),
    )


def _both_orders(register: Register, role: Role) -> NotUnderstoodError:
    return NotUnderstoodError(
        T(
            "some dates in “{caption}” have the day first and some the month",
            caption=register.roles[role].caption,
        ),
        place=register.place(register.first_row, role),
        hint=T("Export the register again with one form of dates."),
    )
