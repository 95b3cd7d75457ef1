"""Counts of a whole against those of its levels: “cấp tỉnh …, cấp xã …, toàn tỉnh …”."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tthc_stats.model.counts import COUNT_NAMES, Count
from tthc_stats.model.findings import Severity
from tthc_stats.model.text import T
from tthc_stats.proofread.ledger import Group, Ledger
from tthc_stats.proofread.subjects import LEVELS
from tthc_stats.proofread.sums import Placed, Told
from tthc_stats.proofread.totals import Total

PROVEN = 100
"""Levels that add up to fewer dossiers may do so by chance."""


def levels_of(ledger: Ledger, placed: Placed) -> Iterator[Told]:
    """Counts that the levels of a whole do not add up to where others of its counts show that
    these levels are all of it.
    """
    by_period: dict[str, list[Group]] = defaultdict(list)
    for group in ledger.groups:
        by_period[group.scope.key[1]].append(group)
    for groups in by_period.values():
        levels = [group for group in groups if _is_level(group)]
        if len(levels) < 2 or not all(ledger.alone(level) for level in levels):
            continue
        for whole in groups:
            if not _is_level(whole):
                yield from _broken(whole, levels, placed)


def _is_level(group: Group) -> bool:
    return group.scope.key[0] in LEVELS


def _broken(whole: Group, levels: Sequence[Group], placed: Placed) -> Iterator[Told]:
    shared = [found for count in whole.stated if (found := _level(whole, levels, count))]
    held = [one for one in shared if not one.difference and all(part.value for part in one.parts)]
    broken = [one for one in shared if one.difference]
    if len(broken) <= len(held) and sum(one.sum for one in held) >= PROVEN:
        yield from (_told(one, placed) for one in broken)


def _level(whole: Group, levels: Sequence[Group], count: Count) -> Total | None:
    """A count where the whole and all its levels state it exactly."""
    stated = [group.stated.get(count, [None])[0] for group in (whole, *levels)]
    exact = [one for one in stated if one and not one.approximate]
    return Total(exact[0], exact[1:]) if len(exact) == len(stated) else None


def _told(one: Total, placed: Placed) -> Told:
    """Received ones may be all of the whole but only the new ones of its levels."""
    count = one.whole.count
    assert count
    alike = len({stated.sure for stated in (one.whole, *one.parts)}) == 1
    doubted = count is Count.RECEIVED and not alike
    said = T(
        "{name}: {stated} is printed, but its {levels} levels add up to {sum}, a difference "
        "of {difference}",
        name=COUNT_NAMES[count],
        stated=one.whole.value,
        levels=len(one.parts),
        sum=one.sum,
        difference=one.difference,
    )
    return one.told(placed, Severity.WARNING if doubted else Severity.ERROR, said)
