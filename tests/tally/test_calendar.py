"""Working days: known days, sums that agree with counting day by day, own calendars."""

import csv
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_stats.data import load
from tthc_stats.model.errors import UsageError
from tthc_stats.tally.calendar import (
    ENTRIES,
    CalendarRules,
    WorkingCalendar,
    _rules,
    read_calendar,
)

ROOT = Path(__file__).parent.parent.parent
YEN_BAI = ROOT.parent / "shared" / "data" / "registers" / "epar_calendar_2012_2015.csv"
CASES = tomllib.loads((Path(__file__).parent / "calendar.toml").read_text(encoding="utf-8"))
NATIONAL = WorkingCalendar(2007, 2030)
HALF_SATURDAYS = CalendarRules(
    days_off=frozenset({date(2026, 7, 1)}),
    half_days=frozenset({date(2026, 7, 3)}),
    half_weekdays=frozenset({"saturday"}),
)
OWN = WorkingCalendar(2007, 2030, HALF_SATURDAYS)
days = st.dates(NATIONAL.first, NATIONAL.last)
calendars = st.sampled_from([NATIONAL, OWN])


def from_to(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(n) for n in range((last - first).days + 1))


def own_file(folder: Path, text: str) -> str:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


# --- the national calendar ------------------------------------------------------------------


@pytest.mark.parametrize(("day", "half_days"), CASES["half_days"].items())
def test_a_day(day: str, half_days: int) -> None:
    assert NATIONAL.half_days(date.fromisoformat(day)) == half_days


@pytest.mark.parametrize("case", CASES["count"], ids=lambda case: case["why"])
def test_a_count(case: dict[str, Any]) -> None:
    assert NATIONAL.half_days_after(case["start"], case["end"]) == case["half_days"]


@pytest.mark.parametrize("year", range(2008, 2027))
def test_a_year_does_not_depend_on_the_span(year: int) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    alone = WorkingCalendar(year, year)
    assert [alone.half_days(d) for d in from_to(first, last)] == [
        NATIONAL.half_days(d) for d in from_to(first, last)
    ]


def test_every_swapped_day_is_made_up_for() -> None:
    data = load("calendar")
    rules = _rules({entry: data[entry] for entry in ENTRIES if entry in data}, "calendar")
    assert all(day.weekday() < 5 for day in rules.days_off)
    assert all(day.weekday() >= 5 for day in rules.working_days)
    tet_2014 = {date(2014, 2, 5)}  # part of the holiday itself, not swapped
    assert len(rules.days_off - tet_2014) == len(rules.working_days)


# --- counting -------------------------------------------------------------------------------


@given(calendars, days, days)
def test_counting_day_by_day_gives_the_same(
    calendar: WorkingCalendar, start: date, end: date
) -> None:
    low, high = min(start, end), max(start, end)
    counted = sum(calendar.half_days(day) for day in from_to(low + timedelta(1), high))
    assert calendar.half_days_after(start, end) == (counted if start <= end else -counted)


@given(calendars, days, days, days)
def test_what_is_between_adds_up(calendar: WorkingCalendar, a: date, b: date, c: date) -> None:
    count = calendar.half_days_after
    assert count(a, b) + count(b, c) == count(a, c)
    assert calendar.working_days(a, c) * 2 == count(a, c)


@given(calendars, days, days)
def test_rows_give_the_same_by_difference(
    calendar: WorkingCalendar, start: date, end: date
) -> None:
    first, last = min(start, end), max(start, end)
    rows = calendar.rows(first, last)
    assert [row.day for row in rows] == list(from_to(first, last))
    assert [row.half_days for row in rows] == [calendar.half_days(row.day) for row in rows]
    assert rows[-1].cumulative - rows[0].cumulative == calendar.half_days_after(first, last)


def test_half_days_are_halves_of_days() -> None:
    assert OWN.working_days(date(2026, 6, 30), date(2026, 7, 5)) == Decimal("2.0")
    assert OWN.working_days(date(2026, 7, 3), date(2026, 7, 5)) == Decimal("0.5")


def test_days_outside_the_span_are_refused() -> None:
    with pytest.raises(ValueError, match=r"2031-01-01 is outside the calendar 2007-01-01\.\."):
        NATIONAL.half_days_after(date(2030, 1, 1), date(2031, 1, 1))
    with pytest.raises(ValueError, match="2006-12-31"):
        NATIONAL.half_days(date(2006, 12, 31))


# --- years that are not known -----------------------------------------------------------------


def test_days_that_are_not_known_are_told() -> None:
    assert NATIONAL.note(date(2008, 1, 1), date(2026, 12, 31)) is None
    assert "known from 2008-01-01 to 2026-12-31 only" in str(
        NATIONAL.note(date(2026, 1, 1), date(2027, 1, 1))
    )
    assert NATIONAL.note(date(2007, 12, 31), date(2009, 1, 1))


