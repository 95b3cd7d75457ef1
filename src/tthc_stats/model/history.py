"""Periods of the past as they are kept: their finest rows of counts, and where these come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tthc_stats.model.basis import Basis
from tthc_stats.model.counts import Count
from tthc_stats.model.period import Period
from tthc_stats.model.table import Dimension

STORED_DIMENSIONS = (
    Dimension.UNIT,
    Dimension.LEVEL,
    Dimension.FIELD,
    Dimension.PROCEDURE,
    Dimension.COMMUNE,
)
"""What stored rows can be grouped by. Channels and service levels have counts of their own."""


class StoredSource(NamedTuple):
    """A table or register that a period was recorded from; sha256: of the whole file."""

    file: str
    sheet: str | None
    kind: str
    layout: str
    sha256: str | None


class StoredRow(NamedTuple):
    """One row of figures.

    key: what makes rows of two periods the same. names: by dimension. derived: the counts
    that no column printed. paused_outside: whether paused dossiers are not in pending.
    left_out: dossiers that the layout left out of print; both may be carried over as well.
    extras: figures of extra columns, by the captions that indicators name.
    """

    key: tuple[str, ...]
    names: Mapping[Dimension, str]
    section: tuple[str, ...]
    counts: Mapping[Count, int]
    derived: tuple[Count, ...] = ()
    paused_outside: bool = False
    left_out: int = 0
    extras: Mapping[str, int] = {}


class StoredHead(NamedTuple):
    """What is known of a recorded period beside its figures.

    agency: whose report it was, where the titles or the user say so. by: what its rows are.
    errors, warnings: findings at the time of recording. version: of the program that
    recorded it. size: how many rows it has.
    """

    period: Period
    agency: str | None
    agency_key: str
    by: str
    sources: tuple[StoredSource, ...]
    basis: Basis | None
    errors: int
    warnings: int
    version: str
    size: int


class StoredPeriod(NamedTuple):
    """A recorded period with its rows."""

    head: StoredHead
    rows: tuple[StoredRow, ...]
