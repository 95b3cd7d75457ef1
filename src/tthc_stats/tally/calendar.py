"""Working days: of the law, as the government swapped them, and as an office keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import accumulate, combinations, cycle, islice
from typing import Any, NamedTuple

from tthc_stats.data import load
from tthc_stats.ingest.own_toml import read_toml
from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T, Text

HALF_DAYS = 2
"""Half-days in a whole working day."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = ("days_off", "working_days", "half_days")
WEEKLY = ("weekly_days_off", "half_weekdays")
ENTRIES = (*DAYS, *WEEKLY, "known_until")


class CalendarRules(NamedTuple):
    """What a calendar file says; weekly rules and ``known_until`` are None where it is silent."""

    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    half_days: frozenset[date] = frozenset()
    weekly_days_off: frozenset[str] | None = None
    half_weekdays: frozenset[str] | None = None
    known_until: date | None = None


class CalendarDay(NamedTuple):
    """A day, its half-days (0, 1 or 2), and all half-days of its calendar up to its end."""

    day: date
    half_days: int
    cumulative: int


class WorkingCalendar:
    """The half-days that are worked on each day of the years ``first_year`` to ``last_year``.

    The time for a dossier is counted in working days (nghị định 61/2018/NĐ-CP and 118/2025/NĐ-CP,
    one-stop mechanism). Off are the weekly days off and, where a holiday falls on one, the
    day in lieu (Bộ luật Lao động 2019, art. 111), the holidays (art. 112), and days that
    the government swapped for make-up Saturdays: from the ``holidays`` package,
    data/calendar.toml, and ``own``, each over the one before.

    Weights are whole half-days, so that every sum is exact. Days outside the span of years
    raise ValueError. From ``known_from`` to ``known_until`` the government's decisions are
    known; other days follow the weekly rules and the holidays of the law.
    """

    def __init__(self, first_year: int, last_year: int, own: CalendarRules | None = None) -> None:
        data = load("calendar")
        announced = _rules({entry: data[entry] for entry in ENTRIES if entry in data}, "calendar")
        own = own or CalendarRules()
        self.first, self.last = date(first_year, 1, 1), date(last_year, 12, 31)
        self.known_from: date = data["known_from"]
        self.known_until: date = own.known_until or announced.known_until or self.known_from
        self.hours: tuple[tuple[time, time], ...] = tuple(map(tuple, data["hours"]))
        self._weights = self._by_the_week(_week(announced, own))
        off, worked = _national(first_year, last_year, data["fixed_holidays"])
        self._set(off | announced.days_off, 0)
        self._set(worked | announced.working_days, HALF_DAYS)
        self._set(own.days_off, 0)
        self._set(own.working_days, HALF_DAYS)
        self._set(own.half_days, 1)
        self._cumulative = list(accumulate(self._weights))

    def _by_the_week(self, week: Sequence[int]) -> bytearray:
        start = self.first.weekday()
        return bytearray(islice(cycle(week), start, start + (self.last - self.first).days + 1))

    def _set(self, days: Iterable[date], half_days: int) -> None:
        for day in days:
            if self.first <= day <= self.last:
                self._weights[(day - self.first).days] = half_days

    def _index(self, day: date) -> int:
        if not self.first <= day <= self.last:
            raise ValueError(f"{day} is outside the calendar {self.first}..{self.last}")
        return (day - self.first).days

    def half_days(self, day: date) -> int:
        """The half-days worked on a day: 0, 1 or 2."""
        return self._weights[self._index(day)]

    def half_days_after(self, start: date, end: date) -> int:
        """The half-days worked after ``start`` up to and with ``end``.

        Negative where ``end`` is before ``start``: half_days_after(a, b) = −half_days_after(b, a).
        """
        return self._cumulative[self._index(end)] - self._cumulative[self._index(start)]

    def working_days(self, start: date, end: date) -> Decimal:
        """``half_days_after`` in days, exact: a multiple of 0.5."""
        return Decimal(self.half_days_after(start, end)) / HALF_DAYS

    def rows(self, first: date, last: date) -> list[CalendarDay]:
        """Each day from ``first`` to ``last``, both included, for a table to join in SQL.

        With a row for both days, ``due.cumulative - received.cumulative`` is
        ``half_days_after(received, due)``. Empty where ``last`` is before ``first``.
        """
        start, end = self._index(first), self._index(last) + 1
        held = zip(self._weights[start:end], self._cumulative[start:end], strict=True)
        return [CalendarDay(first + timedelta(n), *halves) for n, halves in enumerate(held)]

    def note(self, first: date, last: date) -> Text | None:
        """What to tell where some of the days ``first`` to ``last`` are not known for sure."""
        if self.known_from <= first and last <= self.known_until:
            return None
        return T(
            "days off and make-up days that the government announced are known from {first} "
            "to {last} only; working days before and after follow the law's holidays",
            first=self.known_from,
            last=self.known_until,
        )


