"""Stated shares: whether a printed percentage follows from the counts of its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from tthc_stats.analysis.constraints import completed, plan_for
from tthc_stats.data import load
from tthc_stats.model.counts import COUNT_NAMES, Count
from tthc_stats.model.findings import Finding, Severity
from tthc_stats.model.ratio import Ratio, scaled, truncated
from tthc_stats.model.table import Column, ColumnKind, Row, Share, StatedShare, Table
from tthc_stats.model.text import T, Text

UNROUNDED = Decimal("0.00005")
"""How far a stored number that was never rounded may be from the exact share, in percent."""

PUBLISHED_BASES = frozenset({Count.RECEIVED, Count.RECEIVED_IN_PERIOD, Count.DUE})
"""Bases that published reports use for the on-time share instead of the resolved ones."""


class Fraction(NamedTuple):
    """A pair of figures that a share may be of, each with its name."""

    numerator: int
    denominator: int
    above: Text
    below: Text
    base: Count | None = None

    def explains(self, stated: StatedShare) -> bool:
        if not self.denominator:
            return stated.value == 0
        if stated.decimals is None:
            exact = scaled(self.numerator, self.denominator, 12)
            return abs(exact - stated.value) <= UNROUNDED
        return scaled(self.numerator, self.denominator, stated.decimals) == stated.value

    def explains_cut_off(self, stated: StatedShare) -> bool:
        if not self.denominator or stated.decimals is None:
            return False
        return truncated(self.numerator, self.denominator, stated.decimals) == stated.value

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


class Verdict(NamedTuple):
    """What was found of one share, and whether it is right when it is cut off, not rounded."""

    row: Row
    finding: Finding | None
    cut_off: bool


def stated_shares(table: Table, on_time_base: str = "resolved") -> list[Finding]:
    """Every printed share that does not follow from its counts, in the order of rows.

    A column whose shares are all right as truncated is one finding: so it was made.
    """
    found: list[tuple[int, Finding]] = []
    for column in table.columns:
        if column.kind is ColumnKind.SHARE and column.share:
            judged = _judged(table, column, Count(on_time_base))
            if _all_cut_off(judged):
                found.append(_column_finding(table, column, judged))
            else:
                found += [(v.row.index, v.finding) for v in judged if v.finding]
    return [finding for _, finding in sorted(found, key=lambda item: item[0])]


class Told(NamedTuple):
    """One printed share of a table and the pair that explains it, or that it was meant to be
    of; ``None`` where the row has none. finding: what is to be said of it.
    """

    row: Row
    column: Column
    stated: StatedShare
    fraction: Fraction | None
    finding: Finding | None


def told_shares(table: Table, on_time_base: str = "resolved") -> Iterator[Told]:
    """Every printed share of a table, row by row, with its pair."""
    base = Count(on_time_base)
    columns = [c for c in table.columns if c.kind is ColumnKind.SHARE and c.share]
    for row in table.rows:
        for column in columns:
            if column.index in row.shares and column.share:
                verdict = _judge(table, row, column, base)
                pair = _pair_of(table, row, column.share, column.index, base)
                finding = verdict.finding if verdict else None
                yield Told(row, column, row.shares[column.index], pair, finding)


def _pair_of(
    table: Table, row: Row, share: Share, column: int, on_time_base: Count
) -> Fraction | None:
    """The pair that explains a share best, else the usual one."""
    counts, _ = completed(plan_for(table.identities, row.counts.keys(), balance=False), row.counts)
    usual = list(_fractions(table, row, share, counts, on_time_base))
    stated = row.shares[column]
    for explains in (Fraction.explains, Fraction.explains_cut_off):
        for fraction in usual:
            if explains(fraction, stated):
                return fraction
    return usual[0] if usual else None


def shares_above_100(table: Table) -> Iterator[Finding]:
    """Full process beyond the base of its share: one warning a table, at the first row.

    No identity holds the two together: dossiers are received in full process, and their
    share is taken of those resolved where no base is printed.
    """
    if Count.FULL_PROCESS not in table.stated:
        return
    bases = tuple(map(Count, load("indicators")[Count.FULL_PROCESS]["bases"]))
    above = [(row, found) for row in table.details() if (found := _exceeded(table, row, bases))]
    if above:
        row, (base, below) = above[0]
        number = row.counts[Count.FULL_PROCESS]
        yield Finding(
            "SHARE_ABOVE_100",
            Severity.WARNING,
            table.place(row, Count.FULL_PROCESS),
            T(
                "{part} {number} is more than {whole} {base} in {cell}, the base of its share, "
                "so that the share is above 100% ({rows} rows in all)",
                part=COUNT_NAMES[Count.FULL_PROCESS],
                number=number,
                whole=COUNT_NAMES[base],
                base=below,
                cell=str(table.place(row, base).cell),
                rows=len(above),
            ),
            left=number,
            right=below,
            difference=number - below,
        )


def _exceeded(table: Table, row: Row, bases: Sequence[Count]) -> tuple[Count, int] | None:
    """The base that the full-process dossiers of a row exceed, and its figure."""
    if Count.FULL_PROCESS not in row.counts:
        return None
    counts, _ = completed(plan_for(table.identities, row.counts.keys(), balance=False), row.counts)
    base = next((base for base in bases if base in counts), None)
    if base is None or not 0 < counts[base] < row.counts[Count.FULL_PROCESS]:
        return None
    return base, counts[base]


def _judged(table: Table, column: Column, on_time_base: Count) -> list[Verdict]:
    """The shares of a column that can be told from the counts of their rows."""
    verdicts = (
        _judge(table, row, column, on_time_base) for row in table.rows if column.index in row.shares
    )
    return [verdict for verdict in verdicts if verdict]


def _all_cut_off(judged: Sequence[Verdict]) -> bool:
    return sum(verdict.finding is not None for verdict in judged) > 1 and all(
        verdict.cut_off for verdict in judged
    )


def _column_finding(table: Table, column: Column, judged: Sequence[Verdict]) -> tuple[int, Finding]:
    truncated_ones = [(v.row, v.finding) for v in judged if v.finding]
    row, first = truncated_ones[0]
    cell = first.place.cell
    text = T(
        "{number} of {all} shares of “{caption}” are truncated, not rounded, the first in "
        "{cell}: {first}",
        number=len(truncated_ones),
        all=len(judged),
        caption=column.caption,
        cell=str(cell),
        first=first.message,
    )
    details = {**first.details, "truncated": len(truncated_ones), "shares": len(judged)}
    place = table.grid.place(row.index, column.index)
    return row.index, first._replace(place=place, message=text, details=details)


def _judge(table: Table, row: Row, column: Column, on_time_base: Count) -> Verdict | None:
    share, stated = column.share, row.shares[column.index]
    if share is None:
        return None
    counts, _ = completed(plan_for(table.identities, row.counts.keys(), balance=False), row.counts)
    usual = list(_fractions(table, row, share, counts, on_time_base))
    if not usual:
        return None
    if any(fraction.explains(stated) for fraction in usual):
        exact = any(f.explains(stated) and not f.denominator for f in usual)
        return Verdict(row, None, exact or any(f.explains_cut_off(stated) for f in usual))
    for fraction in usual:
        if fraction.explains_cut_off(stated):
            finding = _finding(table, row, column, fraction, "truncated", Severity.WARNING)
            return Verdict(row, finding, cut_off=True)
    return Verdict(row, _wrong(table, row, column, usual[0], counts), cut_off=False)


def _wrong(
    table: Table, row: Row, column: Column, usual: Fraction, counts: Mapping[Count, int]
) -> Finding:
    share, stated = column.share, row.shares[column.index]
    for fraction in _other_bases(usual, counts):
        if fraction.explains(stated):
            timely = share is not None and Count.IN_TIME in share.numerators
            published = fraction.base in PUBLISHED_BASES and timely
            severity = Severity.WARNING if published else Severity.ERROR
            return _finding(table, row, column, fraction, "wrong_base", severity, usual)
    return _finding(table, row, column, usual, "wrong", Severity.ERROR)


def _fractions(
    table: Table, row: Row, share: Share, counts: Mapping[Count, int], on_time_base: Count
) -> Iterator[Fraction]:
    """The pairs that the share is meant to be of, the usual one first."""
    bases = share.bases
    if Count.IN_TIME in share.numerators:
        bases = (on_time_base, *bases) if on_time_base not in bases else bases
    above = [(counts[count], COUNT_NAMES[count]) for count in share.numerators if count in counts]
    if share.numerator_column is not None:
        above = []
        if share.numerator_column in row.extras:
            caption = table.columns[share.numerator_column].path[-1]
            above = [(row.extras[share.numerator_column], T("{caption}", caption=caption))]
    for number, name in above:
        for base in bases:
            if base in counts:
                yield Fraction(number, counts[base], name, COUNT_NAMES[base], base)
        if Count.RESOLVED in bases and (timely := _timely(counts)) is not None:
            yield Fraction(number, timely, name, T("early, on time and late"))


def _timely(counts: Mapping[Count, int]) -> int | None:
    """Early, on time and late ones: resolved without those refused or withdrawn."""
    if Count.IN_TIME in counts and Count.LATE in counts:
        return counts[Count.IN_TIME] + counts[Count.LATE]
    return None


def _other_bases(usual: Fraction, counts: Mapping[Count, int]) -> Iterator[Fraction]:
    """The same numerator over every other count, those next to the usual one first."""
    seen = {usual.denominator}
    for count, number in counts.items():
        if number and number not in seen and number != usual.numerator:
            seen.add(number)
            yield Fraction(usual.numerator, number, usual.above, COUNT_NAMES[count], count)


def _finding(
    table: Table,
    row: Row,
    column: Column,
    fraction: Fraction,
    verdict: str,
    severity: Severity,
    usual: Fraction | None = None,
) -> Finding:
    stated = row.shares[column.index]
    right = usual or fraction
    computed = Ratio(right.numerator, right.denominator).percent(stated.decimals or 2)
    return Finding(
        code="STATED_SHARE",
        severity=severity,
        place=table.grid.place(row.index, column.index, row.label),
        message=_says(verdict, fraction, right, stated, computed),
        details={
            "verdict": verdict,
            "stated": format(stated.value.normalize(), "f"),
            "computed": None if computed is None else format(computed, "f"),
            "numerator": right.numerator,
            "denominator": right.denominator,
            "base": fraction.base.value if fraction.base else None,
        },
        counts=(*column.share.numerators, *column.share.bases) if column.share else (),
    )


def _says(
    verdict: str, fraction: Fraction, right: Fraction, stated: StatedShare, computed: Decimal | None
) -> Text:
    value = stated.value
    if verdict == "truncated":
        return T(
            "{stated}% is truncated: {above} {numerator}/{denominator} is {computed}% when rounded",
            stated=value,
            above=right.above,
            numerator=right.numerator,
            denominator=right.denominator,
            computed=computed,
        )
    if computed is None:
        return T(
            "{stated}% is printed, but {below} is 0, so there is no share",
            stated=value,
            below=right.below,
        )
    if verdict == "wrong_base":
        return T(
            "{stated}% is {above} over {base} ({numerator}/{denominator}); over {usual} it is "
            "{computed}%",
            stated=value,
            above=fraction.above,
            base=fraction.below,
            numerator=fraction.numerator,
            denominator=fraction.denominator,
            usual=right.below,
            computed=computed,
        )
    return T(
        "{stated}% is printed, but {above} over {below} is {numerator}/{denominator} = {computed}%",
        stated=value,
        above=right.above,
        below=right.below,
        numerator=right.numerator,
        denominator=right.denominator,
        computed=computed,
    )