def test_years_without_a_lunar_calendar_follow_the_week_and_fixed_holidays() -> None:
    far = WorkingCalendar(2498, 2500)
    holidays = {day for day in from_to(date(2500, 1, 1), far.last) if not far.half_days(day)}
    assert {(day.month, day.day) for day in holidays if day.weekday() < 5} == {
        (1, 1), (4, 30), (9, 2),
    }  # fmt: skip
    assert date(2500, 5, 1).weekday() == 5
    assert len(holidays) == 104 + 3


def test_a_slip_of_the_year_does_not_break_it() -> None:
    assert WorkingCalendar(1, 9999).half_days(date(2026, 1, 2)) == 0


# --- own calendars -----------------------------------------------------------------------------


def test_an_own_calendar_stands_over_the_national_one(tmp_path: Path) -> None:
    text = """
        days_off = [2026-07-01, "2026-07-06..2026-07-08"]
        working_days = [2026-09-02, 2026-07-05]
        half_days = [2026-12-31]
        half_weekdays = ["saturday"]
        known_until = 2027-12-31
    """
    calendar = WorkingCalendar(2026, 2026, read_calendar(own_file(tmp_path, text)))
    seen = {
        day: calendar.half_days(date.fromisoformat(f"2026-{day}"))
        for day in ("07-01", "07-05", "07-06", "07-07", "07-08", "07-09", "07-11", "07-12",
                    "08-22", "09-01", "09-02", "12-31")
    }  # fmt: skip
    assert seen == {
        "07-01": 0, "07-05": 2, "07-06": 0, "07-07": 0, "07-08": 0, "07-09": 2, "07-11": 1,
        "07-12": 0, "08-22": 2, "09-01": 0, "09-02": 2, "12-31": 1,
    }  # fmt: skip
    assert calendar.note(date(2026, 1, 1), date(2027, 12, 31)) is None
    assert calendar.note(date(2026, 1, 1), date(2028, 1, 1))


def test_own_weekly_days_off_replace_the_usual_ones(tmp_path: Path) -> None:
    rules = read_calendar(own_file(tmp_path, 'weekly_days_off = ["sunday"]'))
    calendar = WorkingCalendar(2026, 2026, rules)
    week = [calendar.half_days(day) for day in from_to(date(2026, 8, 3), date(2026, 8, 9))]
    assert week == [2, 2, 2, 2, 2, 2, 0]
    without = WorkingCalendar(2026, 2026, CalendarRules(weekly_days_off=frozenset()))
    assert without.half_days(date(2026, 8, 9)) == 2


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert read_calendar(own_file(tmp_path, "\ufeff")) == CalendarRules()


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["text"].strip())
def test_a_calendar_that_is_not_understood_is_refused(case: dict[str, Any], tmp_path: Path) -> None:
    path = own_file(tmp_path, case["text"])
    with pytest.raises(UsageError) as refused:
        read_calendar(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert case["says"] in str(refused.value)


def test_a_missing_or_garbled_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the calendar cannot be read: no such file"):
        read_calendar(str(tmp_path / "none.toml"))
    (tmp_path / "utf16.toml").write_bytes("days_off = []".encode("utf-16"))
    with pytest.raises(UsageError, match="not valid TOML"):
        read_calendar(str(tmp_path / "utf16.toml"))


# --- ../shared/data: the calendar of Yên Bái -----------------------------------------------------

YEN_BAI_OWN = """
# What it has otherwise than announced; all but one day of it is in 2012.
working_days = ["2012-01-23..2012-01-28", 2012-04-02, 2012-09-03, 2012-12-31]
days_off = [2012-02-04, 2012-05-02, 2013-01-05]
"""


@pytest.mark.skipif(not YEN_BAI.is_file(), reason="../shared/data is not on this machine")
def test_the_calendar_of_yen_bai(tmp_path: Path) -> None:
    with YEN_BAI.open(encoding="utf-8", newline="") as file:
        off = {
            date.fromisoformat(row["C_DATE"][:10]): row["C_OFF"] == "1"
            for row in csv.DictReader(file)
        }
    assert list(off) == list(from_to(date(2012, 1, 1), date(2015, 12, 31)))
    rules = read_calendar(own_file(tmp_path, YEN_BAI_OWN))
    differ = {day for day, is_off in off.items() if is_off != (NATIONAL.half_days(day) == 0)}
    assert differ == rules.working_days | rules.days_off
    own = WorkingCalendar(2012, 2015, rules)
    assert {day: not own.half_days(day) for day in off} == off
