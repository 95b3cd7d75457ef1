"""Reporting periods: from a first to a last day, both included."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple, Self
from unicodedata import normalize

from tthc_stats.model.pattern import pattern

FORMS = (
    (pattern(r"(?P<year>\d{4})"), lambda _: (1, 12)),
    (pattern(r"(?P<year>\d{4})-(?P<n>\d{1,2})"), lambda n: (n, n)),
    (pattern(r"(?P<n>\d{1,2})/(?P<year>\d{4})"), lambda n: (n, n)),
    (pattern(r"Q(?P<n>[1-4])/(?P<year>\d{4})"), lambda n: (3 * n - 2, 3 * n)),
    (pattern(r"H(?P<n>[12])/(?P<year>\d{4})"), lambda n: (6 * n - 5, 6 * n)),
    (pattern(r"9M/(?P<year>\d{4})"), lambda _: (1, 9)),
    (pattern(r"NĂM\s+(?P<year>\d{4})"), lambda _: (1, 12)),
    (pattern(r"THÁNG\s+(?P<n>\d{1,2})/(?P<year>\d{4})"), lambda n: (n, n)),
    (pattern(r"QU[ÝÍ]\s+(?P<n>[1-4]|III?|IV?)/(?P<year>\d{4})"), lambda n: (3 * n - 2, 3 * n)),
    (pattern(r"(?P<n>[69])\s+THÁNG(?:\s+ĐẦU\s+NĂM)?[\s/]+(?P<year>\d{4})"), lambda n: (1, n)),
)
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
FREE = pattern(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")

KINDS = {"month": 1, "quarter": 3, "half-year": 6, "nine-months": 9, "year": 12}
"""The kinds of reports and their months (NĐ 09/2019/NĐ-CP art. 12)."""

YEARS = range(1900, 2200)
"""The years that periods are named of; others are slips, and the first and the last that dates
have come before and after nothing.
"""

CLOSED_BEFORE = 14
"""A month that is cut off earlier has most of its days in the month before."""
LABELS = {
    "month": "{year}-{number:02d}",
    "quarter": "{year}-Q{number}",
    "half-year": "{year}-H{number}",
    "nine-months": "{year}-9M",
    "year": "{year}",
}


class Days(NamedTuple):
    start: date
    end: date


class Period(Days):
    """Days from ``start`` to ``end``, both included; raises ValueError if they are not."""

    __slots__ = ()

    def __new__(cls, start: date, end: date) -> Self:
        if end < start:
            raise ValueError(f"{start} is after {end}")
        return super().__new__(cls, start, end)

    @classmethod
    def months(cls, year: int, first: int, last: int) -> Period:
        """The calendar months ``first`` to ``last`` of a year. Raises ValueError for none."""
        after = date(year + last // 12, last % 12 + 1, 1)
        return cls(date(year, first, 1), after - timedelta(days=1))

    @classmethod
    def parse(cls, text: str) -> Period:
        """``2026-08``, ``8/2026``, ``Q3/2026``, ``H1/2026``, ``9M/2026``, ``2026`` or
        ``2026-07-15..2026-08-14``; in Vietnamese also ``tháng 8/2026``, ``quý III/2026``,
        ``6 tháng đầu năm 2026``, ``năm 2026``.

        Raises ValueError for anything else, and for days that are not ``plausible``.
        """
        period = cls._parsed(normalize("NFC", text.strip().upper()))
        if period is None or not period.plausible:
            raise ValueError(text)
        return period

    @classmethod
    def _parsed(cls, cleaned: str) -> Period | None:
        if free := FREE.fullmatch(cleaned):
            return cls(date.fromisoformat(free[1]), date.fromisoformat(free[2]))
        for form, months in FORMS:
            if match := form.fullmatch(cleaned):
                said = match.groupdict().get("n") or "0"
                number = ROMAN.get(said) or int(said)
                return cls.months(int(match["year"]), *months(number))
        return None

    @classmethod
    def official(cls, text: str) -> Period:
        """The same texts with the cut-off days of reports: the 15th before to the 14th of
        the last month (NĐ 09/2019/NĐ-CP art. 12). Days that are given as such stay.
        """
        period = cls.parse(text)
        if FREE.fullmatch(text.strip()):
            return period
        before = period.start - timedelta(days=1)
        return cls(before.replace(day=15), period.end.replace(day=14))

    @property
    def plausible(self) -> bool:
        """Whether somebody may mean it: all its days lie in ``YEARS``."""
        return self.start.year in YEARS and self.end.year in YEARS

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def whole_months(self) -> int | None:
        """How many months it lasts, to the day before its first day comes again; ``None``
        where it ends on another day.
        """
        after = self.end + timedelta(days=1)
        months = 12 * (after.year - self.start.year) + after.month - self.start.month
        return months if after.day == self.start.day and months else None

    @property
    def kind(self) -> str | None:
        """One of ``KINDS`` by its length, wherever it is cut off; ``None`` for other days."""
        return next((kind for kind, months in KINDS.items() if months == self.whole_months), None)

    @property
    def part(self) -> tuple[str, int] | None:
        """Its kind and its number in the year of its last day, such as ``("quarter", 3)``,
        also where reports are cut off before the month ends; ``None`` for other days.
        """
        kind, months = self.kind, self.whole_months
        if kind is None or months is None or self.end.day < CLOSED_BEFORE:
            return None
        if kind == "nine-months":
            return (kind, 1) if self.end.month == months else None
        number, rest = divmod(self.end.month, months)
        return None if rest else (kind, number)

    @property
    def label(self) -> str:
        """A short name that sorts and may stand in the name of a file: ``2026-08``,
        ``2026-Q3``, ``2026-H1``, ``2026-9M``, ``2026`` or ``2026-07-15_2026-08-12``.
        """
        if self.part is None:
            return f"{self.start.isoformat()}_{self.end.isoformat()}"
        kind, number = self.part
        return LABELS[kind].format(year=self.end.year, number=number)

    def shifted(self, months: int) -> Period:
        """The same days, so many months later; at least one, where a month is shorter."""
        start, after = _later(self.start, months), _later(self.end + timedelta(days=1), months)
        return Period(start, max(start, after - timedelta(days=1)))

    def precedes(self, other: Period) -> bool:
        """Whether the other period starts on the day after this one ends."""
        return self.end + timedelta(days=1) == other.start

    def overlaps(self, other: Period) -> bool:
        return self.start <= other.end and other.start <= self.end

    def __str__(self) -> str:
        return f"{self.start.isoformat()}..{self.end.isoformat()}"


def _later(day: date, months: int) -> date:
    """The day of the month, so many months later; the last one where the month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, _length(first)))


def _length(first: date) -> int:
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return (after - first).days
