"""Names of counts, classes and slips in words."""

from __future__ import annotations

from collections.abc import Mapping

from tthc_stats.analysis.constraints import Terms
from tthc_stats.model.counts import COUNT_NAMES, Count, Counts
from tthc_stats.model.text import Joined, T, Text

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
