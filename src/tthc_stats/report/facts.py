"""Facts about what was read, in words that several reports share."""

from __future__ import annotations

from datetime import date

from tthc_stats.model.period import Period
from tthc_stats.model.text import T, Text


def as_day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def period_in_words(period: Period | None) -> Text | str:
    """“15/07/2026 to 14/08/2026”, or a dash where there is none."""
    if period is None:
        return "–"
    return T("{start} to {end}", start=as_day(period.start), end=as_day(period.end))


SHORT_NAMES: dict[tuple[str | None, int], Text] = {
    **{("month", month): T("{month}/{year}") for month in range(1, 13)},
    **{("quarter", month): T("Q{quarter}/{year}") for month in (3, 6, 9, 12)},
    ("half-year", 6): T("H1/{year}"),
    ("half-year", 12): T("H2/{year}"),
    ("nine-months", 9): T("9M/{year}"),
    ("year", 12): T("{year}"),
}
"""By the kind of a period, and the month that it ends in."""
CLOSED_BEFORE = 14
"""A month that is cut off earlier has most of its days in the month before."""


def period_in_short(period: Period) -> Text:
    """“8/2026” or “Q3/2026”, after the month that a period ends in, for periods as reports
    have them (NĐ 09/2019/NĐ-CP art. 12); the first and last day of any other.
    """
    month, year = period.end.month, str(period.end.year)
    named = SHORT_NAMES.get((period.kind, month))
    if named is None or period.end.day < CLOSED_BEFORE:
        return T("{start}–{end}", start=as_day(period.start), end=as_day(period.end))
    return Text(
        named.message, (("month", str(month)), ("quarter", str(month // 3)), ("year", year))
    )


def header_in_words(header: range) -> Text:
    first, last = str(header.start + 1), str(header.stop)
    if first == last:
        return T("header: row {row}", row=first)
    return T("header: rows {first} to {last}", first=first, last=last)
