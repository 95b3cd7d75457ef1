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


def header_in_words(header: range) -> Text:
    first, last = str(header.start + 1), str(header.stop)
    if first == last:
        return T("header: row {row}", row=first)
    return T("header: rows {first} to {last}", first=first, last=last)
