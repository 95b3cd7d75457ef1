"""Counts that a text does not state, as sums of their parts that it states (identities.toml)."""

from __future__ import annotations

from collections.abc import Mapping

from tthc_stats.data import load
from tthc_stats.model.counts import Count

WHOLE = frozenset({"RECEIVED", "CHANNELS", "IN_TIME", "TIMELINESS", "PENDING"})
"""Codes of the identities whose parts, where a text tells them all, are the whole."""

OFFLINE = (Count.RECEIVED_IN_PERSON, Count.RECEIVED_POSTAL)


def derived(count: Count, values: Mapping[Count, int]) -> int | None:
    """What the parts of a count add up to; ``None`` where one of them is not stated."""
    known = dict(values)
    offline = [known[part] for part in OFFLINE if part in known]
    if offline:  # reports name those by post only where there are some
        known.setdefault(Count.RECEIVED_OFFLINE, sum(offline))
    for identity in load("identities")["identity"]:
        if identity["total"] != count or identity["code"] not in WHOLE:
            continue
        for parts in identity["parts"]:
            stated = [known.get(Count(part)) for part in parts]
            if all(part is not None for part in stated):
                return sum(part for part in stated if part is not None)
    return None
