"""Names of counts, classes and slips in words."""

from __future__ import annotations

from collections.abc import Mapping

from tthc_stats.analysis.constraints import Terms
from tthc_stats.model.counts import Count, Counts
from tthc_stats.model.text import Joined, T, Text

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

SLIP_NAMES: Mapping[str, Text] = {
    "swapped": T("two digits swapped"),
    "digit": T("one digit mistyped"),
    "dropped": T("a digit dropped"),
    "added": T("a digit too many"),
    "shifted": T("zeros dropped or added"),
    "other": T("another figure"),
}


def named(count: Count, number: int) -> Text:
    return T("{name} {number}", name=COUNT_NAMES[count], number=number)


def sum_in_words(terms: Terms, counts: Counts) -> Joined:
    """A sum of stated counts: “early 2.083 + on time 160 − late 18”."""
    parts: list[object] = []
    for count, factor in sorted(terms.items(), key=lambda item: item[1] < 0):
        if factor < 0:
            parts.append("−")
        elif parts:
            parts.append("+")
        parts.append(named(count, counts[count]))
    return Joined(tuple(parts), " ")


def names(counts: tuple[Count, ...]) -> tuple[Text, ...]:
    return tuple(COUNT_NAMES[count] for count in counts)
