"""Plain words to values: periods, groups, bases, rules. UsageError tells unknown ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from tthc_stats.analysis.indicators import ON_TIME_BASES
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.indicator import NO_INDICATORS, Indicators
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension
from tthc_stats.model.text import T

if TYPE_CHECKING:
    from tthc_stats.tally.options import TallyOptions

OwnIndicators = Indicators | Mapping[str, object] | None
"""Indicators beside the built-in ones, or a mapping as ``own_indicators`` takes it."""

Choice = TypeVar("Choice", bound=StrEnum)


def _period(period: str | Period | None) -> Period | None:
    if period is None or isinstance(period, Period):
        return period
    try:
        return Period.parse(period)
    except ValueError as error:
        raise UsageError(
            T("“{period}” is not a period", period=period),
            hint=T("Write 2026-08, Q3/2026, H1/2026, 9M/2026, 2026 or 2026-07-15..2026-08-14."),
        ) from error


def meant_days(period: str | Period) -> tuple[Period, ...]:
    """The days that a period's name may stand for: those of the calendar, and official ones."""
    days = _period(period)
    assert days
    return (days,) if isinstance(period, Period) else (days, Period.official(period))


def _days(period: str | Period | None, cutoff: str) -> Period | None:
    if cutoff not in ("official", "calendar"):
        raise UsageError(
            T("“{word}” is none of {known}", word=cutoff, known=("official", "calendar"))
        )
    asked = _period(period)
    return Period.official(period) if isinstance(period, str) and cutoff == "official" else asked


def names_of(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def dimension_of(name: str) -> Dimension:
    try:
        return Dimension(name)
    except ValueError as error:
        known = tuple(dimension.value for dimension in Dimension)
        raise UsageError(
            T("cannot group by “{name}”", name=name),
            hint=T("Group by one of {known}.", known=known),
        ) from error


def base_of(name: str) -> Count:
    known = tuple(base.value for base in ON_TIME_BASES)
    if name not in known:
        raise UsageError(
            T("“{name}” is no base of the on-time share", name=name),
            hint=T("Use one of {known}.", known=known),
        )
    return Count(name)


def one_of(choices: type[Choice], word: str) -> Choice:
    try:
        return choices(word)
    except ValueError as error:
        known = tuple(choice.value for choice in choices)
        raise UsageError(
            T("“{word}” is none of {known}", word=word, known=known),
        ) from error


def own_indicators_of(given: OwnIndicators) -> Indicators:
    if isinstance(given, Indicators):
        return given
    if not given:
        return NO_INDICATORS
    from tthc_stats.analysis.definitions import own_indicators

    return own_indicators(given)


def tally_options(
    period: str | Period | None = None,
    cutoff: str = "official",
    *,
    as_of: date | None = None,
    rule: str = "date",
    no_due: str = "on-time",
    date_order: str | None = None,
) -> TallyOptions:
    """What is asked of registers, from plain words. Raises UsageError for an unknown one."""
    from tthc_stats.ingest.registers.dates import Order
    from tthc_stats.tally.options import NoDue, Rule, TallyOptions

    return TallyOptions(
        _days(period, cutoff),
        as_of,
        one_of(Rule, rule),
        one_of(NoDue, no_due),
        one_of(Order, date_order) if date_order else None,
    )
