"""Rules: everything that the figures of one table must satisfy, row by row and in sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from tthc_stats.analysis.balance import balance_holds
from tthc_stats.analysis.constraints import Constraint, Plan, Terms, completed, plan_for, value
from tthc_stats.analysis.wording import sum_in_words
from tthc_stats.model.counts import CLOSING_STOCKS, COUNT_NAMES, OPENING_STOCKS, Count
from tthc_stats.model.findings import Severity
from tthc_stats.model.table import ColumnKind, Row, RowKind, Table
from tthc_stats.model.text import T, Text

STOCKS = OPENING_STOCKS | CLOSING_STOCKS | {Count.RECEIVED}
"""What does not add over periods; received has the carried over in it."""


class Cell(NamedTuple):
    """A figure: the position of its row and the first count of its column."""

    row: int
    key: Count


class Rule(NamedTuple):
    """A constraint with what it takes to report it.

    left, right: the two sides in words; total: the count and row the finding stands at.
    """

    code: str
    severity: Severity
    constraint: Constraint[Cell]
    row: int
    total: Count
    left: int
    right: int
    words: Text


class TableRules:
    """A table as cells and rules."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.balance = balance_holds(table)

    @cached_property
    def first(self) -> dict[Count, Count]:
        """The first count of the column that holds a count: it stands for the figure."""
        return {
            count: column.counts[0]
            for column in self.table.columns
            if column.kind is ColumnKind.COUNT
            for count in column.counts
        }

    @cached_property
    def values(self) -> dict[Cell, int]:
        """Every stated figure."""
        return {
            Cell(position, count): number
            for position, row in enumerate(self.table.rows)
            for count, number in row.counts.items()
            if self.first[count] is count
        }

    def plan(self, row: Row) -> Plan:
        return plan_for(self.table.identities, row.counts.keys(), balance=self.balance)

    def all_holds(self) -> bool:
        """Whether nothing in the table is broken; most tables need no more than this."""
        rows = self.table.rows
        if not all(self.plan(row).holds(row.counts) for row in rows if row.counts):
            return False
        return all(self._sum_holds(row) for row in rows if row.sums and row.counts)

    def _sum_holds(self, row: Row) -> bool:
        summed: dict[Count, int] = dict.fromkeys(row.counts, 0)
        absent = set()
        for part in row.sums:
            counts = self.table.rows[part].counts
            plan = plan_for(self.table.identities, counts.keys(), balance=False)
            if plan.derived:
                counts = completed(plan, counts)[0]
            for count in summed:
                if count in counts:
                    summed[count] += counts[count]
                else:
                    absent.add(count)
        return all(
            summed[count] <= stated if count in absent else summed[count] == stated
            for count, stated in row.counts.items()
            if self._adds(row, count)
        )

    def _adds(self, row: Row, count: Count) -> bool:
        """Whether a count adds up over the rows of a sum: over periods only flows do."""
        periods = {self.table.rows[part].period for part in row.sums}
        return len(periods) < 2 or count not in STOCKS

    def rules(self) -> Iterator[Rule]:
        for position, row in enumerate(self.table.rows):
            if row.counts:
                yield from self._row_rules(position, row)
                yield from self._sum_rules(position, row)

    def _cells(self, position: int, terms: Terms) -> dict[Cell, int]:
        cells: dict[Cell, int] = {}
        for count, factor in terms.items():
            cell = Cell(position, self.first[count])
            cells[cell] = cells.get(cell, 0) + factor
        return {cell: factor for cell, factor in cells.items() if factor}

    def _row_rules(self, position: int, row: Row) -> Iterator[Rule]:
        plan = self.plan(row)
        for equality in plan.equalities:
            left, right = value(equality.left, row.counts), value(equality.right, row.counts)
            cells = self._cells(position, equality.residual)
            if cells:
                yield Rule(
                    equality.identity.code,
                    equality.identity.severity,
                    Constraint(cells),
                    position,
                    _at(equality.left, equality.identity.total),
                    left,
                    right,
                    _says(row, equality.left, equality.right, left, right),
                )
        for bound in plan.bounds:
            yield self._bound(position, row, bound.identity.code, bound.residual)
        for derived in plan.derived:
            yield self._bound(position, row, derived.identity.code, derived.terms)

    def _bound(self, position: int, row: Row, code: str, residual: Terms) -> Rule:
        """Known parts may not exceed their total: what is left may not be negative."""
        left, right = _sides(residual)
        whole, parts = value(left, row.counts), value(right, row.counts)
        cells = self._cells(position, residual)
        return Rule(
            code,
            Severity.ERROR,
            Constraint(cells, bound=True),
            position,
            _at(left, next(iter(left or right))),
            whole,
            parts,
            _exceeds(row, left, right, whole, parts),
        )

    def _sum_rules(self, position: int, row: Row) -> Iterator[Rule]:
        """A printed total against its rows, count by count, where every row has it."""
        if not row.sums:
            return
        code = "TOTAL_ROW" if row.kind is RowKind.TOTAL else "SECTION_ROW"
        known = [self._known(part) for part in row.sums]
        for count, stated in row.counts.items():
            if self.first[count] is not count or not self._adds(row, count):
                continue
            terms = {Cell(position, count): 1}
            summed = 0
            complete = True
            for part, parts in zip(row.sums, known, strict=True):
                if count not in parts:
                    complete = False
                    continue
                summed += value(parts[count], self.table.rows[part].counts)
                for cell, factor in self._cells(part, parts[count]).items():
                    terms[cell] = terms.get(cell, 0) - factor
            if complete or summed > stated:
                words = _sum_says(row, count, stated, summed, complete=complete)
                constraint = Constraint(terms, bound=not complete)
                yield Rule(code, Severity.ERROR, constraint, position, count, stated, summed, words)

    def _known(self, position: int) -> Mapping[Count, Terms]:
        """Stated counts of a row and those that its own identities give, but not its balance."""
        row = self.table.rows[position]
        plan = plan_for(self.table.identities, row.counts.keys(), balance=False)
        return {
            **{count: {count: 1} for count in row.counts},
            **{derived.count: derived.terms for derived in plan.derived},
        }


