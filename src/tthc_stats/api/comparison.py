"""Summaries side by side, ranked, and over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tthc_stats.analysis.summary import Summary

if TYPE_CHECKING:
    from tthc_stats.analysis.compare import Comparison
    from tthc_stats.analysis.ranking import Ranking
    from tthc_stats.analysis.trend import Trend


def compare(before: Summary, after: Summary) -> Comparison:
    """Two summaries side by side: every group's counts, indicators and ranks, and the changes.

    Differences of shares are those of the exact fractions in percentage points, rounded
    when they are shown. What is in one of the two only is named, and never taken for 0.
    Raises UsageError where the two are grouped by different things.
    """
    from tthc_stats.analysis.compare import compare_summaries

    return compare_summaries(before, after)


def rank(summary: Summary, indicator: str = "on_time") -> Ranking:
    """The groups of a summary ranked by an indicator: 1, 2, 2, 4.

    Values are compared as exact fractions. late, overdue and disposition_days rank the
    smallest first. Groups without a value have no rank. Raises UsageError for an unknown
    indicator.
    """
    from tthc_stats.analysis.ranking import rank_groups

    return rank_groups(summary, indicator)


def trend(
    summaries: Sequence[Summary],
    indicator: str = "on_time",
    *,
    kind: str | None = None,
    last: int | None = None,
) -> Trend:
    """The series of an indicator over the periods of some summaries, such as recorded ones.

    kind: ``month``, ``quarter``, ``half-year``, ``nine-months`` or ``year``; the kind with
    most periods where none is given. last: how many of the newest periods. Missing periods
    are told and never filled. Raises UsageError for an unknown indicator or kind.
    """
    from tthc_stats.analysis.trend import trend_of

    return trend_of(summaries, indicator, kind=kind, last=last)
