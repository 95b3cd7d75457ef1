"""Checks against recorded periods: what was pending then is carried over now, and what was
recorded of this very period still stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from tthc_stats.analysis.checks.across import Left, not_carried_over
from tthc_stats.analysis.history import Kept, Present
from tthc_stats.model.counts import ALL_COUNTS, COUNT_NAMES, Count
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.history import StoredHead, StoredPeriod, StoredRow
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension
from tthc_stats.model.text import T, Text

DIMENSIONS = frozenset(Dimension)
Key = tuple[str, ...]
Thing = TypeVar("Thing")


def needed(heads: Sequence[StoredHead], present: Sequence[Present]) -> list[StoredHead]:
    """The recorded periods that these can be held against."""
    return [
        head
        for head in heads
        if any(head.period.precedes(p.period) or head.period == p.period for p in present)
    ]


def against_history(
    present: Sequence[Present], past: Sequence[StoredPeriod], history: str
) -> list[Finding]:
    """What contradicts the recorded periods.

    Periods whose predecessor was read along with them are not carried over from the
    history: that file is the newer word.
    """
    read = [period for period, _ in present]
    findings: list[Finding] = []
    for now in present:
        if not any(period.precedes(now.period) for period in read):
            before = [stored for stored in past if stored.head.period.precedes(now.period)]
            findings += _carried_over(now, sorted(before, key=_likeness(now.period)), history)
        same = [stored for stored in past if stored.head.period == now.period]
        findings += _changed(now, same, history)
    return findings


def _likeness(period: Period) -> Callable[[StoredPeriod], tuple[bool, int]]:
    """Periods as long as this one first, then the shorter ones."""
    months = period.whole_months

    def order(stored: StoredPeriod) -> tuple[bool, int]:
        return stored.head.period.whole_months != months, stored.head.period.days

    return order


def _carried_over(now: Present, before: Iterable[StoredPeriod], history: str) -> Iterator[Finding]:
    told: set[Key] = set()
    for stored in before:
        where = _where(stored, history)
        for key, (then, kept) in _together(stored.rows, now.rows).items():
            if key not in told:
                told.add(key)
                left = Left(
                    then.counts.get(Count.PENDING),
                    then.counts.get(Count.PAUSED, 0),
                    then.paused_outside,
                    then.left_out,
                    where,
                )
                carried = kept.row.counts.get(Count.CARRIED_OVER)
                yield from not_carried_over(left, carried, kept.place(Count.CARRIED_OVER))


def _where(stored: StoredPeriod, history: str) -> str:
    return str(Place(history, str(stored.head.period)))


def _changed(now: Present, same: Iterable[StoredPeriod], history: str) -> Iterator[Finding]:
    for stored in same:
        for then, kept in _together(stored.rows, now.rows).values():
            other = {
                count: (then.counts[count], kept.row.counts[count])
                for count in ALL_COUNTS
                if count in then.counts
                and count in kept.row.counts
                and then.counts[count] != kept.row.counts[count]
            }
            if other:
                yield _change(other, kept, _where(stored, history))


def _change(other: Mapping[Count, tuple[int, int]], kept: Kept, where: str) -> Finding:
    said = tuple(_from_to(count, *numbers) for count, numbers in other.items())
    return Finding(
        "CHANGED_SINCE",
        Severity.WARNING,
        kept.place(next(iter(other))),
        T(
            "figures have changed since they were recorded ({where}): {said}",
            where=where,
            said=said,
        ),
        details={
            "changed": {
                count.value: {"recorded": then, "now": now} for count, (then, now) in other.items()
            }
        },
    )


def _from_to(count: Count, then: int, now: int) -> Text:
    return T("{name} {then} → {now}", name=COUNT_NAMES[count], then=then, now=now)


def _together(
    before: Sequence[StoredRow], after: Sequence[Kept]
) -> dict[Key, tuple[StoredRow, Kept]]:
    """Rows of two periods that are the same; the finer ones are added up first.

    Nothing where neither period has all that the other is told apart by.
    """
    then, now = _common(row.key for row in before), _common(kept.row.key for kept in after)
    if then == now:
        earlier = {row.key: row for row in before}
        later = {kept.row.key: kept for kept in after}
    elif then < now or now < then:
        shared = then & now
        earlier = {key: _sum(rows) for key, rows in _rolled(before, _key_of_row, shared).items()}
        later = {key: _sum_kept(rows) for key, rows in _rolled(after, _key_of_kept, shared).items()}
    else:
        return {}
    return {key: (earlier[key], kept) for key, kept in later.items() if key in earlier}


def _key_of_row(row: StoredRow) -> Key:
    return row.key


def _key_of_kept(kept: Kept) -> Key:
    return kept.row.key


def _dimension(part: str) -> str:
    name, sign, _ = part.partition("=")
    return name if sign and name in DIMENSIONS else ""


def _common(keys: Iterable[Key]) -> frozenset[str]:
    """The dimensions that all rows are told apart by."""
    told = [frozenset(map(_dimension, key)) - {""} for key in keys]
    return frozenset.intersection(*told) if told else frozenset()


def _rolled(
    rows: Iterable[Thing], key_of: Callable[[Thing], Key], shared: frozenset[str]
) -> dict[Key, list[Thing]]:
    rolled: dict[Key, list[Thing]] = {}
    for row in rows:
        key = tuple(part for part in key_of(row) if _dimension(part) in shared)
        rolled.setdefault(key, []).append(row)
    return rolled if shared else {}


def _sum(rows: Sequence[StoredRow]) -> StoredRow:
    """Rows together; absent plus a number is absent."""
    first = rows[0]
    counts = {
        count: sum(row.counts[count] for row in rows)
        for count in first.counts
        if all(count in row.counts for row in rows)
    }
    return first._replace(
        counts=counts,
        paused_outside=any(row.paused_outside for row in rows),
        left_out=sum(row.left_out for row in rows),
    )


def _sum_kept(rows: Sequence[Kept]) -> Kept:
    """Rows together, which stand in no cell where they are several."""
    if len(rows) == 1:
        return rows[0]
    place = rows[0].place(Count.CARRIED_OVER)._replace(cell=None)
    return Kept(_sum([kept.row for kept in rows]), lambda _: place)
