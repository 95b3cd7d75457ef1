"""What is recorded of earlier periods, as far as a report of this one needs it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tthc_stats.analysis.compare import Comparison, compare_summaries
from tthc_stats.analysis.history import stored_summary
from tthc_stats.analysis.summary import Summary
from tthc_stats.analysis.trend import like
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.history import StoredHead, StoredPeriod
from tthc_stats.model.indicator import NO_INDICATORS, Indicators
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension

SHOWN = 12
"""Earlier periods that a trend shows."""
YEAR = 12
CUMULATED = ("half-year", "nine-months")
"""Reports from the first month of the year on: the one before them is another kind of report."""


class Earlier(NamedTuple):
    """An earlier period beside this one.

    errors: how many errors its figures had when they were recorded. by_group: whether its
    rows could be grouped like those of this one.
    """

    period: Period
    comparison: Comparison
    errors: int
    by_group: bool


class Past(NamedTuple):
    """The period right before, the same one of last year, and all of the kind, oldest first."""

    before: Earlier | None = None
    year_ago: Earlier | None = None
    series: tuple[Summary, ...] = ()


NO_PAST = Past()


def period_before(period: Period) -> Period | None:
    """The period of the kind right before; ``None`` where reports add up over the year."""
    months = period.whole_months
    return None if months is None or period.kind in CUMULATED else period.shifted(-months)


def year_before(period: Period) -> Period:
    return period.shifted(-YEAR)


def heads_beside(heads: Iterable[StoredHead], period: Period, agency: str) -> list[StoredHead]:
    """The recorded periods of an agency that belong beside one, the oldest first.

    agency: its key. Those that make one series with the period, up to it.
    """
    listed = list(heads)
    alike = set(like(period, (head.period for head in listed)))
    found = [
        head
        for head in listed
        if head.agency_key == agency and head.period in alike and head.period < period
    ]
    found.sort(key=lambda head: head.period)
    wanted = {period_before(period), year_before(period)}
    newest = {head.period for head in found[-SHOWN:]}
    return [head for head in found if head.period in wanted | newest]


def past_of(
    summary: Summary,
    stored: Sequence[StoredPeriod],
    history: str,
    on_time_base: Count = Count.RESOLVED,
    indicators: Indicators = NO_INDICATORS,
) -> Past:
    """What recorded periods say beside a summary, whose period is known.

    stored: those that ``heads_beside`` chose. history: what they are called in errors.
    indicators: those beside the built-in ones, as the summary has them.
    """
    assert summary.period
    found = {recorded.head.period: recorded for recorded in stored}
    before, year_ago = period_before(summary.period), year_before(summary.period)
    asked = _Asked(history, on_time_base, indicators)
    return Past(
        _earlier(summary, found.get(before), asked) if before else None,
        _earlier(summary, found.get(year_ago), asked) if year_ago != before else None,
        tuple(asked.total(recorded) for _, recorded in sorted(found.items())),
    )


class _Asked(NamedTuple):
    """How recorded periods are to be summarized."""

    history: str
    on_time_base: Count
    indicators: Indicators

    def summary(self, stored: StoredPeriod, by: Sequence[Dimension]) -> Summary:
        return stored_summary(stored, self.history, by, self.on_time_base, self.indicators)

    def total(self, stored: StoredPeriod) -> Summary:
        return self.summary(stored, (Dimension.FILE,))


def _earlier(summary: Summary, stored: StoredPeriod | None, asked: _Asked) -> Earlier | None:
    if stored is None:
        return None
    dimensions = [Dimension(name) for name in summary.by if name in set(Dimension)]
    by_group = len(dimensions) == len(summary.by)
    try:
        then = asked.summary(stored, dimensions) if by_group else None
    except UsageError:  # its rows are of another kind, so only the totals can be compared
        then = None
    if then is None:
        then = asked.total(stored)._replace(by=summary.by, groups=())
    return Earlier(
        stored.head.period,
        compare_summaries(then, summary),
        stored.head.errors,
        bool(then.groups),
    )
