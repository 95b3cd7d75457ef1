"""Series of an indicator over recorded periods; gaps are told and never filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tthc_stats.analysis.compare import Key, keyed
from tthc_stats.analysis.indicators import Indicator
from tthc_stats.analysis.ranking import known_indicator
from tthc_stats.analysis.summary import Group, Summary
from tthc_stats.model.counts import ALL_COUNTS, COUNT_NAMES
from tthc_stats.model.errors import UsageError
from tthc_stats.model.period import KINDS, Period
from tthc_stats.model.text import T, Text

if TYPE_CHECKING:
    from fractions import Fraction

YEARLY = 9
"""The report of nine months comes once a year."""


class Point(NamedTuple):
    """One period of a series.

    indicator: ``None`` where the period is missing, or the group is not in it. missing:
    whether nothing is known of the period. change: in percentage points (or days) to the
    period right before; ``None`` where that is not known.
    """

    period: Period
    indicator: Indicator | None
    missing: bool
    change: Fraction | None


class Series(NamedTuple):
    """The points of one group; of all together where the key is empty."""

    key: Mapping[str, str | None]
    points: tuple[Point, ...]


class Trend(NamedTuple):
    """An indicator over periods of one kind, the oldest first; total is the last series.

    notes: what was left out, and which periods are missing.
    """

    indicator: str
    kind: str | None
    by: tuple[str, ...]
    periods: tuple[Period, ...]
    groups: tuple[Series, ...]
    total: Series
    notes: tuple[Text, ...]


def alike(periods: Iterable[Period], kind: str | None = None) -> list[Period]:
    """The periods that make one series: as long as one another, and cut off on one day.

    Of several series the one with most periods, of equal ones that of the shorter periods,
    then of the later ones. kind: of which kind they shall be. Raises UsageError for an
    unknown kind, or where nothing is of it.
    """
    if kind is not None and kind not in KINDS:
        raise UsageError(
            T("“{word}” is none of {known}", word=kind, known=tuple(KINDS)),
        )
    series: dict[tuple[object, ...], list[Period]] = defaultdict(list)
    for period in sorted(set(periods)):
        if kind is None or period.kind == kind:
            series[_series_of(period)].append(period)
    if not series:
        raise UsageError(T("no period of that kind is known"))
    return max(series.values(), key=lambda found: (len(found), -found[0].days, found[-1]))


def like(period: Period, periods: Iterable[Period]) -> list[Period]:
    """The periods that make one series with a given one, itself among them; sorted."""
    return sorted(
        {period, *(other for other in periods if _series_of(other) == _series_of(period))}
    )


def _series_of(period: Period) -> tuple[object, ...]:
    """Cumulated reports begin on one day of the year, others on one of the month."""
    months = period.whole_months
    if months is None:
        return ("days", *period)
    step = _step(period)
    phase = (12 * period.start.year + period.start.month) % step
    return (months, period.start.day, phase)


def _step(period: Period) -> int:
    months = period.whole_months or 0
    return 12 if months == YEARLY else months


def trend_of(
    summaries: Sequence[Summary],
    indicator: str = "on_time",
    *,
    kind: str | None = None,
    last: int | None = None,
) -> Trend:
    """The series of an indicator over the periods of some summaries.

    Only periods of one kind make a series: the others are left out and named. last: how
    many of the newest to show, those among them of which nothing is known. These have points
    of their own, and what follows a gap has no change.
    Raises UsageError for an unknown indicator or kind, and for a summary without a period.
    """
    known = by_period(summaries)
    key = known_indicator(indicator, _shared(summaries))
    chosen = alike(known, kind)
    periods = list(without_gaps(chosen))[-(last or 0) :]
    shown = [period for period in periods if period in known]
    absent = [period for period in periods if period not in known]
    groups = _groups([known[period] for period in shown])
    by = known[shown[-1]].by
    total = Series({}, tuple(_points(periods, {p: known[p].total for p in shown}, key, known)))
    return Trend(
        key,
        shown[0].kind,
        by,
        tuple(periods),
        tuple(_series(group.key, name, key, periods, known) for name, group in groups.items()),
        total,
        (*_notes(set(known) - set(chosen), absent), *_other_bases(total)),
    )


def _shared(summaries: Sequence[Summary]) -> list[str]:
    """The indicators that all summaries have."""
    held = [summary.total.indicators for summary in summaries]
    return [key for key in (held[0] if held else ()) if all(key in keys for keys in held)]


def by_period(summaries: Iterable[Summary]) -> dict[Period, Summary]:
    """Summaries by their periods; raises UsageError where one is unknown or given twice."""
    known: dict[Period, Summary] = {}
    for summary in summaries:
        if summary.period is None:
            raise UsageError(T("a table does not say its period"))
        if summary.period in known:
            raise UsageError(
                T("the period {period} is given twice", period=str(summary.period)),
                hint=T("Name every period once; choose one agency with --agency."),
            )
        known[summary.period] = summary
    return known


def without_gaps(periods: Sequence[Period]) -> Iterator[Period]:
    """The periods and those missing between them."""
    for number, period in enumerate(periods):
        yield period
        following = period.shifted(_step(period)) if _step(period) else None
        while following and number + 1 < len(periods) and following < periods[number + 1]:
            yield following
            following = following.shifted(_step(following))


def _groups(summaries: Sequence[Summary]) -> dict[Key, Group]:
    """The groups of all periods, those of the newest first, as written there."""
    found: dict[Key, Group] = {}
    for summary in reversed(summaries):
        for name, group in keyed(summary.groups).items():
            found.setdefault(name, group)
    return found


def _series(
    key: Mapping[str, str | None],
    name: Key,
    indicator: str,
    periods: Sequence[Period],
    known: Mapping[Period, Summary],
) -> Series:
    held = {p: keyed(known[p].groups).get(name) for p in periods if p in known}
    return Series(key, tuple(_points(periods, held, indicator, known)))


def _points(
    periods: Sequence[Period],
    groups: Mapping[Period, Group | None],
    indicator: str,
    known: Mapping[Period, Summary],
) -> Iterator[Point]:
    before: Indicator | None = None
    for period in periods:
        group = groups.get(period)
        now = group.indicators[indicator] if group else None
        yield Point(period, now, period not in known, _difference(before, now))
        before = now


def _difference(before: Indicator | None, now: Indicator | None) -> Fraction | None:
    from tthc_stats.analysis.compare import IndicatorChange

    return IndicatorChange(before, now).difference()


def _notes(left_out: Iterable[Period], absent: Iterable[Period]) -> Iterator[Text]:
    others = tuple(str(period) for period in sorted(left_out))
    missing = tuple(str(period) for period in sorted(absent))
    if others:
        yield T("not in this series, of another kind: {periods}", periods=others)
    if missing:
        yield T("nothing is recorded of {periods}; nothing is made up for them", periods=missing)


def _other_bases(series: Series) -> Iterator[Text]:
    shown = (point.indicator for point in series.points)
    bases = {i.ratio.base for i in shown if i and i.ratio.base and i.exact() is not None}
    if len(bases) > 1:
        named = tuple(COUNT_NAMES[count] for count in ALL_COUNTS if count in bases)
        yield T("it is not a share of the same count throughout: {counts}", counts=named)
