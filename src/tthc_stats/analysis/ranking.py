"""Rankings of groups by an indicator, with ties as competitions count them: 1, 2, 2, 4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from tthc_stats.analysis.indicators import Indicator, indicator_keys
from tthc_stats.analysis.summary import Group, Source, Summary
from tthc_stats.model.alphabet import alphabetical
from tthc_stats.model.basis import Basis
from tthc_stats.model.counts import Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.findings import Finding
from tthc_stats.model.period import Period
from tthc_stats.model.ratio import Ratio
from tthc_stats.model.text import T

if TYPE_CHECKING:
    from fractions import Fraction


class Unranked(StrEnum):
    """Why a group has no rank."""

    NOT_REPORTED = "not_reported"
    NOTHING = "nothing"
    """There is nothing to take a share of."""


class RankedGroup(NamedTuple):
    """A group in a ranking.

    rank: from 1; ``None`` where it has no value, for the reason ``why``. tied: whether
    others have exactly the same value, and so the same rank.
    """

    key: Mapping[str, str | None]
    rank: int | None
    tied: bool
    indicator: Indicator
    why: Unranked | None = None


class Ranking(NamedTuple):
    """Groups from the best to the worst, those without a value last.

    indicator: its key. smaller_first: whether the smallest value is the best. ranked: how
    many groups have a rank. total: the indicator of all groups together.
    """

    indicator: str
    smaller_first: bool
    period: Period | None
    by: tuple[str, ...]
    places: tuple[RankedGroup, ...]
    total: Indicator
    ranked: int
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]
    basis: Basis | None


def known_indicator(key: str, known: Iterable[str] | None = None) -> str:
    """The key of an indicator, of the built-in ones where none are named. Raises UsageError
    for any other.
    """
    keys = tuple(known or indicator_keys())
    if key not in keys:
        raise UsageError(
            T("“{key}” is no indicator", key=key), hint=T("Use one of {known}.", known=keys)
        )
    return key


def rank_groups(summary: Summary, indicator: str = "on_time") -> Ranking:
    """Rank the groups of a summary by an indicator, by exact fractions.

    Equal values share a rank, and the next rank is left out for each of them, as in
    published rankings; equal ones stand by name. Every share is taken of the base that the
    total has. A group without the figures, or with nothing to take a share of, has no rank.
    Raises UsageError for an unknown indicator.
    """
    key = known_indicator(indicator, summary.total.indicators)
    total = summary.total.indicators[key]
    places = _placed(_on_one_base(summary, key), smaller_first=total.smaller_first)
    return Ranking(
        key,
        total.smaller_first,
        summary.period,
        summary.by,
        places,
        total,
        sum(place.rank is not None for place in places),
        summary.sources,
        summary.findings,
        summary.basis,
    )


def _on_one_base(summary: Summary, key: str) -> list[tuple[Group, Indicator]]:
    base = summary.total.indicators[key].ratio.base
    return [(group, on_base(group, key, base)) for group in summary.groups]


def on_base(group: Group, key: str, base: str | None) -> Indicator:
    """An indicator of a group, taken of a given count."""
    indicator = group.indicators[key]
    if base is None or indicator.ratio.base == base:
        return indicator
    ratio = Ratio(indicator.ratio.numerator, group.counts.get(Count(base)), base)
    return indicator._replace(ratio=ratio)


def _placed(
    indicators: Sequence[tuple[Group, Indicator]], *, smaller_first: bool
) -> tuple[RankedGroup, ...]:
    named = sorted(indicators, key=lambda pair: _name(pair[0]))
    valued = [(i.exact(), group, i) for group, i in named]
    known = [(value, group, i) for value, group, i in valued if value is not None]
    known.sort(key=lambda item: item[0], reverse=not smaller_first)
    values = [value for value, _, _ in known]
    ranks = ranks_of(values)
    times = Counter(ranks)
    places = [
        RankedGroup(group.key, rank, times[rank] > 1, i)
        for rank, (_, group, i) in zip(ranks, known, strict=True)
    ]
    without = [
        RankedGroup(group.key, None, False, i, _why(i))
        for value, group, i in valued
        if value is None
    ]
    return (*places, *without)


def ranks_of(values: Sequence[Fraction]) -> list[int]:
    """The ranks of sorted values: equal ones share the first of their ranks."""
    ranks: list[int] = []
    for number, value in enumerate(values):
        tied = number and values[number - 1] == value
        ranks.append(ranks[-1] if tied else number + 1)
    return ranks


def _name(group: Group) -> tuple[object, ...]:
    return tuple((n is None, *alphabetical(n or ""), n or "") for n in group.key.values())


def _why(indicator: Indicator) -> Unranked:
    nothing = indicator.ratio.denominator == 0 and indicator.ratio.numerator is not None
    return Unranked.NOTHING if nothing else Unranked.NOT_REPORTED
