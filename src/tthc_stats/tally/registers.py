"""Registers made ready for counting: their rows, their words, and how their dates are written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from tthc_stats.ingest.registers.dates import (
    DateForm,
    Order,
    Seen,
    SwappedError,
    form_of,
    order_of,
    seen,
)
from tthc_stats.model.errors import NotUnderstoodError
from tthc_stats.model.grid import Value
from tthc_stats.model.period import Period
from tthc_stats.model.register import (
    DATE_ROLES,
    WORD_LISTS,
    LargeSheet,
    PostgresRows,
    Register,
    Role,
)
from tthc_stats.model.text import T, Text
from tthc_stats.tally.engine import BLANKS, Watch, answer, connect, no_room
from tthc_stats.tally.grouping import Grouping, group_sql, named
from tthc_stats.tally.options import Rule, TallyOptions
from tthc_stats.tally.sources import Cells, cells_of
from tthc_stats.tally.views import day_above_12, dossiers_sql, moment, tells_time
from tthc_stats.tally.words import classes_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAMPLE = 20_000
"""Rows that show how dates are written; what they do not show is asked of all rows."""


UNKNOWN = {
    Role.STATUS: "unknown_state",
    Role.CHANNEL: "unknown_channel",
    Role.SERVICE: "unknown_service",
}
"""The numbers of the page that tell of words nobody knows."""


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
        self.folder: str | None = None
        self.words: dict[Role, dict[str, str]] = {role: {} for role in WORD_LISTS}
        self.extra: dict[tuple[int, Role], list[Value]] = {}
        self.looked_at: set[tuple[int, Role]] = set()
        self.cells: list[Cells] = []
        try:
            self.folder = mkdtemp(prefix="tthc-stats-") if self._large else None
            self.connection: DuckDBPyConnection = connect(self.folder)
            self.watch = Watch(self.connection, progress if self._large else None)
            for number, register in enumerate(self.registers):
                self._attach(number, register, captions, roles or set(Role))
            self._load_words()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Registers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave nothing behind, in memory or on the disk."""
        for cells in self.cells:
            cells.close()
        if hasattr(self, "connection"):  # or Ctrl-C came before it
            self.connection.close()
        if self.folder:
            rmtree(self.folder, ignore_errors=True)

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
        for role in WORD_LISTS:
            for number, register in enumerate(self.registers):
                if column := register.column(role):
                    self._add_words(number, role, map(str, self.cells[number].sample(column.index)))
            self._show_words(role)

    def _add_words(self, number: int, role: Role, values: Iterable[str]) -> None:
        own = self.registers[number].words.get(role, {})
        self.words[role] |= classes_of(role, set(values), own)

    def _show_words(self, role: Role) -> None:
        found = self.words[role]
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {role.value}_words AS "
            "SELECT unnest($words::VARCHAR[]) AS word, unnest($classes::VARCHAR[]) AS class",
            {"words": list(found), "classes": list(found.values())},
        )

    @cached_property
    def forms(self) -> list[dict[Role, DateForm]]:
        """How every column of dates is written, register by register."""
        return [dict(self._forms(number)) for number in range(len(self.registers))]

    def _forms(self, number: int) -> Iterator[tuple[Role, DateForm]]:
        register, cells = self.registers[number], self.cells[number]
        columns = {
            role: register.roles[role].index
            for role in DATE_ROLES
            if role in register.roles and register.roles[role].index in cells.columns
        }
        shown = {
            role: self._shown(number, role, column)
            for role, column in columns.items()
            if not cells.is_parsed(column)
        }
        orders = {role: self._order(register, role, sample) for role, sample in shown.items()}
        proven = {order for order in orders.values() if order}
        common = proven.pop() if len(proven) == 1 else None
        for role in columns:
            if role not in shown:
                yield role, DateForm((), timed=role is Role.DUE and self._tells_hours(number))
                continue
            order = orders[role] or self.options.date_order or common
            if order is None and shown[role].either:
                raise _undecided(register, role)
            yield role, form_of(shown[role], order)

    def _tells_hours(self, number: int) -> bool:
        """Whether a column of due moments tells more than days, where that matters."""
        if self.options.rule is Rule.DATE:
            return False
        column = self.registers[number].roles[Role.DUE].index
        hour = tells_time(column, parsed=True)
        return bool(self.ask(f"SELECT 1 FROM {self.cells[number].name} WHERE {hour} LIMIT 1"))

    def _shown(self, number: int, role: Role, column: int) -> Seen:
        """What the sample of a column shows; of a large one also what it may lack."""
        cells = self.cells[number]
        more = self.extra.setdefault((number, role), [])
        sample = seen([*cells.sample(column), *more])
        if cells.complete:
            return sample
        wanted = []
        if sample.either and not (sample.day_first or sample.month_first):
            wanted += [day_above_12(column, 1), day_above_12(column, 2)]
        if role is Role.DUE and self.options.rule is Rule.TIMESTAMP and not sample.timed:
            wanted.append(tells_time(column))
        for condition in wanted:
            sql = f"SELECT c{column} FROM {cells.name} WHERE {condition} LIMIT 1"
            more += [value for (value,) in self.ask(sql)]
        return seen([*cells.sample(column), *more]) if wanted else sample

    @staticmethod
    def _order(register: Register, role: Role, sample: Seen) -> Order | None:
        try:
            return order_of(sample)
        except SwappedError as error:
            raise _swapped(register, role) from error
        except ValueError as error:
            raise _both_orders(register, role) from error

    def learn(self, numbers: Mapping[str, int]) -> bool:
        """Look at what a count could not read, where samples did not show all that there is.

        numbers: of the count. Returns whether there is reason to count again.
        """
        if all(cells.complete for cells in self.cells):
            return False
        before = (list(self.forms), {role: len(words) for role, words in self.words.items()})
        cleaned = False
        for number, cells in enumerate(self.cells):
            if cells.complete:
                continue
            if numbers.get("undated"):  # among them rows that hold nothing
                cleaned |= cells.clean()
            dates = [role for role, form in self.forms[number].items() if form.formats]
            words = [role for role, key in UNKNOWN.items() if numbers.get(key)]
            for role in (dates if numbers["unreadable"] else []) + words:
                cleaned |= self._learn(number, role)
        self.__dict__.pop("forms", None)
        return cleaned or before != (self.forms, {r: len(w) for r, w in self.words.items()})

    def _learn(self, number: int, role: Role) -> bool:
        """Take what is not understood for part of the sample; whether it has blanks."""
        cells, column = self.cells[number], self.registers[number].column(role)
        if column is None or (number, role) in self.looked_at:
            return False
        sql = (
            f"SELECT DISTINCT c{column.index} FROM {cells.name} "
            f"WHERE {self._not_understood(number, role)} LIMIT {SAMPLE}"
        )
        values = [value for (value,) in self.ask(sql)]
        blank = any(value.strip() in BLANKS for value in values)
        if blank:
            blank = cells.clean()
        elif role in WORD_LISTS:
            self.looked_at.add((number, role))
            self._add_words(number, role, values)
            self._show_words(role)
        else:
            self.looked_at.add((number, role))
            self.extra.setdefault((number, role), []).extend(values)
        return blank

    def _not_understood(self, number: int, role: Role) -> str:
        name = f"c{self.registers[number].roles[role].index}"
        if role in WORD_LISTS:
            unknown = f"{name} NOT IN (SELECT word FROM {role.value}_words)"
        else:
            column = self.registers[number].roles[role].index
            unknown = f"{moment(column, self.forms[number][role])} IS NULL"
        return f"{name} IS NOT NULL AND {unknown}"

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
    def span(self) -> tuple[date, date]:
        """The first day of receipt and the newest day that anything happened."""
        while True:
            first, last, ended, unread = self.ask(
                "SELECT min(received) FILTER (WHERE readable), "
                "max(received) FILTER (WHERE readable), max(ended) FILTER (WHERE readable), "
                f"COUNT(*) FILTER (WHERE NOT readable) FROM ({self.dossiers()})"
            )[0]
            if not self.learn({"unreadable": unread}):
                break
        if first is None:
            raise NotUnderstoodError(
                T("no dossier has a day of receipt"), place=self.registers[0].place()
            )
        return first.date(), max(last, ended or last).date()

    def unreadable(self, number: int, role: Role) -> list[tuple[int | None, str, str | None]]:
        """The rows whose date is written but cannot be read: what is written, and the code."""
        with self._watched():
            relation = self.cells[number].located()
        column, code = self.registers[number].roles[role].index, "CAST(NULL AS VARCHAR)"
        if named := self.registers[number].column(Role.CODE):
            code = f"c{named.index}"
        return self.ask(
            f"SELECT row, CAST(c{column} AS VARCHAR), {code} AS code FROM {relation} "
            f"WHERE {self._not_understood(number, role)} ORDER BY row, code"
        )

    def unknown_words(self, number: int, role: Role) -> list[tuple[str, int]]:
        """Values that belong to no class, and how often they stand there."""
        if not (column := self.registers[number].column(role)):
            return []
        return self.ask(
            f"SELECT c{column.index}, COUNT(*) FROM cells_{number} "
            f"WHERE {self._not_understood(number, role)} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50"
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


def _undecided(register: Register, role: Role) -> NotUnderstoodError:
    caption = register.roles[role].caption
    return _not_dates(
        register,
        role,
        T(
            "every date in “{caption}” could be read with the day or the month first",
            caption=caption,
        ),
        T("Say which with --date-order dmy or mdy."),
    )


def _swapped(register: Register, role: Role) -> NotUnderstoodError:
    text = T(
        "in “{caption}” the dates with a day above 12 are texts and all others are dates: a "
        "spreadsheet has taken their days for months",
        caption=register.roles[role].caption,
    )
    hint = T("Export the register again and give that file, not one saved by a spreadsheet.")
    return _not_dates(register, role, text, hint)


def _both_orders(register: Register, role: Role) -> NotUnderstoodError:
    caption = register.roles[role].caption
    return _not_dates(
        register,
        role,
        T("some dates in “{caption}” have the day first and some the month", caption=caption),
        T("Export the register again with one form of dates."),
    )


def _not_dates(register: Register, role: Role, what: Text, hint: Text) -> NotUnderstoodError:
    """An error at the first cell of a column of dates."""
    return NotUnderstoodError(what, place=register.place(register.first_row, role), hint=hint)
