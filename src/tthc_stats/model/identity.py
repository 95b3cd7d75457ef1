"""Identities: a total that must equal the sum of its parts."""

from __future__ import annotations

from typing import NamedTuple

from tthc_stats.model.counts import Count
from tthc_stats.model.findings import Severity


class Identity(NamedTuple):
    """``total = sum(parts)`` between the counts of one row.

    code: the stable key of contract, such as ``TIMELINESS``.
    severity: what a violation means; a warning where real layouts may leave a rest.
    open: whether a layout is known to leave other parts out of print, so that the printed
    ones may only not exceed the total.
    """

    code: str
    total: Count
    parts: tuple[Count, ...]
    severity: Severity = Severity.ERROR
    open: bool = False

    @property
    def counts(self) -> tuple[Count, ...]:
        return (self.total, *self.parts)