def _week(announced: CalendarRules, own: CalendarRules) -> list[int]:
    """The half-days of each weekday from Monday; a half weekday of one's own is no day off."""
    halves = own.half_weekdays or frozenset()
    off = announced.weekly_days_off if own.weekly_days_off is None else own.weekly_days_off
    return [1 if day in halves else 0 if day in (off or ()) else HALF_DAYS for day in WEEKDAYS]


def _national(first_year: int, last_year: int, fixed: Iterable[str]) -> tuple[set[date], set[date]]:
    """Holidays, and make-up days, that the package knows for some years.

    Decisions on days around New Year stand in the package under the other year.
    """
    from holidays import country_holidays

    national = country_holidays("VN", years=range(first_year - 1, last_year + 2))
    lunar = range(national.start_year, national.end_year + 1)
    unknown = (year for year in range(first_year, last_year + 1) if year not in lunar)
    off = {date.fromisoformat(f"{year:04}-{day}") for year in unknown for day in fixed}
    return off | set(national), set(national.weekend_workdays)


def read_calendar(path: str) -> CalendarRules:
    """A user's own calendar from a TOML file.

    ``days_off``, ``working_days`` and ``half_days`` are lists of days; ``weekly_days_off``
    and ``half_weekdays`` of weekdays in English; ``known_until`` is a day. Raises UsageError
    where the file is missing, is no TOML, says something unknown, or contradicts itself.
    """
    return _rules(read_toml(path, T("the calendar")), path)


def _rules(given: Mapping[str, Any], place: str) -> CalendarRules:
    for entry in given:
        if entry not in ENTRIES:
            text = T("unknown entry “{entry}” in the calendar", entry=entry)
            raise UsageError(text, place=place, hint=_nearest(entry, ENTRIES))
    days = {entry: _days(given.get(entry, []), entry, place) for entry in DAYS}
    weekly = {entry: _weekdays(given[entry], entry, place) for entry in WEEKLY if entry in given}
    for entries in (days, weekly):
        _refuse_overlaps(entries, place)
    until = given.get("known_until")
    if until is not None and type(until) is not date:
        raise _no_day(until, "known_until", place)
    return CalendarRules(
        days["days_off"],
        days["working_days"],
        days["half_days"],
        weekly.get("weekly_days_off"),
        weekly.get("half_weekdays"),
        until,
    )


def _nearest(word: str, known: tuple[str, ...]) -> Text:
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1)
    if near:
        return T("Did you mean “{name}”?", name=near[0])
    return T("Known ones are {known}.", known=known)


def _list(given: object, entry: str, place: str) -> list[object]:
    if isinstance(given, list):
        return given
    raise UsageError(T("{entry} must be a list in square brackets", entry=entry), place=place)


def _days(given: object, entry: str, place: str) -> frozenset[date]:
    days: set[date] = set()
    for item in _list(given, entry, place):
        span = _span(item)
        if span is None:
            raise _no_day(item, entry, place)
        days.update(_between(*span))
    return frozenset(days)


def _span(item: object) -> tuple[date, date] | None:
    """First and last day of ``2026-02-14`` or ``"2026-02-14..2026-02-22"``, else None."""
    if type(item) is date:
        return item, item
    if not isinstance(item, str):
        return None
    try:
        days = [date.fromisoformat(part.strip()) for part in item.split("..")]
    except ValueError:
        return None
    return (days[0], days[-1]) if len(days) <= 2 and days[0] <= days[-1] else None


def _between(first: date, last: date) -> Iterable[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _no_day(item: object, entry: str, place: str) -> UsageError:
    return UsageError(
        T("“{item}” in {entry} is no day and no span of days", item=str(item), entry=entry),
        place=place,
        hint=T('Write 2026-02-14, or "2026-02-14..2026-02-22" for several days.'),
    )


def _weekdays(given: object, entry: str, place: str) -> frozenset[str]:
    words = [str(word) for word in _list(given, entry, place)]
    for word in words:
        if word not in WEEKDAYS:
            text = T("“{word}” in {entry} is no day of the week", word=word, entry=entry)
            raise UsageError(text, place=place, hint=_nearest(word, WEEKDAYS))
    return frozenset(words)


def _refuse_overlaps(entries: Mapping[str, frozenset[Any]], place: str) -> None:
    """Raise UsageError where a day stands in two lists: which one is meant is not guessed."""
    for (first, held), (second, others) in combinations(entries.items(), 2):
        if twice := held & others:
            text = T(
                "{day} stands in {first} and in {second}",
                day=str(min(twice)),
                first=first,
                second=second,
            )
            raise UsageError(text, place=place, hint=T("Keep it in one of them."))
