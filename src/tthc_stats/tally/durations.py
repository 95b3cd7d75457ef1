"""How long dossiers took, wait or are late, in working days: frequencies and lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from os.path import dirname, join
from typing import Any, NamedTuple

from tthc_stats.ingest.legacy_text import clean
from tthc_stats.model.errors import UsageError
from tthc_stats.model.register import Role
from tthc_stats.model.text import T, Text
from tthc_stats.tally.calendar import HALF_DAYS, CalendarRules, WorkingCalendar
from tthc_stats.tally.engine import ask
from tthc_stats.tally.grouping import Grouping
from tthc_stats.tally.page import classified
from tthc_stats.tally.registers import Registers

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
"""Days beyond are no days of dossiers: no calendar is made for them."""
PAGE = join(dirname(__file__), "durations.sql")
MOST = 200_000
"""Dossiers that a list has where nobody says how many: it is made in memory."""


class Measure(StrEnum):
    """A span of time between two days of a dossier, and which dossiers have it."""

    PROCESSING = "processing"
    """From receipt to the end, of those resolved in the period."""
    LATENESS = "lateness"
    """From the due day to the end, of those resolved late in the period."""
    AGE = "age"
    """From receipt to the day as of, of those pending."""
    OVERDUE = "overdue"
    """From the due day to the day as of, of those pending and overdue."""
    DUE_SOON = "due_soon"
    """From the day as of to the due day, of those pending in time that nothing stops."""
    PAUSED = "paused"
    """From the day a supplement was asked for to the day as of, of those paused."""


class Dossier(NamedTuple):
    """A line of a list: what tells a dossier, its days, and how many working days it is.

    Nothing of persons. half_days is None where the register does not tell.
    """

    code: str | None
    unit: str | None
    procedure: str | None
    received: date | None
    due: date | None
    ended: date | None
    half_days: int | None


class Frequencies(NamedTuple):
    """How many dossiers took how many half-days, and how many it cannot be said of."""

    dossiers: Mapping[int, int]
    left_out: int = 0

    @property
    def number(self) -> int:
        return sum(self.dossiers.values())

    def up_to(self, half_days: int) -> int:
        """The dossiers that took no longer."""
        return sum(n for length, n in self.dossiers.items() if length <= half_days)

    def percentile(self, percent: int) -> int | None:
        """The least number of half-days that ``percent`` % of the dossiers did not exceed.

        This is the nearest-rank percentile: the value of the dossier of rank
        ⌈percent × n / 100⌉, in whole numbers, so always one that occurs. None of none.
        """
        rank, seen = -(-percent * self.number // 100), 0
        for half_days in sorted(self.dossiers):
            seen += self.dossiers[half_days]
            if seen >= rank:
                return half_days
        return None

    def plus(self, other: Frequencies) -> Frequencies:
        both = Counter(self.dossiers)
        both.update(other.dossiers)
        return Frequencies(both, self.left_out + other.left_out)


NONE = Frequencies({})
Key = tuple[str | None, ...]


def in_days(half_days: int) -> int | Decimal:
    """Half-days as days, exact: 4 → 2, 5 → 2.5."""
    whole, half = divmod(half_days, HALF_DAYS)
    return whole if not half else Decimal(f"{whole}.5")


def _dossier(code: str | None, unit: str | None, procedure: str | None, *rest: Any) -> Dossier:
    return Dossier(_clean(code), _clean(unit), _clean(procedure), *rest)


def _clean(name: str | None) -> str | None:
    return clean(name) if name else name


class Durations:
    """The dossiers of some registers with the working days between their days.

    own: what a user's calendar says beyond the national one. note: what is not known for
    sure of the working days between ``first`` and ``last``. Raises UsageError where the
    day as of is beyond any calendar.
    """

    def __init__(
        self,
        registers: Registers,
        groupings: Sequence[Grouping] = (),
        own: CalendarRules | None = None,
    ) -> None:
        self.registers = registers
        self.as_of = registers.as_of
        if not EARLIEST <= self.as_of <= LATEST:
            raise UsageError(
                T(
                    "working days are counted from {first} to {last} only",
                    first=EARLIEST.isoformat(),
                    last=LATEST.isoformat(),
                ),
            )
        self._groups = [f"g{n}" for n in range(len(groupings))]
        asked = Grouping("paused_since", (Role.SUPPLEMENT_ASKED,))
        registers.ask(
            "CREATE OR REPLACE TEMP VIEW dossiers AS " + registers.dossiers([*groupings, asked])
        )
        self.first, self.last = self._reach()
        calendar = WorkingCalendar(self.first.year, self.last.year, own)
        self.note: Text | None = calendar.note(self.first, self.last)
        self._load(calendar)

    def _reach(self) -> tuple[date, date]:
        """The first and the last day that any span may begin or end with."""
        since = f"CAST(g{len(self._groups)} AS TIMESTAMP)"
        names = ("received", "due", "ended", since)
        ends = ", ".join(f"{end}({name})" for end in ("min", "max") for name in names)
        found = self.registers.ask(f"SELECT {ends} FROM dossiers WHERE readable")[0]
        days = [moment.date() for moment in found if moment] + [self.as_of]
        return max(min(days), EARLIEST), min(max(days), LATEST)

    def _load(self, calendar: WorkingCalendar) -> None:
        rows = calendar.rows(self.first, self.last)
        ask(
            self.registers.connection,
            "CREATE OR REPLACE TEMP TABLE calendar AS SELECT "
            "unnest($days::DATE[]) AS day, unnest($cumulative::INTEGER[]) AS cumulative",
            {"days": [row.day for row in rows], "cumulative": [row.cumulative for row in rows]},
        )

    def frequencies(self, measures: Sequence[Measure]) -> dict[Key, dict[Measure, Frequencies]]:
        """For every group the frequencies of its measures, in one pass over the dossiers."""
        columns = ", ".join([*self._groups, "measure", "half_days"])
        query = f"{self._page(measures)} SELECT {columns}, COUNT(*) FROM spans GROUP BY {columns}"
        found: dict[Key, dict[Measure, Frequencies]] = {}
        for *key, measure, half_days, number in self.registers.ask(query):
            group = found.setdefault(tuple(map(_clean, key)), {})
            one = Frequencies({half_days: number}) if half_days is not None else None
            before = group.get(Measure(measure), NONE)
            group[Measure(measure)] = before.plus(one or Frequencies({}, number))
        return found

    def listed(
        self, measure: Measure, *, at_most: int | None = None, limit: int | None = None
    ) -> tuple[int, int, list[Dossier]]:
        """How many dossiers a measure applies to, of how many it cannot be said, and the
        first ``limit`` of them.

        Those with the most half-days come first, of DUE_SOON the fewest; dossiers it cannot
        be said of come last. at_most: leave out dossiers of more half-days. The groupings must
        be ``LISTED``. Raises UsageError for too many where no limit is given.
        """
        chosen = "TRUE" if at_most is None else f"half_days <= {at_most}"
        spans = f"FROM spans WHERE {chosen}"
        page = self._page([measure])
        # A window over all rows would be one query, and take a hundred times as long.
        number, known = self.registers.ask(f"{page} SELECT COUNT(*), COUNT(half_days) {spans}")[0]
        if limit is None and number > MOST:
            raise _too_many(number)
        order = "ASC" if measure is Measure.DUE_SOON else "DESC"
        rows = self.registers.ask(
            f"{page} SELECT g0, g1, g2, received_day, due_day, ended_day, half_days {spans} "
            f"ORDER BY half_days {order} NULLS LAST, received_day, due_day, ended_day, g0, g1, g2"
            + (f" LIMIT {limit}" if limit is not None else "")
        )
        return number, number - known, [_dossier(*row) for row in rows]

    def _page(self, measures: Sequence[Measure]) -> str:
        with open(PAGE, encoding="utf-8") as file:
            text = "".join(line for line in file if not line.startswith("--"))
        values = {
            ":measures": ", ".join(f"('{measure.value}')" for measure in measures),
            ":as_of": f"DATE '{self.as_of.isoformat()}'",
            ":paused_since": f"g{len(self._groups)}",
        }
        for name, value in values.items():
            text = text.replace(name, value)
        registers = self.registers
        return f"{classified(registers.period, self.as_of, registers.options)}, {text}"


def _too_many(number: int) -> UsageError:
    return UsageError(
        T("the list would have {number} dossiers, more than {most}", number=number, most=MOST),
        hint=T("Say with --limit how many to list, or count a shorter period."),
    )


LISTED = (
    Grouping("code", (Role.CODE,)),
    Grouping("unit", (Role.UNIT,)),
    Grouping("procedure", (Role.PROCEDURE,)),
)
"""What tells a dossier in a list."""

LATENESS_CLASSES = (0, 1, 3, 5, 10, 20)
LENGTH_CLASSES = (0, 5, 10, 20, 30, 60)
CLASSES = {
    Measure.PROCESSING: LENGTH_CLASSES,
    Measure.LATENESS: LATENESS_CLASSES,
    Measure.AGE: LENGTH_CLASSES,
    Measure.OVERDUE: LATENESS_CLASSES,
}
"""The last days of the classes of a histogram; one more class has all that is longer."""


class Class(NamedTuple):
    """A class of a histogram: from ``least`` to ``most`` days (None: without end)."""

    least: int
    most: int | None
    dossiers: int


def histogram(found: Frequencies, bounds: Sequence[int]) -> list[Class]:
    """The dossiers by classes of days; a half-day begun counts as its whole day.

    Class 0 has those without any working day, such as one due on Friday and ended on Saturday.
    """
    below = [found.up_to(HALF_DAYS * bound) for bound in bounds]
    starts = [0, *(bound + 1 for bound in bounds)]
    ends = [*bounds, None]
    sums = zip([0, *below], [*below, found.number], strict=True)
    return [
        Class(least, most, after - before)
        for least, most, (before, after) in zip(starts, ends, sums, strict=True)
    ]
