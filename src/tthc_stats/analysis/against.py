"""Printed tables against registers: every stated count with that of the dossiers.

The days are those that the table says, its classes stand where its layout keeps them, and
its rows are looked up by the names that its label columns give.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from tthc_stats.analysis.sides import Difference, Side, Way
from tthc_stats.model.counts import COUNT_NAMES
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.table import Table
from tthc_stats.model.text import T, Text
from tthc_stats.tally.options import NoDue, Rule
from tthc_stats.tally.registers import Registers


class Comparison(NamedTuple):
    """What comparing tables with registers found.

    compared, printed: how many printed figures were compared, of how many.
    """

    findings: tuple[Finding, ...] = ()
    compared: int = 0
    printed: int = 0


def compare(registers: Registers, tables: Sequence[Table]) -> Comparison:
    """Every figure of some tables against the registers.

    Differences that one other way of counting explains altogether are one finding.
    Raises UsageError for a table whose days nobody says.
    """
    if not tables:
        return Comparison()
    options = registers.options
    asked = Way(options.rule, options.no_due)
    sides = [Side(registers, table, asked) for table in tables]
    remarks = [finding for table in tables for finding in table.findings]
    differences = [difference for side in sides for difference in side.differences]
    if differences and (other := _explanation(registers, tables, differences, asked)):
        way, sides = other
        found = [_explained(differences, way, asked, sides)]
    else:
        found = [_different(difference) for difference in differences]
    return Comparison(
        (*remarks, *found, *(finding for side in sides for finding in side.alone())),
        sum(len(side.compared) for side in sides),
        sum(len(row.counts) for table in tables for row in table.rows),
    )


def _explanation(
    registers: Registers, tables: Sequence[Table], differences: Sequence[Difference], asked: Way
) -> tuple[Way, list[Side]] | None:
    """The way of counting, as near as possible to the one asked, that explains everything."""
    for way in _other_ways(asked):
        sides = [Side(registers, table, way) for table in tables]
        compared = {cell for side in sides for cell in side.compared}
        if {one.cell for one in differences} <= compared and not any(
            side.differences for side in sides
        ):
            return way, sides
    return None


def _other_ways(asked: Way) -> list[Way]:
    ways = [Way(*parts) for parts in product(Rule, NoDue, (False, True))]
    ways.remove(asked)
    return sorted(ways, key=lambda way: sum(a != b for a, b in zip(way, asked, strict=True)))


def _different(difference: Difference) -> Finding:
    table, row, count, printed, counted = difference
    return Finding(
        "AGAINST",
        Severity.ERROR,
        table.place(row, count),
        T(
            "{name}: {printed} is printed, but the register gives {counted}, a difference of "
            "{difference}",
            name=COUNT_NAMES[count],
            printed=printed,
            counted=counted,
            difference=abs(printed - counted),
        ),
        left=printed,
        right=counted,
        difference=abs(printed - counted),
        counts=(count,),
    )


def _explained(
    differences: Sequence[Difference], way: Way, asked: Way, sides: Sequence[Side]
) -> Finding:
    table, row, count, *_ = differences[0]
    return Finding(
        "AGAINST_RULE",
        Severity.WARNING,
        table.place(row, count),
        T(
            "{number} printed figures are not those of the register as counted here, but all "
            "of them are where {how}",
            number=len(differences),
            how=tuple(_how(way, asked, sides)),
        ),
        details={"number": len(differences)},
    )


RULES = {
    Rule.DATE: T("the day decides what is late (--rule date)"),
    Rule.TIMESTAMP: T("the hour decides what is late (--rule timestamp)"),
}
NO_DUES = {
    NoDue.ON_TIME: T("dossiers without a due day are on time (--no-due on-time)"),
    NoDue.EXCLUDE: T("dossiers without a due day are left out (--no-due exclude)"),
}


def _how(way: Way, asked: Way, sides: Sequence[Side]) -> Iterator[Text]:
    if way.rule is not asked.rule:
        yield RULES[way.rule]
    if way.no_due is not asked.no_due:
        yield NO_DUES[way.no_due]
    if way.shifted:
        periods = {period for side in sides for period in side.periods}
        text = ", ".join(map(str, sorted(periods)))
        yield T("the days are {period} (--period)", period=text)
