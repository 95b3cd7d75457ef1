"""Indicators: ratios of counts, exact and half-up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tthc_stats.data import load
from tthc_stats.model.counts import Count, Counts
from tthc_stats.model.ratio import Ratio, scaled

ON_TIME_BASES = (Count.RESOLVED, Count.RECEIVED, Count.DUE)
"""Published conventions for the on-time share, the usual one first."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of one group.

    ratio: the two counts; either may be absent. days: the days of the period, for an
    indicator that is a number of days; ``None`` where the period is unknown.
    """

    key: str
    ratio: Ratio
    is_share: bool = True
    days: int | None = None

    def value(self, decimals: int = 2) -> Decimal | None:
        """Percent for a share, else days; ``None`` where it cannot be computed."""
        if self.is_share:
            return self.ratio.percent(decimals)
        if self.ratio.numerator is None or not self.ratio.denominator or self.days is None:
            return None
        return scaled(self.ratio.numerator, self.ratio.denominator, decimals, factor=self.days)


def indicator_keys(*, shares_only: bool = False) -> tuple[str, ...]:
    """The keys of all indicators in the order of every output."""
    return tuple(
        key for key, entry in load("indicators").items() if not (shares_only and entry.get("days"))
    )


def indicators_of(
    counts: Counts, *, days: int | None = None, on_time_base: Count = Count.RESOLVED
) -> dict[str, Indicator]:
    """Every indicator of one row of counts.

    days: the length of the period in days. on_time_base: the denominator of ``on_time``.
    """
    found = {}
    for key, entry in load("indicators").items():
        bases = [Count(base) for base in entry["bases"]]
        if key == "on_time":
            bases = [on_time_base]
        base = next((base for base in bases if base in counts), bases[0])
        ratio = Ratio(counts.get(Count(entry["numerator"])), counts.get(base), base.value)
        is_share = not entry.get("days", False)
        found[key] = Indicator(key, ratio, is_share, None if is_share else days)
    return found
