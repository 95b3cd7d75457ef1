"""Indicators: ratios of counts, exact and half-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tthc_stats.data import load
from tthc_stats.model.counts import Count, Counts
from tthc_stats.model.indicator import OwnIndicator
from tthc_stats.model.ratio import Ratio, scaled

if TYPE_CHECKING:
    from fractions import Fraction

ON_TIME_BASES = (Count.RESOLVED, Count.RECEIVED, Count.DUE)
"""Published conventions for the on-time share, the usual one first."""


class Indicator(NamedTuple):
    """One indicator of one group.

    ratio: the two counts; either may be absent. days: the days of the period, for an
    indicator that is a number of days; ``None`` where the period is unknown. own: the
    definition of one that is not built in.
    """

    key: str
    ratio: Ratio
    is_share: bool = True
    days: int | None = None
    own: OwnIndicator | None = None

    @property
    def points(self) -> int | None:
        """The most that an indicator in points can be; ``None`` for shares and days."""
        return self.own.points if self.own else None

    @property
    def smaller_first(self) -> bool:
        """Whether the smallest value ranks first."""
        return self.own.smaller_first if self.own else smaller_is_better(self.key)

    def value(self, decimals: int = 2) -> Decimal | None:
        """Percent for a share, else days or points; ``None`` where it cannot be computed."""
        if self.is_share:
            return self.ratio.percent(decimals)
        terms = self._terms()
        return terms and scaled(terms[0], terms[1], decimals, factor=terms[2])

    def exact(self) -> Fraction | None:
        """The value before any rounding; ``None`` where it cannot be computed."""
        terms = self._terms()
        if terms is None:
            return None
        from fractions import Fraction

        return Fraction(terms[2] * terms[0], terms[1])

    def _terms(self) -> tuple[int, int, int] | None:
        """Numerator, denominator and factor; points of nothing are 0, other indicators absent."""
        numerator, denominator, _ = self.ratio
        factor = 100 if self.is_share else self.points or self.days
        if numerator is None or denominator is None or factor is None:
            return None
        if not denominator:
            return (0, 1, factor) if self.points else None
        return numerator, denominator, factor


def indicator_keys(*, shares_only: bool = False) -> tuple[str, ...]:
    """The keys of all indicators in the order of every output."""
    return tuple(
        key for key, entry in load("indicators").items() if not (shares_only and entry.get("days"))
    )


def indicator_columns(indicators: Iterable[Indicator]) -> dict[str, str]:
    """The column of each indicator in plain tables: shares as ``<key>_pct``, then the others;
    own ones stand behind the built-in ones.
    """
    listed = sorted(indicators, key=lambda i: (i.own is not None, not i.is_share))
    return {i.key: f"{i.key}_pct" if i.is_share else i.key for i in listed}


def smaller_is_better(key: str) -> bool:
    """Whether the smallest value of an indicator ranks first."""
    return bool(load("indicators")[key].get("better") == "smaller")


def indicators_of(
    counts: Counts,
    *,
    days: int | None = None,
    on_time_base: Count = Count.RESOLVED,
    own: Sequence[OwnIndicator] = (),
    extras: Mapping[str, int] | None = None,
) -> dict[str, Indicator]:
    """Every indicator of one row of counts.

    days: the length of the period in days. on_time_base: the denominator of ``on_time``.
    own: indicators beside the built-in ones. extras: figures of extra columns by caption.
    """
    figures = {**(extras or {}), **{str(count): n for count, n in counts.items()}} if own else {}
    return {
        key: Indicator(key, Ratio(counts.get(numerator), counts.get(base), base), True)
        if is_share
        else Indicator(key, Ratio(counts.get(numerator), counts.get(base), base), False, days)
        for key, numerator, base, is_share in _on_bases(frozenset(counts), on_time_base)
    } | {each.key: _own(each, figures) for each in own}


def _own(own: OwnIndicator, figures: Mapping[str, int]) -> Indicator:
    sums = (_sum(terms, figures) for terms in own.numerators)
    above = next((sum_ for sum_ in sums if sum_ is not None), None)
    below = _sum(own.denominator, figures)
    ratio = Ratio(above, below, " + ".join(own.denominator))
    return Indicator(own.key, ratio, own.points is None, own=own)


def _sum(terms: Sequence[str], figures: Mapping[str, int]) -> int | None:
    """The sum of some figures; absent where one of them is."""
    if not all(term in figures for term in terms):
        return None
    return sum(figures[term] for term in terms)


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
