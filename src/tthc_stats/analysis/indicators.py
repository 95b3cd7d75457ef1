"""Indicators: ratios of counts, exact and half-up."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tthc_stats.data import load
from tthc_stats.model.counts import Count, Counts
from tthc_stats.model.ratio import Ratio, scaled

if TYPE_CHECKING:
    from fractions import Fraction

ON_TIME_BASES = (Count.RESOLVED, Count.RECEIVED, Count.DUE)
"""Published conventions for the on-time share, the usual one first."""


class Indicator(NamedTuple):
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

    def exact(self) -> Fraction | None:
        """The value before any rounding; ``None`` where it cannot be computed."""
        from fractions import Fraction

        factor = 100 if self.is_share else self.days
        if self.ratio.numerator is None or not self.ratio.denominator or factor is None:
            return None
        return Fraction(factor * self.ratio.numerator, self.ratio.denominator)


def indicator_keys(*, shares_only: bool = False) -> tuple[str, ...]:
    """The keys of all indicators in the order of every output."""
    return tuple(
        key for key, entry in load("indicators").items() if not (shares_only and entry.get("days"))
    )


def smaller_is_better(key: str) -> bool:
    """Whether the smallest value of an indicator ranks first."""
    return bool(load("indicators")[key].get("better") == "smaller")


def indicators_of(
    counts: Counts, *, days: int | None = None, on_time_base: Count = Count.RESOLVED
) -> dict[str, Indicator]:
    """Every indicator of one row of counts.

    days: the length of the period in days. on_time_base: the denominator of ``on_time``.
    """
    return {
        key: Indicator(key, Ratio(counts.get(numerator), counts.get(base), base), True)
        if is_share
        else Indicator(key, Ratio(counts.get(numerator), counts.get(base), base), False, days)
        for key, numerator, base, is_share in _on_bases(frozenset(counts), on_time_base)
    }


@cache
def _on_bases(
    stated: frozenset[Count], on_time_base: Count
) -> tuple[tuple[str, Count, Count, bool], ...]:
    """Every indicator with the first of its bases that is stated, else the usual one."""
    chosen = []
    for key, numerator, bases, is_share in _definitions():
        wanted = (on_time_base,) if key == "on_time" else bases
        base = next((base for base in wanted if base in stated), wanted[0])
        chosen.append((key, numerator, base, is_share))
    return tuple(chosen)


@cache
def _definitions() -> tuple[tuple[str, Count, tuple[Count, ...], bool], ...]:
    """Every indicator: key, numerator, bases, and whether it is a share."""
    return tuple(
        (key, Count(entry["numerator"]), tuple(map(Count, entry["bases"])), not entry.get("days"))
        for key, entry in load("indicators").items()
    )
