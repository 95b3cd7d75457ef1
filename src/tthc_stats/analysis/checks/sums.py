"""Identities within rows, and totals and sections over rows: what is broken, and repairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tthc_stats.analysis.checks.rules import Cell, Rule, TableRules
from tthc_stats.analysis.wording import SLIP_NAMES, names
from tthc_stats.model.counts import ALL_COUNTS, COUNT_NAMES, UNCOUNTED, Count
from tthc_stats.model.findings import Change, Finding, Severity, Suggestion
from tthc_stats.model.table import Table
from tthc_stats.model.text import Joined, T, Text

if TYPE_CHECKING:
    from tthc_stats.analysis.localize import System

MAX_SUGGESTIONS = 6
MAX_LOCALISED = 100
"""Broken groups of figures for which repairs are sought; a table broken throughout
is not mended cell by cell."""

MANY_ROWS = {"BALANCE": 3, "": 10}
"""From how many broken rows on an identity may be broken throughout; "" for all others."""

MANY_COLUMNS = 3
"""In more columns of one row than these a slip of the hand is no explanation."""

SUMS = ("TOTAL_ROW", "SECTION_ROW")

RESIDUES: Mapping[str, Sequence[Count]] = {
    "BALANCE": UNCOUNTED,
    "TIMELINESS": (Count.RETURNED, Count.WITHDRAWN, Count.REFUSED),
}
"""Classes that layouts leave out of print beside the parts of an identity."""


def broken_sums(table: Table) -> list[Finding]:
    """Identities and sums of a table that do not hold, each with its smallest repairs."""
    reader = TableRules(table)
    if reader.all_holds():
        return []
    from tthc_stats.analysis.localize import System  # only where something is broken

    rules = list(reader.rules())
    throughout = _broken_throughout(rules)
    hard = [
        rule
        for rule in rules
        if rule.code not in throughout
        and (rule.severity is Severity.ERROR or rule.left == rule.right)
    ]
    system = System([rule.constraint for rule in hard], reader.values)
    repaired = _suggestions(system)
    broken: dict[tuple[str, int, Count], list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.constraint.broken_by(rule.left - rule.right):
            broken[rule.code, rule.row, rule.total].append(rule)
    unrepaired = {key for key, found in repaired.items() if not found.changes}
    sums = _sums_to_print(rules, throughout, reader.values, unrepaired)
    return [
        # An identity may be told in two ways; the finer one, which comes first, will do.
        _finding(
            table, told[0], repaired.get(id(told[0].constraint)), sums.get(id(told[0].constraint))
        )._replace(counts=_counts_of(table, told))
        for told in broken.values()
    ]


def _counts_of(table: Table, rules: Sequence[Rule]) -> tuple[Count, ...]:
    """What stands in some rules and in the other ways to tell their identities, with everything
    that a column holds.
    """
    counts = {cell.key for rule in rules for cell in rule.constraint.terms}
    told = {(rule.code, rule.total) for rule in rules}
    ways = (i for i in table.identities if (i.code, i.total) in told)
    counts |= {count for way in ways for count in way.counts if count in table.stated}
    columns = [column for count in counts if (column := table.column_of(count))]
    counts |= {count for column in columns for count in column.counts}
    return tuple(count for count in ALL_COUNTS if count in counts)


def _broken_throughout(rules: Sequence[Rule]) -> set[str]:
    """Identities broken in many rows, and in most of those that have such figures.

    That is how the layout counts, or how the figures were made; no slip of the hand in
    single cells, so none is sought. The balance is the first to go: layouts leave paused,
    returned and withdrawn dossiers out of print.
    """
    told: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for rule in rules:
        if not rule.constraint.bound and (rule.left or rule.right):
            told[rule.code] += 1
            broken[rule.code] += rule.left != rule.right
    return {
        code
        for code, rows in broken.items()
        if rows >= MANY_ROWS.get(code, MANY_ROWS[""]) and 2 * rows > told[code]
    }


def _sums_to_print(
    rules: Sequence[Rule],
    throughout: set[str],
    values: Mapping[Cell, int],
    unrepaired: set[int],
) -> dict[int, dict[Cell, int]]:
    """For totals and sections that are wrong in several columns: each printed figure as the
    sum of its rows, where all of them together leave nothing else of that row broken.

    By the identity of the sums' constraints; so many cells are no smallest repair.
    """
    broken: dict[int, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.code in SUMS and not rule.constraint.bound and rule.left != rule.right:
            broken[rule.row].append(rule)
    found = {}
    for wrong in broken.values():
        changes = {Cell(rule.row, rule.total): rule.right - rule.left for rule in wrong}
        many = len(wrong) > MANY_COLUMNS or all(id(rule.constraint) in unrepaired for rule in wrong)
        if many and _settles(rules, throughout, values, changes):
            for rule in wrong:
                found[id(rule.constraint)] = {Cell(rule.row, rule.total): rule.right}
    return found


def _settles(
    rules: Sequence[Rule],
    throughout: set[str],
    values: Mapping[Cell, int],
    changes: Mapping[Cell, int],
) -> bool:
    """Whether every rule on some cells holds after their change."""
    return not any(
        rule.constraint.broken_by(
            rule.constraint.residual(values) + rule.constraint.residual_of(changes)
        )
        for rule in rules
        if rule.severity is Severity.ERROR
        and (rule.code in SUMS or rule.code not in throughout)
        and changes.keys() & rule.constraint.terms.keys()
    )


class _Repaired(NamedTuple):
    changes: tuple[dict[Cell, int], ...]
    more: int
    complete: bool


def _suggestions(system: System[Cell]) -> dict[int, _Repaired]:
    """The repairs of each broken group of figures, by the identity of its constraints."""
    found: dict[int, _Repaired] = {}
    for component in system.components()[:MAX_LOCALISED]:
        rows = {
            cell.row
            for number in component
            if len(system.constraints[number].terms) <= len(Count)
            for cell in system.constraints[number].terms
        }
        broken = [system.constraints[number] for number in component]
        anchors = {next(iter(constraint.terms)) for constraint in broken}
        likely = {cell for cell in system.touching if cell.row in rows} | anchors
        repairs = system.repairs(component, likely)
        kept = tuple(repairs.sets[:MAX_SUGGESTIONS])
        repaired = _Repaired(kept, len(repairs.sets) - len(kept), repairs.complete)
        for constraint in broken:
            found[id(constraint)] = repaired
    return found


def _finding(
    table: Table, rule: Rule, repaired: _Repaired | None, printed: dict[Cell, int] | None
) -> Finding:
    row = table.rows[rule.row]
    suggestions = tuple(_suggestion(table, c) for c in repaired.changes) if repaired else ()
    if printed:
        suggestions = (_sum_suggestion(table, printed), *suggestions)[:MAX_SUGGESTIONS]
    return Finding(
        code=rule.code,
        severity=rule.severity,
        place=table.place(row, rule.total),
        message=rule.words,
        left=rule.left,
        right=rule.right,
        difference=abs(rule.left - rule.right),
        suggestions=suggestions,
        more_suggestions=repaired.more if repaired else 0,
        all_tried=repaired.complete if repaired and not printed else True,
        residue=residue(table, rule),
    )


def _suggestion(table: Table, repair: Mapping[Cell, int]) -> Suggestion:
    changes = tuple(
        Change(
            cell.key,
            table.rows[cell.row].counts[cell.key],
            new,
            table.place(table.rows[cell.row], cell.key),
        )
        for cell, new in sorted(
            repair.items(), key=lambda item: (item[0].row, ALL_COUNTS.index(item[0].key))
        )
    )
    why = Joined(tuple(_reason(change) for change in changes), "; ")
    return Suggestion(changes, T("{reasons}", reasons=why))


def _sum_suggestion(table: Table, printed: Mapping[Cell, int]) -> Suggestion:
    ((cell, new),) = printed.items()
    old, place = table.rows[cell.row].counts[cell.key], table.place(table.rows[cell.row], cell.key)
    why = T(
        "{name} {old} → {new} (the sum of its rows)", name=COUNT_NAMES[cell.key], old=old, new=new
    )
    return Suggestion((Change(cell.key, old, new, place),), why)


def _reason(change: Change) -> Text:
    from tthc_stats.analysis.localize import slip

    return T(
        "{name} {old} → {new} ({slip})",
        name=COUNT_NAMES[change.count],
        old=change.old,
        new=change.new,
        slip=SLIP_NAMES[slip(change.old, change.new)],
    )


def residue(table: Table, rule: Rule) -> tuple[Count, ...]:
    """The classes without a column that could hold what the parts lack."""
    if rule.left <= rule.right or rule.constraint.bound:
        return ()
    stated = set(table.stated)
    return tuple(count for count in RESIDUES.get(rule.code, ()) if count not in stated)


def residue_in_words(finding: Finding, *, in_text: bool = False) -> Text | None:
    """The sentence about uncounted classes, where they would explain a finding as well.

    in_text: whether its figures stand in sentences, not in a table.
    """
    if not finding.residue:
        return None
    values = {"number": finding.difference, "classes": Joined(names(finding.residue), "/")}
    if in_text:
        return T(
            "{number} dossiers {classes} that the text does not name would explain it just as well",
            **values,
        )
    return T(
        "{number} dossiers {classes} that this table has no column for would explain it just "
        "as well",
        **values,
    )
