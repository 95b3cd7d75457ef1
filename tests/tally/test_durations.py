"""Working days of registers against counting day by day in plain Python."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tthc_stats
from tthc_stats.model.errors import NotUnderstoodError, UsageError
from tthc_stats.tally.calendar import WorkingCalendar
from tthc_stats.tally.durations import (
    CLASSES,
    LENGTH_CLASSES,
    Frequencies,
    Measure,
    histogram,
    in_days,
)

HEADER = (
    "Mã hồ sơ,Chủ hồ sơ,Đơn vị,Tên TTHC,Ngày tiếp nhận,Ngày hẹn trả,Ngày kết thúc,Trạng thái,"
    "Ngày yêu cầu bổ sung"
)
STATES = {
    "Mới đăng ký": "new",
    "Từ chối": "refused",
    "Đang xử lý": "pending",
    "Yêu cầu bổ sung giấy tờ": "paused",
    "Rút hồ sơ": "withdrawn",
    "Trả lại": "returned",
    "Đã xử lý xong": "resolved",
    "": None,
}
UNITS = ("Xã A", "xã  a", "UBND xã A", "Phường B", "")
START, END = date(2026, 4, 15), date(2026, 5, 14)
CALENDAR = WorkingCalendar(2025, 2027)


class Row(NamedTuple):
    received: date | None
    due: date | None
    ended: date | None
    status: str
    asked: date | None
    unit: str = "Xã A"

    @property
    def state(self) -> str | None:
        return STATES[self.status]


def days_around() -> st.SearchStrategy[date]:
    """Days around the holidays of April and May."""
    return st.dates(date(2026, 3, 20), date(2026, 6, 5))


rows = st.lists(
    st.builds(
        Row,
        st.one_of(days_around(), days_around(), days_around(), st.none()),
        st.one_of(days_around(), st.none()),
        st.one_of(days_around(), st.none()),
        st.sampled_from(list(STATES)),
        st.one_of(days_around(), st.none()),
        st.sampled_from(UNITS),
    ),
    min_size=1,
    max_size=25,
)


def register(found: Sequence[Row]) -> tthc_stats.Reading:
    lines = [HEADER]
    for number, row in enumerate(found):
        dates = [day.isoformat() if day else "" for day in row[:3]]
        asked = row.asked.isoformat() if row.asked else ""
        cells = [f"H{number}", "Người Bí Mật", row.unit, "Khai sinh", *dates, row.status, asked]
        lines.append(",".join(cells))
    return tthc_stats.read(io.BytesIO("\n".join(lines).encode()))


# --- the second implementation --------------------------------------------------------------


def half_days(first: date | None, last: date | None) -> int | None:
    """Day by day: the first day does not count, the last one does."""
    if first is None or last is None or last < first:
        return None
    following = (first + timedelta(n) for n in range(1, (last - first).days + 1))
    return sum(CALENDAR.half_days(day) for day in following)


def is_counted(row: Row) -> bool:
    if row.received is None or row.received > END or row.state in ("new", "refused"):
        return False
    return not (row.received < START and row.ended is not None and row.ended < START)


def is_resolved(row: Row) -> bool:
    return is_counted(row) and row.ended is not None and row.ended <= END


def is_pending(row: Row) -> bool:
    if not is_counted(row) or is_resolved(row):
        return False
    return row.ended is not None or row.state not in ("resolved", "withdrawn", "returned")


def is_paused(row: Row) -> bool:
    return is_pending(row) and row.ended is None and row.state == "paused"


def is_late(row: Row) -> bool:
    if not is_resolved(row) or row.due is None or row.ended is None:
        return False
    return row.ended > row.due and row.state not in ("withdrawn", "returned")


def is_overdue(row: Row, as_of: date) -> bool:
    return is_pending(row) and not is_paused(row) and row.due is not None and row.due < as_of


def spans(row: Row, as_of: date) -> dict[Measure, int | None]:
    """The measures that apply to a dossier."""
    found: dict[Measure, int | None] = {}
    if is_resolved(row):
        found[Measure.PROCESSING] = half_days(row.received, row.ended)
    if is_late(row):
        found[Measure.LATENESS] = half_days(row.due, row.ended)
    if is_pending(row):
        found[Measure.AGE] = half_days(row.received, as_of)
        if is_overdue(row, as_of):
            found[Measure.OVERDUE] = half_days(row.due, as_of)
        elif is_paused(row):
            found[Measure.PAUSED] = half_days(row.asked, as_of)
        elif row.due and row.due >= as_of and (row.ended is None or row.ended > as_of):
            found[Measure.DUE_SOON] = half_days(as_of, row.due)
    return found


def slow_percentile(lengths: Iterable[int], percent: int) -> int | None:
    ordered = sorted(lengths)
    for length in ordered:
        if 100 * sum(1 for other in ordered if other <= length) >= percent * len(ordered):
            return length
    return None


as_ofs = st.one_of(st.just(END), st.dates(date(2026, 5, 1), date(2026, 6, 10)))


@settings(max_examples=20, deadline=None)
@given(rows, as_ofs)
def test_statistics_agree_with_counting_day_by_day(found: list[Row], as_of: date) -> None:
    summary = tthc_stats.durations(register(found), period="2026-05", as_of=as_of, by="unit")
    expected: dict[Measure, list[int | None]] = {measure: [] for measure in Measure}
    for row in found:
        for measure, length in spans(row, as_of).items():
            expected[measure].append(length)
    for measure, frequencies in summary.total.measures.items():
        known = [length for length in expected[measure] if length is not None]
        assert {k: n for k, n in frequencies.dossiers.items() if n} == Counter(known)
        assert frequencies.left_out == len(expected[measure]) - len(known)
        for group in (g.measures[measure] for g in summary.groups):
            assert group.number <= frequencies.number
    assert set(summary.total.measures) == {*Measure} - {Measure.PAUSED}


@settings(max_examples=20, deadline=None)
@given(rows, as_ofs)
def test_lists_agree_with_the_counts(found: list[Row], as_of: date) -> None:
    reading = register(found)
    counts = tthc_stats.summarize(reading, period="2026-05", as_of=as_of).total.counts
    kinds = {"late": "late", "overdue": "pending_overdue", "paused": "paused"}
    for kind, count in kinds.items():
        listed = tthc_stats.dossiers(reading, kind, period="2026-05", as_of=as_of)
        assert len(listed.dossiers) == listed.number == counts[tthc_stats.Count(count)]


LISTS = {
    "late": Measure.LATENESS,
    "overdue": Measure.OVERDUE,
    "due-soon": Measure.DUE_SOON,
    "paused": Measure.PAUSED,
}


@settings(max_examples=20, deadline=None)
@given(rows, as_ofs, st.sampled_from(list(LISTS)), st.integers(0, 12))
def test_lists_agree_with_counting_day_by_day(
    found: list[Row], as_of: date, kind: str, days: int
) -> None:
    expected = {}
    for number, row in enumerate(found):
        of_row = spans(row, as_of)
        if LISTS[kind] in of_row:
            expected[f"H{number}"] = of_row[LISTS[kind]]
    if kind == "due-soon":
        expected = {code: n for code, n in expected.items() if n is not None and n <= 2 * days}
    listed = tthc_stats.dossiers(register(found), kind, days=days, period="2026-05", as_of=as_of)
    assert {dossier.code: dossier.half_days for dossier in listed.dossiers} == expected
    known = [d.half_days for d in listed.dossiers if d.half_days is not None]
    assert known == sorted(known, reverse=kind != "due-soon")
    assert [d.half_days for d in listed.dossiers[len(known) :]] == [None] * (
        len(listed.dossiers) - len(known)
    )


def test_a_limited_list_tells_how_many_there_are() -> None:
    day = date(2026, 5, 4)
    found = [Row(day, day, day + timedelta(n), "Đã xử lý xong", None) for n in (1, 4, 3)]
    listed = tthc_stats.dossiers(register(found), "late", limit=2)
    assert [dossier.code for dossier in listed.dossiers] == ["H1", "H2"]
    assert listed.number == 3


def test_a_list_of_too_many_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tthc_stats.tally.durations.MOST", 2)
    day = date(2026, 5, 4)
    found = [Row(day, day, day + timedelta(n), "Đã xử lý xong", None) for n in (1, 4, 3)]
    with pytest.raises(UsageError, match="3 dossiers, more than 2"):
        tthc_stats.dossiers(register(found), "late")
    assert len(tthc_stats.dossiers(register(found[:2]), "late").dossiers) == 2
    assert len(tthc_stats.dossiers(register(found), "late", limit=3).dossiers) == 3


# --- arithmetic -----------------------------------------------------------------------------

lengths = st.lists(st.integers(0, 150), max_size=60)


@given(lengths, st.integers(1, 100))
def test_percentiles(found: list[int], percent: int) -> None:
    assert Frequencies(Counter(found)).percentile(percent) == slow_percentile(found, percent)


@pytest.mark.parametrize(
    ("found", "percent", "expected"),
    [
        ([2, 4, 6, 8], 50, 4),
        ([2, 4, 6], 50, 4),
        ([*range(1, 11)], 90, 9),
        ([*range(1, 12)], 90, 10),
        ([7], 90, 7),
        ([], 50, None),
    ],
)
def test_a_percentile_is_the_nearest_rank(
    found: list[int], percent: int, expected: int | None
) -> None:
    assert Frequencies(Counter(found)).percentile(percent) == expected


@given(lengths, st.sampled_from(list(CLASSES.values())))
def test_histograms(found: list[int], bounds: tuple[int, ...]) -> None:
    classes = histogram(Frequencies(Counter(found)), bounds)
    whole_days = [-(-length // 2) for length in found]
    for one in classes:
        inside = [d for d in whole_days if one.least <= d and (one.most is None or d <= one.most)]
        assert one.dossiers == len(inside)
    assert sum(one.dossiers for one in classes) == len(found)


def test_classes_follow_one_another() -> None:
    classes = histogram(Frequencies({}), LENGTH_CLASSES)
    spans = [(one.least, one.most) for one in classes]
    assert spans == [(0, 0), (1, 5), (6, 10), (11, 20), (21, 30), (31, 60), (61, None)]


@pytest.mark.parametrize(("half_days", "days"), [(0, 0), (1, Decimal("0.5")), (4, 2), (21, "10.5")])
def test_half_days_as_days(half_days: int, days: int | str | Decimal) -> None:
    assert str(in_days(half_days)) == str(days)


# --- known cases ----------------------------------------------------------------------------


def test_holidays_do_not_count() -> None:
    """27/4 (in lieu of Giỗ Tổ on Sunday 26/4), 30/4 and 1/5/2026 are days off."""
    late = Row(date(2026, 4, 20), date(2026, 4, 24), date(2026, 5, 4), "Đã xử lý xong", None)
    (dossier,) = tthc_stats.dossiers(register([late]), "late", period="2026-05").dossiers
    assert dossier.half_days == 2 * 3  # 28/4, 29/4, 4/5


def test_an_own_calendar_counts_half_days(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('half_weekdays = ["saturday"]\ndays_off = [2026-05-12]\n', encoding="utf-8")
    late = Row(date(2026, 5, 4), date(2026, 5, 8), date(2026, 5, 13), "Đã xử lý xong", None)
    listed = tthc_stats.dossiers(register([late]), "late", period="2026-05", calendar=own)
    assert listed.dossiers[0].half_days == 1 + 2 + 2  # Saturday 9/5, 11/5, 13/5


def test_the_next_day_off_is_no_working_day_late() -> None:
    late = Row(date(2026, 5, 4), date(2026, 5, 8), date(2026, 5, 9), "Đã xử lý xong", None)
    assert tthc_stats.dossiers(register([late]), "late").dossiers[0].half_days == 0


def test_groups_are_those_of_the_summary() -> None:
    day = date(2026, 5, 4)
    found = [Row(day, day, day, "Đã xử lý xong", None, unit) for unit in (*UNITS, "Xã A")]
    summary = tthc_stats.durations(register(found), by="unit")
    groups = {g.key["unit"]: g.measures[Measure.PROCESSING].number for g in summary.groups}
    counts = tthc_stats.summarize(register(found), by="unit").groups
    assert groups == {g.key["unit"]: g.counts[tthc_stats.Count.RESOLVED] for g in counts}
    assert groups == {"Xã A": 4, "Phường B": 1, None: 1}


def test_what_a_register_does_not_tell_is_absent() -> None:
    text = "Mã hồ sơ,Ngày tiếp nhận,Ngày kết thúc\nH1,2026-05-04,2026-05-06\n"
    reading = tthc_stats.read(io.BytesIO(text.encode()))
    assert set(tthc_stats.durations(reading).total.measures) == {Measure.PROCESSING, Measure.AGE}
    for kind in LISTS:
        with pytest.raises(NotUnderstoodError, match=r"no due day|no status"):
            tthc_stats.dossiers(reading, kind)


def test_days_beyond_any_calendar_are_refused() -> None:
    pending = Row(date(2026, 5, 4), date(2026, 5, 8), None, "Đang xử lý", None)
    with pytest.raises(UsageError, match="1900"):
        tthc_stats.dossiers(register([pending]), "overdue", as_of=date(9999, 12, 31))


def test_years_without_known_swaps_are_told() -> None:
    pending = Row(date(2026, 5, 4), date(2031, 5, 8), None, "Đang xử lý", None)
    listed = tthc_stats.dossiers(register([pending]), "due-soon", days=2000)
    assert "2026-12-31" in str(listed.notes[0])
    assert len(listed.dossiers) == 1
