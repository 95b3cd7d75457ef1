"""Percentages whose caption says no more than “Tỷ lệ”: their figures tell what they are of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from tthc_stats.data import load
from tthc_stats.ingest.columns import is_bare_share
from tthc_stats.model.counts import Count, Counts
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.table import Column, Share, StatedShare, Table
from tthc_stats.model.text import T

Printed = Sequence[tuple[Counts, StatedShare]]
"""The counts of each row, with those that follow as sums, and the percentage it prints."""

SUMMED = ("RECEIVED", "CHANNELS", "IN_TIME", "TIMELINESS", "PENDING")
"""Identities whose total is the sum of its parts wherever all of them are printed."""


def settle_bare_shares(table: Table) -> None:
    """Read a bare percentage as the ratio that fits most of its rows; where none does, it is
    not checked, and that is said once.
    """
    table.columns = [
        _settled(table, column) if is_bare_share(column) else column for column in table.columns
    ]


def _settled(table: Table, column: Column) -> Column:
    printed = _printed(table, column.index)
    fits = {share: _fitting(share, printed) for share in _candidates(column.share)}
    best = max(fits, key=lambda share: fits[share])
    if not printed or (best == column.share and fits[best]):
        return column
    if 2 * fits[best] >= len(printed):
        note = T("it does not say of what: the ratio that fits most rows")
        return column._replace(share=best, note=note)
    if column.share and 2 * _fitting(column.share, printed, any_base=True) > len(printed):
        return column
    note = T("share of an unknown count")
    table.findings.append(_untold(table, column))
    return column._replace(share=None, note=note)


def _untold(table: Table, column: Column) -> Finding:
    text = T(
        "“{caption}” does not say of what, and no ratio of the counts fits most of its rows: it "
        "is not checked",
        caption=column.caption,
    )
    place = table.grid.place(table.header.stop - 1, column.index)
    return Finding("UNSURE_COLUMN", Severity.WARNING, place, text)


def _candidates(own: Share | None) -> Iterator[Share]:
    """The share of the count before it, then every indicator, then every other share."""
    if own:
        yield own
    for entry in load("indicators").values():
        if not entry.get("days"):
            yield Share((Count(entry["numerator"]),), tuple(map(Count, entry["bases"])))
    for entry in load("captions")["shares"].values():
        yield Share(tuple(map(Count, entry["numerators"])), tuple(map(Count, entry["bases"])))


def _printed(table: Table, index: int) -> Printed:
    """What each row with figures prints, in percent: 0,97 is 97 where no number exceeds 1."""
    held = [row for row in table.rows if index in row.shares and any(row.counts.values())]
    parts_of_one = all(abs(row.shares[index].value) <= 1 for row in held)
    scale = 100 if parts_of_one and any(row.shares[index].value % 1 for row in held) else 1
    return [(_with_sums(row.counts), _scaled(row.shares[index], scale)) for row in held]


def _scaled(stated: StatedShare, scale: int) -> StatedShare:
    if scale == 1 or stated.decimals is None:
        return stated._replace(value=stated.value * scale)
    return StatedShare(stated.value * scale, max(0, stated.decimals - 2))


def _with_sums(counts: Counts) -> Counts:
    """The counts with the totals that are not printed but whose parts are."""
    known = dict(counts)
    for entry in reversed(load("identities")["identity"]):
        if entry["code"] not in SUMMED:
            continue
        total = Count(entry["total"])
        for parts in ([Count(part) for part in parts] for parts in entry["parts"]):
            if total not in known and all(part in known for part in parts):
                known[total] = sum(known[part] for part in parts)
    return known


def _fitting(share: Share, printed: Printed, *, any_base: bool = False) -> int:
    """How many percentages are this share, rounded or cut off."""
    return sum(
        any(
            _is_ratio(stated, counts[above], counts[below])
            for above in share.numerators
            if above in counts
            for below in (counts if any_base else share.bases)
            if counts.get(below)
        )
        for counts, stated in printed
    )


def _is_ratio(stated: StatedShare, above: int, below: int) -> bool:
    decimals = 4 if stated.decimals is None else stated.decimals
    return abs(stated.value - Decimal(100 * above) / below) < Decimal(1).scaleb(-decimals)
