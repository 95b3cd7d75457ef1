"""Adding up over consecutive periods: flows add, stocks do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tthc_stats.analysis.records import Key, Record
from tthc_stats.model.counts import ALL_COUNTS, CLOSING_STOCKS, OPENING_STOCKS, Count
from tthc_stats.model.findings import Finding, Place, Severity
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension, Table
from tthc_stats.model.text import T, Text


def summed(records: Sequence[Record]) -> dict[Count, int]:
    """The counts of some records together; absent plus a number is absent.

    Over several periods carried over is that of the first, pending and paused those of
    the last, and received is the first carried over plus all received in the periods.
    Where the periods overlap or are not all known, nothing can be added.
    """
    periods = {record.period for record in records}
    if len(periods) <= 1:
        total = _plain_sum(records)
        return _flows(total) if _unread_periods(records) else total
    known = sorted(period for period in periods if period)
    if len(known) < len(periods) or any(a.overlaps(b) for a, b in pairwise(known)):
        return {}
    return _over_periods(records, known)


def summed_extras(records: Sequence[Record]) -> dict[str, int]:
    """The figures of extra columns of some records together, which add over periods as flows."""
    periods = {record.period for record in records}
    known = sorted(period for period in periods if period)
    apart = len(known) == len(periods) and not any(a.overlaps(b) for a, b in pairwise(known))
    if not records or (len(periods) > 1 and not apart):
        return {}
    told = [
        {caption: number for caption, number in record.extras.items() if number is not None}
        for record in records
    ]
    shared = set(told[0]).intersection(*told[1:])
    return {caption: sum(extras[caption] for extras in told) for caption in shared}


def _unread_periods(records: Sequence[Record]) -> bool:
    """Whether the rows name several periods that nobody could read."""
    return len({record.names.get(Dimension.PERIOD) for record in records}) > 1


def _flows(total: dict[Count, int]) -> dict[Count, int]:
    """What adds over periods in any order: no stocks, and no received, which has one in it."""
    stocks = OPENING_STOCKS | CLOSING_STOCKS | {Count.RECEIVED}
    return {count: number for count, number in total.items() if count not in stocks}


def _plain_sum(records: Sequence[Record]) -> dict[Count, int]:
    if not records:
        return {}
    first, *others = [record.counts for record in records]
    total = {count: first[count] for count in ALL_COUNTS if count in first}
    for counts in others:
        total = {count: sum_ + counts[count] for count, sum_ in total.items() if count in counts}
    return total


def _over_periods(records: Sequence[Record], periods: Sequence[Period]) -> dict[Count, int]:
    by_period: dict[Period, list[Record]] = defaultdict(list)
    for record in records:
        if record.period:
            by_period[record.period].append(record)
    whole = len({frozenset(record.key for record in by_period[period]) for period in periods}) == 1
    flows = _plain_sum(records)
    first, last = _plain_sum(by_period[periods[0]]), _plain_sum(by_period[periods[-1]])
    total: dict[Count, int] = {}
    for count in ALL_COUNTS:
        source = first if count in OPENING_STOCKS else last if count in CLOSING_STOCKS else flows
        stock = source is not flows
        if count in source and (whole or not stock) and count is not Count.RECEIVED:
            total[count] = source[count]
    gapless = all(a.precedes(b) for a, b in pairwise(periods))
    if gapless and {Count.CARRIED_OVER, Count.RECEIVED_IN_PERIOD} <= total.keys():
        total[Count.RECEIVED] = total[Count.CARRIED_OVER] + total[Count.RECEIVED_IN_PERIOD]
    return {count: total[count] for count in ALL_COUNTS if count in total}


def span(records: Sequence[Record]) -> Period | None:
    """The days from the first to the last period; ``None`` where one is unknown."""
    periods = [record.period for record in records]
    known = [period for period in periods if period]
    if not known or len(known) < len(periods):
        return None
    return Period(min(p.start for p in known), max(p.end for p in known))


def days_of(records: Sequence[Record]) -> int | None:
    """The days of all periods together, gaps left out; ``None`` where one is unknown."""
    periods = {record.period for record in records}
    known = [period for period in periods if period]
    return sum(period.days for period in known) if known and len(known) == len(periods) else None


def period_findings(records: Sequence[Record]) -> list[Finding]:
    """Why the periods of some records cannot be added up, if they cannot."""
    by_period = {record.period: record.tables[0] for record in records}
    if len(by_period) <= 1 and not _unread_periods(records):
        return []
    if None in by_period:
        text = T(
            "the table does not say its period while others do, so nothing is added up over "
            "them; use --by period or --by file"
        )
        return [_of_table("PERIOD_UNKNOWN", Severity.ERROR, by_period[None], text)]
    known = sorted(period for period in by_period if period)
    for earlier, later in pairwise(known):
        if earlier.overlaps(later):
            text = T(
                "the periods {earlier} and {later} overlap, so nothing is added up over them; "
                "use --by period or --by file",
                earlier=str(earlier),
                later=str(later),
            )
            return [_of_table("PERIOD_OVERLAP", Severity.ERROR, by_period[later], text)]
        if not earlier.precedes(later):
            text = T(
                "between the periods {earlier} and {later} days are missing, so what was "
                "received altogether is unknown",
                earlier=str(earlier),
                later=str(later),
            )
            return [_of_table("PERIOD_GAP", Severity.WARNING, by_period[later], text)]
    return list(_not_in_periods(records))


NAMED = 5
"""Rows that a finding names."""


def _not_in_periods(records: Sequence[Record]) -> Iterator[Finding]:
    """Periods whose tables lack rows that those of others have: sums over all are not whole."""
    named: dict[Key, str] = {}
    held: dict[Period, set[Key]] = defaultdict(set)
    tables: dict[Period, Table] = {}
    for record in records:
        if record.period:
            named.setdefault(record.key, " · ".join(record.names.values()))
            held[record.period].add(record.key)
            tables.setdefault(record.period, record.tables[0])
    for period, keys in sorted(held.items()):
        if missing := [name for key, name in named.items() if key not in keys]:
            text = T(
                "rows that other periods have are not in that of {period}, and nothing of them is "
                "added for it: {number} ({names})",
                period=str(period),
                number=len(missing),
                names=(*missing[:NAMED], *(("…",) if len(missing) > NAMED else ())),
            )
            found = _of_table("NOT_IN_PERIOD", Severity.WARNING, tables[period], text)
            yield found._replace(counts=ALL_COUNTS)


def _of_table(code: str, severity: Severity, table: Table, text: Text) -> Finding:
    return Finding(code, severity, Place(table.file, table.grid.sheet), text)