def proven_cells(table: Table) -> tuple[int, int]:
    """How many stated figures at least one equality covers, and how many there are."""
    reader = TableRules(table)
    covered = {
        cell
        for rule in reader.rules()
        if not rule.constraint.bound
        for cell in rule.constraint.terms
    }
    return len(covered), len(reader.values)


def _at(terms: Terms, total: Count) -> Count:
    return total if total in terms else next(iter(terms), total)


def _sides(terms: Terms) -> tuple[Terms, Terms]:
    """A difference as its positive and its negative part."""
    return (
        {count: factor for count, factor in terms.items() if factor > 0},
        {count: -factor for count, factor in terms.items() if factor < 0},
    )


def _says(row: Row, left: Terms, right: Terms, whole: int, parts: int) -> Text:
    whole_words, part_words = sum_in_words(left, row.counts), sum_in_words(right, row.counts)
    if whole > parts:
        return T(
            "{whole} but {parts} = {sum}: {difference} missing",
            whole=whole_words,
            parts=part_words,
            sum=parts,
            difference=whole - parts,
        )
    return T(
        "{whole} but {parts} = {sum}: {difference} too many",
        whole=whole_words,
        parts=part_words,
        sum=parts,
        difference=parts - whole,
    )


def _exceeds(row: Row, left: Terms, right: Terms, whole: int, parts: int) -> Text:
    whole_words, part_words = sum_in_words(left, row.counts), sum_in_words(right, row.counts)
    if len(right) == 1:
        return T(
            "{part} exceeds {whole} by {difference}: a part cannot be larger than its whole",
            part=part_words,
            whole=whole_words,
            difference=parts - whole,
        )
    return T(
        "{parts} = {right} exceeds {left_words} by {difference}",
        parts=part_words,
        right=parts,
        left_words=whole_words,
        difference=parts - whole,
    )


def _sum_says(row: Row, count: Count, stated: int, summed: int, *, complete: bool) -> Text:
    name, rows = COUNT_NAMES[count], len(row.sums)
    if complete and rows == 1:
        return T(
            "{name}: {stated} is printed, but its one row is {sum}, a difference of {difference}",
            name=name,
            stated=stated,
            sum=summed,
            difference=abs(stated - summed),
        )
    if complete:
        return T(
            "{name}: {stated} is printed, but its {rows} rows add up to {sum}, a difference "
            "of {difference}",
            name=name,
            stated=stated,
            rows=rows,
            sum=summed,
            difference=abs(stated - summed),
        )
    return T(
        "{name}: {stated} is printed, but those of its {rows} rows that report it exceed it "
        "already with {sum}",
        name=name,
        stated=stated,
        rows=rows,
        sum=summed,
    )
