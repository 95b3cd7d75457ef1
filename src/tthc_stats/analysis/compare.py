"""Two summaries compared: differences, relative changes, percentage points and ranks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from tthc_stats.analysis.indicators import Indicator
from tthc_stats.analysis.ranking import rank_groups
from tthc_stats.analysis.records import LEVEL_NAMES, same_name
from tthc_stats.analysis.summary import Group, Summary
from tthc_stats.ingest.captions import name_key
from tthc_stats.model.basis import Basis
from tthc_stats.model.counts import ALL_COUNTS, COUNT_NAMES, Count
from tthc_stats.model.errors import UsageError
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension
from tthc_stats.model.text import T, Text

if TYPE_CHECKING:
    from fractions import Fraction

Key = tuple[str | None, ...]


class Presence(StrEnum):
    BOTH = "both"
    NEW = "new"
    """It is in the later one only."""
    GONE = "gone"
    """It is in the earlier one only."""


class CountChange(NamedTuple):
    """A count before and after; absent stays absent, so its difference is unknown."""

    before: int | None
    after: int | None

    @property
    def difference(self) -> int | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    def relative(self) -> Fraction | None:
        """The change in percent of the count before; ``None`` where that is absent or 0."""
        from fractions import Fraction

        if self.difference is None or not self.before:
            return None
        return Fraction(100 * self.difference, self.before)


class IndicatorChange(NamedTuple):
    """An indicator before and after, each with its rank among the groups that have one.

    before, after: ``None`` where the group is not there. Ranks count from 1.
    """

    before: Indicator | None
    after: Indicator | None
    rank_before: int | None = None
    rank_after: int | None = None

    @property
    def same_base(self) -> bool:
        """Whether both are shares of the same count."""
        if self.before is None or self.after is None:
            return False
        return self.before.ratio.base == self.after.ratio.base

    def difference(self) -> Fraction | None:
        """In percentage points, or days: that of the exact values, rounded by nobody yet.

        ``None`` where one is unknown, or where they are shares of different counts.
        """
        if not self.same_base or self.before is None or self.after is None:
            return None
        before, after = self.before.exact(), self.after.exact()
        return None if before is None or after is None else after - before

    @property
    def places(self) -> int | None:
        """How many places it moved up; down is negative."""
        if self.rank_before is None or self.rank_after is None:
            return None
        return self.rank_before - self.rank_after


class GroupChange(NamedTuple):
    """A group in both summaries, or in one of them."""

    key: Mapping[str, str | None]
    presence: Presence
    counts: Mapping[Count, CountChange]
    indicators: Mapping[str, IndicatorChange]


class Comparison(NamedTuple):
    """Two summaries side by side.

    groups: in the order of the later summary, then those that are gone. ranked: how many
    groups have a rank before and after, by indicator. notes: what makes the two less alike.
    """

    before: Summary
    after: Summary
    by: tuple[str, ...]
    groups: tuple[GroupChange, ...]
    total: GroupChange
    ranked: Mapping[str, tuple[int, int]]
    notes: tuple[Text, ...]


def compare_summaries(before: Summary, after: Summary) -> Comparison:
    """Compare two summaries group by group, and their totals.

    Groups are the same where their names are, apart from spelling variants of units.
    Raises UsageError where the two are grouped by different things.
    """
    if before.by != after.by:
        raise UsageError(
            T(
                "one is grouped by {before}, the other by {after}",
                before=before.by,
                after=after.by,
            ),
            hint=T("Choose what to group by with --by."),
        )
    ranks = {key: (_ranks(before, key), _ranks(after, key)) for key in _shared(before, after)}
    groups = tuple(_groups(before, after, ranks))
    total = _change({}, before.total, after.total, ranks)
    spelled = _spelled_differently(before, after)
    return Comparison(
        before,
        after,
        after.by,
        groups,
        total,
        {key: (len(then), len(now)) for key, (then, now) in ranks.items()},
        (*_unlike(before, after), *_other_bases(total), *spelled),
    )


def _shared(before: Summary, after: Summary) -> list[str]:
    """The indicators of both."""
    return [key for key in after.total.indicators if key in before.total.indicators]


def _ranks(summary: Summary, key: str) -> dict[Key, int]:
    places = rank_groups(summary, key).places
    return {tuple(place.key.values()): place.rank for place in places if place.rank is not None}


def _groups(
    before: Summary, after: Summary, ranks: Mapping[str, tuple[dict[Key, int], dict[Key, int]]]
) -> list[GroupChange]:
    if after.by == (Dimension.FILE,):
        return []  # two files differ in their names; what is compared is their totals
    earlier, later = keyed(before.groups), keyed(after.groups)
    both = [_change(group.key, earlier.get(key), group, ranks) for key, group in later.items()]
    gone = [
        _change(group.key, group, None, ranks) for key, group in earlier.items() if key not in later
    ]
    return both + gone


def keyed(groups: Sequence[Group]) -> dict[Key, Group]:
    """Groups by what makes them the same in two summaries.

    Where several of one summary would be the same, they go by their names as written.
    """
    keys = [tuple(_same(name, part) for name, part in group.key.items()) for group in groups]
    times = Counter(keys)
    return {
        key if times[key] == 1 else tuple(group.key.values()): group
        for key, group in zip(keys, groups, strict=True)
    }


LEVELS = {name_key(name): level for level, name in LEVEL_NAMES.items()}


def _same(dimension: str, name: str | None) -> str | None:
    """A level is told by words in tables and by its key in registers."""
    if name is None:
        return None
    key = same_name(dimension, name)
    return LEVELS.get(key, key) if dimension == Dimension.LEVEL else key


def _change(
    key: Mapping[str, str | None],
    before: Group | None,
    after: Group | None,
    ranks: Mapping[str, tuple[dict[Key, int], dict[Key, int]]],
) -> GroupChange:
    presence = Presence.NEW if before is None else Presence.GONE if after is None else Presence.BOTH
    return GroupChange(
        key,
        presence,
        {
            count: CountChange(
                before.counts.get(count) if before else None,
                after.counts.get(count) if after else None,
            )
            for count in ALL_COUNTS
        },
        {
            indicator: IndicatorChange(
                before.indicators[indicator] if before else None,
                after.indicators[indicator] if after else None,
                _rank(before, ranks_before),
                _rank(after, ranks_after),
            )
            for indicator, (ranks_before, ranks_after) in ranks.items()
        },
    )


def _rank(group: Group | None, ranks: Mapping[Key, int]) -> int | None:
    return ranks.get(tuple(group.key.values())) if group else None


def _unlike(before: Summary, after: Summary) -> list[Text]:
    """What a reader must know before believing a difference."""
    notes = _periods_unlike(before.period, after.period)
    if _rules(before.basis) != _rules(after.basis):
        notes.append(T("the two were not counted by the same rules"))
    return notes


def _periods_unlike(before: Period | None, after: Period | None) -> list[Text]:
    if before is None or after is None:
        return [T("at least one of the two does not say its period")]
    notes = []
    if (before.whole_months or before.days) != (after.whole_months or after.days):
        notes.append(
            T(
                "the periods are not of one length: {before} and {after} days",
                before=before.days,
                after=after.days,
            )
        )
    if before.start > after.start:
        notes.append(T("the first one is of a later period than the second"))
    if before != after and before.overlaps(after):
        notes.append(T("the periods overlap, so the same dossiers are in both"))
    return notes


def _rules(basis: Basis | None) -> tuple[str, str] | None:
    return basis and (basis.rule, basis.no_due)


def _other_bases(total: GroupChange) -> list[Text]:
    """Indicators that are shares of one count before and of another after."""
    return [
        T(
            "{key} is not compared: it is taken of {before} before and of {after} after",
            key=key,
            before=COUNT_NAMES[Count(change.before.ratio.base)],
            after=COUNT_NAMES[Count(change.after.ratio.base)],
        )
        for key, change in total.indicators.items()
        if change.before
        and change.after
        and change.before.ratio.base
        and change.after.ratio.base
        and not change.same_base
        and change.before.exact() is not None
        and change.after.exact() is not None
    ]


def _spelled_differently(before: Summary, after: Summary) -> list[Text]:
    """Names that are taken for one although they are not written alike."""
    earlier = keyed(before.groups)
    return [
        T("“{first}” and “{second}” are taken for one", first=_shown(then), second=_shown(now))
        for key, now in keyed(after.groups).items()
        if (then := earlier.get(key))
        and [name_key(n or "") for n in then.key.values()]
        != [name_key(n or "") for n in now.key.values()]
    ]


def _shown(group: Group) -> str:
    return " · ".join(name or "–" for name in group.key.values())
