"""Periods to be recorded, for tests and for the processes that tests start."""

from __future__ import annotations

from datetime import date

from tthc_stats.model.basis import Basis
from tthc_stats.model.counts import ALL_COUNTS, Count
from tthc_stats.model.history import StoredHead, StoredPeriod, StoredRow, StoredSource
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension

AUGUST = Period.parse("2026-08")
SOURCE = StoredSource("thang-8.csv", None, "counts", "columns", "ab" * 32)


def row(name: str, counts: dict[Count, int], **more: object) -> StoredRow:
    return StoredRow((f"unit={name.lower()}",), {Dimension.UNIT: name}, (), counts, **more)  # type: ignore[arg-type]


def period(
    figure: int, *, days: Period = AUGUST, rows: int = 2, agency: str | None = None
) -> StoredPeriod:
    """A period whose every count is one figure."""
    basis = Basis(date(2026, 8, 31), "date", "on-time", 300)
    head = StoredHead(
        days, agency, (agency or "").lower(), "unit", (SOURCE,), basis, 1, 2, "0.1.0", rows
    )
    counts = dict.fromkeys(ALL_COUNTS, figure)
    return StoredPeriod(head, tuple(row(f"Xã {number}", counts) for number in range(rows)))
