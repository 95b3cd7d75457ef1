"""Which counts the checks do not bear out, so that no sentence rests on them unmarked."""

from __future__ import annotations

from collections.abc import Iterable

from tthc_stats.analysis.extras import in_extra_column
from tthc_stats.data import load
from tthc_stats.model.counts import ALL_COUNTS, Count
from tthc_stats.model.findings import Finding, Severity

INCOMPLETE = frozenset({"NOT_IN_PERIOD", "PERIOD_NOT_COVERED"})
"""Warnings that something is missing in the figures, though none is wrong by itself."""


def doubted_counts(findings: Iterable[Finding], derived: Iterable[Count] = ()) -> frozenset[Count]:
    """The counts that some errors cast doubt on: those of every broken sum, and all of them
    where an error does not say which.

    derived: counts that no table prints; they are as doubtful as what they are derived from.
    """
    doubted: set[Count] = set()
    for finding in findings:
        wrong = finding.severity is Severity.ERROR and not in_extra_column(finding)
        if wrong or finding.code in INCOMPLETE:
            doubted |= set(finding.counts or ALL_COUNTS)
    waiting, left = set(derived) - doubted, -1
    while left != len(waiting):  # what is derived may rest on what is derived
        left = len(waiting)
        found = {count for count in waiting if any(doubted & terms for terms in _sums_with(count))}
        doubted |= found
        waiting -= found
    return frozenset(doubted)


def _sums_with(count: Count) -> Iterable[set[Count]]:
    """The terms of every identity that a count stands in."""
    for identity in load("identities")["identity"]:
        for parts in identity["parts"]:
            terms = {Count(identity["total"]), *map(Count, parts)}
            if count in terms:
                yield terms
