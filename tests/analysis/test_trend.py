"""Series over periods: kinds, gaps, and the same figures from the history as from files."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import tthc_stats
from tthc_stats.analysis.trend import Trend, alike, trend_of
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.history import StoredHead, StoredPeriod, StoredRow
from tthc_stats.model.period import KINDS, Period
from tthc_stats.model.table import Dimension

SAMPLES = Path(__file__).parents[2] / "sample_data"
MONTHS = [SAMPLES / f"xa-phuong-2026-0{month}.csv" for month in (8, 9)]


def period(text: str, in_time: int = 9, *, official: bool = False, unit: str = "A") -> StoredPeriod:
    days = Period.official(text) if official else Period.parse(text)
    counts = {Count.RESOLVED: 10, Count.IN_TIME: in_time}
    row = StoredRow((f"unit={unit}",), {Dimension.UNIT: f"Xã {unit}"}, (), counts)
    return StoredPeriod(StoredHead(days, None, "", "unit", (), None, 0, 0, "", 1), (row,))


def trend(*periods: StoredPeriod, **options: object) -> Trend:
    return trend_of(tthc_stats.summaries(periods), **options)  # type: ignore[arg-type]


def shown(series: Trend) -> list[tuple[str, str | None]]:
    return [
        (str(p.period.start), p.indicator and str(p.indicator.value(0)))
        for p in series.total.points
    ]


def test_the_change_is_to_the_period_before() -> None:
    series = trend(period("2026-08", 7), period("2026-07", 9), period("2026-06", 8))
    assert shown(series) == [("2026-06-01", "80"), ("2026-07-01", "90"), ("2026-08-01", "70")]
    assert [p.change for p in series.total.points] == [None, Fraction(10), Fraction(-20)]
    assert series.notes == ()
    assert series.kind == "month"


def test_gaps_are_told_and_never_filled() -> None:
    series = trend(period("2026-03", 5), period("2026-07", 9), period("2026-08", 8))
    assert shown(series) == [
        ("2026-03-01", "50"),
        ("2026-04-01", None),
        ("2026-05-01", None),
        ("2026-06-01", None),
        ("2026-07-01", "90"),
        ("2026-08-01", "80"),
    ]
    assert [p.missing for p in series.total.points] == [False, True, True, True, False, False]
    assert [p.change for p in series.total.points] == [None] * 5 + [Fraction(-10)]
    (note,) = series.notes
    assert "2026-04-01..2026-04-30" in str(note)


def test_a_share_of_another_count_is_no_change() -> None:
    (with_base,), (without,) = (period(text).rows for text in ("2026-07", "2026-08"))
    shares = {Count.RESOLVED: 10, Count.FULL_PROCESS: 4}
    july = period("2026-07")._replace(
        rows=(with_base._replace(counts={**shares, Count.ONLINE_BASE: 8}),)
    )
    august = period("2026-08")._replace(rows=(without._replace(counts=shares),))
    series = trend(july, august, indicator="full_process")
    assert shown(series) == [("2026-07-01", "50"), ("2026-08-01", "40")]
    assert [p.change for p in series.total.points] == [None, None]
    (note,) = series.notes
    assert str(note).endswith("base of the full-process share, resolved")


def test_the_newest_so_many() -> None:
    periods = [period(f"2026-{month:02}") for month in (1, 2, 3, 5, 6)]
    starts = [start for start, _ in shown(trend(*periods, last=2))]
    assert starts == ["2026-05-01", "2026-06-01"]
    assert len(trend(*periods, last=99).periods) == 6


@pytest.mark.parametrize("last", range(1, 15))
def test_a_missing_period_is_one_of_the_newest(last: int) -> None:
    """A year of months is twelve lines, though one of them may be empty."""
    months = [f"2025-{month:02}" for month in range(1, 13)] + ["2026-01", "2026-03"]
    series = trend(*(period(month) for month in months), last=last)
    points = series.total.points
    assert len(points) == last
    assert points[-1].period == Period.parse("2026-03")
    assert [str(p.period) for p in points if p.missing] == ["2026-02-01..2026-02-28"] * (last > 1)
    assert len(series.notes) == (last > 1)


def test_months_with_months_and_official_ones_apart() -> None:
    official = [period(f"2026-{month:02}", official=True) for month in (6, 7, 8)]
    others = [
        period("2026-08"),
        period("Q3/2026"),
        period("2026"),
        period("2026-01-01..2026-08-20"),
    ]
    series = trend(*official, *others)
    assert [str(days) for days in series.periods] == [str(p.head.period) for p in official]
    (note,) = series.notes
    assert "2026-08-01..2026-08-31" in str(note)
    assert trend(*official, *others, kind="quarter").periods == (Period.parse("Q3/2026"),)
    with pytest.raises(UsageError):
        trend(*official, kind="half-year")
    with pytest.raises(UsageError, match="half-year"):
        trend(*official, kind="week")


KINDS_OF = {
    "2026-08": "month",
    "2026-07-15..2026-08-14": "month",
    "2021-07-21..2021-08-20": "month",  # Vĩnh Phúc, from the 21st to the 20th
    "2019-12-01..2020-02-29": "quarter",  # Lâm Đồng
    "2026-01-01..2026-02-28": None,
    "Q3/2026": "quarter",
    "H1/2026": "half-year",
    "9M/2026": "nine-months",
    "2026": "year",
    "2024-01-01..2024-09-03": None,
    "2022-12-07..2023-12-04": None,
}


@pytest.mark.parametrize("text", KINDS_OF)
def test_kinds_of_periods(text: str) -> None:
    assert Period.parse(text).kind == KINDS_OF[text]
    if ".." not in text:
        assert Period.official(text).kind == KINDS_OF[text]


def test_nine_months_come_once_a_year() -> None:
    series = trend(period("9M/2024", 5), period("9M/2026", 7), period("9M/2025", 6))
    assert [p.change for p in series.total.points] == [None, Fraction(10), Fraction(10)]


@given(
    first=st.dates(date(2020, 1, 1), date(2030, 12, 28)).filter(lambda day: day.day <= 28),
    months=st.sampled_from(sorted(KINDS.values())),
    by=st.integers(-30, 30),
)
@example(first=date(2020, 8, 28), months=6, by=0)
def test_periods_move_by_whole_months(first: date, months: int, by: int) -> None:
    after = Period(first, first).shifted(months).start
    whole = Period(first, after - timedelta(days=1))
    assert whole.whole_months == months
    moved = whole.shifted(by)
    assert moved.whole_months == months
    assert moved.shifted(-by) == whole
    assert whole.precedes(whole.shifted(months))


def test_of_several_series_the_longest_is_taken() -> None:
    months = [Period.parse(f"2026-{month:02}") for month in (1, 2)]
    quarters = [Period.parse(f"Q{quarter}/2026") for quarter in (1, 2, 3)]
    assert alike([*months, *quarters]) == quarters
    assert alike([*months, *quarters[:2]]) == months  # of equal ones the shorter periods


def test_groups_come_and_go() -> None:
    series = trend(period("2026-07", 5, unit="B"), period("2026-08", 9))
    held = {s.key["unit"]: [p.indicator for p in s.points] for s in series.groups}
    assert list(held) == ["Xã A", "Xã B"]
    assert held["Xã A"][0] is None
    assert held["Xã B"][1] is None
    assert [p.missing for s in series.groups for p in s.points] == [False] * 4


def test_a_period_stands_once() -> None:
    with pytest.raises(UsageError, match="twice"):
        trend(period("2026-08"), period("2026-08"))


@pytest.mark.parametrize("by", ["", "unit", "level"])
@pytest.mark.parametrize("indicator", ["on_time", "overdue", "disposition_days"])
def test_the_recorded_give_what_the_files_give(tmp_path: Path, by: str, indicator: str) -> None:
    history = tmp_path / "h.sqlite"
    for file in MONTHS:
        tthc_stats.record(tthc_stats.periods_of(tthc_stats.read(file)), history)
    stored = [tthc_stats.recorded_summary(history, f"2026-0{m}", by=by or ()) for m in (8, 9)]
    read = [tthc_stats.summarize(tthc_stats.read(file), by=by or ()) for file in MONTHS]
    for one, other in zip(stored, read, strict=True):
        assert (one.groups, one.total, one.period) == (other.groups, other.total, other.period)
    assert trend_of(stored, indicator) == trend_of(read, indicator)
    series = trend_of(stored, indicator)
    assert [p.indicator for p in series.total.points] == [
        s.total.indicators[indicator] for s in read
    ]
