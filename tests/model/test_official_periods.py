"""The days of official reports (NĐ 09/2019/NĐ-CP art. 12): the 15th before to the 14th."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tthc_stats.model.period import Period

OFFICIAL = {
    # month: from the 15th of the month before to the 14th
    "2026-08": "2026-07-15..2026-08-14",
    "8/2026": "2026-07-15..2026-08-14",
    "08/2026": "2026-07-15..2026-08-14",
    "2026-1": "2025-12-15..2026-01-14",
    "2026-01": "2025-12-15..2026-01-14",
    "2026-12": "2026-11-15..2026-12-14",
    "2024-03": "2024-02-15..2024-03-14",
    # quarter: the 15th of the month before it to the 14th of its last month
    "Q1/2026": "2025-12-15..2026-03-14",
    "Q2/2026": "2026-03-15..2026-06-14",
    "Q3/2026": "2026-06-15..2026-09-14",
    "Q4/2026": "2026-09-15..2026-12-14",
    "q3/2026": "2026-06-15..2026-09-14",
    # six and nine months, the year: all begin on 15 December
    "H1/2026": "2025-12-15..2026-06-14",
    "H2/2026": "2026-06-15..2026-12-14",
    "9M/2026": "2025-12-15..2026-09-14",
    "2026": "2025-12-15..2026-12-14",
    " 2026 ": "2025-12-15..2026-12-14",
    # in Vietnamese words
    "tháng 8/2026": "2026-07-15..2026-08-14",
    "Quý III/2026": "2026-06-15..2026-09-14",
    "quí 3/2026": "2026-06-15..2026-09-14",
    "quý IV/2026": "2026-09-15..2026-12-14",
    "6 tháng đầu năm 2026": "2025-12-15..2026-06-14",
    "9 tháng/2026": "2025-12-15..2026-09-14",
    "năm 2026": "2025-12-15..2026-12-14",
    # days that are given as such stay
    "2026-07-15..2026-08-14": "2026-07-15..2026-08-14",
    "2022-12-07..2023-12-04": "2022-12-07..2023-12-04",
    " 2026-08-01..2026-08-31 ": "2026-08-01..2026-08-31",
}


@pytest.mark.parametrize("text", OFFICIAL)
def test_official_days(text: str) -> None:
    assert str(Period.official(text)) == OFFICIAL[text]


@pytest.mark.parametrize("year", [2020, 2024, 2025, 2026, 2027])
def test_official_periods_meet_without_gap_or_overlap(year: int) -> None:
    months = [Period.official(f"{year}-{month}") for month in range(1, 13)]
    quarters = [Period.official(f"Q{quarter}/{year}") for quarter in range(1, 5)]
    halves = [Period.official(f"H{half}/{year}") for half in (1, 2)]
    whole = Period.official(str(year))
    for parts in (months, quarters, halves):
        assert (parts[0].start, parts[-1].end) == whole
        assert all(left.precedes(right) for left, right in pairwise(parts))
        assert sum(part.days for part in parts) == whole.days
    assert whole.precedes(Period.official(str(year + 1)))
    assert [quarter.end for quarter in quarters] == [month.end for month in months[2::3]]
    assert Period.official(f"9M/{year}").end == quarters[2].end


@pytest.mark.parametrize(
    "text",
    [
        *("", "Q5/2026", "H3/2026", "13/2026", "2026-13", "0/2026", "T8/2026", "2026-08-15"),
        *("0000", "0001-01", "1899-12", "2200-01", "9999-12", "9999-12-01..9999-12-31"),
    ],
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError):
        Period.official(text)


@pytest.mark.parametrize("text", ["1900-01", "2199-12"])
def test_the_first_and_the_last_period_have_neighbours(text: str) -> None:
    period = Period.parse(text)
    assert period.shifted(-1).precedes(period)
    assert period.precedes(period.shifted(1))
    assert Period.official(text).start.day == 15


def test_days_that_cross_are_no_period() -> None:
    with pytest.raises(ValueError):
        Period.official("2026-08-14..2026-07-15")
