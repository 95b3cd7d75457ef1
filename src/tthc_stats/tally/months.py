"""Months that stand alone: slips in the year, since offices work every month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from tthc_stats.model.period import Period
from tthc_stats.tally.registers import Span

ALONE_MONTHS, ALONE_OF, ALONE_FEW = 12, 100, 2
"""A year without any dossier, and beyond it fewer than one in a hundred, or one or two that
are fewer than the others."""


def month_sql(moment: str) -> str:
    """The month of a moment as one number."""
    return f"CAST(date_part('year', {moment}) * 12 + date_part('month', {moment}) - 1 AS BIGINT)"


def last_day(month: int) -> date:
    """The end of a month that is given as one number."""
    return Period.months(month // 12, month % 12 + 1, month % 12 + 1).end


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def last_in_company(months: Mapping[int, int]) -> int:
    """The newest month that no gap parts from the others. months: dossiers by month."""
    total = sum(months.values())
    for earlier, later in pairwise(sorted(months)):
        beyond = sum(number for month, number in months.items() if month >= later)
        if later - earlier > ALONE_MONTHS and _are_alone(beyond, total):
            return earlier
    return max(months)


def _are_alone(number: int, total: int) -> bool:
    return ALONE_OF * number < total or (number <= ALONE_FEW and 2 * number < total)


def first_in_company(months: Mapping[int, int]) -> int:
    """The oldest month that no gap parts from the others."""
    return -last_in_company({-month: number for month, number in months.items()})


class Days(NamedTuple):
    """Dossiers of one month of receipt and one newest month, either of them unknown perhaps;
    their first day of receipt and their newest day.
    """

    received: int | None
    newest: int | None
    number: int
    first: datetime | None
    last: datetime | None


def span_of(read: Sequence[Days]) -> Span:
    """The span of dossiers of which one at least has a day of receipt."""
    newest, received = Counter[int](), Counter[int]()
    for days in read:
        newest.update({days.newest: days.number} if days.newest is not None else {})
        received.update({days.received: days.number} if days.received is not None else {})
    final, oldest = last_in_company(newest), first_in_company(received)
    known = [d.last for d in read if d.last and d.newest is not None and d.newest <= final]
    return Span(
        min(days.first for days in read if days.first).date(),
        max(known).date(),
        final < max(newest),
        first_day(oldest) if oldest > min(received) else None,
    )
