"""Registers made ready for counting: their rows, their words, and the days that they know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cached_property
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_stats.ingest.registers.dates import (
    DateForm,
)
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.grid import Value
from tthc_stats.model.period import Period
from tthc_stats.model.register import (
    BLANKS,
    WORD_LISTS,
    LargeSheet,
    PostgresRows,
    Register,
    Role,
)
from tthc_stats.model.text import T
from tthc_stats.tally.date_forms import forms_of
from tthc_stats.tally.engine import Watch, answer, ask, connect, in_order, no_room, sql_text
from tthc_stats.tally.grouping import Grouping, group_sql, named
from tthc_stats.tally.options import TallyOptions
from tthc_stats.tally.sources import Cells, cells_of
from tthc_stats.tally.views import (
    CLASS,
    dossiers_sql,
    is_absent,
    moment,
    told,
)
from tthc_stats.tally.words import all_classes, classes_of, classes_of_numbers, numbered

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LISTED = 100
"""Rows that a finding lists; it tells the number of all."""
SAMPLE = 20_000
"""Rows that show how dates are written; what they do not show is asked of all rows."""

UNKNOWN = {
    Role.STATUS: "unknown_state",
    Role.CHANNEL: "unknown_channel",
    Role.SERVICE: "unknown_service",
}
"""The numbers of the page that tell of words nobody knows."""

MOST_WORDS = 50
"""Unknown values that are named one by one."""

SHORT_SPAN = 365
"""Days within which no month can stand alone."""


class Span(NamedTuple):
    """The days that registers know, without those in the future that stand alone.

    late: whether there are such. settled: the first day of the months of receipt that are in
    company; ``None`` where all are.
    """

    first: date
    last: date
    late: bool = False
    settled: date | None = None


class Cell(NamedTuple):
    """A cell that a finding names: its row, where that is known, what it says, and the code
    of its dossier.
    """

    row: int | None
    text: str
    code: str | None


class Cited(NamedTuple):
    """How many cells a finding is about, and the first of them."""

    number: int
    first: tuple[Cell, ...]


class Registers:
    """Registers made ready for counting: a context that gives back what it holds.

    captions: columns to offer beside those with a role. roles: the ones that are needed; all
    where none are given. progress: told the share that is
    done of a long count, in per cent.
    """

    def __init__(
        self,
        registers: Sequence[Register],
        options: TallyOptions,
        captions: Sequence[str] = (),
        roles: Collection[Role] | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> None:
        self.registers = list(registers)
        self.options = options
        self.words: dict[Role, dict[str, str]] = {role: {} for role in WORD_LISTS}
        self.values: dict[tuple[int, Role], set[str]] = {}
        self.extra: dict[tuple[int, Role], list[Value]] = {}
        self.looked_at: set[tuple[int, Role]] = set()
        self.cells: list[Cells] = []
        with ExitStack() as held:
            self.connection: DuckDBPyConnection = self._connect(held)
            self.watch = Watch(self.connection, progress if self._large else None)
            for number, register in enumerate(self.registers):
                self._attach(number, register, captions, roles or set(Role))
            self._load_words()
            self._held = held.pop_all()

    def _connect(self, held: ExitStack) -> DuckDBPyConnection:
        folder = None
        if self._large:
            kept = TemporaryDirectory(prefix="tthc-stats-", ignore_cleanup_errors=True)
            folder = held.enter_context(kept)
        paths = [getattr(register.origin, "path", None) for register in self.registers]
        files = [path for path in paths if path]
        connection = connect(folder, files)
        held.callback(connection.close)
        return connection

    def __enter__(self) -> Registers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave nothing behind, in memory or on the disk."""
        self._held.close()

    @property
    def _large(self) -> bool:
        return any(register.origin for register in self.registers)

    def _attach(
        self,
        number: int,
        register: Register,
        captions: Sequence[str],
        roles: Collection[Role],
    ) -> None:
        if not isinstance(register.origin, LargeSheet | PostgresRows):
            roles = set(Role)  # a scan reads only what a question names; these are loaded
        columns = [c.index for c in register.columns if c.role in roles and not c.personal]
        columns += [
            c.index for name in captions if (c := named(register, name)) and c.index not in columns
        ]
        cells = cells_of(self.connection, number, register, columns)
        self.cells.append(cells)
        with self._watched(cells):
            cells.attach()

    @contextmanager
    def _watched(self, only: Cells | None = None) -> Iterator[None]:
        """Errors of the engine as what they mean; its own texts may quote what is personal."""
        import duckdb

        try:
            with self.watch:
                yield
        except duckdb.OutOfMemoryException:
            raise no_room(self.registers[0].file) from None
        except duckdb.Error as error:
            message = str(error)
            for cells in [only] if only else self._meant(message):
                if problem := cells.problem(message):
                    raise problem from None
            raise

    def _meant(self, message: str) -> list[Cells]:
        """The source that a message names; else all."""
        named = [
            cells
            for cells in self.cells
            if str(getattr(cells.register.origin, "path", "\0")) in message
        ]
        return named or self.cells

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of an answer. Raises the errors of the sources, and KeyboardInterrupt."""
        return self.answer(sql)[1]

    def answer(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The names of the columns and all rows of an answer."""
        with self._watched():
            return answer(self.connection, sql)

    def _load_words(self) -> None:
        names = ", ".join(map(sql_text, all_classes()))
        ask(self.connection, f"CREATE TYPE {CLASS} AS ENUM ({names})")
        for role in WORD_LISTS:
            for number, register in enumerate(self.registers):
                if column := register.column(role):
                    values = set(map(str, self.cells[number].sample(column.index)))
                    self.values[number, role] = values | set(map(str.strip, values))
            self._show_words(role)

    @property
    def status_numbers(self) -> dict[int, dict[str, str]]:
        """The registers whose statuses are numbers of the national portal, and the numbers by
        value. Where one column has numbers among words, no numbers are understood.
        """
        statuses = [
            (n, values)
            for (n, role), values in self.values.items()
            if role is Role.STATUS and role not in self.registers[n].words
        ]
        found = {n: known for n, values in statuses if values and (known := numbered(values))}
        meant = set().union(*found.values()) if found else set()
        mixed = any(values & meant for n, values in statuses if n not in found)
        return {} if mixed else found

    def _classes(self, role: Role) -> dict[str, str]:
        """The classes of the values that are known so far."""
        classes: dict[str, str] = {}
        for (number, of), values in self.values.items():
            if of is role:
                own = self.registers[number].words.get(role, {})
                classes |= classes_of(role, values, own)
        if role is Role.STATUS:
            for known in self.status_numbers.values():
                classes = classes_of_numbers(known) | classes
        return classes

    def _show_words(self, role: Role) -> None:
        found = self.words[role] = self._classes(role)
        ask(
            self.connection,
            f"CREATE OR REPLACE TEMP TABLE {role.value}_words AS "
            f"SELECT unnest($words::VARCHAR[]) AS word, unnest($classes::{CLASS}[]) AS class",
            {"words": list(found), "classes": list(found.values())},
        )

    @cached_property
    def forms(self) -> list[dict[Role, DateForm]]:
        """How every column of dates is written, register by register."""
        return [dict(forms_of(self, number)) for number in range(len(self.registers))]

    def learn(self, numbers: Mapping[str, int]) -> bool:
        """Look at what a count could not read, where samples did not show all that there is.

        numbers: of the count. Returns whether there is reason to count again.
        """
        if all(cells.complete for cells in self.cells):
            return False
        before = (list(self.forms), dict(self.words))
        cleaned = False
        for number, cells in enumerate(self.cells):
            if cells.complete:
                continue
            if numbers.get("undated") or numbers.get("unreadable"):  # rows that are no dossiers
                cleaned |= cells.clean()
            dates = list(self.forms[number])
            words = [role for role, key in UNKNOWN.items() if numbers.get(key)]
            for role in (dates if numbers["unreadable"] else []) + words:
                cleaned |= self._learn(number, role)
        self.__dict__.pop("forms", None)
        return cleaned or before != (self.forms, self.words)

    def _learn(self, number: int, role: Role) -> bool:
        """Take what is not understood for part of the sample; whether it has blanks."""
        cells, column = self.cells[number], self.registers[number].column(role)
        if column is None or (number, role) in self.looked_at:
            return False
        sql = (
            f"SELECT DISTINCT CAST(c{column.index} AS VARCHAR) FROM {cells.name} "
            f"WHERE {self._not_understood(number, role)} LIMIT {SAMPLE}"
        )
        values = [value for (value,) in self.ask(sql)]
        blank = any(value.strip() in BLANKS for value in values)
        if blank:
            blank = cells.clean()
        elif role in WORD_LISTS:
            self.looked_at.add((number, role))
            self.values[number, role].update(values)
            self._show_words(role)
        else:
            self.looked_at.add((number, role))
            self.extra.setdefault((number, role), []).extend(values)
        return blank

    def _not_understood(self, number: int, role: Role) -> str:
        column = self.registers[number].roles[role].index
        if role in WORD_LISTS:
            known = f"c{column} IN (SELECT word FROM {role.value}_words)"
            return f"c{column} IS NOT NULL AND NOT {known}"
        form = self.forms[number][role]
        return f"{told(column, form)} IS NOT NULL AND {moment(column, form)} IS NULL"

    def dossiers(self, groupings: Sequence[Grouping] = ()) -> str:
        """The relation ``dossiers`` over all registers."""
        parts = []
        for number, register in enumerate(self.registers):
            groups = [
                f"{group_sql(grouping, register, self.forms[number])} AS g{n}"
                for n, grouping in enumerate(groupings)
            ]
            parts.append(dossiers_sql(register, f"cells_{number}", self.forms[number], groups))
        return " UNION ALL BY NAME ".join(parts)

    @cached_property
    def span(self) -> Span:
        """The first day of receipt and the newest day that anything happened."""
        while True:
            first, received, newest, unread, rows = self.ask(
                "SELECT min(received) FILTER (WHERE readable), "
                "max(received) FILTER (WHERE readable), max(newest) FILTER (WHERE readable), "
                f"COUNT(*) FILTER (WHERE NOT readable), COUNT(*) FROM ({self.dossiers()})"
            )[0]
            if not self.learn({"unreadable": unread}):
                break
        if first is None:
            raise _no_span(self.registers[0], rows, unread)
        span = Span(first.date(), max(received, newest or received).date())
        return span if (span.last - span.first).days <= SHORT_SPAN else self._long_span()

    def _long_span(self) -> Span:
        """The span of registers so long that single days may stand alone in it."""
        from tthc_stats.tally.months import Days, month_sql, span_of

        newest = "GREATEST(received, newest)"
        found = self.ask(
            f"SELECT {month_sql('received')}, {month_sql(newest)}, COUNT(*), min(received), "
            f"max({newest}) FROM ({self.dossiers()}) WHERE readable GROUP BY 1, 2"
        )
        return span_of([Days(*days) for days in found])

    @contextmanager
    def located(self, numbers: Sequence[int]) -> Iterator[list[str]]:
        """Relations of some registers that know the numbers of their rows."""
        with in_order(self.connection):
            with self._watched():
                relations = [self.cells[number].located() for number in numbers]
            yield relations

    def unreadable(self, number: int, role: Role) -> Cited:
        """The dates that are written but cannot be read."""
        return self._cited(number, role, self._not_understood(number, role))

    def sentinels(self, number: int, role: Role) -> Cited:
        """The dates that stand for no day."""
        column, form = self.registers[number].roles[role].index, self.forms[number][role]
        return self._cited(number, role, is_absent(column, form, sentinel=True))

    def _cited(self, number: int, role: Role, condition: str) -> Cited:
        roles = self.registers[number].roles
        columns = [f"CAST(c{roles[role].index} AS VARCHAR)", "CAST(NULL AS VARCHAR)"]
        if Role.CODE in roles:
            columns[1] = f"c{roles[Role.CODE].index}"
        shown, order = ", ".join(columns), f"(COALESCE(row, 0), {', '.join(columns)})"
        first = f"arg_min([CAST(row AS VARCHAR), {shown}], {order}, {LISTED})"
        with self.located([number]) as (relation,):
            found, times = self.ask(f"SELECT {first}, COUNT(*) FROM {relation} WHERE {condition}")[
                0
            ]
        return Cited(
            times,
            tuple(Cell(int(row) if row else None, text, code) for row, text, code in found or ()),
        )

    def unknown_words(self, number: int, role: Role) -> list[tuple[str, int]]:
        """Values that belong to no class, and how often they stand there."""
        if not (column := self.registers[number].column(role)):
            return []
        return self.ask(
            f"SELECT c{column.index}, COUNT(*) FROM cells_{number} "
            f"WHERE {self._not_understood(number, role)} GROUP BY 1 ORDER BY 2 DESC, 1 "
            f"LIMIT {MOST_WORDS}"
        )

    def unknown_number(self, number: int, role: Role) -> int:
        """How many different values belong to no class."""
        column = self.registers[number].roles[role].index
        sql = f"SELECT COUNT(DISTINCT c{column}) FROM cells_{number} "
        return int(self.ask(f"{sql} WHERE {self._not_understood(number, role)}")[0][0])

    @property
    def period(self) -> Period:
        """The days that count: as asked, else as the titles say, else all."""
        if self.options.period:
            return self.options.period
        said = [register.period for register in self.registers]
        known = [period for period in said if period]
        if len(known) < len(said):
            return Period(self.span.first, self.span.last)
        return Period(min(p.start for p in known), max(p.end for p in known))

    @property
    def as_of(self) -> date:
        """The day on which what is pending is judged."""
        if self.options.as_of:
            return self.options.as_of
        said = self.options.period or all(register.period for register in self.registers)
        return self.period.end if said else self.span.last

    @property
    def uses_span(self) -> bool:
        """Whether the days that count are those of the dossiers: nothing else says any."""
        return not (self.options.period or all(register.period for register in self.registers))

    def refuse_lone_days(self) -> None:
        """Raises NotUnderstoodError where days that stand alone in the future would be the end
        of the period, because nothing else says which days count.
        """
        if self.uses_span and self.span.late:
            from tthc_stats.tally.lone import refuse_lone_days

            refuse_lone_days(self)


def _no_span(register: Register, rows: int, unread: int) -> NotUnderstoodError:
    """Why a register tells no days at all."""
    if not rows:
        return NotUnderstoodError(T("the register holds no dossiers"), place=register.place())
    what = (
        T("no dossier has a day of receipt, and dates that can all be read: look with check")
        if unread
        else T("no dossier has a day of receipt")
    )
    return NotUnderstoodError(what, place=register.place(register.first_row, Role.RECEIVED))
