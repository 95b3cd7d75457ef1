"""Facts about what was read, in words that several reports share."""

from __future__ import annotations

from datetime import date

from tthc_stats.model.period import Period
from tthc_stats.model.text import T, Text


def as_day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def capital(text: str) -> str:
    """A text that begins with a capital, as sentences and headings do."""
    return text[:1].upper() + text[1:]


def period_in_words(period: Period | None) -> Text | str:
    """“15/07/2026 to 14/08/2026”, or a dash where there is none."""
    if period is None:
        return "–"
    return T("{start} to {end}", start=as_day(period.start), end=as_day(period.end))


MONTHS = {
    1: T("January"),
    2: T("February"),
    3: T("March"),
    4: T("April"),
    5: T("May"),
    6: T("June"),
    7: T("July"),
    8: T("August"),
    9: T("September"),
    10: T("October"),
    11: T("November"),
    12: T("December"),
}
QUARTERS = {1: "I", 2: "II", 3: "III", 4: "IV"}


def period_name(period: Period) -> Text:
    """“August 2026”, “quarter III of 2026”, or its days where it has no name.

    A month that is cut off before its end, as official ones are, is called after its last day.
    """
    kind, number = period.part or ("", 0)
    year = str(period.end.year)
    if kind == "month":
        return T("{month} {year}", month=MONTHS[number], year=year)
    if kind == "quarter":
        return T("quarter {number} of {year}", number=QUARTERS[number], year=year)
    if kind == "half-year":
        half = (
            T("the first 6 months of {year}") if number == 1 else T("the last 6 months of {year}")
        )
        return Text(half.message, (("year", year),))
    if kind == "nine-months":
        return T("the first 9 months of {year}", year=year)
    if kind == "year":
        return T("the year {year}", year=year)
    return T("from {start} to {end}", start=as_day(period.start), end=as_day(period.end))


SHORT_NAMES = {
    "month": T("{number}/{year}"),
    "quarter": T("Q{number}/{year}"),
    "half-year": T("H{number}/{year}"),
    "nine-months": T("9M/{year}"),
    "year": T("{year}"),
}


def period_in_short(period: Period) -> Text:
    """“8/2026” or “Q3/2026”; the first and last day where it has no name."""
    if period.part is None:
        return T("{start}–{end}", start=as_day(period.start), end=as_day(period.end))
    kind, number = period.part
    values = (("number", str(number)), ("year", str(period.end.year)))
    return Text(SHORT_NAMES[kind].message, values)


def header_in_words(header: range) -> Text:
    first, last = str(header.start + 1), str(header.stop)
    if first == last:
        return T("header: row {row}", row=first)
    return T("header: rows {first} to {last}", first=first, last=last)
