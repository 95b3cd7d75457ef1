"""What shares of each count are taken of, and the figures that may stand above and below a line."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from tthc_stats.data import load
from tthc_stats.model.counts import Count
from tthc_stats.proofread.claim import Span
from tthc_stats.proofread.derived import derived
from tthc_stats.proofread.figures import FigureKind
from tthc_stats.proofread.ledger import Group, Stated, same_things

WHOLES = (
    Count.RESOLVED,
    Count.DUE,
    Count.RECEIVED,
    Count.RECEIVED_IN_PERIOD,
    Count.ONLINE_BASE,
)
"""What published shares are taken of where they are not taken of the usual base."""

WHOLES_RECEIVED = (Count.RECEIVED_IN_PERIOD, Count.RECEIVED)
WHOLES_OF_TIMES = (Count.RESOLVED, Count.DUE)
WHOLES_OF_PENDING = (Count.PENDING, Count.DUE, Count.RECEIVED)
WHOLES_ONLINE = (Count.RECEIVED_ONLINE,)
TIMELY = frozenset({Count.EARLY, Count.ON_TIME, Count.IN_TIME, Count.LATE})
PUBLISHED_OVER_RECEIVED = frozenset({Count.IN_TIME, Count.ON_TIME})
"""Counts whose shares are published over those received too, whatever stands before them."""

CHANNELS = frozenset(
    {
        Count.RECEIVED_ONLINE,
        Count.RECEIVED_OFFLINE,
        Count.RECEIVED_IN_PERSON,
        Count.RECEIVED_POSTAL,
    }
)
"""Counts that are shares of what was received, where both stand in one paragraph."""

SURE_OF_BASE = TIMELY | {
    Count.RESOLVED,
    Count.PENDING,
    Count.PENDING_IN_TIME,
    Count.PENDING_OVERDUE,
}
"""Counts of which only one base is usual, so that a share which does not fit it is wrong."""


class Amount(NamedTuple):
    """A figure that may stand above or below the line.

    span: where it stands; ``None`` where it follows from others. low, high: what it may be,
    of “14,5 nghìn”.
    """

    value: int
    span: Span | None = None
    count: Count | None = None  # type: ignore[assignment]  # not the method of tuples
    approximate: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


class Base(NamedTuple):
    """A figure that may stand below the line; sure: so that another value is wrong."""

    amount: Amount
    sure: bool


def amount_of(stated: Stated) -> Amount:
    figure = stated.read.figure
    exact = Amount(stated.value, stated.span, stated.count, stated.approximate)
    return exact._replace(low=figure.low, high=figure.high)


def bases_in(whole: Stated, part: Stated, *, opened: bool) -> Iterator[Base]:
    """The amounts of a figure that another one is a part of; opened: by “trong đó”."""
    if _are_of_two_units(whole, part):  # “xã A …, trong đó …; xã B …”
        return
    below = whole.read.figure.below
    sure = not part.approximate or part.read.figure.low is not None
    if below is not None and opened and same_things(whole, part):
        yield Base(amount_of(whole), sure=sure and below == whole.value)
        yield Base(Amount(below, whole.span), sure=False)
    elif may_hold(whole, part):
        yield Base(amount_of(whole), sure=sure)
    elif opened and whole.read.noun is None and whole.count is None:
        yield Base(amount_of(whole), sure=False)


def _are_of_two_units(one: Stated, other: Stated) -> bool:
    first, second = one.scope.who, other.scope.who
    if first is None or second is None or first.key == second.key:
        return False
    return first.kind == second.kind == "unit"


def may_hold(whole: Stated, part: Stated) -> bool:
    """Whether a figure may be the whole of another, as far as the words tell."""
    if whole.read.figure.kind is not FigureKind.NUMBER or whole.value < part.value:
        return False
    if whole.count and whole.count is part.count:
        return whole.scope.key != part.scope.key
    if whole.count and part.count and whole.count not in bases_of(part.count):
        return False
    return same_things(whole, part)


@cache
def bases_of(count: Count | None) -> tuple[Count, ...]:
    """The counts that a share of a count may be taken of, the usual one first."""
    if count is None:
        return WHOLES
    usual = usual_bases(count)
    more: tuple[Count, ...] = WHOLES
    if count in CHANNELS | {Count.RECEIVED_IN_PERIOD, Count.CARRIED_OVER, Count.PENDING}:
        more = WHOLES_RECEIVED
    if count in (Count.PENDING_IN_TIME, Count.PENDING_OVERDUE):
        more = WHOLES_OF_PENDING
    if count in (Count.EARLY, Count.LATE):
        more = WHOLES_OF_TIMES
    if count in (Count.FULL_PROCESS, Count.PARTIAL_PROCESS):
        more = WHOLES_ONLINE + WHOLES
    listed = dict.fromkeys((*usual, *more))
    return tuple(base for base in listed if base is not count)


def derived_bases(group: Group, count: Count | None) -> Iterator[Base]:
    """Bases that the text does not state but all their parts."""
    values = group.values()
    for base in bases_of(count) if count else ():
        value = None if base in values else derived(base, values)
        if value:
            yield Base(Amount(value, None, base), sure=False)


@cache
def usual_bases(count: Count | None) -> tuple[Count, ...]:
    """The counts that a share of a count is taken of, the usual one first."""
    if count is None:
        return ()
    return tuple(map(Count, load("captions")["shares"].get(count, {"bases": ()})["bases"]))


def numerators(group: Group, count: Count, at: int) -> list[Amount]:
    """The figures that a share of a count may be of: stated, summed or left over."""
    wanted = (Count.IN_TIME, Count.ON_TIME) if count in (Count.IN_TIME, Count.ON_TIME) else (count,)
    found = [amount_of(stated) for one in wanted if (stated := group.nearest(one, at))]
    values = group.values()
    if count in (Count.IN_TIME, Count.ON_TIME):
        if {Count.EARLY, Count.ON_TIME} <= values.keys():
            both = values[Count.EARLY] + values[Count.ON_TIME]
            found.insert(0, Amount(both, None, Count.IN_TIME))
        elif not found and {Count.RESOLVED, Count.LATE} <= values.keys():
            found.append(Amount(values[Count.RESOLVED] - values[Count.LATE], None, Count.IN_TIME))
    if count is Count.LATE and not found and {Count.RESOLVED, Count.IN_TIME} <= values.keys():
        found.append(Amount(values[Count.RESOLVED] - values[Count.IN_TIME], None, Count.LATE))
    return [amount for amount in found if amount.value >= 0]
