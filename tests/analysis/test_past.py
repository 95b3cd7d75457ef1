"""Which recorded periods stand beside a report, and what of them can be compared."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import tthc_stats
from tthc_stats.analysis.past import Past, heads_beside, past_of, period_before, year_before
from tthc_stats.analysis.records import unit_key
from tthc_stats.api.history import recorded_periods, stored_periods
from tthc_stats.api.recording import periods_of, record
from tthc_stats.model.period import Period

UNITS = "Đơn vị,Tiếp nhận,Đã giải quyết,Đang giải quyết\nXã A,{0},{0},0\nXã B,5,4,1\n"
FIELDS = "Lĩnh vực,Tiếp nhận,Đã giải quyết,Đang giải quyết\nĐất đai,{0},{0},0\nHộ tịch,5,4,1\n"


def reading(period: str, figure: int = 10, text: str = UNITS) -> tthc_stats.Reading:
    return tthc_stats.read(io.BytesIO(text.format(figure).encode("utf-8")), period=period)


def recorded(path: str, *periods: str, text: str = UNITS, agency: str | None = None) -> None:
    for number, period in enumerate(periods):
        found = periods_of(reading(period, 20 + number, text), agency=agency)
        record(found, path)


def past(path: str, period: str, agency: str = "") -> Past:
    summary = tthc_stats.summarize(reading(period))
    assert summary.period
    heads = heads_beside(recorded_periods(path), summary.period, unit_key(agency))
    return past_of(summary, stored_periods(path, heads), path)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "h.sqlite")


@pytest.mark.parametrize(
    ("period", "before", "a_year_before"),
    [
        ("2026-08", "2026-07", "2025-08"),
        ("2026-01", "2025-12", "2025-01"),
        ("Q1/2026", "Q4/2025", "Q1/2025"),
        ("2026", "2025", "2025"),
        ("H1/2026", None, "H1/2025"),
        ("9M/2026", None, "9M/2025"),
        ("2026-07-15..2026-08-14", "2026-06-15..2026-07-14", "2025-07-15..2025-08-14"),
        ("2026-03-01..2026-03-09", None, "2025-03-01..2025-03-09"),
    ],
)
def test_the_periods_beside_one(period: str, before: str | None, a_year_before: str) -> None:
    of = Period.parse(period)
    assert period_before(of) == (before and Period.parse(before))
    assert year_before(of) == Period.parse(a_year_before)


def test_the_month_before_and_that_of_last_year(path: str) -> None:
    recorded(path, "2025-08", "2026-06", "2026-07", "2026-08", "2026-09", "Q2/2026")
    found = past(path, "2026-08")
    assert found.before
    assert found.year_ago
    assert (found.before.period.label, found.year_ago.period.label) == ("2026-07", "2025-08")
    assert found.before.by_group
    # neither this month itself, nor later ones, nor quarters
    assert [s.period and s.period.label for s in found.series] == ["2025-08", "2026-06", "2026-07"]


def test_a_year_stands_beside_the_one_before_once(path: str) -> None:
    recorded(path, "2025")
    found = past(path, "2026")
    assert found.before
    assert found.before.period.label == "2025"
    assert found.year_ago is None


def test_other_agencies_do_not_count(path: str) -> None:
    recorded(path, "2026-07", agency="Sở B")
    assert past(path, "2026-08") == Past()
    assert past(path, "2026-08", agency="sở b").before


def test_rows_of_another_kind_leave_the_totals(path: str) -> None:
    recorded(path, "2026-07", text=FIELDS)
    before = past(path, "2026-08").before
    assert before
    assert not before.by_group
    assert before.comparison.total.counts[tthc_stats.Count.RECEIVED] == (25, 15)


def test_old_periods_beyond_a_year_are_not_read(path: str) -> None:
    recorded(path, *(f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)))
    labels = [s.period and s.period.label for s in past(path, "2026-01").series]
    assert labels == [f"2025-{month:02d}" for month in range(1, 13)]
