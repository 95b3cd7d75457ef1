"""Counts of dossiers: the vocabulary and what one row of figures is.

A count is a non-negative integer or absent. Absent is never zero: a row of counts is a
mapping that simply lacks the absent ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tthc_stats.model.text import T, Text


class Count(StrEnum):
    """The counts of dossiers, by their stable keys, in the order of every output."""

    __hash__ = str.__hash__  # counts are keys of dictionaries everywhere

    RECEIVED = "received"
    CARRIED_OVER = "carried_over"
    RECEIVED_IN_PERIOD = "received_in_period"
    RECEIVED_ONLINE = "received_online"
    RECEIVED_OFFLINE = "received_offline"
    RECEIVED_IN_PERSON = "received_in_person"
    RECEIVED_POSTAL = "received_postal"
    FULL_PROCESS = "full_process"
    PARTIAL_PROCESS = "partial_process"
    ONLINE_BASE = "online_base"
    RESOLVED = "resolved"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    IN_TIME = "in_time"
    PENDING = "pending"
    PENDING_IN_TIME = "pending_in_time"
    PENDING_OVERDUE = "pending_overdue"
    PAUSED = "paused"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    DUE = "due"


ALL_COUNTS = tuple(Count)

Counts = Mapping[Count, int]
"""One row of figures: the reported counts only."""

UNCOUNTED = (Count.PAUSED, Count.RETURNED, Count.WITHDRAWN, Count.REFUSED)
"""Classes that a layout may keep inside resolved or pending, or outside both."""

OPENING_STOCKS = frozenset({Count.CARRIED_OVER})
"""Stocks at the start of a period: over consecutive periods the first one stands."""

CLOSING_STOCKS = frozenset(
    {Count.PENDING, Count.PENDING_IN_TIME, Count.PENDING_OVERDUE, Count.PAUSED}
)
"""Stocks at the end of a period: over consecutive periods the last one stands."""

COUNT_NAMES: Mapping[Count, Text] = {
    Count.RECEIVED: T("received"),
    Count.CARRIED_OVER: T("carried over"),
    Count.RECEIVED_IN_PERIOD: T("received in the period"),
    Count.RECEIVED_ONLINE: T("received online"),
    Count.RECEIVED_OFFLINE: T("received in person and by post"),
    Count.RECEIVED_IN_PERSON: T("received in person"),
    Count.RECEIVED_POSTAL: T("received by post"),
    Count.FULL_PROCESS: T("full process"),
    Count.PARTIAL_PROCESS: T("partial process"),
    Count.ONLINE_BASE: T("base of the full-process share"),
    Count.RESOLVED: T("resolved"),
    Count.EARLY: T("early"),
    Count.ON_TIME: T("on time"),
    Count.LATE: T("late"),
    Count.IN_TIME: T("early and on time"),
    Count.PENDING: T("pending"),
    Count.PENDING_IN_TIME: T("pending in time"),
    Count.PENDING_OVERDUE: T("pending overdue"),
    Count.PAUSED: T("paused"),
    Count.RETURNED: T("returned"),
    Count.WITHDRAWN: T("withdrawn"),
    Count.REFUSED: T("refused"),
    Count.DUE: T("due"),
}
"""What people read for each count."""
